import { receiptsOf } from '../../db/outbox.ts'
import { readStreamStates } from '../../db/streams.ts'
import type { AppProcess } from './app-process.ts'
import type { SimulatedCrm } from './crm.ts'
import { allAtEveryMoment, allAtRest } from './invariants/all.ts'
import { unsettledNotes } from './invariants/notes.ts'
import { coverageIsTrue } from './invariants/replica.ts'
import type { Violation } from './invariants/violation.ts'
import type { ToldNote } from './memory.ts'
import type { Laptop, SimulatedTime } from './time.ts'
import type { Trace } from './trace.ts'

export interface JudgeOptions {
  readonly accountId: number
  readonly told: ReadonlyMap<string, ToldNote>
  readonly seen: ReadonlyMap<string, ReadonlySet<string>>
  readonly crm: SimulatedCrm
  readonly laptop: Laptop
  readonly time: SimulatedTime
  readonly trace: Trace
  readonly app: () => AppProcess | null
}

/** Looks at what must hold, and remembers what did not. */
export class Judge {
  readonly violations: Violation[] = []
  readonly #options: JudgeOptions
  readonly #knownRows = new Set<string>()

  constructor(options: JudgeOptions) {
    this.#options = options
  }

  get isOver(): boolean {
    return this.violations.length > 0
  }

  report(invariant: Violation['invariant'], detail: string): void {
    this.violations.push({ invariant, detail })
    this.#options.trace.add(() => `VIOLATION ${invariant}: ${detail}`)
  }

  bug(error: unknown): void {
    this.report('no bug', error instanceof Error ? (error.stack ?? error.message) : String(error))
  }

  /** The replica may be older than at the last look: what has vanished since was not removed. */
  forgetRows(): void {
    this.#knownRows.clear()
  }

  look(): void {
    const { crm } = this.#options
    if (crm.refusedByLimit > 0 && !crm.hasCompetitor)
      this.report('rate limit kept', `the CRM refused ${crm.refusedByLimit} requests beyond its limit`)
    this.#check((app) => allAtEveryMoment(app.databases, { ...this.#options, knownRows: this.#knownRows }))
  }

  /** Between two pages of a backfill there is no time in which to look by the clock. */
  lookAtBackfill(): void {
    const { accountId, crm, laptop, app } = this.#options
    const isRunning = app()?.unwatched(() => this.isBackfilling()) ?? false
    if (this.isOver || !isRunning) return
    this.#check(({ databases }) => coverageIsTrue(databases, accountId, crm, laptop))
  }

  lookAtRest(): void {
    const { accountId, told, crm } = this.#options
    this.#check((app) => allAtRest(app.databases, accountId, told, crm))
  }

  isBackfilling(): boolean {
    const states = this.#streams()
    return states.length < this.#options.crm.streams.length || states.some(({ backfill }) => backfill === 'running')
  }

  /** Every note is settled and every stream as fresh as `sinceMs` (true time). */
  isAtRest(sinceMs: number): boolean {
    const { app, told } = this.#options
    const unsettled = app()?.attempt((databases) => unsettledNotes(databases, told))
    if (unsettled === undefined || unsettled.length > 0) return false
    const streams = this.#streams()
    const isFresh = (freshAsOfMs: number | null) => freshAsOfMs !== null && freshAsOfMs >= this.#wallOf(sinceMs)
    const { crm } = this.#options
    const watched = new Set<string>(crm.streams.filter(({ hasWatermark }) => hasWatermark).map(({ name }) => name))
    return (
      streams.length === crm.streams.length &&
      streams.every(
        ({ stream, backfill, freshAsOfMs }) =>
          backfill === 'finished' && (!watched.has(stream) || isFresh(freshAsOfMs)),
      )
    )
  }

  get isSweeping(): boolean {
    return this.#streams().some(({ sweep }) => sweep !== null)
  }

  isSweptSince(sinceMs: number): boolean {
    const swept = new Set<string>(this.#options.crm.streams.filter(({ isSwept }) => isSwept).map(({ name }) => name))
    return this.#streams()
      .filter(({ stream }) => swept.has(stream))
      .every(({ sweep, lastSweepAtMs }) => sweep === null && (lastSweepAtMs ?? 0) >= this.#wallOf(sinceMs))
  }

  whatIsNotAtRest(): string {
    const { told } = this.#options
    const app = this.#options.app()
    if (app === null) return 'the app does not run'
    const notes = app.attempt((databases) => unsettledNotes(databases, told)) ?? []
    return JSON.stringify({
      notes: notes.map(({ noteId, state, trouble, needsAnswer }) => ({ noteId, state, trouble, needsAnswer })),
      streams: this.#streams().map(({ stream, backfill, freshAsOfMs, sweep, lastSweepAtMs }) => ({
        stream,
        backfill,
        freshAsOfMs,
        lastSweepAtMs,
        sweep,
      })),
    })
  }

  traceReceipts(): void {
    const { app, told, trace } = this.#options
    for (const noteId of told.keys()) {
      const receipts = app()?.attempt(({ journal }) => receiptsOf(journal, noteId)) ?? []
      for (const { atMs, from, to, cause } of receipts)
        trace.add(() => `receipt ${noteId} ${atMs}: ${from} -> ${to} ${cause}`)
    }
  }

  #streams() {
    const { app, accountId } = this.#options
    return app()?.attempt(({ replica }) => readStreamStates(replica, accountId)) ?? []
  }

  #wallOf(trueMs: number): number {
    const { laptop, time } = this.#options
    return laptop.wallMs - (time.nowMs - trueMs)
  }

  #check(look: (app: AppProcess) => readonly Violation[]): void {
    const app = this.#options.app()
    if (app?.isAlive !== true) return
    for (const { invariant, detail } of app.unwatched(() => look(app))) this.report(invariant, detail)
  }
}
