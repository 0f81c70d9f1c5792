import { type Priority, priorities } from '../connectors/connector.ts'
import type { Clock, Random } from './clock.ts'
import { FairShare } from './fair-share.ts'

/** What outlives the process. All times on the monotonic scale of `Clock.monotonicMs`. */
export interface RateState {
  /** When each answered request was answered, ascending. */
  readonly stamps: readonly number[]
  /** When each request left that had no answer yet. The next process cannot know when the server counts it, only by when it has. */
  readonly inFlight: readonly number[]
  /** Requests a window that are ours of a ceiling shared with colleagues, learnt from 429s; null: all of them. */
  readonly learnedLimit: number | null
  readonly blockedUntilMs: number | null
}

export interface RateLimiterOptions {
  /** Documented ceiling: `requests` in any `windowMs`. */
  readonly requests: number
  readonly windowMs: number
  /** How long a request may be under way: what an earlier process left behind may reach the server for as long, whoever listens. */
  readonly patienceMs: number
  readonly clock: Clock
  readonly random: Random
  readonly saved: RateState | null
  /** Called before a request is admitted; durable when it returns true. False: the disk would not take it, and the request stays here. */
  readonly save: (state: RateState) => boolean
}

interface Waiter {
  readonly priority: Priority
  readonly sinceMs: number
  readonly admit: (ticket: Ticket | null) => void
}

/** One admitted request. `settle` is called when its answer is in, or given up. */
export interface Ticket {
  settle(): void
}

/** How much of the documented window each priority may fill, so that a note never queues behind a backfill's burst. */
const shareOf: Readonly<Record<Exclude<Priority, 'push'>, number>> = {
  on_demand: 0.95,
  incremental: 0.9,
  backfill: 0.85,
  sweep: 0.75,
}

/** Requests that what the user opens may take ahead of a learnt pace. Later ones of lower priority wait for it. */
const onDemandAhead = 6
const longestBlockMs = 15 * 60_000
/** How soon a disk that would not take the limiter's state is asked again. */
const storageRetryMs = 4_000
/** Who has waited this long moves up by one priority, as far as the looks for news: under a small share nobody waits for ever. */
const movesUpEveryMs = 60_000
const movesUpTo = priorities.indexOf('incremental')

/**
 * A sliding window that the provider cannot see us exceed: the server counts a request somewhere between our sending it
 * and its answer, so a slot is taken from the send until a whole window after the answer. It never reads the wall clock,
 * and what an earlier process used is taken from its saved stamps (a restart does not buy a new window).
 *
 * Below that hard ceiling it keeps to its learnt share of it (`FairShare`): once a 429 has told of colleagues, requests are spread over the
 * window at uneven distances instead of being sent in bursts. A note is bound by the ceiling and by Retry-After alone, whatever was learnt.
 */
export class RateLimiter {
  readonly #options: RateLimiterOptions
  readonly #share: FairShare
  #settled: number[]
  readonly #inFlight = new Set<{ readonly sentMs: number }>()
  /** Asked for by the server: binds everyone. */
  #blockedUntilMs: number | null
  /** When the share's next request is due: binds all but notes. */
  #pacedUntilMs: number
  readonly #waiting: Waiter[] = []
  #cancelTimer: (() => void) | null = null
  /** Lets go of what waits for an earlier process's requests. */
  readonly #leftBehind: readonly (() => void)[]
  #isClosed = false

