import { forgetTheseUploads } from '../../../db/attachments.ts'
import { ingestPages } from '../../../db/ingest.ts'
import { saveLeadScore } from '../../../db/lead-score.ts'
import { vouchAbsence } from '../../../db/note-claims.ts'
import { moveNote, type OutboxRow, openEditsOf, readNote } from '../../../db/outbox.ts'
import type { ActivityRecord } from '../../../db/records.ts'
import type { CreatedNote, EditResult, Failure, Outcome } from '../../connectors/connector.ts'
import type { AccountContext } from '../account-context.ts'
import { backoffMs } from '../backoff.ts'
import { sleep } from '../clock.ts'
import type { Claims } from './claims.ts'
import type { NoteMover } from './note-mover.ts'
import type { NoteEvent } from './note-state.ts'
import { noteToSend } from './note-to-send.ts'
import type { Turn } from './turns.ts'
import type { UploadedAll, Uploads } from './uploads.ts'

/** How soon a write that the disk refused is tried again. */
export const storageRetryMs = 4_000
/** For how long a CRM is taken to keep an upload; none documents it. */
const freshUploadMs = 60_000

interface SenderParts {
  readonly context: AccountContext
  readonly claims: Claims
  readonly mover: NoteMover
  readonly uploads: Uploads
  /** Whether the CRM's clock is known, asking for it if need be. */
  readonly hearsTime: () => Promise<boolean>
}

/** One attempt at one note: its files, a look at what the record has already, `sending` on disk, the request, its outcome. */
export class NoteSender {
  readonly #parts: SenderParts

  constructor(parts: SenderParts) {
    this.#parts = parts
  }

