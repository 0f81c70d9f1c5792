import type { NoteClaim } from '../../../db/note-claims.ts'
import { laneNotes, type OutboxRow } from '../../../db/outbox.ts'
import type { AccountContext } from '../account-context.ts'
import { sleep } from '../clock.ts'
import { Claims } from './claims.ts'
import { type LanePlan, planLanes } from './lanes.ts'
import { LookUpSchedule } from './look-up-schedule.ts'
import { NoteLooker } from './note-looker.ts'
import { NoteMover } from './note-mover.ts'
import { NoteSender, storageRetryMs } from './note-sender.ts'
import type { NoteEvent } from './note-state.ts'
import { Reach } from './reach.ts'
import { Uploads } from './uploads.ts'

/** Lanes with a request under way at once: enough to empty a day's notes quickly, few enough to be gentle. */
const parallelLanes = 4
/** How often is looked whether everything is sent, while somebody waits for it. */
const lookEveryMs = 200

/**
 * Brings one account's notes to its CRM. What must hold, whatever dies when: a note is `sending` on disk before its request leaves; an
 * answer that did not come leaves it `in_doubt`; in doubt is left only by finding the note, by proof of its absence, or by the user.
 */
export class OutboxRunner {
  readonly #context: AccountContext
  readonly #schedule: LookUpSchedule
  readonly #claims: Claims
  readonly #mover: NoteMover
  readonly #reach: Reach
  readonly #sender: NoteSender
  readonly #looker: NoteLooker
  readonly #busy = new Set<string>()
  #cancelTimer: (() => void) | null = null
  #awaitsGate = false

  constructor(context: AccountContext) {
    this.#context = context
    const { settlingMs } = context.connector.capabilities
    this.#schedule = new LookUpSchedule(settlingMs)
    this.#claims = new Claims({ ...context, settlingMs })
    this.#mover = new NoteMover(context, this.#schedule)
    this.#reach = new Reach(context, this.#mover)
    const uploads = new Uploads(context)
    const hearsTime = () => this.#reach.hearsTime()
    const parts = { context, claims: this.#claims, schedule: this.#schedule, mover: this.#mover, uploads, hearsTime }
    this.#sender = new NoteSender(parts)
    this.#looker = new NoteLooker(parts)
  }

  /**
   * Resolves when nothing leaves by itself any more at this moment: all is sent, or waits for the user, or the CRM cannot be reached; or
   * when the account stops.
   */
  async atRest(): Promise<void> {
    const { clock, signal } = this.#context
    while (!signal.aborted && !this.#isAtRest()) await sleep(clock, lookEveryMs, signal)
  }

  /** Moves whatever may move now, and arranges to be called when the next thing falls due. Cheap; call it on every hint. */
  run(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = null
    if (this.#context.signal.aborted) return
    const { clock, gate } = this.#context
    this.#claims.refresh()
    const plan = this.#plan()
    let { wakeInMs } = plan
    let hasMoved = false
    for (const step of plan.steps) {
      if (step.kind === 'release' || step.kind === 'doubt') {
        const event: NoteEvent = step.kind === 'release' ? { kind: 'hold_over' } : { kind: 'process_died' }
        const moved = this.#context.guardStorage(() => this.#mover.move(step.note, event))
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

  #isAtRest(): boolean {
    if (this.#busy.size > 0) return false
    if (!this.#context.gate.isOpen) return true
    const { steps, wakeInMs } = this.#plan()
    return steps.length === 0 && wakeInMs === null
  }

  #plan(): LanePlan<OutboxRow> {
    const { journal, accountId, clock } = this.#context
    const monotonicMs = clock.monotonicMs()
    return planLanes(
      laneNotes(journal, accountId),
      clock.nowMs(),
      this.#busy,
      (note) => this.#schedule.dueInMs(note.noteId, monotonicMs),
      ({ noteId }) => {
        const turnMs = this.#claims.waitMs(noteId)
        return turnMs === null ? null : Math.max(turnMs, this.#schedule.retryInMs(noteId, monotonicMs))
      },
    )
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

  #start(note: OutboxRow, kind: 'send' | 'look_up'): void {
    const lane = note.conversationRemoteId
    this.#busy.add(lane)
    const claim = this.#claims.of(note.noteId)
    const isTakingTurn = kind === 'look_up' && note.state === 'queued' && claim !== null
    const task = isTakingTurn
      ? this.#takeTurn(note, claim)
      : kind === 'send'
        ? this.#send(note)
        : this.#looker.lookUp(note)
    this.#context.track(
      task.finally(() => {
        this.#busy.delete(lane)
        this.run()
      }),
    )
  }

  async #send(note: OutboxRow): Promise<void> {
    if (await this.#reach.isThere()) await this.#sender.send(note, null)
  }

  /** Another machine may have sent this note, and will not send it now: it is sent only after it was not found. */
  async #takeTurn(note: OutboxRow, claim: NoteClaim): Promise<void> {
    if (this.#claims.asksForTime()) await this.#reach.hearsTime()
    const turn = this.#claims.openTurn(claim)
    if (turn === null) return
    if (claim.isVouchedAbsent) return this.#sender.send(note, turn)
    const finding = await this.#looker.find(note)
    if (finding?.kind === 'absent') return this.#sender.send(note, turn)
    if (finding !== null) await this.#looker.settle(note, finding)
  }
}