  constructor(options: RateLimiterOptions) {
    for (const [name, value] of [
      ['requests', options.requests],
      ['windowMs', options.windowMs],
      ['patienceMs', options.patienceMs],
    ] as const) {
      if (!Number.isInteger(value) || value <= 0)
        throw new RangeError(`RateLimiter: ${name} must be a positive integer, got ${value}`)
    }
    this.#options = options
    const nowMs = options.clock.monotonicMs()
    const { saved, requests, windowMs } = options
    this.#share = new FairShare({ requests, windowMs, saved: saved?.learnedLimit ?? null })
    const stamps = saved?.stamps ?? []
    const inFlight = saved?.inFlight ?? []
    const lastStampMs = Math.max(0, stamps.at(-1) ?? 0, ...inFlight)
    // After a reboot the scale starts anew; the time since then is the least that can have passed.
    const rebooted = lastStampMs > nowMs
    this.#settled = rebooted ? stamps.map(() => 0) : [...stamps]
    this.#leftBehind = inFlight.map((sentMs) => this.#holdLeftBehind(rebooted ? nowMs : sentMs))
    const blockedUntilMs = saved?.blockedUntilMs ?? null
    this.#blockedUntilMs =
      blockedUntilMs === null
        ? null
        : Math.min(rebooted ? blockedUntilMs - lastStampMs : blockedUntilMs, nowMs + longestBlockMs)
    this.#pacedUntilMs = (rebooted ? 0 : lastStampMs) + this.#share.gapMs * options.random()
  }

  /** How far apart requests are spread by what was learnt, ms; 0: they need not be. Polling stretches with it. */
  get gapMs(): number {
    return this.#share.gapMs
  }

