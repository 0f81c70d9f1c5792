import { v7 as uuidV7 } from 'uuid'
import type { Journal } from '../../../db/connection.ts'
import { readDraft, saveDraft } from '../../../db/drafts.ts'
import { readClaim } from '../../../db/note-claims.ts'
import { insertNote, moveNote, type NotePatch, type OutboxRow, readNote } from '../../../db/outbox.ts'
import type { Clock, Random } from '../clock.ts'

/** Where a note goes, as the replica knows it. */
export interface NoteTarget {
  readonly accountId: number
  readonly remoteId: string
  readonly leadRemoteId: string | null
  readonly displayName: string
}

export interface UserActionSurroundings {
  readonly journal: Journal
  readonly clock: Pick<Clock, 'nowMs'>
  /** Longest text of a note, UTF-16 units. */
  readonly maxNoteCharacters: number
}

type TextProblem = 'empty' | 'too_long'

export type UserActionResult<Problem = 'gone' | 'wrong_state'> =
  | { readonly ok: true; readonly note: OutboxRow }
  | { readonly ok: false; readonly problem: Problem }

type UndoResult =
  | { readonly ok: true; readonly note: OutboxRow; readonly text: string }
  | { readonly ok: false; readonly problem: 'gone' | 'too_late' }

/**
 * Saves a note: durable in the journal when this returns. `undoHoldMs`: how long it waits for an undo, 0: not at all. The text goes out as
 * it was typed.
 */
export function writeNote(
  { journal, clock, random, maxNoteCharacters }: UserActionSurroundings & { readonly random: Random },
  target: NoteTarget,
  text: string,
  undoHoldMs: number,
): UserActionResult<TextProblem> {
  const problem = problemOf(text, maxNoteCharacters)
  if (problem !== null) return { ok: false, problem }
  const nowMs = clock.nowMs()
  const note = insertNote(journal, {
    noteId: newNoteId(nowMs, random),
    accountId: target.accountId,
    conversationRemoteId: target.remoteId,
    leadRemoteId: target.leadRemoteId,
    conversationName: target.displayName,
    text,
    heldUntilMs: undoHoldMs === 0 ? null : nowMs + undoHoldMs,
    nowMs,
  })
  return { ok: true, note }
}

/** Takes a note back that is still held; its text becomes the draft again, before what was typed since. */
export function undoNote({ journal, clock }: UserActionSurroundings, noteId: string): UndoResult {
  const note = readNote(journal, noteId)
  if (note === null) return { ok: false, problem: 'gone' }
  if (note.state !== 'held') return { ok: false, problem: 'too_late' }
  const text = journal.write(() => {
    const nowMs = clock.nowMs()
    const cause = JSON.stringify({ kind: 'user', action: 'undo' })
    if (!moveNote(journal, note, { state: 'discarded', heldUntilMs: null }, cause, nowMs)) return null
    const typedSince = readDraft(journal, note.accountId, note.conversationRemoteId) ?? ''
    const draft = typedSince === '' ? note.text : `${note.text}\n\n${typedSince}`
    saveDraft(journal, note.accountId, note.conversationRemoteId, draft, nowMs)
    return draft
  })
  return text === null ? { ok: false, problem: 'too_late' } : { ok: true, note, text }
}

/** "Try now": a queued note does not wait any longer, a rejected one goes back to its lane. */
export function retryNote(surroundings: UserActionSurroundings, noteId: string): UserActionResult {
  return userMoves(surroundings, noteId, 'retry', (note) =>
    note.state === 'queued' || note.state === 'rejected' ? againNow : null,
  )
}

/**
 * Changes the text of a note that has not left, or that the CRM refused (it is then sent again). A note that a file may have carried to
 * another machine keeps its text.
 */
export function editNote(
  surroundings: UserActionSurroundings,
  noteId: string,
  text: string,
): UserActionResult<'gone' | 'wrong_state' | TextProblem> {
  const problem = problemOf(text, surroundings.maxNoteCharacters)
  if (problem !== null) return { ok: false, problem }
  return userMoves(surroundings, noteId, 'edit', (note) => {
    // The machine that a file carried it to would send it as it was. What the CRM refused is sent by nobody.
    const isHandedOver = note.state !== 'rejected' && readClaim(surroundings.journal, noteId) !== null
    return isHandedOver ? null : editPatch(note, text)
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

const againNow = { state: 'queued', notBeforeMs: null, trouble: null } as const satisfies NotePatch

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
    const cause = JSON.stringify({ kind: 'user', action })
    if (moveNote(journal, note, patch, cause, clock.nowMs())) return { ok: true, note }
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

function problemOf(text: string, maxNoteCharacters: number): TextProblem | null {
  if (text.trim() === '') return 'empty'
  return text.length > maxNoteCharacters ? 'too_long' : null
}

/** A note's identity: it sorts by the moment of writing and names the note through every attempt. */
function newNoteId(nowMs: number, random: Random): string {
  const bytes = Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256))
  return uuidV7({ msecs: nowMs, random: bytes })
}
