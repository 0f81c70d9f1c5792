import { copyEntryFiles, dropAttachment, forgetUploads, listAttachments } from '../../../db/attachments.ts'
import type { Journal } from '../../../db/connection.ts'
import { entryOfDraft, readDraft, saveDraft } from '../../../db/drafts.ts'
import { readClaim } from '../../../db/note-claims.ts'
import {
  listOpenNotes,
  moveNote,
  type NotePatch,
  notesOfEntry,
  type OutboxRow,
  openNotesOfAccount,
  placeOfWriting,
  readNote,
  vouchAnew,
} from '../../../db/outbox.ts'
import { troubleOf } from '../../../db/queries/outbox-note.ts'
import type { NoteForm } from '../../../db/records.ts'
import type { Clock, Random } from '../clock.ts'
import { newNoteId } from './new-note-id.ts'
import { problemOf, type TextProblem } from './write-note.ts'

export { type NoteTarget, writeEdit, writeEntry, writeNote } from './write-note.ts'

export interface UserActionSurroundings {
  readonly journal: Journal
  readonly clock: Pick<Clock, 'nowMs'>
  /** Longest text of a note, UTF-16 units. */
  readonly maxNoteCharacters: number
}

export type UserActionResult<Problem = 'gone' | 'wrong_state'> =
  | { readonly ok: true; readonly note: OutboxRow }
  | { readonly ok: false; readonly problem: Problem }

type UndoResult =
  /** `text`: of the draft now; of an edit, what was typed. */
  | { readonly ok: true; readonly note: OutboxRow; readonly notes: readonly OutboxRow[]; readonly text: string }
  | { readonly ok: false; readonly problem: 'gone' | 'too_late' }

/**
 * Takes a note back that is still held, with all of its entry; text, form and files become the draft again, before what was typed
 * since, in the conversation in which it was written. One note of the entry that has left already keeps all of them.
 */
export function undoNote(
  { journal, clock, random }: UserActionSurroundings & { readonly random: Random },
  noteId: string,
): UndoResult {
  const note = readNote(journal, noteId)
  if (note === null) return { ok: false, problem: 'gone' }
  const nowMs = clock.nowMs()
  const text = journal.write(() => {
    const notes = notesOfEntry(journal, note.entryId)
    if (notes.some(({ state }) => state !== 'held')) return null
    const cause = JSON.stringify({ kind: 'user', action: 'undo' })
    for (const each of notes) moveNote(journal, each, { state: 'discarded', heldUntilMs: null }, cause, nowMs)
    return note.kind === 'edit' ? note.text : restoreDraft(journal, notes, note, () => newNoteId(nowMs, random), nowMs)
  })
  if (text === null) return { ok: false, problem: 'too_late' }
  return { ok: true, note, notes: notesOfEntry(journal, note.entryId), text }
}

/** The entry's files stay its own too, as what it was; the draft's next entry is another. */
function restoreDraft(
  journal: Journal,
  notes: readonly OutboxRow[],
  taken: OutboxRow,
  newEntryId: () => string,
  nowMs: number,
): string {
  const { entryId } = taken
  const { accountId, conversationRemoteId } = placeOfWriting(journal, notes[0] ?? taken)
  // Another CRM's note may be without what its form could not say.
  const isThere = (each: OutboxRow) =>
    each.accountId === accountId && each.conversationRemoteId === conversationRemoteId
  const note = notes.find(isThere) ?? notes.find((each) => each.accountId === accountId) ?? notes[0] ?? taken
  const typedSince = readDraft(journal, accountId, conversationRemoteId)
  const since = typedSince?.text ?? ''
  const draft = since === '' ? note.text : `${note.text}\n\n${since}`
  if (listAttachments(journal, entryId).length > 0) {
    copyEntryFiles(journal, entryId, entryOfDraft(journal, accountId, conversationRemoteId, newEntryId(), nowMs))
  }
  saveDraft(journal, accountId, conversationRemoteId, draft, nowMs, { form: typedSince?.form ?? note.form })
  return draft
}

