import type { Failure } from '../../connectors/connector.ts'
import type { ServerTime } from '../server-clock.ts'

/**
 * The life of one note, as a pure function. States (design section 5):
 *
 *   held -> queued -> sending -> delivered | rejected | in_doubt | queued again, not before t
 *   in_doubt -> delivered | queued again, not before t | rejected, where the CRM never takes it
 *
 * What must hold: `sending` is durable before the request leaves, so a process that dies there leaves a note in doubt and
 * never one that looks unsent. Only a note proved absent goes from in doubt back to queued, or steps aside.
 *
 * The edit of a note that the CRM has is never in doubt: it reads before it writes, so it is simply queued again.
 */

/** What the receipt and the screens say of why a note is where it is. */
export type NoteTrouble =
  | { readonly kind: 'offline' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'server'; readonly status: number }
  | { readonly kind: 'throttled' }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'rejected'; readonly status: number; readonly reason: string }
  | { readonly kind: 'contract'; readonly reason: string }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'ambiguous'; readonly candidates: number }
  | { readonly kind: 'unverifiable' }
  /** Its text was damaged on this disk: nothing is sent before the user looked at it. */
  | { readonly kind: 'damaged' }
  /** A file of it is gone from this machine, or not what was added. */
  | { readonly kind: 'attachment_missing'; readonly fileName: string }
  /** The CRM does not take a file of it. */
  | { readonly kind: 'attachment_refused'; readonly fileName: string; readonly reason: string }
  /** A file of it cannot be read here at the moment, or did not get through to the CRM: it is tried again. */
  | { readonly kind: 'attachment_failed'; readonly fileName: string; readonly where: 'here' | 'crm' }
  /** Of an edit: somebody else changed the note meanwhile; this is theirs, as the CRM gave it. */
  | { readonly kind: 'conflict'; readonly theirs: string }
  /** Of an edit: the note is no more. */
  | { readonly kind: 'gone' }

export type NoteEvent =
  | { readonly kind: 'hold_over' }
  /** `snapshot`: the record's notes right before it; null: none was taken. */
  | { readonly kind: 'attempt_begins'; readonly snapshot: readonly string[] | null }
  /** What has to be done before an attempt (its files, a look at the record) failed: nothing of the note has left. */
  | { readonly kind: 'preparation_failed'; readonly failure: Failure; readonly waitMs: number }
  | { readonly kind: 'attachment_missing'; readonly fileName: string }
  | { readonly kind: 'attachment_refused'; readonly fileName: string; readonly reason: string }
  /** `failure` null: the file could not be read here. */
  | {
      readonly kind: 'attachment_failed'
      readonly fileName: string
      readonly failure: Failure | null
      readonly waitMs: number
    }
  | { readonly kind: 'accepted'; readonly remoteId: string; readonly leadScore?: number }
  /** The CRM has the note as the user wants it. */
  | { readonly kind: 'edited' }
  | { readonly kind: 'conflict'; readonly theirs: string }
  /** The note that was to be changed is no more. */
  | { readonly kind: 'edit_target_gone' }
  | { readonly kind: 'attempt_failed'; readonly failure: Failure; readonly waitMs: number }
  /** The CRM took nothing, for it does not have the note's uploaded files (any more): they are uploaded anew. */
  | { readonly kind: 'uploads_refused'; readonly reason: string }
  /** Another machine may send the note too, and our turn was over before the request left. */
  | { readonly kind: 'turn_over' }
  /** Found in `sending` by a process that did not send it. */
  | { readonly kind: 'process_died' }
  | { readonly kind: 'found'; readonly remoteId: string }
  /** Proved: the CRM has not taken it. `waitMs`: it is not sent again before. */
  | { readonly kind: 'absent'; readonly waitMs: number }
  /** Proved once more: the CRM answers every attempt with an error of its own, and takes it never. `times`: so many attempts in a row. */
  | { readonly kind: 'never_taken'; readonly status: number; readonly times: number }
  /** `likeliestRemoteId`: what the note is tied to if the user says that it is there. */
  | { readonly kind: 'ambiguous'; readonly candidates: number; readonly likeliestRemoteId: string | null }
  | { readonly kind: 'cannot_verify' }