  /** Resolves when a request of this priority may leave, its slot already saved as used; with null once the limiter is closed. */
  acquire(priority: Priority): Promise<Ticket | null> {
    if (this.#isClosed) return Promise.resolve(null)
    return new Promise((admit) => {
      this.#waiting.push({ priority, sinceMs: this.#options.clock.monotonicMs(), admit })
      this.#admitWhatFits()
    })
  }

  /** How long a request of this priority would wait if it came now, ms; 0: it may leave at once. */
  waitMs(priority: Priority): number {
    const nowMs = this.#options.clock.monotonicMs()
    this.#forget(nowMs)
    const heldMs = Math.max(0, (this.#blockedUntilMs ?? 0) - nowMs, this.#pacedForMs(priority, nowMs))
    const ahead = this.#settled.length + this.#inFlight.size - this.#slotsFor(priority)
    if (ahead < 0) return heldMs
    const freeing = this.#settled[ahead]
    const windowWaitMs = freeing === undefined ? this.#options.windowMs : freeing + this.#options.windowMs - nowMs
    return Math.max(heldMs, windowWaitMs, 1)
  }

  /** A 429 came back: nothing leaves before `retryAfterMs`, and this client's share is smaller than it took it to be. */
  throttled(retryAfterMs: number | null): void {
    const nowMs = this.#options.clock.monotonicMs()
    this.#forget(nowMs)
    this.#share.refused(nowMs, this.#settled.length + this.#inFlight.size)
    // Without Retry-After a note is held by its own backoff only; what can wait leaves the window time to clear.
    const restMs = Math.min(retryAfterMs ?? this.#options.windowMs / 4, longestBlockMs)
    if (retryAfterMs !== null) this.#blockedUntilMs = Math.max(this.#blockedUntilMs ?? 0, nowMs + restMs)
    // Colleagues were told the same moment: not everyone may come back at it.
    const spreadMs = this.#share.gapMs * this.#options.random()
    this.#pacedUntilMs = Math.max(this.#pacedUntilMs, nowMs + restMs + spreadMs)
    this.#save()
    this.#armTimer()
  }

  /** The account is going away: whoever waits, and whoever comes, is turned down. */
  close(): void {
    this.#isClosed = true
    for (const cancel of this.#leftBehind) cancel()
    for (const waiter of this.#waiting.splice(0)) waiter.admit(null)
    this.#cancelTimer?.()
    this.#cancelTimer = null
    // What was answered holds no slot longer than its window: the next process need not take it for under way.
    this.#save()
  }

  #slotsFor(priority: Priority): number {
    if (priority === 'push') return this.#options.requests
    return Math.max(1, Math.floor(this.#options.requests * shareOf[priority]))
  }

  #pacedForMs(priority: Priority, nowMs: number): number {
    if (priority === 'push') return 0
    const aheadMs = priority === 'on_demand' ? onDemandAhead * this.#share.gapMs : 0
    return Math.ceil(this.#pacedUntilMs - aheadMs - nowMs)
  }

  /** The next request of the share is due a gap later, more or less: even distances would keep colleagues' requests in step. */
  #spread(nowMs: number): void {
    this.#share.sent(nowMs)
    const gapMs = this.#share.gapMs
    const nextMs = Math.max(this.#pacedUntilMs, nowMs) + gapMs * (0.6 + 0.8 * this.#options.random())
    // What notes and the user took ahead is paid back, but polling does not stop for it for long.
    this.#pacedUntilMs = Math.min(nextMs, Math.max(this.#pacedUntilMs, nowMs + (onDemandAhead + 1) * gapMs))
  }

  /** Whose turn it is, and the priority that it has by now. */
  #first(): { readonly waiter: Waiter; readonly priority: Priority } | null {
    const nowMs = this.#options.clock.monotonicMs()
    const ranked = this.#waiting.map((waiter) => {
      const own = priorities.indexOf(waiter.priority)
      const moved = own - Math.floor((nowMs - waiter.sinceMs) / movesUpEveryMs)
      return { waiter, rank: Math.max(moved, Math.min(own, movesUpTo)) }
    })
    const [first] = ranked.toSorted((one, other) => one.rank - other.rank)
    return first === undefined
      ? null
      : { waiter: first.waiter, priority: priorities[first.rank] ?? first.waiter.priority }
  }

  #admitWhatFits(): void {
    let next = this.#first()
    while (next !== null && this.waitMs(next.priority) === 0) {
      const nowMs = this.#options.clock.monotonicMs()
      const sent = { sentMs: nowMs }
      this.#inFlight.add(sent)
      if (!this.#save()) {
        // A next process would not know of it, and send too much. What it fetched could not be stored anyway.
        this.#inFlight.delete(sent)
        this.#armTimer(storageRetryMs)
        return
      }
      this.#waiting.splice(this.#waiting.indexOf(next.waiter), 1)
      this.#spread(nowMs)
      next.waiter.admit(this.#ticket(sent))
      next = this.#first()
    }
    this.#armTimer()
  }

  /** A request that an earlier process sent and heard no answer of holds its slot until it can no longer be counted. */
  #holdLeftBehind(sentMs: number): () => void {
    const { clock, patienceMs } = this.#options
    const sent = { sentMs }
    this.#inFlight.add(sent)
    return clock.schedule(Math.max(0, sentMs + patienceMs - clock.monotonicMs()), () => this.#ticket(sent).settle())
  }

  #ticket(sent: { readonly sentMs: number }): Ticket {
    return {
      settle: () => {
        if (!this.#inFlight.delete(sent)) return
        this.#settled.push(this.#options.clock.monotonicMs())
        if (this.#isClosed) this.#save()
        else this.#admitWhatFits()
      },
    }
  }

  /** Drops stamps older than the window. */
  #forget(nowMs: number): void {
    const oldestMs = nowMs - this.#options.windowMs
    while (this.#settled[0] !== undefined && this.#settled[0] <= oldestMs) this.#settled.shift()
  }

  #save(): boolean {
    return this.#options.save({
      stamps: [...this.#settled],
      inFlight: [...this.#inFlight].map(({ sentMs }) => sentMs),
      learnedLimit: this.#share.requests,
      blockedUntilMs: this.#blockedUntilMs,
    })
  }

  #armTimer(atLeastMs = 0): void {
    this.#cancelTimer?.()
    this.#cancelTimer = null
    const next = this.#first()
    if (next === null) return
    const waitMs = Math.max(atLeastMs, Math.ceil(this.waitMs(next.priority)))
    this.#cancelTimer = this.#options.clock.schedule(waitMs, () => this.#admitWhatFits())
  }
}
