import { type Priority, priorities } from '../connectors/connector.ts'
import type { Clock } from './clock.ts'

/** What outlives the process. All times on the monotonic scale of `Clock.monotonicMs`. */
export interface RateState {
  /** When each slot was last known to be in use, ascending. */
  readonly stamps: readonly number[]
  /** A ceiling below the documented one, learnt from a 429. */
  readonly learnedLimit: number | null
  readonly blockedUntilMs: number | null
}

export interface RateLimiterOptions {
  /** Documented ceiling: `requests` in any `windowMs`. */
  readonly requests: number
  readonly windowMs: number
  readonly clock: Clock
  readonly saved: RateState | null
  /** Called before a request is admitted, and must be durable when it returns. */
  readonly save: (state: RateState) => void
}

interface Waiter {
  readonly priority: Priority
  readonly admit: (ticket: Ticket | null) => void
}

/** One admitted request. `settle` is called when its answer is in, or given up. */
export interface Ticket {
  settle(): void
}

/** How much of the window each priority may fill, so that a note never queues behind a backfill's burst. */
const shareOf: Readonly<Record<Exclude<Priority, 'push'>, number>> = {
  on_demand: 0.95,
  incremental: 0.9,
  backfill: 0.85,
  sweep: 0.75,
}

/** A limit learnt from a 429 never falls below this many requests a window: the engine must keep moving. */
const lowestLimit = 5
const longestBlockMs = 15 * 60_000

/**
 * A sliding window that the provider cannot see us exceed: the server counts a request somewhere between our sending it
 * and its answer, so a slot is taken from the send until a whole window after the answer. It never reads the wall clock,
 * and what an earlier process used is taken from its saved stamps (a restart does not buy a new window).
 */
export class RateLimiter {
  readonly #options: RateLimiterOptions
  #settled: number[]
  #inFlight = 0
  #learnedLimit: number | null
  #blockedUntilMs: number | null
  #lastThrottleMs: number | null = null
  readonly #waiting: Waiter[] = []
  #cancelTimer: (() => void) | null = null
  #isClosed = false

  constructor(options: RateLimiterOptions) {
    for (const [name, value] of [
      ['requests', options.requests],
      ['windowMs', options.windowMs],
    ] as const) {
      if (!Number.isInteger(value) || value <= 0)
        throw new RangeError(`RateLimiter: ${name} must be a positive integer, got ${value}`)
    }
    this.#options = options
    const nowMs = options.clock.monotonicMs()
    const saved = options.saved
    // After a reboot the scale starts anew; the time since then is the least that can have passed.
    const stamps = saved?.stamps ?? []
    const lastStampMs = stamps.at(-1) ?? 0
    const rebooted = lastStampMs > nowMs
    this.#settled = rebooted ? stamps.map(() => 0) : [...stamps]
    this.#learnedLimit = saved?.learnedLimit ?? null
    const blockedUntilMs = saved?.blockedUntilMs ?? null
    this.#blockedUntilMs =
      blockedUntilMs === null
        ? null
        : Math.min(rebooted ? blockedUntilMs - lastStampMs : blockedUntilMs, nowMs + longestBlockMs)
  }

