import { recordRun } from '../../../db/runs.ts'
import { finishSweep, forgetSweepMarks } from '../../../db/streams.ts'
import type { Failure, StreamDeclaration } from '../../connectors/connector.ts'
import type { AccountContext } from '../account-context.ts'
import { backoffMs } from '../backoff.ts'
import { sleep } from '../clock.ts'
import type { IngestQueue } from './ingest-queue.ts'
import { priorityOf, StreamPages, type WalkEnd } from './stream-pages.ts'
import {
  afterBackfillPage,
  afterIncrementalPage,
  highest,
  planStream,
  type StreamPlan,
  stampsOf,
  type WalkKind,
} from './stream-plan.ts'

/** Part of a full window that a walk over everything takes where such walks are all there is, and so long that others come meanwhile. */
const gentlePart = 0.375
/** Part of the documented limit that looking for news may take: where one look takes many pages, looks are rarer. */
const newsPart = 0.3
const longestForCostMs = 60_000
/** Between two batches of marks that are deleted, so that others get to write. */
const marksGapMs = 20

/** A look at the trailing window that gave way to something newer: it goes on where it was. */
interface PausedTrailing {
  readonly sinceMs: number | null
  readonly cursor: string
  readonly highestStampMs: number | null
  readonly startedAtMs: number
}

interface Walked {
  pages: number
  rows: number
}

export interface StreamLoopOptions {
  readonly context: AccountContext
  readonly declared: StreamDeclaration
  readonly queue: IngestQueue
  /** Time between two looks for news; `beat` is drawn for each of them, `quietMs` how long there was none. */
  readonly pollEveryMs: (beat: number, quietMs: number) => number
  readonly onActivity: (isWalking: boolean) => void
  readonly onChange: () => void
}

/** Keeps one stream of one account in step with its CRM, for as long as the account runs. */
export class StreamLoop {
  readonly #options: StreamLoopOptions
  readonly #pages: StreamPages
  #lastIncrementalMs: number | null = null
  #lastTrailingMs: number | null = null
  #lastNewsMs: number
  #beat: number
  #wake: (() => void) | null = null
  #failures = 0
  #trouble: Failure | null = null
  #hasCaughtUp = false
  #pagesOfLastLook = 1
  #pausedTrailing: PausedTrailing | null = null

  constructor(options: StreamLoopOptions) {
    this.#options = options
    this.#pages = new StreamPages(options)
    this.#lastNewsMs = options.context.clock.monotonicMs()
    this.#beat = options.context.random()
  }

  /** What keeps this stream alone from being current, while the account's connection is well. */
  get trouble(): Failure | null {
    return this.#trouble
  }

  /** All that was due since the start, or since the last "sync now", has been done. */
  get hasCaughtUp(): boolean {
    return this.#hasCaughtUp
  }

  /** "Sync now": the next incremental walk is due at once. */
  hurry(): void {
    this.#lastIncrementalMs = null
    this.#hasCaughtUp = false
    this.#failures = 0
    this.#wake?.()
  }

  /** How soon news is wanted has changed: what that makes due is done at once. */
  replan(): void {
    this.#wake?.()
  }

  async run(): Promise<void> {
    const { context } = this.#options
    while (!context.signal.aborted) {
      await context.gate.opened(context.signal)
      if (context.signal.aborted) return
      const plan = this.#plan()
      if (plan.kind === 'wait') {
        await this.#rest(plan.forMs)
        continue
      }
      const end = await this.#walk(plan.kind, plan.sinceMs, plan.cursor)
      if (end.kind === 'failed') await this.#afterFailure(end.failure)
      else this.#recovered()
    }
  }

