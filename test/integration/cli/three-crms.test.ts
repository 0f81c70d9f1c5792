import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  accountAddShape,
  accountCheckShape,
  accountListShape,
  doctorShape,
  exportShape,
  failureShape,
  inboxShape,
  noteSavedShape,
  outboxListShape,
  outboxShowShape,
  personChangeShape,
  showShape,
  statusShape,
  supportBundleShape,
  syncShape,
  typesShape,
} from '../../../electron/cli/output-shapes.ts'
import type { LeadsquaredSandbox } from '../../sandbox/leadsquared/sandbox.ts'
import type { SaleshandySandbox } from '../../sandbox/saleshandy/sandbox.ts'
import { CommandLine, startLeadsquared, startSaleshandy } from './command-line.ts'

// Each test starts many processes, and a busy machine starts them slowly.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

let saleshandy: SaleshandySandbox
let leadsquared: LeadsquaredSandbox
let line: CommandLine

beforeAll(async () => {
  saleshandy = await startSaleshandy()
  leadsquared = await startLeadsquared()
  line = new CommandLine()
})
afterAll(async () => {
  line.close()
  await saleshandy.close()
  await leadsquared.close()
})

const key = (secret: string) => ({ environment: { FIELDPOST_SECRET: secret } })
const addSaleshandy = (...more: string[]) => [
  ...['account', 'add', 'saleshandy', '--base-url', saleshandy.url, '--store-secret', 'plain'],
  ...more,
]
/** The local numbers of the people whom both CRMs know, by account and name. */
async function numberOf(accountId: number, name: string): Promise<string> {
  const { conversations } = await line.json(inboxShape, ['inbox', '--limit', '100', '--account', String(accountId)])
  const found = conversations.find((each) => each.name === name && !each.remoteId.startsWith('thread:'))
  expect(found, name).toBeDefined()
  return String(found?.id)
}
const drained = () => line.json(syncShape, ['sync', '--until-drained'])