  /** Resolves when a request of this priority may leave, its slot already saved as used; with null once the limiter is closed. */
  acquire(priority: Priority): Promise<Ticket | null> {
    if (this.#isClosed) return Promise.resolve(null)
    return new Promise((admit) => {
      this.#waiting.push({ priority, admit })
      this.#waiting.sort((a, b) => priorities.indexOf(a.priority) - priorities.indexOf(b.priority))
      this.#admitWhatFits()
    })
  }

  /** How long a request of this priority would wait if it came now, ms; 0: it may leave at once. */
  waitMs(priority: Priority): number {
    const nowMs = this.#options.clock.monotonicMs()
    this.#forget(nowMs)
    const blockedMs = Math.max(0, (this.#blockedUntilMs ?? 0) - nowMs)
    const ahead = this.#settled.length + this.#inFlight - this.#slotsFor(priority)
    if (ahead < 0) return blockedMs
    const freeing = this.#settled[ahead]
    const windowWaitMs = freeing === undefined ? this.#options.windowMs : freeing + this.#options.windowMs - nowMs
    return Math.max(blockedMs, windowWaitMs, 1)
  }

  /** A 429 came back: nothing leaves before `retryAfterMs` (or a window, where none was given), and the ceiling is lowered. */
  throttled(retryAfterMs: number | null): void {
    const nowMs = this.#options.clock.monotonicMs()
    this.#forget(nowMs)
    const pauseMs = Math.min(retryAfterMs ?? this.#options.windowMs / 4, longestBlockMs)
    this.#blockedUntilMs = Math.max(this.#blockedUntilMs ?? 0, nowMs + pauseMs)
    // Answers to requests that were already on their way say nothing new.
    const isNews = this.#lastThrottleMs === null || nowMs - this.#lastThrottleMs > this.#options.windowMs / 4
    if (isNews) {
      const used = this.#settled.length + this.#inFlight
      this.#learnedLimit = Math.max(lowestLimit, Math.floor(Math.min(this.#limit(), Math.max(used, lowestLimit)) * 0.8))
      this.#lastThrottleMs = nowMs
    }
    this.#save()
    this.#armTimer()
  }

  /** The account is going away: whoever waits, and whoever comes, is turned down. */
  close(): void {
    this.#isClosed = true
    for (const waiter of this.#waiting.splice(0)) waiter.admit(null)
    this.#cancelTimer?.()
    this.#cancelTimer = null
  }

  #limit(): number {
    return Math.min(this.#options.requests, this.#learnedLimit ?? this.#options.requests)
  }

  /** A ceiling learnt from colleagues' traffic slows what can wait; a note still leaves, within the documented ceiling and Retry-After. */
  #slotsFor(priority: Priority): number {
    if (priority === 'push') return this.#options.requests
    return Math.max(1, Math.floor(this.#limit() * shareOf[priority]))
  }

  #admitWhatFits(): void {
    let next = this.#waiting[0]
    while (next !== undefined && this.waitMs(next.priority) === 0) {
      this.#waiting.shift()
      this.#inFlight += 1
      this.#save()
      next.admit(this.#ticket())
      next = this.#waiting[0]
    }
    this.#armTimer()
  }

  #ticket(): Ticket {
    let isSettled = false
    return {
      settle: () => {
        if (isSettled) return
        isSettled = true
        this.#inFlight -= 1
        this.#settled.push(this.#options.clock.monotonicMs())
        this.#admitWhatFits()
      },
    }
  }

  /** Drops stamps older than the window; a quiet minute earns a lowered ceiling one request back. */
  #forget(nowMs: number): void {
    const oldestMs = nowMs - this.#options.windowMs
    while (this.#settled[0] !== undefined && this.#settled[0] <= oldestMs) this.#settled.shift()
    if (this.#learnedLimit === null || this.#lastThrottleMs === null) return
    const quietMs = nowMs - this.#lastThrottleMs
    if (quietMs < this.#options.windowMs) return
    this.#learnedLimit += Math.max(1, Math.floor(this.#options.requests / 60))
    this.#lastThrottleMs = nowMs
    if (this.#learnedLimit >= this.#options.requests) this.#learnedLimit = null
  }

  #save(): void {
    // A request in flight may be counted by the server at any moment from now on; a next process sees it as used just now.
    const nowMs = this.#options.clock.monotonicMs()
    const inFlight = Array.from({ length: this.#inFlight }, () => nowMs)
    this.#options.save({
      stamps: [...this.#settled, ...inFlight],
      learnedLimit: this.#learnedLimit,
      blockedUntilMs: this.#blockedUntilMs,
    })
  }

  #armTimer(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = null
    const next = this.#waiting[0]
    if (next === undefined) return
    this.#cancelTimer = this.#options.clock.schedule(Math.ceil(this.waitMs(next.priority)), () => this.#admitWhatFits())
  }
}