  /** `turn`: in which a note that another machine may send too has to be through; null: it is ours alone. */
  async send(queued: OutboxRow, turn: Turn | null): Promise<void> {
    const { context, claims, uploads, hearsTime } = this.#parts
    const { gate, signal } = context
    const isInTurn = () => turn === null || claims.maySendIn(turn)
    if (!(await hearsTime())) return
    const hadUploads = uploads.knownOf(queued).length > 0
    const beganMs = context.clock.nowMs()
    // The machine may sleep between two files, and before the note leaves.
    const areOldUploads = () => hadUploads || Math.abs(context.clock.nowMs() - beganMs) > freshUploadMs
    const uploaded = await uploads.upload(queued)
    if (signal.aborted) return
    if (uploaded.kind !== 'uploaded') return this.#notUploaded(queued, uploaded)
    const snapshot = await this.#snapshot(queued, uploaded.remoteIds)
    if (snapshot === 'not_taken') return
    if (!(await this.#awaitSlot()) || !gate.isOpen || !isInTurn()) return
    const moved = context.guardStorage(() => this.#beginAttempt(queued, snapshot))
    // A disk that cannot take "sending" must not be sent from: the attempt would leave no trace.
    if (moved === 'storage_trouble') await sleep(context.clock, storageRetryMs, signal)
    if (moved !== true) return
    const note = readNote(context.journal, queued.noteId)
    if (note === null) return
    if (note.kind === 'edit') await this.#edit(note)
    else await this.#create(note, uploaded.remoteIds, isInTurn, areOldUploads)
  }

  /**
   * Waiting for a slot while `sending` would leave a note in doubt that never left; so wait first. Where our clock was set meanwhile, or the
   * machine slept, the CRM's is asked for again: by it the note is looked for if its answer is lost. False: not now.
   */
  async #awaitSlot(): Promise<boolean> {
    const { clock, limiter, serverClock, signal } = this.#parts.context
    do {
      while (limiter.waitMs('push') > 0 && !signal.aborted) await sleep(clock, limiter.waitMs('push'), signal)
      if (signal.aborted || (serverClock.read() === null && !(await this.#parts.hearsTime()))) return false
    } while (limiter.waitMs('push') > 0)
    return !signal.aborted
  }

  async #notUploaded(note: OutboxRow, uploaded: Exclude<UploadedAll, { kind: 'uploaded' }>): Promise<void> {
    const { context, mover } = this.#parts
    switch (uploaded.kind) {
      case 'missing':
        return mover.record(() => mover.move(note, { kind: 'attachment_missing', fileName: uploaded.fileName }))
      case 'refused': {
        const { fileName, reason } = uploaded
        return mover.record(() => mover.move(note, { kind: 'attachment_refused', fileName, reason }))
      }
      case 'failed':
        return this.#fileFailed(note, uploaded)
      case 'storage_trouble':
        return sleep(context.clock, storageRetryMs, context.signal)
      default:
        return uploaded satisfies never
    }
  }

  /** What the record has right before the attempt, where the CRM is read back by it. A look that failed leaves the note where it is. */
  async #snapshot(note: OutboxRow, attachmentRemoteIds: readonly string[]) {
    const { connector, signal, succeeded } = this.#parts.context
    if (note.kind === 'edit' || connector.snapshotNotes === undefined) return null
    await this.#awaitSlot()
    if (signal.aborted) return 'not_taken' as const
    const outcome = await connector.snapshotNotes(noteToSend(note, attachmentRemoteIds))
    if (outcome.ok) {
      succeeded()
      return outcome.value
    }
    await this.#notPrepared(note, outcome.failure)
    return 'not_taken' as const
  }

  async #fileFailed(note: OutboxRow, { fileName, failure }: Extract<UploadedAll, { kind: 'failed' }>): Promise<void> {
    const { context, mover } = this.#parts
    const attempts = note.attempts + 1
    const waitMs = failure === null ? backoffMs(attempts, context.random) : mover.waitAfter(failure, attempts)
    await mover.record(() => mover.move(note, { kind: 'attachment_failed', fileName, failure, waitMs }))
    if (failure !== null) context.failed(failure)
  }

  async #notPrepared(note: OutboxRow, failure: Failure): Promise<void> {
    const { context, mover } = this.#parts
    const waitMs = mover.waitAfter(failure, note.attempts + 1)
    await mover.record(() => mover.move(note, { kind: 'preparation_failed', failure, waitMs }))
    context.failed(failure)
  }

  #beginAttempt(note: OutboxRow, snapshot: readonly string[] | null): boolean {
    const { claims, mover } = this.#parts
    const { journal } = this.#parts.context
    const isOnUsersWord = claims.of(note.noteId)?.isVouchedAbsent === true
    return journal.write(() => {
      const moved = mover.move(note, { kind: 'attempt_begins', snapshot })
      if (moved && isOnUsersWord) vouchAbsence(journal, note.noteId, false)
      return moved
    })
  }

