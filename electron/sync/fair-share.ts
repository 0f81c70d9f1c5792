/**
 * How much of an organization's limit this laptop may use, learnt from refusals alone: colleagues share one budget, do not know of each
 * other, and the provider tells nobody how much is left. Additive increase, multiplicative decrease, as congestion control does it
 * (Chiu and Jain 1989), with the increase bent so that it suits two laptops as well as two hundred.
 *
 * All clients of one budget meet the same chance of a refusal per request. A client settles where what it gains between two refusals is
 * what one refusal costs, so growth that rises less than with the square of the share gives everyone the same share. The exponent 1.5 is
 * the middle between fairness (lower) and getting back quickly what a colleague left (higher). docs/fleet.md has the figures.
 */

/** Part of its share that a client gives up at a refusal. */
const decrease = 0.3
/** Growth a window of a client that has 1/`reference` of the whole, as part of its share: sets how often refusals happen in a crowd. */
const crowd = 200
const growthInACrowd = 0.0026
/** Refusals per request that this growth leads to for one of a crowd, where it is the highest. */
const refusalsInACrowd = 0.006
/** The share is never less than this part of the whole: 400 clients may be at the floor without meeting a refusal. */
const lowestPart = 1 / 400
/** …and never less than this many requests a window: the engine must keep moving, however small the whole. */
const lowestRequests = 0.5
/** After its first refusal a client knows only an upper bound, and searches faster until it has met a few more. */
const firstHeat = 8
const warmestQuiet = 16
/** A longer pause between two requests than this many gaps is no use of the share, and proves nothing about it. */
const idleGaps = 2.5

export interface FairShareOptions {
  /** The documented ceiling: `requests` in any `windowMs`, for all clients together. */
  readonly requests: number
  readonly windowMs: number
  /** As `requests` was when it was last asked for; null: nothing is known of colleagues. */
  readonly saved: number | null
}

export class FairShare {
  readonly #whole: number
  readonly #windowMs: number
  #requests: number | null
  #heat = 1
  #sentSinceRefusal = 0
  #lastSentMs: number | null = null
  #lastRefusalMs: number | null = null

  constructor({ requests, windowMs, saved }: FairShareOptions) {
    this.#whole = requests
    this.#windowMs = windowMs
    this.#requests = saved === null || saved >= requests ? null : Math.max(saved, this.#floor())
  }

  /** Requests a window, not necessarily a whole number; null: as far as is known, the whole ceiling is ours. */
  get requests(): number | null {
    return this.#requests
  }

  /** The distance between two requests that spreads the share over the window, ms; 0: no need to spread anything. */
  get gapMs(): number {
    return this.#requests === null ? 0 : this.#windowMs / this.#requests
  }

  /** A request leaves. A share grows with the time in which it was really used. */
  sent(nowMs: number): void {
    const sinceMs = this.#lastSentMs === null ? Number.POSITIVE_INFINITY : nowMs - this.#lastSentMs
    this.#lastSentMs = nowMs
    this.#sentSinceRefusal += 1
    if (this.#requests === null || sinceMs > idleGaps * this.gapMs) return
    const part = this.#requests / this.#whole
    const windows = sinceMs / this.#windowMs
    const growth = growthInACrowd * Math.sqrt(part * crowd) * this.#warmth(part) * windows
    const grown = this.#requests * (1 + Math.min(growth, 1))
    this.#requests = grown >= this.#whole ? null : grown
  }

  /** A refusal came back while `used` requests of ours were in the window. Several at about the same time are one piece of news. */
  refused(nowMs: number, used: number): void {
    if (this.#lastRefusalMs !== null && nowMs - this.#lastRefusalMs <= this.#windowMs / 4) return
    this.#lastRefusalMs = nowMs
    this.#sentSinceRefusal = 0
    if (this.#requests === null) {
      // What was granted so far is the most that was free, and colleagues were there before.
      this.#heat = firstHeat
      this.#requests = Math.max(this.#floor(), Math.min(this.#whole, used) / 2)
      return
    }
    this.#heat = Math.max(1, this.#heat / 2)
    // A share that was not used up says nothing: come down from what was in use.
    const inUse = Math.min(this.#requests, used * 1.5 + 2)
    this.#requests = Math.max(this.#floor(), inUse * (1 - decrease))
  }

  /** Faster while little is known yet, and when refusals that should have come did not: somebody has left. */
  #warmth(part: number): number {
    const expected = (this.#sentSinceRefusal * refusalsInACrowd) / Math.sqrt(part * crowd)
    return Math.max(this.#heat, Math.min(warmestQuiet, (expected / 2) ** 2))
  }

  #floor(): number {
    return Math.max(this.#whole * lowestPart, lowestRequests)
  }
}
