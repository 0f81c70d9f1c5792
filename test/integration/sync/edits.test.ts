import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listOpenNotes, receiptsOf } from '../../../db/outbox.ts'
import { plainNote } from '../../../db/records.ts'
import type { Failure } from '../../../electron/connectors/connector.ts'
import { discardNote, retryNote, undoNote, writeEdit } from '../../../electron/sync/outbox/user-actions.ts'
import { FakeCrm } from '../../support/fake-crm.ts'
import { FakeWorkspace } from './fake-workspace.ts'

const broken: Failure = { kind: 'server', status: 503, mayHaveLanded: true, detail: null }

let crm: FakeCrm
let space: FakeWorkspace
let noteRemoteId: string

beforeEach(() => {
  crm = new FakeCrm()
  space = new FakeWorkspace(crm)
  noteRemoteId = crm.write('p1', 'Met at the fair.')
})

afterEach(() => space.close())

function edit(text: string, base = 'Met at the fair.', undoHoldMs = 0) {
  const wanted = { target: space.target('p1'), noteRemoteId, base, text, form: plainNote }
  const saved = writeEdit(space.surroundings, wanted, undoHoldMs)
  if (!saved.ok) throw new Error(saved.problem)
  return saved.note.noteId
}

const inReplica = () =>
  space.replica.raw.prepare('SELECT description FROM activities WHERE remote_id = ?').pluck().get(noteRemoteId)

describe('the edit of a note that the CRM has', () => {
  it('changes it there and here, and is nobody else’s activity', async () => {
    const noteId = edit('Met at the trade fair.')
    await space.pass()
    expect(crm.textsOn('p1')).toEqual(['Met at the trade fair.'])
    expect(space.note(noteId)).toMatchObject({ state: 'delivered', kind: 'edit', remoteActivityId: null })
    expect(inReplica()).toBe('Met at the trade fair.')
    expect(space.replica.raw.prepare('SELECT note_id FROM activities').pluck().all()).toEqual([null])
  })

  it('is simply made again after a lost answer or a failure, and never in doubt', async () => {
    crm.fates.edit = [{ kind: 'lost_after' }, { kind: 'fails', failure: broken }]
    const noteId = edit('Met at the trade fair.')
    await space.pass(120_000)
    expect(space.note(noteId).state).toBe('delivered')
    expect(crm.textsOn('p1')).toEqual(['Met at the trade fair.'])
    const states = receiptsOf(space.journal, noteId).map(({ to }) => to)
    expect(states).toEqual(['queued', 'sending', 'queued', 'sending', 'queued', 'sending', 'delivered'])
    expect(crm.calls.some((call) => call.startsWith('find'))).toBe(false)
  })

  it('whose process died is made again by the next', async () => {
    crm.fates.edit = [{ kind: 'hangs' }]
    const noteId = edit('Met at the trade fair.')
    await space.pass()
    expect(space.note(noteId).state).toBe('sending')
    space.dieAndStartAgain()
    await space.pass()
    expect(space.note(noteId).state).toBe('delivered')
    expect(receiptsOf(space.journal, noteId).map(({ to }) => to)).not.toContain('in_doubt')
  })

  it('that meets a colleague’s waits for the user, who may overwrite it knowingly', async () => {
    const noteId = edit('Met at the trade fair.')
    const theirs = crm.notes[0]
    if (theirs !== undefined) theirs.text = 'Met at the fair in May.'
    await space.pass()
    expect(space.note(noteId).state).toBe('rejected')
    expect(JSON.parse(space.note(noteId).trouble ?? '')).toEqual({
      kind: 'conflict',
      theirs: 'Met at the fair in May.',
    })
    expect(crm.textsOn('p1')).toEqual(['Met at the fair in May.'])
    expect(inReplica()).toBe('Met at the fair in May.')
    expect(retryNote(space.surroundings, noteId).ok).toBe(true)
    await space.pass()
    expect(crm.textsOn('p1')).toEqual(['Met at the trade fair.'])
    expect(space.note(noteId).state).toBe('delivered')
  })

  it('that meets a colleague’s can be dropped, and theirs stays', async () => {
    const noteId = edit('Mine.', 'What it never said.')
    await space.pass()
    expect(discardNote(space.surroundings, noteId).ok).toBe(true)
    await space.pass()
    expect(crm.textsOn('p1')).toEqual(['Met at the fair.'])
  })

  it('of a note that is no more keeps the text for the user', async () => {
    const noteId = edit('Met at the trade fair.')
    crm.notes.length = 0
    await space.pass()
    expect(space.note(noteId)).toMatchObject({
      state: 'rejected',
      trouble: '{"kind":"gone"}',
      text: 'Met at the trade fair.',
    })
  })

  it('that still waits takes the text of the next one', async () => {
    const first = edit('First.', 'Met at the fair.', 5_000)
    const second = edit('Second.', 'Met at the fair.', 5_000)
    expect(second).toBe(first)
    expect(listOpenNotes(space.journal)).toHaveLength(1)
    await space.pass(10_000)
    expect(crm.calls).toEqual(['edit Second.'])
  })

  it('that is on its way is followed by the next, which begins from what the first made', async () => {
    crm.fates.edit = [{ kind: 'hangs' }]
    const first = edit('First.')
    await space.pass()
    expect(space.note(first).state).toBe('sending')
    const second = edit('Second.')
    expect(second).not.toBe(first)
    space.dieAndStartAgain()
    await space.pass(120_000)
    expect(crm.textsOn('p1')).toEqual(['Second.'])
    expect(listOpenNotes(space.journal)).toEqual([])
  })

  it('is taken back within its undo window, without becoming a draft', async () => {
    const noteId = edit('Met at the trade fair.', 'Met at the fair.', 5_000)
    expect(undoNote(space.surroundings, noteId)).toMatchObject({ ok: true, text: 'Met at the trade fair.' })
    await space.pass(10_000)
    expect(crm.textsOn('p1')).toEqual(['Met at the fair.'])
    expect(space.journal.raw.prepare('SELECT text FROM note_drafts').all()).toEqual([])
  })
})
