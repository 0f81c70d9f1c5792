export interface RateLimit {
  readonly requests: number
  readonly windowMs: number
}

/** Counts the requests of one partition in the last `windowMs`. A refused request uses up nothing. */
export class SlidingWindow {
  readonly #limit: RateLimit
  readonly #monotonicMs: () => number
  #grantedAtMs: number[] = []

  constructor(limit: RateLimit, monotonicMs: () => number = () => performance.now()) {
    if (!(limit.requests >= 1) || !(limit.windowMs > 0)) {
      throw new RangeError(`A rate limit needs requests >= 1 and windowMs > 0, got ${JSON.stringify(limit)}`)
    }
    this.#limit = limit
    this.#monotonicMs = monotonicMs
  }

  /** Null where the request may pass, else how long until the next one may, ms. */
  take(): number | null {
    const waitMs = this.state().waitMs
    if (waitMs === null) this.#grantedAtMs.push(this.#monotonicMs())
    return waitMs
  }

  /** What is left without taking any: requests, when the oldest one falls out of the window (ms from now), and the wait. */
  state(): { readonly remaining: number; readonly resetInMs: number; readonly waitMs: number | null } {
    const now = this.#monotonicMs()
    this.#grantedAtMs = this.#grantedAtMs.filter((at) => at > now - this.#limit.windowMs)
    const oldest = this.#grantedAtMs[0]
    const remaining = this.#limit.requests - this.#grantedAtMs.length
    const resetInMs = oldest === undefined ? 0 : oldest + this.#limit.windowMs - now
    return { remaining, resetInMs, waitMs: remaining > 0 ? null : resetInMs }
  }
}
