import { readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { accountAddShape, inboxShape, noteSavedShape, syncShape } from '../../../electron/cli/output-shapes.ts'
import type { LeadsquaredSandbox } from '../../sandbox/leadsquared/sandbox.ts'
import type { SaleshandySandbox } from '../../sandbox/saleshandy/sandbox.ts'
import { CommandLine, contentOf, expectFailure, startLeadsquared, startSaleshandy } from './command-line.ts'

// Each test starts many processes, and a busy machine starts them slowly.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

const megabyte = 1024 * 1024

let saleshandy: SaleshandySandbox
let leadsquared: LeadsquaredSandbox
let line: CommandLine
/** A prospect of Saleshandy, one more, and a lead of LeadSquared. */
let targets: { prospect: string; other: string; lead: string }

const key = (secret: string) => ({ environment: { FIELDPOST_SECRET: secret } })

beforeAll(async () => {
  saleshandy = await startSaleshandy()
  leadsquared = await startLeadsquared()
  line = new CommandLine()
  const { me } = saleshandy.state.team
  const store = ['--store-secret', 'plain']
  const member = ['--option', `member=${me.email}`]
  const add = ['account', 'add']
  await line.json(
    accountAddShape,
    [...add, 'saleshandy', '--base-url', saleshandy.url, ...store, ...member],
    key(saleshandy.key),
  )
  await line.json(
    accountAddShape,
    [...add, 'leadsquared', '--base-url', leadsquared.url, ...store],
    key(leadsquared.key),
  )
  await line.json(syncShape, ['sync'])
  const { conversations } = await line.json(inboxShape, ['inbox', '--limit', '100'])
  const of = (accountId: number) =>
    conversations.filter((each) => each.accountId === accountId && !each.remoteId.startsWith('thread:'))
  const [prospect, other] = of(1)
  targets = { prospect: `local:${prospect?.id}`, other: `local:${other?.id}`, lead: `local:${of(2)[0]?.id}` }
})
afterAll(async () => {
  line.close()
  await saleshandy.close()
  await leadsquared.close()
})

/** Each is refused in one line, and afterwards the data folder and the CRMs are as they were. */
async function allRefused(
  cases: readonly (readonly [words: readonly string[], message: RegExp, end?: { code: number; kind: string }])[],
): Promise<void> {
  const before = contentOf(line.data)
  for (const [words, message, end = { code: 8, kind: 'refused' }] of cases) {
    await expectFailure(line, words, { ...end, message })
  }
  expect(contentOf(line.data)).toEqual(before)
}

const wrongUsage = { code: 2, kind: 'wrong_usage' }

describe('an account that cannot be connected', () => {
  it('leaves nothing behind where a part of the key is missing, where nobody is called so, and where the address is wrong', async () => {
    const before = contentOf(line.data)
    const credentials = { code: 5, kind: 'credentials' }
    const add = (provider: string, ...more: string[]) => ['account', 'add', provider, ...more]
    await expectFailure(
      line,
      add('leadsquared', '--base-url', leadsquared.url),
      { ...credentials, message: /LeadSquared wants 2 parts.*Access key:Secret key\. Nothing was stored/ },
      key('onlyonepart'),
    )
    await expectFailure(
      line,
      add('leadsquared', '--base-url', leadsquared.url),
      { ...credentials, message: /does not accept this key, so nothing was stored/ },
      key('wrong:keys'),
    )
    await expectFailure(
      line,
      add('leadsquared', '--base-url', leadsquared.url, '--option', 'member=me'),
      { ...wrongUsage, message: /this CRM takes no options/ },
      key(leadsquared.key),
    )
    await expectFailure(
      line,
      add('saleshandy', '--base-url', leadsquared.url),
      { code: 4, kind: 'unreachable', message: /it is not this CRM, so nothing was stored/ },
      key(saleshandy.key),
    )
    const stranger = await line.run(
      add('saleshandy', '--base-url', saleshandy.url, '--option', 'member=nobody@x.example'),
      key(saleshandy.key),
    )
    expect(stranger).toMatchObject({ code: 11, stdout: '' })
    expect(stranger.stderr).toMatch(/^Nobody of the team is "nobody@x\.example", so nothing was stored\.[^\n]*\n$/)
    expect(contentOf(line.data)).toEqual(before)
  })
})

describe('a note with options', () => {
  it('is refused where the CRM does not know one, for all of its targets', () => {
    const { prospect, lead } = targets
    return allRefused([
      [['note', lead, '--html', '<p>x</p>'], /--html is nothing that notes of .* can have, so nothing was saved/],
      [['note', lead, '--private', 'x'], /--private is nothing/],
      [['note', lead, '--draft', 'x'], /--draft is nothing/],
      [['note', prospect, lead, '--draft', 'x'], /--draft is nothing/],
      [['note', prospect, '--type', '200', 'x'], /--type is nothing/],
      [['note', prospect, '--with-score', 'x'], /--with-score is nothing/],
      [['note', prospect, '--private', '--public', 'x'], /not both/, wrongUsage],
      [['note', prospect, '--colour', 'red', 'x'], /--colour/, wrongUsage],
      [['types', '1'], /have no types/],
    ])
  })

  it('is refused where a file is missing, empty, too large or no file, and none of the others is kept', () => {
    const { prospect, lead } = targets
    const file = (name: string, bytes: number) => {
      writeFileSync(join(line.folder, name), '')
      truncateSync(join(line.folder, name), bytes)
    }
    file('good.pdf', 100)
    file('empty.pdf', 0)
    file('large.pdf', 21 * megabyte)
    const attach = (...names: string[]) => ['note', prospect, ...names.flatMap((name) => ['--attach', name]), 'x']
    return allRefused([
      [attach('good.pdf', 'gone.pdf'), /There is no file \S*gone\.pdf that can be read, so nothing was saved/],
      [attach('good.pdf', 'large.pdf'), /large\.pdf has 21\.0 MB, and the CRM takes up to 20\.0 MB, so nothing/],
      [attach('empty.pdf'), /empty\.pdf is empty/],
      [attach('.'), /There is no file/],
      [attach('good.pdf', 'good.pdf'), /good\.pdf is given twice/],
      [attach(...Array.from({ length: 21 }, () => 'good.pdf')), /at most 20 files/],
      [['note', prospect, '--attach', 'good.pdf', ''], /The text is empty, so nothing was saved/],
      [['note', lead, '--attach', 'good.pdf', 'x'], /--attach is nothing/],
    ])
  })

  it('is refused where the activity is not what its type demands', () => {
    const { lead } = targets
    const meeting = (...fields: string[]) => [
      'note',
      lead,
      '--type',
      'Meeting',
      ...fields.flatMap((field) => ['--field', field]),
      'x',
    ]
    return allRefused([
      [
        meeting(),
        /Meeting is not complete, so nothing was saved: Outcome must be filled in \(Interested, .*; Agenda must/,
      ],
      [meeting('Outcome=Perhaps', 'Agenda=Roof'), /Outcome is none of its options \(Interested, Not now/],
      [meeting('Outcome=Signed', 'Agenda=Roof', 'Attendees=three'), /Attendees is to be a number/],
      [meeting('Outcome=Signed', 'Agenda=Roof', 'Next step on=2026-02-30'), /Next step on is to be a day/],
      [meeting(`Agenda=${'x'.repeat(201)}`, 'Outcome=Signed'), /Agenda is longer than 200 characters/],
      [meeting('Weather=fine'), /Meeting of .* has no field "Weather"/],
      [meeting('Outcome'), /expected NAME=VALUE/, wrongUsage],
      [meeting('Outcome=Signed', 'outcome=Signed'), /given twice/, wrongUsage],
      [['note', lead, '--at', 'tomorrow', 'x'], /expected a date and time/, wrongUsage],
      [['note', lead, '--type', 'Siesta', 'x'], /no activity type "Siesta"/, { code: 3, kind: 'unknown' }],
      [['note', lead, '--type', '1', 'x'], /no activity type "1" .* that notes can be/, { code: 3, kind: 'unknown' }],
    ])
  })
})

describe('a change of what is there', () => {
  it('is refused where it is nobody’s or not one’s own', () => {
    const { prospect, other } = targets
    const unknown = { code: 3, kind: 'unknown' }
    return allRefused([
      [['edit-note', '123', 'x'], /no activity 123/, unknown],
      [['edit-note', 'first', 'x'], /no activity first/, unknown],
      [['person', 'separate', prospect, prospect], /the same conversation/],
      [['person', 'join', prospect, 'Nobody At All'], /no conversation "Nobody At All"/, unknown],
      [['outbox', 'retry', '0192-none', '--without-file', 'plan.txt'], /no note/, unknown],
      [['account', 'check', '9'], /no account 9/, unknown],
      [['note', other, prospect, 'Nobody At All', 'x'], /no conversation "Nobody At All"/, unknown],
    ])
  })
})

describe('a file that is gone from this computer before it was sent', () => {
  it('holds its note back and names the file, and the note can go without it', async () => {
    writeFileSync(join(line.folder, 'plan.txt'), 'South roof.')
    const { note } = await line.json(noteSavedShape, ['note', targets.prospect, '--attach', 'plan.txt', 'The plan.'])
    for (const name of readdirSync(join(line.data, 'attachments'))) rmSync(join(line.data, 'attachments', name))
    const report = await line.json(syncShape, ['sync', '--until-drained', '--account', '1'], { code: 9 })
    expect(report.waiting).toMatchObject([
      { id: note.id, state: 'rejected', trouble: { kind: 'attachment_missing', fileName: 'plan.txt' } },
    ])
    const without = (name: string) => ['outbox', 'retry', note.id, '--without-file', name]
    await expectFailure(line, without('other.txt'), { code: 8, kind: 'refused', message: /no file of that name/ })
    const retried = await line.json(noteSavedShape, without('plan.txt'))
    expect(retried.note).toMatchObject({ state: 'queued', attachments: [] })
    await line.json(syncShape, ['sync', '--until-drained', '--account', '1'])
    expect(saleshandy.state.notesFromApi().map(({ attachmentIds }) => attachmentIds)).toEqual([[]])
  })
})

describe('a key that the CRM has revoked', () => {
  it('is said by the check and by the sync, with everything kept', async () => {
    leadsquared.credentials.revoke()
    await expectFailure(line, ['account', 'check', '2'], {
      code: 5,
      kind: 'credentials',
      message: /the CRM does not accept the key\. Everything here is kept/,
    })
    const report = await line.json(syncShape, ['sync', '--account', '2'], { code: 5 })
    expect(report.accounts).toMatchObject([{ id: 2, outcome: 'credentials' }])
    expect((await line.json(inboxShape, ['inbox', '--account', '2'])).conversations).not.toEqual([])
  })
})
