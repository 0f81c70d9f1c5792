import { type Attachment, appendAttachment } from '../../../db/attachments.ts'
import type { Journal } from '../../../db/connection.ts'
import { readDraft } from '../../../db/drafts.ts'
import { type EntryTarget, insertEdit, insertEntry, moveNote, type OutboxRow, openEditsOf } from '../../../db/outbox.ts'
import { type NoteForm, plainNote } from '../../../db/records.ts'
import type { Clock, Random } from '../clock.ts'
import { newNoteId } from './new-note-id.ts'

/** Where a note goes, as the replica knows it. */
export interface NoteTarget {
  readonly accountId: number
  readonly remoteId: string
  readonly leadRemoteId: string | null
  readonly displayName: string
  /** As its CRM takes the note, where that differs from the entry's form. */
  readonly form?: NoteForm
}

export interface WriteSurroundings {
  readonly journal: Journal
  readonly clock: Pick<Clock, 'nowMs'>
  readonly random: Random
  /** Longest text of a note, UTF-16 units. */
  readonly maxNoteCharacters: number
}

export type TextProblem = 'empty' | 'too_long'

export interface WrittenEntry {
  /** Each record once. */
  readonly targets: readonly NoteTarget[]
  readonly text: string
  readonly form: NoteForm
  /**
   * The conversation in which it was written: its draft ends, and the draft's files go along. By default the first target; null: it was
   * written elsewhere, and a draft that was begun there stays.
   */
  readonly writtenIn?: { readonly accountId: number; readonly remoteId: string } | null
  /** Files that go along besides; their content must be in the store. */
  readonly files?: readonly Omit<Attachment, 'position'>[]
}

export type EntryResult =
  | {
      readonly ok: true
      readonly entryId: string
      /** One for each target, in their order; of which the first is `note`. */
      readonly notes: readonly OutboxRow[]
      readonly note: OutboxRow
    }
  | { readonly ok: false; readonly problem: TextProblem }

/**
 * Saves a note for one or many records: durable in the journal when this returns. `undoHoldMs`: how long it waits for an undo, 0: not at
 * all. The text goes out as it was typed. What a form of the CRM demands is the caller's to check (`formProblems`).
 */
export function writeEntry(
  { journal, clock, random, maxNoteCharacters }: WriteSurroundings,
  { targets, text, form, writtenIn, files = [] }: WrittenEntry,
  undoHoldMs: number,
): EntryResult {
  const problem = problemOf(text, maxNoteCharacters)
  if (problem !== null) return { ok: false, problem }
  const nowMs = clock.nowMs()
  const place = writtenIn === undefined ? targets[0] : writtenIn
  const draftOf = place == null ? null : { accountId: place.accountId, conversationRemoteId: place.remoteId }
  const notes = journal.write(() => {
    const draft = draftOf === null ? null : readDraft(journal, draftOf.accountId, draftOf.conversationRemoteId)
    const entryId = draft?.entryId ?? newNoteId(nowMs, random)
    const rows = targets.map((target) => entryTarget(target, targets.length === 1 ? entryId : newNoteId(nowMs, random)))
    const heldUntilMs = undoHoldMs === 0 ? null : nowMs + undoHoldMs
    // Before the rows: their receipts vouch for the files too.
    for (const file of files) appendAttachment(journal, entryId, file)
    return insertEntry(journal, { entryId, targets: rows, text, form, draftOf, heldUntilMs, nowMs })
  })
  const [note] = notes
  if (note === undefined) throw new Error('A note without a target')
  return { ok: true, entryId: note.entryId, notes, note }
}

/** Saves a note for one record. */
export function writeNote(
  surroundings: WriteSurroundings,
  target: NoteTarget,
  text: string,
  undoHoldMs: number,
  form: NoteForm = plainNote,
): EntryResult {
  return writeEntry(surroundings, { targets: [target], text, form }, undoHoldMs)
}

/** A note that the CRM has, and what the user wants of it. */
export interface WrittenEdit {
  readonly target: NoteTarget
  readonly noteRemoteId: string
  /** What stood there when the user began, as the CRM gave it. */
  readonly base: string
  readonly text: string
  readonly form: NoteForm
}

/**
 * Saves the change of a note that the CRM has: durable when this returns. While an earlier change of it waits, that one gets the new text
 * instead.
 */
export function writeEdit(
  { journal, clock, random, maxNoteCharacters }: WriteSurroundings,
  edit: WrittenEdit,
  undoHoldMs: number,
): { readonly ok: true; readonly note: OutboxRow } | { readonly ok: false; readonly problem: TextProblem } {
  const { target, noteRemoteId, base, text, form } = edit
  const problem = problemOf(text, maxNoteCharacters)
  if (problem !== null) return { ok: false, problem }
  const nowMs = clock.nowMs()
  const note = journal.write(() => {
    const waiting = openEditsOf(journal, target.accountId, target.remoteId, noteRemoteId).findLast(
      ({ state }) => state === 'held' || state === 'queued' || state === 'rejected',
    )
    if (waiting !== undefined && replaceText(journal, waiting, edit, nowMs)) return waiting
    return insertEdit(journal, {
      ...entryTarget(target, newNoteId(nowMs, random)),
      editsRemoteId: noteRemoteId,
      editBase: base,
      text,
      form,
      heldUntilMs: undoHoldMs === 0 ? null : nowMs + undoHoldMs,
      nowMs,
    })
  })
  return { ok: true, note }
}

/** What waits began from what the CRM still has; what was refused begins anew from what the user sees now. */
function replaceText(journal: Journal, waiting: OutboxRow, { text, form, base }: WrittenEdit, nowMs: number): boolean {
  const anew = { state: 'queued', notBeforeMs: null, trouble: null, editBase: base } as const
  const patch = waiting.state === 'rejected' ? { ...anew, text, form } : { text, form }
  return moveNote(journal, waiting, patch, JSON.stringify({ kind: 'user', action: 'edit' }), nowMs)
}

function entryTarget(target: NoteTarget, noteId: string): EntryTarget {
  return {
    noteId,
    accountId: target.accountId,
    conversationRemoteId: target.remoteId,
    leadRemoteId: target.leadRemoteId,
    conversationName: target.displayName,
    ...(target.form === undefined ? {} : { form: target.form }),
  }
}

export function problemOf(text: string, maxNoteCharacters: number): TextProblem | null {
  if (text.trim() === '') return 'empty'
  return text.length > maxNoteCharacters ? 'too_long' : null
}
