import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listAttachments } from '../../../db/attachments.ts'
import { receiptsOf } from '../../../db/outbox.ts'
import type { NoteForm } from '../../../db/records.ts'
import type { Failure } from '../../../electron/connectors/connector.ts'
import { retryNote, sendWithoutFile } from '../../../electron/sync/outbox/user-actions.ts'
import { FakeCrm } from '../../support/fake-crm.ts'
import { FakeWorkspace } from './fake-workspace.ts'
import { statesIn, troubleIn, writeIn } from './written-entry.ts'

const offline: Failure = { kind: 'offline', reason: 'no route' }
const gone: Failure = { kind: 'rejected', status: 400, reason: 'invalid attachment id', about: 'uploads' }
const broken: Failure = { kind: 'server', status: 503, mayHaveLanded: true, detail: null }

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
const troubleOf = (noteId: string) => troubleIn(space, noteId)

describe('the files of a note', () => {
  it('are uploaded once for all its records, before anything is sent, and their progress is told', async () => {
    space.attach('p1', 'roof.txt', 'the roof')
    space.attach('p1', 'quote.txt', 'the quote')
    const { entryId } = write('See attached.', ['p1', 'p2', 'p3'])
    await space.pass()
    expect(crm.uploads).toEqual(['roof.txt the roof', 'quote.txt the quote'])
    expect(crm.notes.map(({ attachments }) => attachments)).toEqual(Array(3).fill(['upload-1', 'upload-2']))
    const progress = space.messages.flatMap((message) => (message.kind === 'upload_progress' ? [message] : []))
    expect(progress.map((each) => [each.entryId, each.sentBytes, each.totalBytes])).toEqual([
      [entryId, 8, 8],
      [entryId, 9, 9],
    ])
  })

  it('are uploaded again only where the upload failed; the note waits, and nothing of it has left', async () => {
    space.attach('p1', 'roof.txt', 'the roof')
    space.attach('p1', 'quote.txt', 'the quote')
    crm.fates.upload = [{ kind: 'lost_after' }, { kind: 'fails', failure: offline }]
    const { note } = write('See attached.', ['p1'])
    await space.clock.advance(0)
    await space.pass(1)
    expect(space.note(note.noteId).state).toBe('queued')
    expect(troubleOf(note.noteId)).toEqual({ kind: 'attachment_failed', fileName: 'roof.txt', where: 'crm' })
    expect(crm.calls.filter((call) => call.startsWith('create'))).toEqual([])
    await space.pass(120_000)
    expect(space.note(note.noteId).state).toBe('delivered')
    expect(crm.uploads.filter((each) => each.startsWith('roof'))).toHaveLength(2)
    expect(crm.notes).toHaveLength(1)
  })

  it('that the CRM refuses make the note wait for the user, with the reason', async () => {
    space.attach('p1', 'roof.exe', 'the roof')
    crm.fates.upload = [{ kind: 'fails', failure: { kind: 'rejected', status: 415, reason: 'Not that kind.' } }]
    const { note } = write('See attached.', ['p1'])
    await space.pass()
    expect(space.note(note.noteId).state).toBe('rejected')
    expect(troubleOf(note.noteId)).toEqual({
      kind: 'attachment_refused',
      fileName: 'roof.exe',
      reason: 'Not that kind.',
    })
    retryNote(space.surroundings, note.noteId)
    await space.pass()
    expect(space.note(note.noteId).state).toBe('delivered')
  })

  it('that the CRM refuses can be left out', async () => {
    space.attach('p1', 'roof.exe', 'another roof')
    space.attach('p1', 'roof.txt', 'the roof')
    crm.fates.upload = [{ kind: 'fails', failure: { kind: 'rejected', status: 415, reason: 'Not that kind.' } }]
    const { note, entryId } = write('See attached.', ['p1'])
    await space.pass()
    expect(space.note(note.noteId).state).toBe('rejected')
    const [refusedFile] = listAttachments(space.journal, entryId)
    expect(sendWithoutFile(space.surroundings, note.noteId, refusedFile?.position ?? -1).ok).toBe(true)
    await space.pass()
    expect(crm.uploads).toEqual(['roof.txt the roof'])
    expect(crm.notes).toMatchObject([{ text: 'See attached.', attachments: ['upload-1'] }])
  })

  it('that the CRM has let go of since their upload are uploaded anew, without asking', async () => {
    space.attach('p1', 'roof.txt', 'the roof')
    crm.fates.snapshot = [{ kind: 'fails', failure: offline }]
    crm.fates.create = [{ kind: 'fails', failure: gone }]
    const { note } = write('See attached.', ['p1'])
    await space.pass(60_000)
    expect(space.note(note.noteId).state).toBe('delivered')
    expect(crm.uploads).toEqual(['roof.txt the roof', 'roof.txt the roof'])
    expect(crm.notes).toMatchObject([{ text: 'See attached.', attachments: ['upload-2'] }])
    const causes = receiptsOf(space.journal, note.noteId).map(({ cause }) => JSON.parse(cause).kind)
    expect(causes.filter((kind) => kind === 'uploads_refused')).toHaveLength(1)
  })

  it('that the CRM refuses though they were just uploaded make the note wait for the user', async () => {
    space.attach('p1', 'roof.txt', 'the roof')
    crm.fates.create = [{ kind: 'fails', failure: gone }]
    const { note } = write('See attached.', ['p1'])
    await space.pass(60_000)
    expect(space.note(note.noteId).state).toBe('rejected')
    expect(troubleOf(note.noteId)).toEqual({ kind: 'rejected', status: 400, reason: 'invalid attachment id' })
    expect(crm.uploads).toHaveLength(1)
  })

  it('are uploaded for each record where the CRM gives an upload to one note alone', async () => {
    space.attach('p1', 'roof.txt', 'the roof')
    crm.givesUploadsOnce = true
    const { entryId } = write('See attached.', ['p1', 'p2', 'p3'])
    await space.pass(60_000)
    expect(states(entryId)).toEqual(['p1 delivered', 'p2 delivered', 'p3 delivered'])
    const used = crm.notes.flatMap(({ attachments }) => attachments)
    expect(new Set(used).size).toBe(3)
    expect(crm.uploads).toHaveLength(3)
  })

  it('that may be a lost attempt’s own are for the user to see, and the note is not sent twice', async () => {
    space.attach('p1', 'roof.txt', 'the roof')
    crm.fates.create = [{ kind: 'lost_after' }]
    crm.fates.find = Array.from({ length: 100 }, () => ({ kind: 'fails', failure: broken }))
    crm.givesUploadsOnce = true
    const { note } = write('See attached.', ['p1'])
    await space.pass(1_000)
    expect(space.note(note.noteId).state).toBe('in_doubt')
    // The CRM lists it later than any that we know of.
    const [listedLate] = crm.notes.splice(0)
    crm.fates.find = []
    if (listedLate !== undefined) crm.usedUploads.push(...listedLate.attachments)
    await space.pass(600_000)
    expect(space.note(note.noteId).state).toBe('rejected')
    expect(troubleOf(note.noteId)).toMatchObject({ kind: 'rejected', reason: 'attachment is already used' })
    expect(crm.uploads).toHaveLength(1)
    expect(crm.notes).toHaveLength(0)
  })

  it('that the CRM refuses at every record are not uploaded for ever', async () => {
    space.attach('p1', 'roof.txt', 'the roof')
    crm.fates.create = Array.from({ length: 100 }, () => ({ kind: 'fails', failure: gone }))
    const { entryId } = write('See attached.', ['p1', 'p2', 'p3'])
    await space.pass(600_000)
    expect(states(entryId)).toEqual(['p1 rejected', 'p2 rejected', 'p3 rejected'])
    expect(crm.uploads.length).toBeLessThanOrEqual(12)
    expect(crm.calls.filter((call) => call.startsWith('create')).length).toBeLessThanOrEqual(18)
  })

  it('that are gone or were changed stop the note, which can be sent without them', async () => {
    space.attach('p1', 'roof.txt', 'the roof')
    const { note, entryId } = write('See attached.', ['p1'])
    const [file] = listAttachments(space.journal, entryId)
    space.attachments.remove(file?.contentHash ?? '')
    await space.pass()
    expect(space.note(note.noteId).state).toBe('rejected')
    expect(troubleOf(note.noteId)).toEqual({ kind: 'attachment_missing', fileName: 'roof.txt' })
    expect(sendWithoutFile(space.surroundings, note.noteId, 7)).toEqual({ ok: false, problem: 'wrong_state' })
    expect(space.note(note.noteId).state).toBe('rejected')
    expect(sendWithoutFile(space.surroundings, note.noteId, file?.position ?? -1).ok).toBe(true)
    await space.pass()
    expect(crm.notes).toMatchObject([{ text: 'See attached.', attachments: [] }])
  })

  it('that another program holds keep their note waiting, and nothing else', async () => {
    space.attach('p1', 'roof.txt', 'the roof')
    const { note } = write('See attached.', ['p1'])
    const { note: other } = write('No file.', ['p2'])
    space.fileError = Object.assign(new Error('EBUSY: resource busy or locked, open'), {
      code: 'EBUSY',
      syscall: 'open',
    })
    await space.pass(60_000)
    expect(space.note(other.noteId).state).toBe('delivered')
    expect(space.note(note.noteId).state).toBe('queued')
    expect(space.note(note.noteId).attempts).toBeLessThan(12)
    expect(troubleOf(note.noteId)).toEqual({ kind: 'attachment_failed', fileName: 'roof.txt', where: 'here' })
    space.fileError = null
    await space.pass(60_000)
    expect(crm.notes).toMatchObject([{ text: 'No file.' }, { text: 'See attached.', attachments: ['upload-1'] }])
  })

  it('that never get through can be left behind while the note waits', async () => {
    space.attach('p1', 'roof.txt', 'the roof')
    crm.fates.upload = Array.from({ length: 100 }, () => ({ kind: 'fails', failure: broken }))
    const { note, entryId } = write('See attached.', ['p1'])
    await space.pass(30_000)
    expect(space.note(note.noteId).state).toBe('queued')
    expect(troubleOf(note.noteId)).toEqual({ kind: 'attachment_failed', fileName: 'roof.txt', where: 'crm' })
    const [file] = listAttachments(space.journal, entryId)
    expect(sendWithoutFile(space.surroundings, note.noteId, file?.position ?? -1).ok).toBe(true)
    await space.pass()
    expect(crm.notes).toMatchObject([{ text: 'See attached.', attachments: [] }])
  })

  it('are not left behind where the network alone keeps the note waiting', async () => {
    space.attach('p1', 'roof.txt', 'the roof')
    crm.fates.upload = [{ kind: 'fails', failure: { kind: 'throttled', retryAfterMs: 60_000 } }]
    const { note, entryId } = write('See attached.', ['p1'])
    await space.pass(1_000)
    expect(troubleOf(note.noteId)).toEqual({ kind: 'throttled' })
    const [file] = listAttachments(space.journal, entryId)
    expect(sendWithoutFile(space.surroundings, note.noteId, file?.position ?? -1).ok).toBe(false)
  })

  it('that were uploaded before a crash are not uploaded again after it', async () => {
    space.attach('p1', 'roof.txt', 'the roof')
    crm.fates.snapshot = [{ kind: 'hangs' }]
    const { note } = write('See attached.', ['p1'])
    await space.pass()
    expect(space.note(note.noteId)).toMatchObject({ state: 'queued', attempts: 0 })
    space.dieAndStartAgain()
    await space.pass()
    expect(space.note(note.noteId).state).toBe('delivered')
    expect(crm.uploads).toEqual(['roof.txt the roof'])
    expect(crm.notes).toMatchObject([{ attachments: ['upload-1'] }])
  })
})
