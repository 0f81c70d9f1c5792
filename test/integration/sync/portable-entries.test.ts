import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openAttachmentStore } from '../../../db/attachment-store.ts'
import { addAttachment, listAttachments } from '../../../db/attachments.ts'
import { readClaim } from '../../../db/note-claims.ts'
import { insertEdit, listOpenNotes, moveNote, notesOfEntry, readNote } from '../../../db/outbox.ts'
import { type NoteForm, plainNote } from '../../../db/records.ts'
import { mostFileBytes } from '../../../electron/sync/outbox/portable/contents.ts'
import { exportNotes } from '../../../electron/sync/outbox/portable/export-notes.ts'
import { importNotes } from '../../../electron/sync/outbox/portable/import-notes.ts'
import { writeEntry } from '../../../electron/sync/outbox/user-actions.ts'
import { seededRandom } from '../../sandbox/random.ts'
import { startMs, type Workspace, workspace } from '../db/support.ts'

const clock = { nowMs: () => startMs }
const passphrase = 'carried in a pocket'
const random = seededRandom(5)
const form: NoteForm = { ...plainNote, format: 'html', visibility: 'private' }

function machine() {
  const space = workspace()
  return { ...space, attachments: openAttachmentStore(space.folder) }
}
type Machine = ReturnType<typeof machine>

function attach({ journal, attachments, accountId }: Machine, conversationRemoteId: string, bytes: Buffer): void {
  const added = addAttachment(
    journal,
    attachments,
    { accountId, conversationRemoteId },
    { fileName: 'roof.jpg', mediaType: 'image/jpeg', source: { bytes } },
    {
      limits: { maxBytes: mostFileBytes, maxCount: 5, mediaTypes: null },
      newEntryId: `0199a1b2-0000-7000-8000-0000000000${conversationRemoteId}`,
      nowMs: startMs,
    },
  )
  if (!added.ok) throw new Error(added.problem)
}

function write({ journal, accountId }: Workspace, remoteIds: readonly string[], text = 'See attached.') {
  const targets = remoteIds.map((remoteId) => ({ accountId, remoteId, leadRemoteId: null, displayName: remoteId }))
  const surroundings = { journal, clock, random: () => random.next(), maxNoteCharacters: 1_000 }
  const saved = writeEntry(surroundings, { targets, text, form }, 0)
  if (!saved.ok) throw new Error(saved.problem)
  return saved
}

function save(from: Machine & { readonly reserve?: (bytes: number) => void }) {
  const cost = { log2N: 10, r: 1, p: 1 }
  return exportNotes(
    { ...from, clock, randomBytes, minPassphraseCharacters: 10, cost },
    { accountId: null, passphrase },
  )
}

async function carry(from: Machine, to: Machine) {
  const saved = await save(from)
  if (!saved.ok) throw new Error(saved.problem)
  return { saved, taken: await importNotes({ ...to, clock }, { file: saved.file, passphrase }) }
}