/**
 * "Try now": a queued note does not wait any longer, a rejected one goes back to its lane; its files are uploaded anew. An edit that met a
 * colleague's overwrites it now, knowingly.
 */
export function retryNote(surroundings: UserActionSurroundings, noteId: string): UserActionResult {
  return userMoves(surroundings, noteId, 'retry', (note) => {
    if (note.state === 'queued') return againNow
    if (note.state !== 'rejected') return null
    forgetUploads(surroundings.journal, note.entryId, note.accountId)
    const trouble = troubleOf(note.trouble)
    return trouble?.kind === 'conflict' ? { ...againNow, editBase: trouble.theirs } : againNow
  })
}

/**
 * Changes the text of a note that has not left, or that the CRM refused (it is then sent again); `form` undefined: as it was. A note that a
 * file may have carried to another machine keeps its text.
 */
export function editNote(
  surroundings: UserActionSurroundings,
  noteId: string,
  text: string,
  form?: NoteForm,
): UserActionResult<'gone' | 'wrong_state' | TextProblem> {
  const problem = problemOf(text, surroundings.maxNoteCharacters)
  if (problem !== null) return { ok: false, problem }
  return userMoves(surroundings, noteId, 'edit', (note) => {
    // The machine that a file carried it to would send it as it was. What the CRM refused is sent by nobody.
    const isHandedOver = note.state !== 'rejected' && readClaim(surroundings.journal, noteId) !== null
    const patch = isHandedOver ? null : editPatch(note, text)
    return patch === null || form === undefined ? patch : { ...patch, form }
  })
}

/** Gives a note up that has not left, that the CRM refused, or of which the user says that it does not matter. */
export function discardNote(surroundings: UserActionSurroundings, noteId: string): UserActionResult {
  return userMoves(surroundings, noteId, 'discard', discardPatch)
}

/** The user's word on a note that no look-up can settle. */
export function resolveNote(
  surroundings: UserActionSurroundings,
  noteId: string,
  answer: 'is_there' | 'send_again',
): UserActionResult {
  return userMoves(surroundings, noteId, `resolve_${answer}`, (note) => resolvePatch(note, answer))
}

/**
 * "Send it without this file", for a note whose file is gone, not taken by the CRM, or cannot be read or brought there at the moment: it goes
 * back to its lane, and no note of its entry that is still to be sent has the file any more.
 */
export function sendWithoutFile(
  surroundings: UserActionSurroundings,
  noteId: string,
  position: number,
): UserActionResult {
  const { journal, clock } = surroundings
  const note = readNote(journal, noteId)
  if (note === null) return { ok: false, problem: 'gone' }
  if (!waitsForAFile(journal, note)) return { ok: false, problem: 'wrong_state' }
  const isDone = journal.write(() => {
    if (!dropAttachment(journal, note.entryId, position)) return false
    moveNote(journal, note, againNow, userCause('send_without_file'), clock.nowMs())
    for (const each of notesOfEntry(journal, note.entryId)) {
      const isOver = each.state === 'delivered' || each.state === 'discarded'
      if (!isOver) vouchAnew(journal, each, userCause('send_without_file'), clock.nowMs())
    }
    return true
  })
  return isDone ? { ok: true, note } : { ok: false, problem: 'wrong_state' }
}

function waitsForAFile(journal: Journal, { noteId, state, trouble }: OutboxRow): boolean {
  const kind = troubleOf(trouble)?.kind
  if (state === 'rejected') return kind === 'attachment_missing' || kind === 'attachment_refused'
  // The machine that a file carried a waiting note to would send it as it was.
  return state === 'queued' && kind === 'attachment_failed' && readClaim(journal, noteId) === null
}

