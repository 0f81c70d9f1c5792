/**
 * How much of an organization's limit this laptop may use, learnt from refusals alone: colleagues share one budget, do not know of each
 * other, and the provider tells nobody how much is left. Increase by and by, multiplicative decrease, as congestion control does it (Chiu and
 * Jain 1989), bent so that it suits two laptops as well as two hundred. docs/fleet.md tells why and with what result.
 *
 * All clients of a budget meet about the same chance of a refusal per request. A client settles where what it gains between two refusals is
 * what one refusal costs; how often it puts up with one falls with its share, so that a large share shrinks where a small one grows.
 */

/** Refusals per request that a client with 1/`crowd` of the whole puts up with; a larger share puts up with fewer. */
const crowd = 200
const refusalsInACrowd = 0.0033
const fallsWithShare = 0.2
/** Part of its share that a client gives up at a refusal: little in a crowd, where refusals are rare news and chance would rule otherwise. */
const smallestStep = 0.1
const stepOfAQuarter = 0.2
/** Right after its first refusals a client knows only that it is not alone, and takes larger steps. */
const firstStep = 0.3
const stepsCool = 0.6
/** A first share never starts below this part of the whole: equal beginnings stay equal, and small shares take long to grow. */
const firstPart = 1 / 20
/** The share is never less than this part of the whole (400 laptops may be at the floor without a refusal), nor than so many requests. */
const lowestPart = 1 / 400
const lowestRequests = 0.5
/** Refusals this much overdue tell that somebody has left, and the share grows faster, up to so many times. */
const overdue = 2
const fastest = 16
const whileSearching = 2
/** Further refusals of one window are mostly the same news, and cost a part of a step. */
const sameNews = 0.25
/** So many of them: what is asked again and again while the window is full for everybody learns nothing more of it. */
const mostSameNews = 4
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
  #step = smallestStep
  #isSearching = false
  #sentSinceRefusal = 0
  #lastSentMs: number | null = null
  #lastNewsMs: number | null = null
  #sameNews = 0

  constructor({ requests, windowMs, saved }: FairShareOptions) {
    this.#whole = requests
    this.#windowMs = windowMs
    this.#requests = saved === null || saved >= requests ? null : this.#atLeastTheFloor(saved)
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
    const accepted = this.#acceptedRefusals(this.#requests)
    const quiet = Math.min(fastest, ((this.#sentSinceRefusal * accepted) / overdue) ** 2)
    const haste = Math.max(1, quiet, this.#isSearching ? whileSearching : 1)
    // What one refusal costs, times how many of them were accepted in the requests of that time.
    const requests = (this.#requests * sinceMs) / this.#windowMs
    const grown = this.#requests * (1 + Math.min(1, this.#stepOf(this.#requests) * accepted * requests * haste))
    this.#requests = grown >= this.#whole ? null : grown
  }

  /** A refusal came back while `used` requests of ours were in the window. */
  refused(nowMs: number, used: number): void {
    const isSameNews = this.#lastNewsMs !== null && nowMs - this.#lastNewsMs <= this.#windowMs
    this.#sentSinceRefusal = 0
    this.#sameNews = isSameNews ? this.#sameNews + 1 : 0
    if (this.#requests === null) {
      this.#lastNewsMs = nowMs
      this.#step = firstStep
      this.#isSearching = true
      // What was granted so far is the most that was free, and colleagues were there before.
      this.#requests = Math.max(Math.min(this.#whole, used) / 2, this.#whole * firstPart, lowestRequests)
      return
    }
    const step = this.#stepOf(this.#requests)
    if (isSameNews) {
      if (this.#sameNews > mostSameNews) return
      this.#requests = this.#atLeastTheFloor(this.#requests * (1 - step * sameNews))
      return
    }
    this.#lastNewsMs = nowMs
    this.#isSearching = false
    this.#step = Math.max(smallestStep, this.#step * stepsCool)
    // A share that was not used up says nothing: come down from what was in use.
    const inUse = Math.min(this.#requests, used * 1.5 + 2)
    this.#requests = this.#atLeastTheFloor(inUse * (1 - step))
  }

  /** Large shares take larger steps: they have news often, and more to give. */
  #stepOf(requests: number): number {
    return Math.max(this.#step, smallestStep + stepOfAQuarter * Math.min(1, (4 * requests) / this.#whole))
  }

  #acceptedRefusals(requests: number): number {
    return refusalsInACrowd / ((requests / this.#whole) * crowd) ** fallsWithShare
  }

  #atLeastTheFloor(requests: number): number {
    return Math.max(requests, this.#whole * lowestPart, lowestRequests)
  }
}
