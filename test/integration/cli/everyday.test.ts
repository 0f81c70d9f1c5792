import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { saveDraft } from '../../../db/drafts.ts'
import { closeDatabases, type Databases, openDatabases } from '../../../db/open.ts'
import {
  accountAddShape,
  accountChangeShape,
  accountListShape,
  accountMissingShape,
  accountRemoveShape,
  doctorShape,
  exportShape,
  helpShape,
  inboxShape,
  noteSavedShape,
  outboxListShape,
  outboxShowShape,
  searchShape,
  showShape,
  statusShape,
  syncShape,
} from '../../../electron/cli/output-shapes.ts'
import type { LeadpingSandbox } from '../../sandbox/leadping/sandbox-core.ts'
import { CommandLine, notesInCrm, startSandbox } from './command-line.ts'

// Each test starts many processes, and a busy machine starts them slowly.
vi.setConfig({ testTimeout: 180_000 })

let sandbox: LeadpingSandbox
let line: CommandLine
const secret = () => ({ environment: { FIELDPOST_SECRET: sandbox.key } })
function withDatabases(change: (databases: Databases) => void): void {
  const opened = openDatabases(line.data, { role: 'owner', nowMs: Date.now() })
  if (!opened.ok) throw new Error(opened.error.detail)
  change(opened.value)
  closeDatabases(opened.value, { role: 'owner' })
}
/** A draft as the window keeps it: the command line has none of its own. */
function keepDraft(text: string): void {
  withDatabases(({ journal }) => saveDraft(journal, 1, 'any conversation', text, Date.now()))
}
/** As two sweeps leave a conversation that they missed with too many others. Sweeps are hours apart. */
function holdBack(conversationId: number): void {
  withDatabases(({ replica }) =>
    replica.raw.prepare('INSERT INTO sweep_held VALUES (1, 0, ?, 2, 0)').run(conversationId),
  )
}
const add = (...more: string[]) =>
  line.json(accountAddShape, ['account', 'add', 'leadping', '--base-url', sandbox.url, ...more], secret())

