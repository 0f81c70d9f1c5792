import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listAttachments } from '../../../db/attachments.ts'
import { readDraft, saveDraft } from '../../../db/drafts.ts'
import { ingestPages } from '../../../db/ingest.ts'
import { receiptsOf } from '../../../db/outbox.ts'
import { type NoteForm, plainNote } from '../../../db/records.ts'
import type { Failure } from '../../../electron/connectors/connector.ts'
import {
  discardEntry,
  editNote,
  retryEntry,
  sendAllNow,
  undoNote,
  writeEntry,
} from '../../../electron/sync/outbox/user-actions.ts'
import { FakeCrm } from '../../support/fake-crm.ts'
import { lead, page } from '../db/support.ts'
import { FakeWorkspace } from './fake-workspace.ts'
import { statesIn, writeIn } from './written-entry.ts'

const refused: Failure = { kind: 'rejected', status: 422, reason: 'Not this one.' }
const offline: Failure = { kind: 'offline', reason: 'no route' }
const broken: Failure = { kind: 'server', status: 503, mayHaveLanded: true, detail: null }
const privateHtml: NoteForm = { ...plainNote, format: 'html', visibility: 'private' }

let crm: FakeCrm
let space: FakeWorkspace

beforeEach(() => {
  crm = new FakeCrm()
  space = new FakeWorkspace(crm)
})

afterEach(() => space.close())

const write = (text: string, targets: readonly string[], form?: NoteForm, undoHoldMs?: number) =>
  writeIn(space, text, targets, form, undoHoldMs)
const states = (entryId: string) => statesIn(space, entryId)

describe('a note for several records', () => {
  it('reaches each of them once, with its form, though one refuses it', async () => {
    crm.fates.create = [{ kind: 'fails', failure: refused }]
    const { entryId, notes } = write('<b>Offer sent</b>', ['p1', 'p2', 'p3'], privateHtml)
    await space.pass()
    expect(states(entryId)).toEqual(['p1 rejected', 'p2 delivered', 'p3 delivered'])
    expect(crm.notes.map(({ target, isPrivate }) => `${target} ${isPrivate}`)).toEqual(['p2 true', 'p3 true'])
    retryEntry(space.surroundings, entryId)
    await space.pass()
    expect(states(entryId)).toEqual(['p1 delivered', 'p2 delivered', 'p3 delivered'])
    expect(crm.textsOn('p2')).toHaveLength(1)
    expect(new Set(notes.map(({ noteId }) => noteId)).size).toBe(3)
  })

  it('has at each record the form that its CRM takes, and comes back from an undo as it was written', () => {
    const visit = { typeCode: '200', typeName: 'Site visit', occurredAtMs: null, fields: [] }
    const form: NoteForm = { ...plainNote, activity: visit }
    const targets = [{ ...space.target('p1'), form: plainNote }, space.target('p2')]
    const writtenIn = space.target('p2')
    const saved = writeEntry(space.surroundings, { targets, text: 'Met them.', form, writtenIn }, 5_000)
    if (!saved.ok) throw new Error(saved.problem)
    expect(saved.notes.map((note) => note.form.activity?.typeName ?? null)).toEqual([null, 'Site visit'])
    expect(undoNote(space.surroundings, saved.note.noteId).ok).toBe(true)
    const { accountId, remoteId } = writtenIn
    expect(readDraft(space.journal, accountId, remoteId)?.form?.activity).toEqual(visit)
  })

  it('is given up where it has not left, and stays where it has', async () => {
    crm.fates.create = [{ kind: 'fails', failure: refused }]
    const { entryId } = write('No longer true.', ['p1', 'p2'])
    await space.pass()
    expect(discardEntry(space.surroundings, entryId)).toMatchObject({
      changed: [{ conversationRemoteId: 'p1' }],
      left: 1,
    })
    expect(states(entryId)).toEqual(['p1 discarded', 'p2 delivered'])
  })

  it('is taken back whole, as the draft that it was, files and form included', async () => {
    space.attach('p1', 'roof.txt', 'the roof')
    const { entryId, note } = write('For both.', ['p1', 'p2'], privateHtml, 5_000)
    expect(readDraft(space.journal, space.accountId, 'p1')).toBeNull()
    saveDraft(space.journal, space.accountId, 'p1', 'And since.', space.clock.nowMs())
    const undone = undoNote(space.surroundings, note.noteId)
    expect(undone).toMatchObject({ ok: true, text: 'For both.\n\nAnd since.' })
    expect(states(entryId)).toEqual(['p1 discarded', 'p2 discarded'])
    const draft = readDraft(space.journal, space.accountId, 'p1')
    expect(draft).toMatchObject({ text: 'For both.\n\nAnd since.', form: privateHtml })
    expect(listAttachments(space.journal, draft?.entryId ?? '').map(({ fileName }) => fileName)).toEqual(['roof.txt'])
    const again = write('For both.', ['p1'])
    expect(again.entryId).not.toBe(entryId)
    await space.pass()
    expect(crm.textsOn('p1')).toEqual(['For both.'])
    expect(crm.textsOn('p2')).toEqual([])
    expect(crm.notes[0]?.attachments).toEqual(['upload-1'])
  })

  it('goes back as a draft to where it was written, which need not be where it goes', () => {
    const writtenIn = { accountId: space.accountId, remoteId: 'thread:1' }
    saveDraft(space.journal, space.accountId, 'p1', 'Another thought.', space.clock.nowMs())
    const entry = { targets: [space.target('p1')], text: 'About the mail.', form: plainNote, writtenIn }
    const saved = writeEntry(space.surroundings, entry, 5_000)
    if (!saved.ok) throw new Error(saved.problem)
    expect(undoNote(space.surroundings, saved.note.noteId)).toMatchObject({ ok: true, text: 'About the mail.' })
    expect(readDraft(space.journal, space.accountId, 'thread:1')?.text).toBe('About the mail.')
    expect(readDraft(space.journal, space.accountId, 'p1')?.text).toBe('Another thought.')
  })

  it('cannot be taken back once one of them has left', async () => {
    const { note, entryId } = write('Gone already.', ['p1', 'p2'], plainNote, 1_000)
    await space.pass()
    expect(undoNote(space.surroundings, note.noteId)).toEqual({ ok: false, problem: 'too_late' })
    expect(states(entryId)).toEqual(['p1 delivered', 'p2 delivered'])
  })
})