export interface NotePatch {
  readonly state: 'queued' | 'sending' | 'in_doubt' | 'rejected' | 'delivered'
  readonly attempts?: number
  readonly heldUntilMs?: null
  readonly notBeforeMs?: number | null
  readonly sentAtMs?: number
  readonly gaveUpAtMs?: number | null
  readonly snapshot?: readonly string[] | null
  readonly trouble: NoteTrouble | null
  readonly needsAnswer?: boolean
  readonly remoteActivityId?: string | null
}

/** Now, by our wall clock and by the CRM's own; null: its clock is not known at this moment. */
export interface Moment {
  readonly wallMs: number
  readonly server: ServerTime | null
}

interface NoteNow {
  readonly kind: 'create' | 'edit'
  readonly state: string
  readonly attempts: number
}

/** The next state of a note, or null where `event` cannot happen to a note in this state (a stale answer, say). */
export function nextNoteState(note: NoteNow, event: NoteEvent, now: Moment): NotePatch | null {
  switch (event.kind) {
    case 'hold_over':
      return note.state === 'held' ? { state: 'queued', heldUntilMs: null, notBeforeMs: null, trouble: null } : null
    case 'attempt_begins':
      return note.state === 'queued'
        ? {
            state: 'sending',
            attempts: note.attempts + 1,
            sentAtMs: now.server?.earliestMs ?? now.wallMs,
            notBeforeMs: null,
            snapshot: event.snapshot,
            trouble: null,
          }
        : null
    case 'preparation_failed':
      return note.state === 'queued' ? unprepared(note, event.failure, event.waitMs, now) : null
    case 'attachment_failed':
      return note.state === 'queued' ? withoutItsFile(note, event, now) : null
    case 'attachment_missing':
      return note.state === 'queued'
        ? { state: 'rejected', trouble: { kind: 'attachment_missing', fileName: event.fileName } }
        : null
    case 'attachment_refused':
      return note.state === 'queued'
        ? { state: 'rejected', trouble: { kind: event.kind, fileName: event.fileName, reason: event.reason } }
        : null
    case 'accepted':
      return note.state === 'sending' && note.kind === 'create' ? delivered(event.remoteId) : null
    case 'edited':
      return isEditSending(note) ? { state: 'delivered', trouble: null, needsAnswer: false } : null
    case 'conflict':
      return isEditSending(note) ? { state: 'rejected', trouble: { kind: 'conflict', theirs: event.theirs } } : null
    case 'edit_target_gone':
      return isEditSending(note) ? { state: 'rejected', trouble: { kind: 'gone' } } : null
    case 'attempt_failed':
      return note.state === 'sending' ? afterFailure(note, event.failure, event.waitMs, now) : null
    case 'uploads_refused':
      return note.state === 'sending' && note.kind === 'create'
        ? { state: 'queued', notBeforeMs: null, trouble: null }
        : null
    case 'turn_over':
      return note.state === 'sending' ? { state: 'queued', notBeforeMs: null, trouble: null } : null
    case 'process_died':
      if (isEditSending(note)) return { state: 'queued', notBeforeMs: null, trouble: { kind: 'interrupted' } }
      return note.state === 'sending' ? inDoubt({ kind: 'interrupted' }, now) : null
    case 'found':
      return isLookedUp(note) ? delivered(event.remoteId) : null
    case 'absent':
      return note.state === 'in_doubt'
        ? { state: 'queued', notBeforeMs: now.wallMs + event.waitMs, trouble: null, needsAnswer: false }
        : null
    case 'never_taken':
      return note.state === 'in_doubt' && note.kind === 'create'
        ? { state: 'rejected', trouble: { kind: 'server', status: event.status }, needsAnswer: false }
        : null
    case 'ambiguous':
      // Tied already, so that a note of the same text that is in doubt later is not taken for this one's activity.
      return isLookedUp(note)
        ? {
            state: 'in_doubt',
            trouble: { kind: 'ambiguous', candidates: event.candidates },
            needsAnswer: true,
            remoteActivityId: event.likeliestRemoteId,
          }
        : null
    case 'cannot_verify':
      return isLookedUp(note) ? { state: 'in_doubt', trouble: { kind: 'unverifiable' }, needsAnswer: true } : null
    default:
      return event satisfies never
  }
}

