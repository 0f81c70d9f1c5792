import { excludeFromClaim, vouchAbsence } from '../../../db/note-claims.ts'
import { matchedRemoteIds, type OutboxRow, openNotesOf } from '../../../db/outbox.ts'
import type { ActivityRecord } from '../../../db/records.ts'
import type { Failure, NoteFinding } from '../../connectors/connector.ts'
import type { AccountContext } from '../account-context.ts'
import { sleep } from '../clock.ts'
import type { Claims } from './claims.ts'
import type { LookUpSchedule } from './look-up-schedule.ts'
import type { NoteMover } from './note-mover.ts'
import type { NoteEvent } from './note-state.ts'
import { noteToSend } from './note-to-send.ts'
import type { Uploads } from './uploads.ts'

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
    if (note.kind === 'edit') return mover.record(() => mover.move(note, { kind: 'absent' }))
    if (note.gaveUpAtMs === null && !(await hearsTime())) return
    const beganMonotonicMs = context.clock.monotonicMs()
    const finding = await this.find(note)
    if (finding === null) return
    const { absenceProves } = schedule.looked(note.noteId, beganMonotonicMs)
    if (finding.kind !== 'absent') return this.settle(note, finding)
    if (absenceProves) await mover.record(() => mover.move(note, { kind: 'absent' }))
  }

  /** Asks the CRM for the note. Null: no answer that says anything, and what follows from that is done. */
  async find(note: OutboxRow): Promise<NoteFinding | null> {
    const { claims, uploads } = this.#parts
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

  /** A read-back that the CRM refuses for good (conversation gone, no permission) can never settle the doubt: ask the user. */
  async #lookUpFailed(note: OutboxRow, failure: Failure): Promise<void> {
    const { context, mover } = this.#parts
    if (failure.kind === 'rejected') await this.#cannotVerify(note)
    else context.failed(failure)
    if (failure.kind === 'contract') await sleep(context.clock, mover.waitAfter(failure, 1), context.signal)
  }
}

function ambiguous(candidates: readonly ActivityRecord[]): NoteEvent {
  return { kind: 'ambiguous', candidates: candidates.length, likeliestRemoteId: candidates[0]?.remoteId ?? null }
}
