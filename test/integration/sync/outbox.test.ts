import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { moveNote, readNote, receiptsOf } from '../../../db/outbox.ts'
import { startLeadpingSandbox } from '../../sandbox/leadping/sandbox.ts'
import type { LeadpingSandbox } from '../../sandbox/leadping/sandbox-core.ts'
import { type Account, openWorkspace, until, type Workspace } from './workspace.ts'

let sandbox: LeadpingSandbox
let workspace: Workspace
let account: Account

beforeEach(async () => {
  sandbox = await startLeadpingSandbox({
    dialect: 'B',
    seed: 11,
    conversations: 12,
    activities: 120,
    nowMs: Date.now() - 60_000,
  })
  const { me } = sandbox.state.team
  account = { url: sandbox.url, key: sandbox.key, userId: me.id, userName: me.name }
  workspace = openWorkspace(account, { timeoutMs: 2_000 })
  await until('the backfill is through', () => workspace.status()?.freshAsOfMs != null)
})

afterEach(async () => {
  await workspace.stop()
  await sandbox.close()
})

const conversationIds = () => sandbox.state.listedConversations().map((row) => row.id)
const notePath = '/notes$'
const inCrm = (conversationId: string) =>
  sandbox.state
    .listedEvents()
    .filter((event) => event.type === 'Note' && event.origin === 'api' && event.conversationId === conversationId)
    .sort((left, right) => left.createdAtMs - right.createdAtMs)
    .map((event) => event.text)

function write(text: string, conversationId: string): string {
  const noteId = uuidv7()
  workspace.writeNote(noteId, conversationId, text)
  return noteId
}
const delivered =
  (...noteIds: string[]) =>
  () =>
    noteIds.every((noteId) => workspace.noteState(noteId) === 'delivered')