describe('what a record had right before an attempt', () => {
  it('is on disk with the attempt, and tells after a crash which note is ours', async () => {
    const theirs = crm.write('p1', 'Called.')
    crm.fates.create = [{ kind: 'hangs' }]
    const { note } = write('Called.', ['p1'])
    await space.pass()
    expect(space.note(note.noteId)).toMatchObject({ state: 'sending', snapshot: [theirs] })
    space.dieAndStartAgain()
    await space.pass()
    expect(crm.calls).toContain(`find Called. of ${theirs}`)
    expect(space.note(note.noteId)).toMatchObject({ state: 'delivered', remoteActivityId: 'note-2' })
    expect(crm.textsOn('p1')).toEqual(['Called.', 'Called.'])
  })

  it('is looked at anew for every attempt, and a look that failed leaves the note where it was', async () => {
    crm.fates.snapshot = [{ kind: 'fails', failure: broken }]
    crm.fates.create = [{ kind: 'fails', failure: { kind: 'throttled', retryAfterMs: 1_000 } }]
    const { note } = write('Called.', ['p1'])
    await space.pass(1)
    expect(space.note(note.noteId)).toMatchObject({
      state: 'queued',
      snapshot: null,
      trouble: '{"kind":"server","status":503}',
    })
    const theirs = crm.write('p1', 'Called.')
    await space.pass(120_000)
    expect(space.note(note.noteId)).toMatchObject({ state: 'delivered', snapshot: [theirs] })
    expect(crm.calls.filter((call) => call.startsWith('snapshot'))).toHaveLength(3)
    const steps = receiptsOf(space.journal, note.noteId).map(({ from, to }) => `${from} ${to}`)
    expect(steps).toEqual([
      'null queued',
      'queued queued',
      'queued sending',
      'sending queued',
      'queued sending',
      'sending delivered',
    ])
  })
})

describe('the score of a lead', () => {
  it('that comes with the answer is kept, and named in the receipt', async () => {
    ingestPages(space.replica, [page(space.accountId, { leads: [lead('p1')] })])
    crm.leadScore = 42
    const { note } = write('Interested.', ['p1'])
    await space.pass()
    const score = space.replica.raw.prepare("SELECT score FROM leads WHERE remote_id = 'p1'").pluck().get()
    expect(score).toBe(42)
    expect(receiptsOf(space.journal, note.noteId).at(-1)?.cause).toContain('"leadScore":42')
  })
})

describe('somebody who leaves', () => {
  it('is told when everything is sent, undo windows and waits notwithstanding', async () => {
    const { note } = write('On my way out.', ['p1'], plainNote, 60_000)
    sendAllNow(space.surroundings, null)
    space.sendNow(7)
    await space.clock.advance(2_000)
    expect(space.messages).toContainEqual({ kind: 'sent_now', requestId: 7, unsent: 0 })
    expect(space.note(note.noteId).state).toBe('delivered')
  })

  it('is told what stays where the CRM cannot be reached, or the user must act', async () => {
    crm.fates.create = [{ kind: 'fails', failure: refused }]
    crm.fates.snapshot = [{ kind: 'fails', failure: offline }]
    write('Refused.', ['p1'])
    write('Offline.', ['p2'])
    space.sendNow(8)
    await space.clock.advance(2_000)
    const [told] = space.messages.filter((message) => message.kind === 'sent_now')
    expect(told).toMatchObject({ requestId: 8, unsent: 2 })
  })
})

describe('a note that waits', () => {
  it('gets another form and text before it leaves', async () => {
    crm.fates.snapshot = [{ kind: 'fails', failure: broken }]
    const { note } = write('First thought.', ['p1'])
    await space.pass(1)
    expect(editNote(space.surroundings, note.noteId, 'Second thought.', privateHtml).ok).toBe(true)
    await space.pass(120_000)
    expect(crm.notes).toMatchObject([{ text: 'Second thought.', isPrivate: true }])
  })
})