describe('the command line, day by day', () => {
  beforeAll(async () => {
    sandbox = await startSandbox()
    line = new CommandLine()
  })
  afterAll(async () => {
    line.close()
    await sandbox.close()
  })

  it('connects an account whose key it does not keep, and knows it again', async () => {
    const first = await add()
    expect(first).toMatchObject({ isNew: true, account: { id: 1, provider: 'leadping', secret: 'not_kept' } })
    expect(await add()).toMatchObject({ isNew: false, account: { id: 1 } })
    const { accounts } = await line.json(accountListShape, ['account', 'list'])
    expect(accounts).toEqual([first.account])
  })

  it('fetches everything once and ends', async () => {
    const report = await line.json(syncShape, ['sync', '--once'], secret())
    expect(report).toMatchObject({ accounts: [{ id: 1, outcome: 'caught_up' }], delivered: 0, waiting: [] })
    const status = await line.json(statusShape, ['status'])
    const have = Object.fromEntries(status.accounts[0]?.streams.map(({ stream, have }) => [stream, have]) ?? [])
    expect(have).toMatchObject({ conversations: sandbox.state.listedConversations().length })
    expect(status.accounts[0]?.freshAsOf).not.toBeNull()
  })

  it('lists, pages, shows and searches what was fetched', async () => {
    const whole = await line.json(inboxShape, ['inbox', '--limit', '1000'])
    const page = await line.json(inboxShape, ['inbox', '--limit', '2'])
    const rest = await line.json(inboxShape, ['inbox', '--limit', '1000', '--cursor', page.next ?? ''])
    expect([...page.conversations, ...rest.conversations]).toEqual(whole.conversations)
    const [first] = whole.conversations
    const shown = await line.json(showShape, ['show', String(first?.id), '--limit', '1000'])
    expect(shown.timeline).toHaveLength(sandbox.state.timelineOf(first?.remoteId ?? '').length)
    const found = await line.json(searchShape, ['search', ...(first?.name ?? '').split(' ')])
    expect(found.hits.map((hit) => hit.conversationId)).toContain(first?.id)
    const plain = await line.run(['inbox', '--limit', '2'])
    expect(plain.stdout.split('\n')[0]).toContain(first?.name.slice(0, 20))
  })

  it('writes notes by number, by the CRM’s id and by phone, and each reaches the CRM once', async () => {
    const { conversations } = await line.json(inboxShape, ['inbox'])
    const [one, two, three] = conversations
    await line.json(noteSavedShape, ['note', String(one?.id), 'Wants a quote for the garage.'])
    await line.json(noteSavedShape, ['note', two?.remoteId ?? '', '-'], { input: 'Two lines\nfrom a pipe\n' })
    await line.json(noteSavedShape, ['note', three?.phone ?? ''], { input: 'By phone.' })
    const { notes } = await line.json(outboxListShape, ['outbox', 'list'])
    expect(notes.map((note) => [note.state, note.text])).toEqual([
      ['queued', 'Wants a quote for the garage.'],
      ['queued', 'Two lines\nfrom a pipe'],
      ['queued', 'By phone.'],
    ])
    expect(notesInCrm(sandbox)).toEqual([])
    const report = await line.json(syncShape, ['sync', '--until-drained'], secret())
    expect(report).toMatchObject({ delivered: 3, waiting: [] })
    expect(notesInCrm(sandbox).sort()).toEqual(notes.map((note) => note.text).sort())
    const { receipts } = await line.json(outboxShowShape, ['outbox', 'show', notes[0]?.id ?? ''])
    expect(receipts.map((receipt) => receipt.to)).toEqual(['queued', 'sending', 'delivered'])
    await line.json(syncShape, ['sync'], secret())
    expect(notesInCrm(sandbox)).toHaveLength(3)
  })

  it('looks up a note whose answer was lost, waits for that, and does not send it twice', async () => {
    const { conversations } = await line.json(inboxShape, ['inbox'])
    sandbox.faults.add({ kind: 'drop_after_commit', match: { method: 'POST', pathPattern: '/notes$' } })
    await line.json(noteSavedShape, ['note', String(conversations[0]?.id), 'Lost on the way.'])
    const report = await line.json(syncShape, ['sync', '--until-drained'], secret())
    expect(report).toMatchObject({ delivered: 1, waiting: [] })
    expect(notesInCrm(sandbox).filter((text) => text === 'Lost on the way.')).toHaveLength(1)
  })

  it('edits, retries and discards what has not left', async () => {
    const { conversations } = await line.json(inboxShape, ['inbox'])
    const target = String(conversations[0]?.id)
    const { note } = await line.json(noteSavedShape, ['note', target, 'Frist.'])
    const edited = await line.json(noteSavedShape, ['outbox', 'edit', note.id, 'First.'])
    expect(edited.note).toMatchObject({ text: 'First.', state: 'queued' })
    expect((await line.json(noteSavedShape, ['outbox', 'retry', note.id])).note.state).toBe('queued')
    expect((await line.json(noteSavedShape, ['outbox', 'discard', note.id])).note.state).toBe('discarded')
    expect(await line.json(outboxListShape, ['outbox', 'list'])).toEqual({ notes: [], entries: [] })
  })

  it('exports a whole conversation as JSON, CSV and Markdown', async () => {
    const { hits } = await line.json(searchShape, ['search', 'garage'])
    const target = String(hits[0]?.conversationId)
    const exported = await line.json(exportShape, ['export', target])
    const times = exported.timeline.map((entry) => entry.at)
    expect(times).toEqual(times.toSorted())
    const csv = (await line.run(['export', target, '--format', 'csv'])).stdout
    expect(csv.split('\n')[0]).toBe('at,kind,type,direction,author,status,text')
    expect(csv).toContain('Wants a quote for the garage.')
    const markdown = (await line.run(['export', target, '--format', 'md'])).stdout
    expect(markdown).toMatch(/^# /)
    expect(markdown.match(/^## /gm)).toHaveLength(exported.timeline.length)
  })

  it('finds all well, and the key missing where it is not given', async () => {
    const well = await line.json(doctorShape, ['doctor'], secret())
    expect(well.isWell).toBe(true)
    expect(well.checks.map((check) => check.check)).toContain('clock')
    sandbox.clock.offsetMs = 20 * 60_000
    const { checks } = await line.json(doctorShape, ['doctor'], { ...secret(), code: 10 })
    expect(checks.filter((check) => check.status === 'wrong')).toMatchObject([{ check: 'clock', accountId: 1 }])
    sandbox.clock.offsetMs = 0
    const keyless = await line.json(doctorShape, ['doctor'], { code: 10 })
    expect(keyless.checks.filter((check) => check.status === 'wrong')).toMatchObject([{ check: 'credentials' }])
  })

  it('says what full checks did not find any more, and hides it at a word', async () => {
    const before = await line.json(inboxShape, ['inbox'])
    const [one] = before.conversations
    holdBack(one?.id ?? 0)
    const [account] = (await line.json(statusShape, ['status'])).accounts
    const of = account?.streams.find(({ stream }) => stream === 'conversations')?.have
    const missing = [{ stream: 'conversations', rows: 1, of }]
    expect(account?.missing).toEqual(missing)
    expect((await line.run(['account', 'missing', '1', '--hide', '--keep'])).code).toBe(2)
    expect(await line.json(accountMissingShape, ['account', 'missing', '1'])).toEqual({ id: 1, missing, answer: null })
    const hidden = await line.json(accountMissingShape, ['account', 'missing', '1', '--hide'])
    expect(hidden).toEqual({ id: 1, missing, answer: 'hide' })
    const { conversations } = await line.json(inboxShape, ['inbox'])
    expect(conversations.map(({ id }) => id)).not.toContain(one?.id)
    expect((await line.run(['account', 'missing', '1'])).stdout).toBe('Nothing waits for an answer.\n')
  })

  it('pauses an account, goes on with it, and removes it only with a word on its notes', async () => {
    const pause = await line.json(accountChangeShape, ['account', 'pause', '1'])
    expect(pause.account.isPaused).toBe(true)
    const report = await line.json(syncShape, ['sync'], secret())
    expect(report.accounts).toMatchObject([{ outcome: 'paused' }])
    expect((await line.json(accountChangeShape, ['account', 'resume', '1'])).account.isPaused).toBe(false)
    const { conversations } = await line.json(inboxShape, ['inbox'])
    await line.json(noteSavedShape, ['note', String(conversations[0]?.id), 'Not sent.'])
    expect((await line.run(['account', 'remove', '1'])).code).toBe(8)
    keepDraft('Half a thought.')
    const refused = await line.run(['account', 'remove', '1', '--discard-unsent'])
    expect(refused).toMatchObject({ code: 8, stderr: expect.stringContaining('The app holds 1 draft of this account') })
    const consent = ['--discard-unsent', '--discard-drafts']
    const removed = await line.json(accountRemoveShape, ['account', 'remove', '1', ...consent])
    expect(removed).toEqual({ id: 1, discardedNotes: 1, discardedDrafts: 1 })
    expect(await line.json(accountListShape, ['account', 'list'])).toEqual({ accounts: [] })
    expect(await line.json(inboxShape, ['inbox'])).toMatchObject({ conversations: [] })
  })

  it('tells of every command', async () => {
    const { commands } = await line.json(helpShape, ['help'])
    expect(commands.length).toBeGreaterThan(15)
    expect((await line.run(['help', 'note'])).stdout).toContain('fieldpost note TARGET... [TEXT|-]')
    expect((await line.run(['inbox', '--help'])).stdout).toContain('--limit N')
  })
})

describe('a sync of the command line', () => {
  beforeEach(async () => {
    sandbox = await startSandbox()
    line = new CommandLine()
    await add('--store-secret', 'plain')
  })
  afterEach(async () => {
    line.close()
    await sandbox.close()
  })

  it('needs no key where the user had it stored', async () => {
    expect(await line.json(syncShape, ['sync'])).toMatchObject({ accounts: [{ outcome: 'caught_up' }] })
  })

  it('watches until it is ended, and ends well', async () => {
    const { child, finished } = line.start(['sync', '--watch', '--json'])
    const deadlineMs = performance.now() + 20_000
    while ((await line.run(['inbox', '--json'])).stdout.split('"id"').length < 5) {
      expect(performance.now()).toBeLessThan(deadlineMs)
      await wait(200)
    }
    child.kill('SIGTERM')
    const { code, stdout } = await finished
    expect(code).toBe(0)
    expect(syncShape.parse(JSON.parse(stdout)).accounts).toMatchObject([{ outcome: 'stopped' }])
  })

  it('says which notes are still waiting when the time is up', async () => {
    await line.json(syncShape, ['sync'])
    const { conversations } = await line.json(inboxShape, ['inbox'])
    await line.json(noteSavedShape, ['note', String(conversations[0]?.id), 'No network.'])
    await sandbox.setOffline(true)
    const report = await line.json(syncShape, ['sync', '--until-drained', '--timeout', '2'], { code: 9 })
    expect(report.waiting).toMatchObject([{ text: 'No network.', state: 'queued' }])
    await sandbox.setOffline(false)
    await line.json(syncShape, ['sync', '--until-drained'])
    expect(notesInCrm(sandbox)).toEqual(['No network.'])
  })

  it('ends at once where the CRM cannot be reached, with everything kept', async () => {
    await line.json(syncShape, ['sync'])
    await sandbox.setOffline(true)
    const plain = await line.run(['sync', '--once'])
    expect(plain.code).toBe(4)
    expect(plain.stderr).toMatch(/^[^\n]*cannot be reached \(no network\)\. Everything here is kept[^\n]*\n$/)
    expect((await line.json(inboxShape, ['inbox'])).conversations).not.toEqual([])
  })

  it('that is interrupted says so, and the next one goes on', async () => {
    await sandbox.setOffline(true)
    const { child, finished } = line.start(['sync', '--until-drained'])
    while ((await line.json(statusShape, ['status'])).inUseBy === null) expect(child.exitCode).toBeNull()
    child.kill('SIGINT')
    expect(await finished).toMatchObject({ code: 130 })
    await sandbox.setOffline(false)
    expect(await line.json(syncShape, ['sync'])).toMatchObject({ accounts: [{ outcome: 'caught_up' }] })
  })

  it('sends a note that the CRM refuses once, and says that it needs the user', async () => {
    sandbox.settings.refuseNotesContaining.push('gift card')
    await line.json(syncShape, ['sync'])
    const { conversations } = await line.json(inboxShape, ['inbox'])
    await line.json(noteSavedShape, ['note', String(conversations[0]?.id), 'A gift card.'])
    const report = await line.json(syncShape, ['sync', '--until-drained'], { code: 9 })
    expect(report.waiting).toMatchObject([{ state: 'rejected', trouble: { kind: 'rejected' } }])
  })
})
