import type { Clock } from '../../electron/sync/clock.ts'

interface Timer {
  readonly atMs: number
  readonly order: number
  readonly task: () => void
}

/** Time that moves only when a test says so. Wall and monotonic time can be pulled apart, as a user setting the clock does. */
export class VirtualClock implements Clock {
  #monotonicMs: number
  #wallOffsetMs: number
  #order = 0
  readonly #timers = new Set<Timer>()

  constructor(startMs = Date.UTC(2026, 0, 5, 9), monotonicStartMs = 1_000_000) {
    this.#monotonicMs = monotonicStartMs
    this.#wallOffsetMs = startMs - monotonicStartMs
  }

  nowMs(): number {
    return this.#monotonicMs + this.#wallOffsetMs
  }

  monotonicMs(): number {
    return this.#monotonicMs
  }

  schedule(delayMs: number, task: () => void): () => void {
    const timer = { atMs: this.#monotonicMs + Math.max(0, delayMs), order: this.#order++, task }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  setWallClock(byMs: number): void {
    this.#wallOffsetMs += byMs
  }

  /** Lets time pass, running what falls due in order; promises settle between one timer and the next. */
  async advance(byMs: number): Promise<void> {
    const untilMs = this.#monotonicMs + byMs
    await settle()
    for (let next = this.#next(untilMs); next !== null; next = this.#next(untilMs)) {
      this.#timers.delete(next)
      this.#monotonicMs = Math.max(this.#monotonicMs, next.atMs)
      next.task()
      await settle()
    }
    this.#monotonicMs = untilMs
  }

  #next(untilMs: number): Timer | null {
    let first: Timer | null = null
    for (const timer of this.#timers) {
      if (timer.atMs > untilMs) continue
      if (first === null || timer.atMs < first.atMs || (timer.atMs === first.atMs && timer.order < first.order))
        first = timer
    }
    return first
  }
}

/** Lets every promise that can go on do so. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}
