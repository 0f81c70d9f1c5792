import { adoptDelivered } from '../../../db/ingest.ts'
import { laneNotes, matchedRemoteIds, moveNote, type OutboxRow, readNote } from '../../../db/outbox.ts'
import type { ActivityRecord, ChangedTopic } from '../../../db/records.ts'
import type { Failure } from '../../connectors/connector.ts'
import type { AccountContext } from '../account-context.ts'
import { backoffMs } from '../backoff.ts'
import { sleep } from '../clock.ts'
import { planLanes } from './lanes.ts'
import { LookUpSchedule } from './look-up-schedule.ts'
import { mayHaveLanded, type NoteEvent, nextNoteState } from './note-state.ts'

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
  readonly #busy = new Set<string>()
  #cancelTimer: (() => void) | null = null
  #awaitsGate = false

  constructor(context: AccountContext) {
    this.#context = context
    this.#schedule = new LookUpSchedule(context.connector.capabilities.settlingMs)
  }

  /** Moves whatever may move now, and arranges to be called when the next thing falls due. Cheap; call it on every hint. */
  run(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = null
    if (this.#context.signal.aborted) return
    const { clock, gate } = this.#context
    const monotonicMs = clock.monotonicMs()
    const plan = planLanes(this.#notes(), clock.nowMs(), this.#busy, (note) =>
      this.#schedule.dueInMs(note.noteId, monotonicMs),
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
    void this.#context.gate.opened(this.#context.signal).then(() => {
      this.#awaitsGate = false
      this.run()
    })
  }

  #notes(): OutboxRow[] {
    return laneNotes(this.#context.journal, this.#context.accountId)
  }

  #start(note: OutboxRow, kind: 'send' | 'look_up'): void {
    const lane = note.conversationRemoteId
    this.#busy.add(lane)
    const task = kind === 'send' ? this.#send(note) : this.#lookUp(note)
    this.#context.track(
      task.finally(() => {
        this.#busy.delete(lane)
        this.run()
      }),
    )
  }

  async #send(queued: OutboxRow): Promise<void> {
    const { connector, clock, gate, limiter, signal } = this.#context
    // Waiting for a slot while `sending` would leave a note in doubt that never left; so wait first.
    while (limiter.waitMs('push') > 0 && !signal.aborted) await sleep(clock, limiter.waitMs('push'), signal)
    if (signal.aborted || !gate.isOpen) return
    const moved = this.#context.guardStorage(() => this.#move(queued, { kind: 'attempt_begins' }))
    // A disk that cannot take "sending" must not be sent from: the attempt would leave no trace.
    if (moved === 'storage_trouble') await sleep(clock, storageRetryMs, signal)
    if (moved !== true) return
    const note = readNote(this.#context.journal, queued.noteId)
    if (note === null) return
    const outcome = await connector.createNote({
      conversationRemoteId: note.conversationRemoteId,
      leadRemoteId: note.leadRemoteId,
      text: note.text,
    })
    if (outcome.ok) {
      this.#context.succeeded()
      return this.#record(() => this.#deliver(note, outcome.value, 'accepted'))
    }
    const waitMs = this.#waitAfter(outcome.failure, note.attempts)
    await this.#record(() => this.#move(note, { kind: 'attempt_failed', failure: outcome.failure, waitMs }))
    this.#context.failed(outcome.failure)
  }

  async #lookUp(note: OutboxRow): Promise<void> {
    const { connector, clock, journal, accountId, identity } = this.#context
    if (connector.capabilities.readBack === 'none') {
      return this.#record(() => this.#move(note, { kind: 'cannot_verify' }))
    }
    const beganMonotonicMs = clock.monotonicMs()
    const outcome = await connector.findNote({
      conversationRemoteId: note.conversationRemoteId,
      leadRemoteId: note.leadRemoteId,
      text: note.text,
      sentAtMs: note.sentAtMs ?? note.createdAtMs,
      gaveUpAtMs: note.gaveUpAtMs ?? clock.nowMs(),
      authorRemoteId: identity().userRemoteId,
      authorName: identity().userName,
      excludeRemoteIds: matchedRemoteIds(journal, accountId, note.conversationRemoteId),
    })
    if (!outcome.ok) return this.#lookUpFailed(note, outcome.failure)
    this.#context.succeeded()
    const { absenceProves } = this.#schedule.looked(note.noteId, beganMonotonicMs)
    const finding = outcome.value
    switch (finding.kind) {
      case 'found':
        return this.#record(() => this.#deliver(note, finding.activity, 'found'))
      case 'absent':
        if (absenceProves) await this.#record(() => this.#move(note, { kind: 'absent' }))
        return
      case 'ambiguous':
        return this.#record(() => this.#move(note, ambiguous(finding.candidates)))
      default:
        return finding satisfies never
    }
  }

  /** A read-back that the CRM refuses for good (conversation gone, no permission) can never settle the doubt: ask the user. */
  async #lookUpFailed(note: OutboxRow, failure: Failure): Promise<void> {
    if (failure.kind === 'rejected') await this.#record(() => this.#move(note, { kind: 'cannot_verify' }))
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
    const { journal, clock } = this.#context
    const nowMs = clock.nowMs()
    const patch = nextNoteState(note, event, nowMs)
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

function ambiguous(candidates: readonly ActivityRecord[]): NoteEvent {
  return { kind: 'ambiguous', candidates: candidates.length, likeliestRemoteId: candidates[0]?.remoteId ?? null }
}

/** What the receipt keeps of an event: its name and its reason, never the note's text. */
function causeOf(event: NoteEvent): Record<string, unknown> {
  if (event.kind !== 'attempt_failed') return { ...event }
  return { kind: event.kind, failure: event.failure, mayHaveLanded: mayHaveLanded(event.failure), waitMs: event.waitMs }
}