describe('the outbox', () => {
  it('delivers a note once and links it to the activity of the CRM', async () => {
    const [conversation = ''] = conversationIds()
    const note = write('Wants a quote for the garage roof.', conversation)
    await until('it is delivered', delivered(note))
    expect(inCrm(conversation)).toEqual(['Wants a quote for the garage roof.'])
    const linked = workspace.databases.replica.raw.prepare('SELECT summary FROM activities WHERE note_id = ?').all(note)
    expect(linked).toHaveLength(1)
  })

  it('finds a note whose answer was lost after the CRM had taken it, and does not send it again', async () => {
    const [conversation = ''] = conversationIds()
    sandbox.faults.add({ kind: 'drop_after_commit', match: { method: 'POST', pathPattern: notePath } })
    const note = write('Call back on Monday.', conversation)
    await until('it is delivered', delivered(note))
    expect(inCrm(conversation)).toEqual(['Call back on Monday.'])
    const steps = receiptsOf(workspace.databases.journal, note).map((receipt) => receipt.to)
    expect(steps).toEqual(['queued', 'sending', 'in_doubt', 'delivered'])
  })

  it('sends a note again only once the CRM has had time to show it and did not', async () => {
    const [conversation = ''] = conversationIds()
    sandbox.faults.add({ kind: 'drop_before_commit', match: { method: 'POST', pathPattern: notePath } })
    const note = write('Left a voicemail.', conversation)
    await until('it is in doubt', () => workspace.noteState(note) === 'in_doubt')
    await until('it is delivered', delivered(note), 55_000)
    expect(inCrm(conversation)).toEqual(['Left a voicemail.'])
  })

  it('keeps the order of a conversation and the count of two equal notes, whatever answers are lost', async () => {
    const [first = '', second = ''] = conversationIds()
    sandbox.faults.add({ kind: 'drop_after_commit', match: { method: 'POST', pathPattern: notePath }, times: 2 })
    sandbox.faults.add({
      kind: 'status',
      status: 503,
      afterCommit: true,
      match: { method: 'POST', pathPattern: notePath },
    })
    sandbox.faults.add({
      kind: 'status',
      status: 429,
      retryAfterSeconds: 1,
      match: { method: 'POST', pathPattern: notePath },
    })
    const notes = [
      write('one', first),
      write('same', first),
      write('same', first),
      write('four', first),
      write('elsewhere', second),
    ]
    await until('all are delivered', delivered(...notes), 25_000)
    expect(inCrm(first)).toEqual(['one', 'same', 'same', 'four'])
    expect(inCrm(second)).toEqual(['elsewhere'])
  })

  it('lets a refused note step aside with the reason of the CRM, and what follows go on', async () => {
    const [conversation = ''] = conversationIds()
    sandbox.settings.refuseNotesContaining = ['forbidden']
    const refused = write('a forbidden word', conversation)
    const next = write('an allowed one', conversation)
    await until('the next is delivered', delivered(next))
    expect(workspace.noteState(refused)).toBe('rejected')
    expect(inCrm(conversation)).toEqual(['an allowed one'])
  })

  it('holds notes without a network, and sends them in order when it is back', async () => {
    const [conversation = ''] = conversationIds()
    await sandbox.setOffline(true)
    const notes = [write('first', conversation), write('second', conversation)]
    await until('the account knows that it is offline', () => workspace.status()?.connectivity === 'offline')
    expect(notes.map(workspace.noteState)).toEqual(['queued', 'queued'])
    await sandbox.setOffline(false)
    workspace.engine.handle({ kind: 'network_hint', isOnline: true })
    await until('both are delivered', delivered(...notes))
    expect(inCrm(conversation)).toEqual(['first', 'second'])
  })

  it('finds a note whose answer was lost in a CRM whose clock is hours from ours', async () => {
    await workspace.stop()
    sandbox.clock.offsetMs = -5 * 3_600_000
    workspace = openWorkspace(account, { timeoutMs: 2_000 })
    await until('the backfill is through', () => workspace.status()?.freshAsOfMs != null)
    const [conversation = ''] = conversationIds()
    sandbox.faults.add({ kind: 'drop_after_commit', match: { method: 'POST', pathPattern: notePath } })
    const noteId = write('They moved the clocks.', conversation)
    await until('the note is delivered', delivered(noteId))
    expect(receiptsOf(workspace.databases.journal, noteId).at(-1)?.cause).toContain('"found"')
    expect(inCrm(conversation)).toEqual(['They moved the clocks.'])
  })

  it('does not take the activity of a note that the user found in the CRM for a later note of the same text', async () => {
    await workspace.stop()
    // A key whose notes bear a name that we do not know: a look-up can only ask.
    workspace = openWorkspace({ ...account, userId: 'unknown', userName: 'Unknown' }, { timeoutMs: 2_000 })
    const { journal } = workspace.databases
    await until('the backfill is through', () => workspace.status()?.freshAsOfMs != null)
    const [conversation = ''] = conversationIds()
    sandbox.faults.add({ kind: 'drop_after_commit', match: { method: 'POST', pathPattern: notePath } })
    const first = write('Not at home.', conversation)
    await until('the user is asked', () => readNote(journal, first)?.needsAnswer === true)
    const asked = readNote(journal, first)
    if (asked === null) throw new Error('The note is gone')
    const answer = { state: 'delivered', trouble: null, needsAnswer: false } as const
    expect(moveNote(journal, asked, answer, JSON.stringify({ kind: 'user' }), Date.now())).toBe(true)
    sandbox.faults.add({ kind: 'drop_before_commit', match: { method: 'POST', pathPattern: notePath } })
    const second = write('Not at home.', conversation)
    await until('the second is delivered', delivered(second), 55_000)
    expect(inCrm(conversation)).toEqual(['Not at home.', 'Not at home.'])
  })

  it('looks up what a dead process left in sending', async () => {
    const [conversation = ''] = conversationIds()
    sandbox.faults.add({ kind: 'hang', afterCommit: true, match: { method: 'POST', pathPattern: notePath } })
    const note = write('Signed the contract.', conversation)
    await until('the CRM has it', () => inCrm(conversation).length === 1)
    expect(workspace.noteState(note)).toBe('sending')
    workspace.abandon()
    workspace = openWorkspace(account, { folder: workspace.folder })
    await until('it is delivered', delivered(note))
    expect(inCrm(conversation)).toEqual(['Signed the contract.'])
  })
})