function isEditSending(note: NoteNow): boolean {
  return note.state === 'sending' && note.kind === 'edit'
}

/** A queued note is looked up where another machine may have sent it. */
function isLookedUp(note: NoteNow): boolean {
  if (note.kind === 'edit') return false
  return note.state === 'in_doubt' || note.state === 'queued'
}

/** Whether the CRM may have created something although the answer was no answer. */
export function mayHaveLanded(failure: Failure): boolean {
  switch (failure.kind) {
    case 'timeout':
    case 'server':
    case 'contract':
      return failure.mayHaveLanded
    case 'offline':
    case 'throttled':
    case 'unauthorized':
    case 'rejected':
      return false
    default:
      return failure satisfies never
  }
}

export function troubleOf(failure: Failure): NoteTrouble {
  switch (failure.kind) {
    case 'offline':
    case 'timeout':
    case 'throttled':
    case 'unauthorized':
      return { kind: failure.kind }
    case 'server':
      return { kind: 'server', status: failure.status }
    case 'rejected':
      return { kind: 'rejected', status: failure.status, reason: failure.reason }
    case 'contract':
      return { kind: 'contract', reason: failure.issues.slice(0, 3).join('; ') }
    default:
      return failure satisfies never
  }
}

function delivered(remoteId: string): NotePatch {
  return { state: 'delivered', trouble: null, needsAnswer: false, remoteActivityId: remoteId }
}

function inDoubt(trouble: NoteTrouble, now: Moment): NotePatch {
  return { state: 'in_doubt', gaveUpAtMs: now.server?.latestMs ?? null, trouble, needsAnswer: false }
}

/** Nothing of it has left, whatever became of the request. */
function unprepared({ attempts }: NoteNow, failure: Failure, waitMs: number, now: Moment): NotePatch {
  const trouble = troubleOf(failure)
  if (failure.kind === 'rejected') return { state: 'rejected', trouble }
  return { state: 'queued', attempts: attempts + 1, notBeforeMs: now.wallMs + waitMs, trouble }
}

/** What says nothing of the file (there is no network, say) is told as of any other request. */
function withoutItsFile(
  note: NoteNow,
  event: Extract<NoteEvent, { kind: 'attachment_failed' }>,
  now: Moment,
): NotePatch {
  const { fileName, failure, waitMs } = event
  const isOfTheFile = failure === null || ['server', 'contract', 'timeout'].includes(failure.kind)
  if (failure !== null && !isOfTheFile) return unprepared(note, failure, waitMs, now)
  const trouble: NoteTrouble = { kind: 'attachment_failed', fileName, where: failure === null ? 'here' : 'crm' }
  return { state: 'queued', attempts: note.attempts + 1, notBeforeMs: now.wallMs + waitMs, trouble }
}

function afterFailure(note: NoteNow, failure: Failure, waitMs: number, now: Moment): NotePatch {
  const trouble = troubleOf(failure)
  if (failure.kind === 'rejected') return { state: 'rejected', trouble }
  if (note.kind === 'edit') return { state: 'queued', notBeforeMs: now.wallMs + waitMs, trouble }
  if (mayHaveLanded(failure)) return inDoubt(trouble, now)
  return { state: 'queued', notBeforeMs: now.wallMs + waitMs, trouble }
}
