/** A working day's stream of small changes: one `tick` after the other, by hand or on a timer. */
export abstract class LiveTraffic {
  #timer: NodeJS.Timeout | null = null

  /** Lets one thing happen now. */
  abstract tick(): void

  get isOn(): boolean {
    return this.#timer !== null
  }

  /** One happening every `everyMs` until stopped. */
  start(everyMs: number): void {
    if (!(everyMs > 0)) throw new RangeError(`Traffic needs an interval above 0 ms, got ${everyMs}`)
    this.stop()
    this.#timer = setInterval(() => this.tick(), everyMs)
    this.#timer.unref()
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }
}