  async #create(
    note: OutboxRow,
    attachmentRemoteIds: readonly string[],
    isInTurn: () => boolean,
    areOldUploads: () => boolean,
  ): Promise<void> {
    const { context, mover, uploads } = this.#parts
    const { connector, sendWindow } = context
    const stopped = sendWindow.stopped
    const outcome: Outcome<CreatedNote> = await sendWindow.during(isInTurn, () =>
      connector.createNote(noteToSend(note, attachmentRemoteIds)),
    )
    if (outcome.ok) {
      context.succeeded()
      const { activity, leadScore } = outcome.value
      const scored = leadScore === null ? {} : { leadScore }
      const accepted: NoteEvent = { kind: 'accepted', remoteId: activity.remoteId, ...scored }
      return mover.record(() => {
        if (leadScore !== null) this.#saveScore(note, leadScore)
        return mover.deliver(note, activity, accepted)
      })
    }
    if (outcome.failure.kind === 'offline' && sendWindow.stopped > stopped) {
      return mover.record(() => mover.move(note, { kind: 'turn_over' }))
    }
    const { failure } = outcome
    if (failure.kind === 'rejected' && failure.about === 'uploads' && uploads.mayHelpAnew(note, areOldUploads())) {
      return mover.record(() => this.#uploadAnew(note, attachmentRemoteIds, failure.reason))
    }
    await this.#attemptFailed(note, failure)
  }

  #uploadAnew(note: OutboxRow, refused: readonly string[], reason: string): boolean {
    const { context, mover } = this.#parts
    const { journal, accountId } = context
    return journal.write(() => {
      forgetTheseUploads(journal, note.entryId, accountId, refused)
      return mover.move(note, { kind: 'uploads_refused', reason })
    })
  }

  #saveScore({ accountId, leadRemoteId }: OutboxRow, score: number): void {
    if (leadRemoteId === null) return
    const { replica, announce } = this.#parts.context
    announce(saveLeadScore(replica, accountId, leadRemoteId, score))
  }

  async #edit(note: OutboxRow): Promise<void> {
    const { context, mover } = this.#parts
    const { connector } = context
    const { editsRemoteId, editBase, conversationRemoteId, leadRemoteId, text, form } = note
    if (connector.editNote === undefined || editsRemoteId === null || editBase === null) {
      const failure = { kind: 'rejected', status: 0, reason: 'This CRM takes no changes of notes.' } as const
      return this.#attemptFailed(note, failure)
    }
    const outcome: Outcome<EditResult> = await connector.editNote({
      noteRemoteId: editsRemoteId,
      conversationRemoteId,
      leadRemoteId,
      text,
      form,
      base: editBase,
    })
    if (!outcome.ok) return this.#attemptFailed(note, outcome.failure)
    context.succeeded()
    const result = outcome.value
    switch (result.kind) {
      case 'edited':
        return mover.record(() => this.#edited(note, result.activity))
      case 'conflict':
        return mover.record(() => {
          this.#store(result.theirs)
          return mover.move(note, { kind: 'conflict', theirs: wordsOf(result.theirs) })
        })
      case 'gone':
        return mover.record(() => mover.move(note, { kind: 'edit_target_gone' }))
      default:
        return result satisfies never
    }
  }

  /** First the activity into the replica, then the edit delivered. Edits that wait behind it begin from what is there now. */
  #edited(note: OutboxRow, activity: ActivityRecord): boolean {
    const { context, mover } = this.#parts
    const { journal, accountId, clock } = context
    this.#store(activity)
    return journal.write(() => {
      const moved = mover.move(note, { kind: 'edited' })
      if (!moved) return false
      const waiting = openEditsOf(journal, accountId, note.conversationRemoteId, activity.remoteId)
      for (const later of waiting.filter(({ state }) => state === 'held' || state === 'queued')) {
        const cause = JSON.stringify({ kind: 'earlier_edit_delivered' })
        moveNote(journal, later, { editBase: wordsOf(activity) }, cause, clock.nowMs())
      }
      return true
    })
  }

  #store(activity: ActivityRecord): void {
    const { replica, accountId, clock, announce } = this.#parts.context
    const nowMs = clock.nowMs()
    const { topics } = ingestPages(replica, [{ ...emptyPage, accountId, nowMs, activities: [activity] }])
    announce(topics)
  }

  async #attemptFailed(note: OutboxRow, failure: Failure): Promise<void> {
    const { context, mover } = this.#parts
    const waitMs = mover.waitAfter(failure, note.attempts)
    await mover.record(() => mover.move(note, { kind: 'attempt_failed', failure, waitMs }))
    // Its kind of activity may be another by now than the form that the user filled in.
    if (failure.kind === 'rejected' && note.form.activity !== null) context.refreshActivityTypes()
    context.failed(failure)
  }
}

const emptyPage = {
  leads: [],
  conversations: [],
  quarantined: [],
  streamState: null,
  sweepGeneration: null,
  sweptStream: null,
} as const

/** What stands in a note, as the CRM gave it. */
function wordsOf({ description, summary }: ActivityRecord): string {
  return description ?? summary ?? ''
}