describe('the command line with several CRMs, day by day', () => {
  it('asks who one is where the key does not say, and names the team', async () => {
    const { me, members } = saleshandy.state.team
    const finished = await line.run([...addSaleshandy(), '--json'], key(saleshandy.key))
    expect(finished.code).toBe(11)
    expect(finished.stderr).toMatch(/do not say whose they are, so nothing was stored\. .*--option member=[^\n]*\n$/)
    const { error } = failureShape.parse(JSON.parse(finished.stdout))
    expect(error.choices?.map(({ option }) => option)).toEqual(members.map(({ email }) => `member=${email}`))
    expect((await line.run(['account', 'list'])).code).toBe(7)

    const added = await line.json(
      accountAddShape,
      addSaleshandy('--option', `member=${me.email.toUpperCase()}`),
      key(saleshandy.key),
    )
    expect(added).toMatchObject({ isNew: true, askedBaseUrl: null, account: { id: 1, userEmail: me.email } })
    expect(added.account.abilities).toContainEqual(expect.objectContaining({ what: 'read_people', answer: 'yes' }))
    expect(added.account.note).toMatchObject({ formats: ['plain', 'html'], manyTargets: true, edits: true })
  })

  it('finds the account’s own region with its keys, and keeps it', async () => {
    const words = ['account', 'add', 'leadsquared', '--base-url', leadsquared.wrongRegionUrl, '--store-secret', 'plain']
    const added = await line.json(accountAddShape, words, key(leadsquared.key))
    expect(added).toMatchObject({
      askedBaseUrl: leadsquared.wrongRegionUrl,
      account: { id: 2, baseUrl: leadsquared.url, provider: 'leadsquared', providerName: 'LeadSquared' },
    })
    const { accounts } = await line.json(accountListShape, ['account', 'list'])
    expect(accounts).toHaveLength(2)
    expect(accounts[1]).toEqual(added.account)
    const checked = await line.json(accountCheckShape, ['account', 'check', '2'])
    expect(checked.account.abilities).toEqual(added.account.abilities)
    expect((await line.run(['account', 'check', '2'])).stdout).toMatch(
      /LeadSquared accepts the key.*\n.*read people +yes/s,
    )
  })

  it('fetches both, and says of each how it stands', async () => {
    const report = await line.json(syncShape, ['sync'])
    expect(report.accounts).toMatchObject([
      { id: 1, outcome: 'caught_up' },
      { id: 2, outcome: 'caught_up' },
    ])
    const { accounts } = await line.json(statusShape, ['status'])
    expect(accounts.map(({ freshAsOf, lastFailure }) => [freshAsOf !== null, lastFailure])).toEqual([
      [true, null],
      [true, null],
    ])
    expect(accounts[1]?.streams.map(({ stream }) => stream).sort()).toEqual(['activities', 'leads'])
    expect((await line.json(doctorShape, ['doctor'])).isWell).toBe(true)
  })

  it('lists an account’s types of activity with their fields', async () => {
    const { types } = await line.json(typesShape, ['types', '2'])
    const meeting = types.find(({ name }) => name === 'Meeting')
    expect(meeting).toMatchObject({ code: '202', isWritable: true })
    expect(meeting?.fields.find(({ label }) => label === 'Outcome')).toMatchObject({
      kind: 'dropdown',
      isMandatory: true,
      options: ['Interested', 'Not now', 'Signed', 'No show'],
    })
    expect((await line.run(['types', '2'])).stdout).toMatch(/^202 {2}Meeting: 6 fields, 2 to be filled in$/m)
  })

  it('writes one note for two prospects, private, formatted and with a file, and each gets it once', async () => {
    const two = [await numberOf(1, 'Amelia Hartwell'), await numberOf(1, 'Rahul Deshmukh')]
    writeFileSync(join(line.folder, 'plan.txt'), 'South roof, 22 panels.')
    const html = '<p>Wants the <b>south roof</b> only.</p>'
    const options = ['--html', '--private', '--attach', 'plan.txt']
    const saved = await line.json(noteSavedShape, ['note', ...options, ...two, html])
    expect(saved.entry).toMatchObject({
      text: html,
      form: { format: 'html', visibility: 'private', isDraft: false, activity: null },
      attachments: [{ fileName: 'plan.txt', mediaType: 'text/plain', bytes: 22, isUploaded: false }],
      outcomes: [{ state: 'queued' }, { state: 'queued' }],
    })
    const { notes, entries } = await line.json(outboxListShape, ['outbox', 'list'])
    expect(notes.map(({ entryId }) => entryId)).toEqual([saved.entry.id, saved.entry.id])
    expect(entries).toEqual([saved.entry])
    const report = await drained()
    expect(report).toMatchObject({ delivered: 2, waiting: [] })
    expect(saleshandy.state.notesFromApi().map((note) => [note.sentContent, note.visibility])).toEqual([
      [html, '2'],
      [html, '2'],
    ])
    expect(saleshandy.state.attachments.size).toBe(1)
    const shown = await line.json(outboxShowShape, ['outbox', 'show', saved.entry.id])
    expect(shown.entry.outcomes.map(({ state }) => state)).toEqual(['delivered', 'delivered'])
    const plain = (await line.run(['show', two[0] ?? ''])).stdout
    expect(plain).toContain('Wants the south roof only.')
    expect(plain).not.toContain('<b>')
  })

  it('writes an activity with its fields and its time', async () => {
    const lead = await numberOf(2, 'Amelia Hartwell')
    const fields = ['--field', 'Outcome=signed', '--field', 'mx_Custom_2=Roof and carport', '--field', 'Attendees=3']
    const words = ['note', lead, '--type', 'meeting', ...fields, '--at', '2026-03-09 14:05+05:30', 'Signed at last.']
    const saved = await line.json(noteSavedShape, words)
    expect(saved.note.form.activity).toMatchObject({
      typeCode: '202',
      occurredAt: '2026-03-09T08:35:00.000Z',
      fields: [
        { name: 'mx_Custom_1', value: 'Signed' },
        { name: 'mx_Custom_2', value: 'Roof and carport' },
        { name: 'mx_Custom_3', value: '3' },
      ],
    })
    await drained()
    const [activity] = leadsquared.state.activitiesFromApi()
    expect(activity).toMatchObject({ eventCode: 202, note: 'Signed at last.' })
    expect(activity?.fields).toMatchObject({ mx_Custom_1: 'Signed', mx_Custom_3: '3' })
    expect(activity?.happenedAtMs).toBe(Date.parse('2026-03-09T08:35:00Z'))
  })

  it('knows the same person in both, and writes to both at once', async () => {
    const [one, other] = [await numberOf(1, 'Ximena Ortega'), await numberOf(2, 'Ximena Ortega')]
    const { conversation } = await line.json(showShape, ['show', one])
    const elsewhere = conversation.samePerson.filter(({ accountId }) => accountId === 2)
    expect(elsewhere).toMatchObject([{ id: Number(other), matchedBy: ['email', 'phone'], isSeparated: false }])
    const saved = await line.json(noteSavedShape, ['note', '--type', '200', one, other, 'Calls back on Monday.'])
    expect(saved.entry.outcomes.map(({ accountId }) => accountId)).toEqual([1, 2])
    expect(await drained()).toMatchObject({ delivered: 2, waiting: [] })
    expect(saleshandy.state.notesFromApi().at(-1)?.sentContent).toContain('Calls back on Monday.')
    expect(leadsquared.state.activitiesFromApi().at(-1)?.note).toBe('Calls back on Monday.')

    const apart = await line.json(personChangeShape, ['person', 'separate', one, other])
    expect(apart.samePerson.find(({ id }) => id === Number(other))).toMatchObject({ isSeparated: true })
    expect((await line.run(['show', one])).stdout).not.toContain(`${other} Ximena Ortega`)
    const joined = await line.json(personChangeShape, ['person', 'join', other, one])
    expect(joined.samePerson.find(({ id }) => id === Number(one))).toMatchObject({ isSeparated: false })
    expect((await line.run(['show', one])).stdout).toContain(`${other} Ximena Ortega`)
  })

  it('changes a note of one’s own, and not over a colleague’s change', async () => {
    const target = await numberOf(1, 'Ximena Ortega')
    const noteIn = async () => {
      const { timeline } = await line.json(showShape, ['show', target])
      return timeline.find((row) => row.kind === 'activity' && row.isEditable && row.text?.includes('Calls back'))
    }
    const before = await noteIn()
    const id = before?.kind === 'activity' ? String(before.id) : ''
    const saved = await line.json(noteSavedShape, ['edit-note', id, 'Calls back on Tuesday.'])
    expect(saved.note).toMatchObject({ kind: 'edit', editsActivityId: Number(id), state: 'queued' })
    expect(await noteIn()).toMatchObject({ pendingEdit: { id: saved.note.id } })
    expect(await drained()).toMatchObject({ waiting: [] })
    const inCrm = () => saleshandy.state.notesFromApi().at(-1)
    expect(inCrm()?.content).toContain('Tuesday')

    await line.json(noteSavedShape, ['edit-note', id, 'Calls back on Friday.'])
    saleshandy.colleagues.editNote(inCrm()?.id ?? '', 'Called back already.')
    const report = await line.json(syncShape, ['sync', '--until-drained'], { code: 9 })
    expect(report.waiting).toMatchObject([{ state: 'rejected', trouble: { kind: 'conflict' } }])
    expect(inCrm()?.content).toContain('Called back already.')
    const retried = await line.json(noteSavedShape, ['outbox', 'retry', report.waiting[0]?.id ?? ''])
    expect(retried.note.state).toBe('queued')
    await drained()
    expect(inCrm()?.content).toContain('Friday')
  })

  it('retries one target and gives up another, each by its own id', async () => {
    const two = [await numberOf(1, 'Amelia Hartwell'), await numberOf(1, 'Rahul Deshmukh')]
    saleshandy.settings.refuseNotesContaining.push('gift card')
    const { entry } = await line.json(noteSavedShape, ['note', ...two, 'A gift card.'])
    expect((await line.json(syncShape, ['sync', '--until-drained'], { code: 9 })).waiting).toHaveLength(2)
    saleshandy.settings.refuseNotesContaining.length = 0
    const [first, second] = entry.outcomes.map(({ noteId }) => noteId)
    const retried = await line.json(noteSavedShape, ['outbox', 'retry', first ?? ''])
    expect(retried.entry.outcomes.map(({ state }) => state)).toEqual(['queued', 'rejected'])
    const discarded = await line.json(noteSavedShape, ['outbox', 'discard', second ?? ''])
    expect(discarded.entry.outcomes.map(({ state }) => state)).toEqual(['queued', 'discarded'])
    expect((await line.run(['outbox', 'list'])).stdout.trim().split('\n')).toHaveLength(2)
    expect(await drained()).toMatchObject({ delivered: 1, waiting: [] })
  })

  it('keeps export and support bundle working, and the bundle silent on people, texts, files and both parts of a key', async () => {
    const target = await numberOf(1, 'Amelia Hartwell')
    const exported = await line.json(exportShape, ['export', target])
    expect(exported.timeline.map((row) => (row.kind === 'activity' ? row.text : row.note.text))).toContain(
      'Wants the south roof only.',
    )
    const bundle = await line.json(supportBundleShape, ['support-bundle'])
    expect(bundle.accounts.map(({ provider }) => provider)).toEqual(['saleshandy', 'leadsquared'])
    expect(bundle.accounts[1]?.activityTypes).toBeGreaterThan(3)
    expect(bundle.notes.some((note) => note.attachments.length === 1)).toBe(true)
    const printed = JSON.stringify(bundle)
    const { members } = saleshandy.state.team
    const forbidden = [
      saleshandy.key,
      ...leadsquared.key.split(':'),
      'plan.txt',
      'south roof',
      'Signed',
      'Roof and carport',
      'Monday',
      'Called back',
      ...members.flatMap(({ firstName, lastName, email }) => [firstName, lastName, email]),
      ...[...leadsquared.state.leads.values()].flatMap((lead) => [lead.lastName, lead.email, lead.phone]),
    ].filter((each) => typeof each === 'string' && each.length > 2)
    expect(forbidden.length).toBeGreaterThan(20)
    expect(forbidden.filter((each) => printed.includes(String(each)))).toEqual([])
  })
})
