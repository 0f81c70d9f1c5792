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
    const now = this.#monotonicMs()
    this.#grantedAtMs = this.#grantedAtMs.filter((at) => at > now - this.#limit.windowMs)
    const oldest = this.#grantedAtMs[0]
    if (oldest !== undefined && this.#grantedAtMs.length >= this.#limit.requests) {
      return oldest + this.#limit.windowMs - now
    }
    this.#grantedAtMs.push(now)
    return null
  }
}
