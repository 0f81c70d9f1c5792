/** The server's own clock: what its stamps and its Date header say. `offsetMs` makes it run ahead of or behind ours. */
export class SandboxClock {
  offsetMs = 0
  readonly #wallMs: () => number
  #lastStampMs = Number.NEGATIVE_INFINITY

  constructor(wallMs: () => number = Date.now) {
    this.#wallMs = wallMs
  }

  nowMs(): number {
    return Math.floor(this.#wallMs() + this.offsetMs)
  }

  /** A stamp for a new row. Two rows made within one millisecond still get different stamps, in the order made. */
  stampMs(): number {
    const now = this.nowMs()
    const isSameBurst = this.#lastStampMs >= now && this.#lastStampMs - now < 1_000
    this.#lastStampMs = isSameBurst ? this.#lastStampMs + 1 : now
    return this.#lastStampMs
  }
}
