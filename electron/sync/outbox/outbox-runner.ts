import { adoptDelivered } from '../../../db/ingest.ts'
import { excludeFromClaim, type NoteClaim, vouchAbsence } from '../../../db/note-claims.ts'
import { laneNotes, matchedRemoteIds, moveNote, type OutboxRow, openNotesOf, readNote } from '../../../db/outbox.ts'
import { type ActivityRecord, type ChangedTopic, plainNote } from '../../../db/records.ts'
import type { Failure, NoteFinding, NoteToSend } from '../../connectors/connector.ts'
import type { AccountContext } from '../account-context.ts'
import { backoffMs } from '../backoff.ts'
import { sleep } from '../clock.ts'
import { Claims } from './claims.ts'
import { planLanes } from './lanes.ts'
import { LookUpSchedule } from './look-up-schedule.ts'
import { mayHaveLanded, type NoteEvent, nextNoteState } from './note-state.ts'
import type { Turn } from './turns.ts'

/** Lanes with a request under way at once: enough to empty a day's notes quickly, few enough to be gentle. */
const parallelLanes = 4
/** How soon a write that the disk refused is tried again. */
const storageRetryMs = 4_000

/**
 * Brings one account's notes to its CRM. What must hold, whatever dies when: a note is `sending` on disk before its request leaves; an
 * answer that did not come leaves it `in_doubt`; in doubt is left only by finding the note, by proof of its absence, or by the user.
 */
export class OutboxRunner {
  readonly #context: AccountContext
  readonly #schedule: LookUpSchedule
  readonly #claims: Claims
  readonly #busy = new Set<string>()
  #cancelTimer: (() => void) | null = null
  #awaitsGate = false

  constructor(context: AccountContext) {
    this.#context = context
    const { settlingMs } = context.connector.capabilities
    this.#schedule = new LookUpSchedule(settlingMs)
    this.#claims = new Claims({ ...context, settlingMs })
  }

  /** Moves whatever may move now, and arranges to be called when the next thing falls due. Cheap; call it on every hint. */
  run(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = null
    if (this.#context.signal.aborted) return
    const { clock, gate } = this.#context
    const monotonicMs = clock.monotonicMs()
    this.#claims.refresh()
    const plan = planLanes(
      this.#notes(),
      clock.nowMs(),
      this.#busy,
      (note) => this.#schedule.dueInMs(note.noteId, monotonicMs),
      (note) => this.#claims.waitMs(note.noteId),
    )
    let { wakeInMs } = plan
    let hasMoved = false
    for (const step of plan.steps) {
      if (step.kind === 'release' || step.kind === 'doubt') {
        const event: NoteEvent = step.kind === 'release' ? { kind: 'hold_over' } : { kind: 'process_died' }
        const moved = this.#context.guardStorage(() => this.#move(step.note, event))
        if (moved === 'storage_trouble') wakeInMs = Math.min(wakeInMs ?? storageRetryMs, storageRetryMs)
        hasMoved ||= moved === true
      } else if (!gate.isOpen) this.#runWhenOpen()
      else if (this.#busy.size < parallelLanes) this.#start(step.note, step.kind)
    }
    if (hasMoved) {
      this.run()
      return
    }
    if (wakeInMs !== null) this.#cancelTimer = clock.schedule(wakeInMs, () => this.run())
  }

  stop(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = null
  }

  #runWhenOpen(): void {
    if (this.#awaitsGate) return
    this.#awaitsGate = true
    const { gate, signal, track } = this.#context
    track(
      gate.opened(signal).then(() => {
        this.#awaitsGate = false
        this.run()
      }),
    )
  }

  #notes(): OutboxRow[] {
    return laneNotes(this.#context.journal, this.#context.accountId)
  }

  #start(note: OutboxRow, kind: 'send' | 'look_up'): void {
    const lane = note.conversationRemoteId
    this.#busy.add(lane)
    const claim = this.#claims.of(note.noteId)
    const isTakingTurn = kind === 'look_up' && note.state === 'queued' && claim !== null
    const task = isTakingTurn
      ? this.#takeTurn(note, claim)
      : kind === 'send'
        ? this.#send(note, null)
        : this.#lookUp(note)
    this.#context.track(
      task.finally(() => {
        this.#busy.delete(lane)
        this.run()
      }),
    )
  }

