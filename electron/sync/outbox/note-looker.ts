import { excludeFromClaim, vouchAbsence } from '../../../db/note-claims.ts'
import { matchedRemoteIds, type OutboxRow, openNotesOf, receiptsOf } from '../../../db/outbox.ts'
import type { ActivityRecord } from '../../../db/records.ts'
import type { Failure, NoteFinding } from '../../connectors/connector.ts'
import type { AccountContext } from '../account-context.ts'
import { backoffMs } from '../backoff.ts'
import type { Claims } from './claims.ts'
import type { LookUpSchedule } from './look-up-schedule.ts'
import type { NoteMover } from './note-mover.ts'
import type { NoteEvent } from './note-state.ts'
import { noteToSend } from './note-to-send.ts'
import { refusalsInARow } from './refusals.ts'
import type { Uploads } from './uploads.ts'

/** A note that the CRM answered so often with an error of its own, and did not take, is not sent by itself any more. */
const refusalsBeforeRejected = 5

interface LookerParts {
  readonly context: AccountContext
  readonly claims: Claims
  readonly schedule: LookUpSchedule
  readonly mover: NoteMover
  readonly uploads: Uploads
  /** Whether the CRM's clock is known, asking for it if need be. */
  readonly hearsTime: () => Promise<boolean>
}

/** Reads the CRM back for notes of which nobody knows whether they are there. */
export class NoteLooker {
  readonly #parts: LookerParts

  constructor(parts: LookerParts) {
    this.#parts = parts
  }

  /** One look at a note in doubt, and what follows from it. */
  async lookUp(note: OutboxRow): Promise<void> {
    const { context, schedule, mover, hearsTime } = this.#parts
    // Only damage can have left it there: an edit reads the CRM by itself before it writes.
    if (note.kind === 'edit') return mover.record(() => mover.move(note, { kind: 'absent', waitMs: 0 }))
    if (note.gaveUpAtMs === null && !(await hearsTime())) return
    const beganMonotonicMs = context.clock.monotonicMs()
    const finding = await this.find(note)
    if (finding === null) return
    const { absenceProves } = schedule.looked(note.noteId, beganMonotonicMs)
    if (finding.kind !== 'absent') return this.settle(note, finding)
    if (absenceProves) await this.#absent(note)
  }

  /** Asks the CRM for the note. Null: no answer that says anything, and what follows from that is done. */
  async find(note: OutboxRow): Promise<NoteFinding | null> {
    const { claims, uploads, schedule } = this.#parts
    const { connector, clock, journal, accountId, identity, serverClock, succeeded } = this.#parts.context
    if (connector.capabilities.readBack === 'none') {
      await this.#cannotVerify(note)
      return null
    }
    const claim = claims.of(note.noteId)
    const excluded = matchedRemoteIds(journal, accountId, note.conversationRemoteId)
    const outcome = await connector.findNote({
      ...noteToSend(note, uploads.knownOf(note)),
      snapshot: note.snapshot,
      sentAtMs: note.sentAtMs ?? note.createdAtMs,
      gaveUpAtMs: note.gaveUpAtMs ?? serverClock.read()?.latestMs ?? clock.nowMs(),
      authorRemoteId: identity().userRemoteId,
      authorName: identity().userName,
      excludeRemoteIds: new Set([...excluded, ...(claim?.excludedRemoteIds ?? [])]),
      // What another machine found there right before its attempt is not known here.
      ...(claim === null ? {} : { ...claims.searchFor(note, claim, this.#laneOf(note)), snapshot: null }),
    })
    if (!outcome.ok) {
      await this.#lookUpFailed(note, outcome.failure)
      return null
    }
    succeeded()
    schedule.answered(note.noteId)
    return outcome.value
  }

  settle(note: OutboxRow, finding: Exclude<NoteFinding, { kind: 'absent' }>): Promise<void> {
    const { claims, mover } = this.#parts
    const { journal } = this.#parts.context
    if (finding.kind === 'found') {
      const { activity } = finding
      return mover.record(() => mover.deliver(note, activity, { kind: 'found', remoteId: activity.remoteId }))
    }
    const claim = claims.of(note.noteId)
    const ids = finding.candidates.map((candidate) => candidate.remoteId)
    return mover.record(() =>
      journal.write(() => {
        const moved = mover.move(note, ambiguous(finding.candidates))
        // Should the user say "send again", the look-up before that must not stop at the same ones once more.
        if (moved && claim !== null) excludeFromClaim(journal, claim, ids)
        return moved
      }),
    )
  }

  /**
   * The CRM has not taken the note, so it may be sent again: later each time, which leaves the user time to change it. One that the CRM cannot
   * take steps aside for what waits behind it, unless another machine may still send it.
   */
  #absent(note: OutboxRow): Promise<void> {
    const { claims, context, mover } = this.#parts
    const refusals = refusalsInARow(receiptsOf(context.journal, note.noteId))
    const isHopeless = refusals !== null && refusals.times >= refusalsBeforeRejected && claims.of(note.noteId) === null
    const event: NoteEvent = isHopeless
      ? { kind: 'never_taken', ...refusals }
      : { kind: 'absent', waitMs: backoffMs(note.attempts, context.random) }
    return mover.record(() => mover.move(note, event))
  }

  #laneOf(note: OutboxRow): OutboxRow[] {
    return openNotesOf(this.#parts.context.journal, note.accountId, note.conversationRemoteId)
  }

  #cannotVerify(note: OutboxRow): Promise<void> {
    const { claims, mover } = this.#parts
    const { journal } = this.#parts.context
    return mover.record(() =>
      journal.write(() => {
        const moved = mover.move(note, { kind: 'cannot_verify' })
        if (moved && claims.of(note.noteId) !== null) vouchAbsence(journal, note.noteId, true)
        return moved
      }),
    )
  }

  /**
   * A read-back that the CRM refuses for good (conversation gone, no permission), or never answers readably, can never settle the doubt: ask
   * the user.
   */
  async #lookUpFailed(note: OutboxRow, failure: Failure): Promise<void> {
    const { context, mover, schedule } = this.#parts
    if (failure.kind === 'rejected') return this.#cannotVerify(note)
    context.failed(failure)
    const { isHopeless } = schedule.lookedInVain(note.noteId, {
      failure,
      monotonicMs: context.clock.monotonicMs(),
      waitMs: mover.waitAfter(failure, schedule.looksInVain(note.noteId) + 1),
      lastAnswerMonotonicMs: context.gate.lastSuccessMonotonicMs,
    })
    if (isHopeless) await this.#cannotVerify(note)
  }
}

function ambiguous(candidates: readonly ActivityRecord[]): NoteEvent {
  return { kind: 'ambiguous', candidates: candidates.length, likeliestRemoteId: candidates[0]?.remoteId ?? null }
}