  #recovered(): void {
    if (this.#pages.areRefused) return
    this.#failures = 0
    if (this.#trouble === null) return
    this.#trouble = null
    this.#options.onChange()
  }

  #plan(): StreamPlan {
    const { context, declared, pollEveryMs } = this.#options
    const quietMs = context.clock.monotonicMs() - this.#lastNewsMs
    const times = { lastIncrementalMs: this.#lastIncrementalMs, lastTrailingMs: this.#lastTrailingMs }
    const cadence = { incrementalEveryMs: Math.max(pollEveryMs(this.#beat, quietMs), this.#affordableEveryMs()) }
    const plan = planStream(
      this.#pages.state(),
      declared,
      times,
      cadence,
      context.clock.nowMs(),
      context.clock.monotonicMs(),
    )
    // Without a watermark a sweep takes so long that nobody waits for it: what it brings is not looked for, it turns up.
    if (plan.kind === 'wait' || (plan.kind === 'sweep' && !declared.hasWatermark)) this.#nothingIsDue()
    if (plan.kind === 'wait' || plan.kind === 'incremental') return plan
    if (this.#mayQueue(plan.kind)) return plan
    return { kind: 'wait', forMs: Math.min(context.limiter.waitMs(priorityOf[plan.kind]), cadence.incrementalEveryMs) }
  }

  /** Where a look for news takes many pages (a CRM that is asked for each kind of row apart), they must not be all that is asked. */
  #affordableEveryMs(): number {
    const { requests, windowMs } = this.#options.context.connector.capabilities.rateLimit
    return Math.min(longestForCostMs, (this.#pagesOfLastLook * windowMs) / requests / newsPart)
  }

  #nothingIsDue(): void {
    if (this.#hasCaughtUp) return
    this.#hasCaughtUp = true
    this.#options.onChange()
  }

  /**
   * A slow walk does not stand in the queue for a window that is full: the next look for news of this stream would stand behind it. For a
   * learnt pace it does, which the looks for news never leave it ahead of; the limiter moves up who waits for long.
   */
  #mayQueue(kind: Exclude<WalkKind, 'incremental'>): boolean {
    const { limiter } = this.#options.context
    return limiter.gapMs > 0 || limiter.waitMs(priorityOf[kind]) === 0
  }

  async #walk(kind: WalkKind, sinceMs: number | null, cursor: string | null): Promise<WalkEnd> {
    const { context, declared, onActivity } = this.#options
    const startedAtMs = context.clock.nowMs()
    const beganMonotonicMs = context.clock.monotonicMs()
    const walked: Walked = { pages: 0, rows: 0 }
    const knownMs = this.#pages.state().watermarkMs
    // Hours of looking through everything once more are not what users mean by syncing.
    const isShown = kind !== 'sweep' || declared.hasWatermark
    if (isShown) onActivity(true)
    const end =
      kind === 'sweep'
        ? await this.#sweep(walked, startedAtMs)
        : await this.#goOn(kind, sinceMs, cursor, walked, startedAtMs)
    if (isShown) onActivity(false)
    if (end.kind === 'done' && (kind === 'incremental' || kind === 'trailing')) {
      // From its end: where a look takes as long as the distance of two, history and sweeps have their turn between them.
      this.#lastIncrementalMs = context.clock.monotonicMs()
      if (kind === 'incremental') this.#pagesOfLastLook = walked.pages
      this.#beat = context.random()
    }
    // Rows of the overlap come every time; only a moved watermark is news.
    if (end.kind === 'done' && this.#pages.state().watermarkMs !== knownMs) this.#lastNewsMs = beganMonotonicMs
    if (end.kind === 'done' && kind === 'trailing') this.#lastTrailingMs = beganMonotonicMs
    if (end.kind !== 'stopped' && (walked.rows > 0 || end.kind === 'failed')) {
      const failure = end.kind === 'failed' ? JSON.stringify(end.failure) : null
      const run = {
        accountId: context.accountId,
        stream: declared.name,
        mode: kind,
        startedAtMs,
        endedAtMs: context.clock.nowMs(),
        ...walked,
        failure,
      }
      context.guardStorage(() => recordRun(context.replica, run))
    }
    return end
  }

  /** Backfill goes a page at a time, so that the plan may put something newer first; the others go through to their end. */
  async #goOn(
    kind: Exclude<WalkKind, 'sweep'>,
    sinceMs: number | null,
    from: string | null,
    walked: Walked,
    startedAtMs: number,
  ): Promise<WalkEnd> {
    const { declared } = this.#options
    const paused = kind === 'trailing' ? this.#pausedTrailing : null
    this.#pausedTrailing = null
    const walk = paused ?? { sinceMs, cursor: from, highestStampMs: null, startedAtMs }
    let { cursor, highestStampMs } = walk
    for (;;) {
      if (kind === 'trailing' && !this.#mayQueue(kind)) {
        if (cursor !== null) this.#pausedTrailing = { ...walk, cursor, highestStampMs }
        return { kind: 'restart' }
      }
      const outcome = await this.#pages.pull(kind, walk.sinceMs, cursor)
      if (outcome.kind !== 'page') return outcome
      const page = outcome.page
      if (page.cursorExpired) return this.#pages.startAgain(kind)
      highestStampMs = highest(highestStampMs, stampsOf(declared, page))
      walked.pages += 1
      const state = this.#pages.state()
      const next =
        kind === 'backfill'
          ? afterBackfillPage(state, declared, page, startedAtMs)
          : afterIncrementalPage(state, page, highestStampMs, walk.startedAtMs)
      walked.rows += await this.#pages.ingest(page, next, state.sweep?.generation ?? null)
      if (hasStopped(this.#options.context)) return { kind: 'stopped' }
      if (page.next === null || kind === 'backfill') return { kind: 'done' }
      cursor = page.next
    }
  }

  /** A sweep of hours does not go on while the machine sleeps; others are through before that matters. */
  #isAsleep(): boolean {
    const { declared, pollEveryMs } = this.#options
    return !declared.hasWatermark && pollEveryMs(this.#beat, 0) === Number.POSITIVE_INFINITY
  }

  async #sweep(walked: Walked, startedAtMs: number): Promise<WalkEnd> {
    const { context, declared } = this.#options
    let state = this.#pages.state()
    const generation = state.sweep?.generation ?? state.sweepGeneration + 1
    let cursor = state.sweep?.cursor ?? null
    for (;;) {
      if (!this.#mayQueue('sweep') || this.#isAsleep()) return { kind: 'restart' }
      const outcome = await this.#pages.pull('sweep', null, cursor)
      if (outcome.kind !== 'page') return outcome
      const page = outcome.page
      if (page.cursorExpired) return this.#pages.startAgain('sweep')
      state = this.#pages.state()
      const seen = (state.sweep?.seen ?? 0) + page.leads.length + page.conversations.length + page.activities.length
      const sweep = { generation, cursor: page.next, startedAtMs: state.sweep?.startedAtMs ?? startedAtMs, seen }
      walked.pages += 1
      walked.rows += await this.#pages.ingest(page, { ...state, sweep, sweepGeneration: generation }, generation)
      if (hasStopped(context)) return { kind: 'stopped' }
      if (page.next === null) break
      cursor = page.next
      if (!declared.hasWatermark) await this.#rest(gentleGapMs(context))
      if (hasStopped(context)) return { kind: 'stopped' }
    }
    const finished = context.guardStorage(() =>
      finishSweep(context.replica, context.accountId, declared.name, generation, context.clock.nowMs(), {
        saysHowFresh: !declared.hasWatermark,
      }),
    )
    if (finished !== 'storage_trouble') {
      context.announce(finished.topics)
      await this.#forgetMarks(generation)
    }
    return { kind: 'done' }
  }

  /** A few at once: the window writes its marks to the same file. What a process leaves of them goes with the next sweep. */
  async #forgetMarks(generation: number): Promise<void> {
    const { context, declared } = this.#options
    const isDone = () =>
      context.guardStorage(() => forgetSweepMarks(context.replica, context.accountId, declared.name, generation))
    while (isDone() === false) {
      await sleep(context.clock, marksGapMs, context.signal)
      if (hasStopped(context)) return
    }
  }

  /** Failures of the connection close the account's gate. One that belongs to this stream (its payload, its permission) waits here. */
  async #afterFailure(failure: Failure): Promise<void> {
    const { context } = this.#options
    const isOfTheStream = failure.kind === 'rejected' || failure.kind === 'contract'
    context.failed(failure)
    if (!isOfTheStream) return
    this.#failures += 1
    this.#trouble = failure
    this.#options.onChange()
    await this.#rest(backoffMs(this.#failures, context.random))
  }

  async #rest(forMs: number): Promise<void> {
    const { context } = this.#options
    const woken = new AbortController()
    const wake = () => woken.abort()
    this.#wake = wake
    context.signal.addEventListener('abort', wake, { once: true })
    await sleep(context.clock, forMs, woken.signal)
    context.signal.removeEventListener('abort', wake)
    this.#wake = null
  }
}

/** Between two pages of a sweep that runs for hours: other slow walks find room in the window, and news more than enough. */
function gentleGapMs({ connector, limiter }: AccountContext): number {
  const { requests, windowMs } = connector.capabilities.rateLimit
  return Math.max(windowMs / (requests * gentlePart), 2 * limiter.gapMs)
}

/** Read through a function: the compiler does not know that an `await` may have changed it. */
function hasStopped(context: AccountContext): boolean {
  return context.signal.aborted
}