/** Every note of an entry that may still be given up. What has left stays; `left` says how many those are. */
export function discardEntry(surroundings: UserActionSurroundings, entryId: string): EntryActionResult {
  return forEntry(surroundings, entryId, discardNote)
}

/** Every note of an entry that waits or was refused is tried now. */
export function retryEntry(surroundings: UserActionSurroundings, entryId: string): EntryActionResult {
  return forEntry(surroundings, entryId, retryNote)
}

export interface EntryActionResult {
  /** As they were before. */
  readonly changed: readonly OutboxRow[]
  readonly left: number
}

function forEntry(
  surroundings: UserActionSurroundings,
  entryId: string,
  act: (surroundings: UserActionSurroundings, noteId: string) => UserActionResult,
): EntryActionResult {
  return surroundings.journal.write(() => {
    const results = notesOfEntry(surroundings.journal, entryId).map(({ noteId }) => act(surroundings, noteId))
    const changed = results.flatMap((result) => (result.ok ? [result.note] : []))
    return { changed, left: results.length - changed.length }
  })
}

/**
 * Before quitting or signing out: no note of the account (null: of any) waits for its undo window or a backoff any longer. Tell the engine
 * `send_now` afterwards. Returns what was changed.
 */
export function sendAllNow({ journal, clock }: UserActionSurroundings, accountId: number | null): OutboxRow[] {
  return journal.write(() =>
    (accountId === null ? listOpenNotes(journal) : openNotesOfAccount(journal, accountId)).filter((note) => {
      const isWaiting = note.state === 'held' || (note.state === 'queued' && note.notBeforeMs !== null)
      const patch = { ...againNow, trouble: note.trouble, heldUntilMs: null }
      return isWaiting && moveNote(journal, note, patch, userCause('send_now'), clock.nowMs())
    }),
  )
}

const againNow = { state: 'queued', notBeforeMs: null, trouble: null } as const satisfies NotePatch

function userCause(action: string): string {
  return JSON.stringify({ kind: 'user', action })
}

/**
 * One guarded step by the user. `patchFor` null: not from this state. A note that moved between the read and the write is
 * looked at once more, for what the user asked may still be right.
 */
function userMoves(
  { journal, clock }: UserActionSurroundings,
  noteId: string,
  action: string,
  patchFor: (note: OutboxRow) => NotePatch | null,
): UserActionResult {
  for (let look = 0; look < 2; look += 1) {
    const note = readNote(journal, noteId)
    if (note === null) return { ok: false, problem: 'gone' }
    const patch = patchFor(note)
    if (patch === null) return { ok: false, problem: 'wrong_state' }
    if (moveNote(journal, note, patch, userCause(action), clock.nowMs())) return { ok: true, note }
  }
  return { ok: false, problem: 'wrong_state' }
}

function editPatch(note: OutboxRow, text: string): NotePatch | null {
  switch (note.state) {
    case 'held':
      return { text }
    case 'queued':
    case 'rejected':
      return { ...againNow, text }
    case 'sending':
    case 'in_doubt':
    case 'delivered':
    case 'discarded':
      return null
    default:
      return note.state satisfies never
  }
}

function discardPatch(note: OutboxRow): NotePatch | null {
  switch (note.state) {
    case 'held':
    case 'queued':
    case 'rejected':
      return { state: 'discarded' }
    case 'in_doubt':
      return note.needsAnswer ? { state: 'discarded', needsAnswer: false } : null
    case 'sending':
    case 'delivered':
    case 'discarded':
      return null
    default:
      return note.state satisfies never
  }
}

function resolvePatch(note: OutboxRow, answer: 'is_there' | 'send_again'): NotePatch | null {
  if (note.state !== 'in_doubt' || !note.needsAnswer) return null
  // "It is there" keeps the activity that the look-up found likeliest: no later note of the same text may be taken for it.
  return answer === 'is_there'
    ? { state: 'delivered', trouble: null, needsAnswer: false }
    : { ...againNow, needsAnswer: false, remoteActivityId: null }
}
