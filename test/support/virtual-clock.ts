import type { Clock } from '../../electron/sync/clock.ts'

interface Timer {
  readonly atMs: number
  readonly order: number
  readonly task: () => void
  isCancelled: boolean
}

/** Time that moves only when a test says so. Wall and monotonic time can be pulled apart, as a user setting the clock does. */
export class VirtualClock implements Clock {
  #monotonicMs: number
  #wallOffsetMs: number
  #order = 0
  /** A binary heap, the next timer first: simulations have thousands of them. */
  readonly #timers: Timer[] = []

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
    const timer = { atMs: this.#monotonicMs + Math.max(0, delayMs), order: this.#order++, task, isCancelled: false }
    this.#push(timer)
    return () => {
      timer.isCancelled = true
    }
  }

  setWallClock(byMs: number): void {
    this.#wallOffsetMs += byMs
  }

  /** Lets time pass, running what falls due in order; promises settle between one timer and the next. */
  async advance(byMs: number): Promise<void> {
    const untilMs = this.#monotonicMs + byMs
    await settle()
    for (let next = this.#next(untilMs); next !== null; next = this.#next(untilMs)) {
      this.#monotonicMs = Math.max(this.#monotonicMs, next.atMs)
      next.task()
      await settle()
    }
    this.#monotonicMs = untilMs
  }

  /** Takes the next timer that is due by `untilMs`. */
  #next(untilMs: number): Timer | null {
    for (;;) {
      const first = this.#timers[0]
      if (first === undefined || (first.atMs > untilMs && !first.isCancelled)) return null
      this.#pop()
      if (!first.isCancelled) return first
    }
  }

  #push(timer: Timer): void {
    let at = this.#timers.push(timer) - 1
    while (at > 0) {
      const parentAt = (at - 1) >> 1
      const parent = this.#timers[parentAt]
      if (parent === undefined || isBefore(parent, timer)) break
      this.#timers[at] = parent
      at = parentAt
    }
    this.#timers[at] = timer
  }

  #pop(): void {
    const last = this.#timers.pop()
    if (last === undefined || this.#timers.length === 0) return
    let at = 0
    for (;;) {
      const left = this.#timers[2 * at + 1]
      const right = this.#timers[2 * at + 2]
      const isRight = left !== undefined && right !== undefined && isBefore(right, left)
      const child = isRight ? right : left
      if (child === undefined || isBefore(last, child)) break
      this.#timers[at] = child
      at = 2 * at + (isRight ? 2 : 1)
    }
    this.#timers[at] = last
  }
}

function isBefore(one: Timer, other: Timer): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order)
}

/** Lets every promise that can go on do so. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}