  /** Another machine may have sent this note, and will not send it now: it is sent only after it was not found. */
  async #takeTurn(note: OutboxRow, claim: NoteClaim): Promise<void> {
    const turn = this.#claims.openTurn(claim)
    if (turn === null) return
    if (claim.isVouchedAbsent) return this.#send(note, turn)
    const finding = await this.#find(note)
    if (finding?.kind === 'absent') return this.#send(note, turn)
    if (finding !== null) await this.#settle(note, finding)
  }

  #beginAttempt(note: OutboxRow): boolean {
    const { journal } = this.#context
    const isOnUsersWord = this.#claims.of(note.noteId)?.isVouchedAbsent === true
    return journal.write(() => {
      const moved = this.#move(note, { kind: 'attempt_begins' })
      if (moved && isOnUsersWord) vouchAbsence(journal, note.noteId, false)
      return moved
    })
  }

  async #send(queued: OutboxRow, turn: Turn | null): Promise<void> {
    const { connector, clock, gate, limiter, sendWindow, signal } = this.#context
    const isInTurn = () => turn === null || this.#claims.maySendIn(turn)
    if (!(await this.#hearsTime())) return
    // Waiting for a slot while `sending` would leave a note in doubt that never left; so wait first.
    while (limiter.waitMs('push') > 0 && !signal.aborted) await sleep(clock, limiter.waitMs('push'), signal)
    if (signal.aborted || !gate.isOpen || !isInTurn()) return
    const moved = this.#context.guardStorage(() => this.#beginAttempt(queued))
    // A disk that cannot take "sending" must not be sent from: the attempt would leave no trace.
    if (moved === 'storage_trouble') await sleep(clock, storageRetryMs, signal)
    if (moved !== true) return
    const note = readNote(this.#context.journal, queued.noteId)
    if (note === null) return
    const stopped = sendWindow.stopped
    const outcome = await sendWindow.during(isInTurn, () => connector.createNote(noteToSend(note)))
    if (outcome.ok) {
      this.#context.succeeded()
      return this.#record(() => this.#deliver(note, outcome.value.activity, 'accepted'))
    }
    if (outcome.failure.kind === 'offline' && sendWindow.stopped > stopped) {
      return this.#record(() => this.#move(note, { kind: 'turn_over' }))
    }
    const waitMs = this.#waitAfter(outcome.failure, note.attempts)
    await this.#record(() => this.#move(note, { kind: 'attempt_failed', failure: outcome.failure, waitMs }))
    this.#context.failed(outcome.failure)
  }

  /**
   * Whether the CRM's clock is known, asking for it if need be. What a look-up can find goes by that clock, and ours may be hours away from
   * it, or be set between the sending of a note and the look-up.
   */
  async #hearsTime(): Promise<boolean> {
    const { connector, clock, serverClock, signal } = this.#context
    if (serverClock.read() !== null) return true
    const outcome = await connector.identify('push')
    // Any answer tells the time, one that refuses as well; a CRM that never does is taken to have ours.
    if (outcome.ok || serverClock.read() !== null) return true
    if (signal.aborted) return false
    this.#context.failed(outcome.failure)
    await sleep(clock, this.#waitAfter(outcome.failure, 1), signal)
    return false
  }

  async #lookUp(note: OutboxRow): Promise<void> {
    if (note.gaveUpAtMs === null && !(await this.#hearsTime())) return
    const beganMonotonicMs = this.#context.clock.monotonicMs()
    const finding = await this.#find(note)
    if (finding === null) return
    const { absenceProves } = this.#schedule.looked(note.noteId, beganMonotonicMs)
    if (finding.kind !== 'absent') return this.#settle(note, finding)
    if (absenceProves) await this.#record(() => this.#move(note, { kind: 'absent' }))
  }

  /** Asks the CRM for the note. Null: no answer that says anything, and what follows from that is done. */
  async #find(note: OutboxRow): Promise<NoteFinding | null> {
    const { connector, clock, journal, accountId, identity, serverClock } = this.#context
    if (connector.capabilities.readBack === 'none') {
      await this.#cannotVerify(note)
      return null
    }
    const claim = this.#claims.of(note.noteId)
    const excluded = matchedRemoteIds(journal, accountId, note.conversationRemoteId)
    const outcome = await connector.findNote({
      ...noteToSend(note),
      snapshot: null,
      sentAtMs: note.sentAtMs ?? note.createdAtMs,
      gaveUpAtMs: note.gaveUpAtMs ?? serverClock.read()?.latestMs ?? clock.nowMs(),
      authorRemoteId: identity().userRemoteId,
      authorName: identity().userName,
      excludeRemoteIds: new Set([...excluded, ...(claim?.excludedRemoteIds ?? [])]),
      ...(claim === null ? {} : this.#claims.searchFor(note, claim, this.#laneOf(note))),
    })
    if (!outcome.ok) {
      await this.#lookUpFailed(note, outcome.failure)
      return null
    }
    this.#context.succeeded()
    return outcome.value
  }

  #laneOf(note: OutboxRow): OutboxRow[] {
    return openNotesOf(this.#context.journal, note.accountId, note.conversationRemoteId)
  }

  #settle(note: OutboxRow, finding: Exclude<NoteFinding, { kind: 'absent' }>): Promise<void> {
    if (finding.kind === 'found') return this.#record(() => this.#deliver(note, finding.activity, 'found'))
    const claim = this.#claims.of(note.noteId)
    const ids = finding.candidates.map((candidate) => candidate.remoteId)
    return this.#record(() =>
      this.#context.journal.write(() => {
        const moved = this.#move(note, ambiguous(finding.candidates))
        // Should the user say "send again", the look-up before that must not stop at the same ones once more.
        if (moved && claim !== null) excludeFromClaim(this.#context.journal, claim, ids)
        return moved
      }),
    )
  }

  #cannotVerify(note: OutboxRow): Promise<void> {
    const { journal } = this.#context
    return this.#record(() =>
      journal.write(() => {
        const moved = this.#move(note, { kind: 'cannot_verify' })
        if (moved && this.#claims.of(note.noteId) !== null) vouchAbsence(journal, note.noteId, true)
        return moved
      }),
    )
  }

  /** A read-back that the CRM refuses for good (conversation gone, no permission) can never settle the doubt: ask the user. */
  async #lookUpFailed(note: OutboxRow, failure: Failure): Promise<void> {
    if (failure.kind === 'rejected') await this.#cannotVerify(note)
    else this.#context.failed(failure)
    if (failure.kind === 'contract') await sleep(this.#context.clock, this.#waitAfter(failure, 1), this.#context.signal)
  }

  /** First the activity into the replica, then the note delivered: a crash between the two is healed at the next start. */
  #deliver(note: OutboxRow, activity: ActivityRecord, kind: 'accepted' | 'found'): boolean {
    const { replica, accountId, clock } = this.#context
    const topics = adoptDelivered(replica, accountId, activity, note.noteId, clock.nowMs())
    const moved = this.#move(note, { kind, remoteId: activity.remoteId })
    this.#context.announce(topics)
    return moved
  }

  #move(note: OutboxRow, event: NoteEvent): boolean {
    const { journal, clock, serverClock } = this.#context
    const nowMs = clock.nowMs()
    const patch = nextNoteState(note, event, { wallMs: nowMs, server: serverClock.read() })
    if (patch === null) return false
    const { trouble, ...columns } = patch
    const stored = { ...columns, trouble: trouble === null ? null : JSON.stringify(trouble) }
    const moved = moveNote(journal, note, stored, JSON.stringify(causeOf(event)), nowMs)
    // A note may fall into doubt twice (the user said "send again"): the age of the first doubt proves nothing of the second.
    const isSameDoubt = note.state === 'in_doubt' && patch.state === 'in_doubt'
    if (moved && !isSameDoubt) this.#schedule.settled(note.noteId)
    if (moved) this.#context.announce(this.#topicsOf(note))
    return moved
  }

  #topicsOf(note: OutboxRow): ChangedTopic[] {
    const { accountId, conversationId } = this.#context
    const local = conversationId(note.conversationRemoteId)
    const topics: ChangedTopic[] = [{ kind: 'outbox' }, { kind: 'inbox', accountId }]
    return local === null ? topics : [...topics, { kind: 'conversation', accountId, conversationId: local }]
  }

  /**
   * Writes an outcome down, again and again until the disk takes it. Its lane stays busy meanwhile: a note whose answer is known only in
   * memory must not be looked at as if nothing had happened.
   */
  async #record(write: () => boolean): Promise<void> {
    for (let failures = 1; ; failures += 1) {
      if (this.#context.guardStorage(write) !== 'storage_trouble') break
      if (this.#context.signal.aborted) break
      await sleep(this.#context.clock, backoffMs(failures, this.#context.random), this.#context.signal)
    }
  }

  #waitAfter(failure: Failure, attempts: number): number {
    const jitteredMs = backoffMs(attempts, this.#context.random)
    if (failure.kind === 'throttled') return Math.max(failure.retryAfterMs ?? 0, jitteredMs)
    // The gate knows when the network is back, and wakes the outbox: a wait of the note's own would only delay it.
    return failure.kind === 'offline' || failure.kind === 'unauthorized' ? 0 : jitteredMs
  }
}

function noteToSend(note: OutboxRow): NoteToSend {
  return {
    noteId: note.noteId,
    conversationRemoteId: note.conversationRemoteId,
    leadRemoteId: note.leadRemoteId,
    text: note.text,
    form: plainNote,
    attachmentRemoteIds: [],
    writtenAtMs: note.createdAtMs,
  }
}

function ambiguous(candidates: readonly ActivityRecord[]): NoteEvent {
  return { kind: 'ambiguous', candidates: candidates.length, likeliestRemoteId: candidates[0]?.remoteId ?? null }
}

/** What the receipt keeps of an event: its name and its reason, never the note's text. */
function causeOf(event: NoteEvent): Record<string, unknown> {
  if (event.kind !== 'attempt_failed') return { ...event }
  return { kind: event.kind, failure: event.failure, mayHaveLanded: mayHaveLanded(event.failure), waitMs: event.waitMs }
}