describe('a file of notes', () => {
  it('carries forms, entries and what is attached to them', async () => {
    const [from, to] = [machine(), machine()]
    attach(from, '11', Buffer.from('the roof'))
    const { entryId } = write(from, ['11', '12'])
    const { saved, taken } = await carry(from, to)
    expect(saved).toMatchObject({ notes: 2, leftOut: [] })
    expect(taken).toMatchObject({ ok: true, notes: [{ outcome: 'imported' }, { outcome: 'imported' }] })
    expect(notesOfEntry(to.journal, entryId)).toMatchObject([
      { conversationRemoteId: '11', form, snapshot: null },
      { conversationRemoteId: '12', form, snapshot: null },
    ])
    const [file, ...others] = listAttachments(to.journal, entryId)
    expect(others).toEqual([])
    expect(file).toMatchObject({ fileName: 'roof.jpg', mediaType: 'image/jpeg', bytes: 8 })
    expect(Buffer.from(to.attachments.read(file?.contentHash ?? '') ?? []).toString()).toBe('the roof')
  })

  it('read again adds nothing', async () => {
    const [from, to] = [machine(), machine()]
    attach(from, '11', Buffer.from('the roof'))
    const { entryId } = write(from, ['11'])
    await carry(from, to)
    const { taken } = await carry(from, to)
    expect(taken).toMatchObject({ ok: true, notes: [{ outcome: 'already_here' }] })
    expect(listAttachments(to.journal, entryId)).toHaveLength(1)
  })

  it('does not tell what the record had before an attempt of another machine', async () => {
    const [from, to] = [machine(), machine()]
    const { note } = write(from, ['11'])
    moveNote(from.journal, note, { state: 'sending', snapshot: ['a'], sentAtMs: startMs }, '{"kind":"x"}', startMs)
    await carry(from, to)
    expect(readNote(to.journal, note.noteId)).toMatchObject({ state: 'in_doubt', snapshot: null })
  })

  it('asks for as much room as it takes, and where there is none the notes stay as they were', async () => {
    const from = machine()
    attach(from, '11', Buffer.from('the roof'))
    const { note } = write(from, ['11'])
    const before = readNote(from.journal, note.noteId)
    const asked: number[] = []
    const reserve = (bytes: number) => {
      asked.push(bytes)
      if (asked.length === 1) throw new Error('the disk is full')
    }
    await expect(save({ ...from, reserve })).rejects.toThrow('the disk is full')
    expect(readNote(from.journal, note.noteId)).toEqual(before)
    expect(readClaim(from.journal, note.noteId)).toBeNull()
    const saved = await save({ ...from, reserve })
    expect(saved.ok && saved.file.length).toBe(asked[1])
    expect(readClaim(from.journal, note.noteId)).toMatchObject({ role: 'origin' })
  })

  it('leaves out what it cannot carry, with the reason, and lets it be sent from here as before', async () => {
    const from = machine()
    const { accountId } = from
    attach(from, '11', Buffer.from('gone'))
    const missing = write(from, ['11'])
    from.attachments.remove(listAttachments(from.journal, missing.entryId)[0]?.contentHash ?? '')
    const edit = { accountId, conversationRemoteId: '12', leadRemoteId: null, conversationName: 'Ada' }
    insertEdit(from.journal, {
      ...edit,
      noteId: '0199a1b2-0000-7000-8000-0000000000ed',
      editsRemoteId: 'a1',
      editBase: 'Before.',
      text: 'After.',
      form: plainNote,
      heldUntilMs: null,
      nowMs: startMs,
    })
    const revisions = listOpenNotes(from.journal).map(({ revision }) => revision)
    expect(await save(from)).toMatchObject({
      ok: false,
      problem: 'nothing_to_save',
      leftOut: [{ noteId: missing.note.noteId, reason: 'file_missing' }, { reason: 'edit' }],
    })
    expect(listOpenNotes(from.journal).map(({ revision }) => revision)).toEqual(revisions)
  })

  it('stays behind where another program holds a file of it, and nothing else does', async () => {
    const from = machine()
    attach(from, '11', Buffer.from('held'))
    const held = write(from, ['11'])
    write(from, ['12'])
    const read = (contentHash: string) => {
      if (contentHash !== listAttachments(from.journal, held.entryId)[0]?.contentHash) throw new Error('Not asked for')
      throw Object.assign(new Error('EBUSY: resource busy or locked, open'), { code: 'EBUSY', syscall: 'open' })
    }
    expect(await save({ ...from, attachments: { ...from.attachments, read } })).toMatchObject({
      ok: true,
      notes: 1,
      leftOut: [{ noteId: held.note.noteId, reason: 'file_unreadable' }],
    })
  })

  it('is bounded: files that do not fit stay behind with their notes', async () => {
    const from = machine()
    attach(from, '11', Buffer.alloc(mostFileBytes, 1))
    write(from, ['11'])
    attach(from, '12', Buffer.from('one more'))
    const second = write(from, ['12'])
    const saved = await save(from)
    expect(saved).toMatchObject({
      ok: true,
      notes: 1,
      leftOut: [{ noteId: second.note.noteId, reason: 'files_too_large' }],
    })
  })
})
