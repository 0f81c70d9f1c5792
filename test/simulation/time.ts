import type { Clock } from '../../electron/sync/clock.ts'

interface Timer {
  readonly order: number
  atMs: number
  readonly task: () => void
  /** Whose time it runs by: the world's goes on while the laptop sleeps. */
  readonly by: 'world' | 'laptop'
}

/** True time, which the CRM's servers live in, and everything that is due in it. Moves only when the simulation says so. */
export class SimulatedTime {
  #nowMs: number
  #order = 0
  readonly #timers = new Set<Timer>()

  constructor(startMs: number) {
    this.#nowMs = startMs
  }

  get nowMs(): number {
    return this.#nowMs
  }

  schedule(delayMs: number, task: () => void, by: Timer['by'] = 'world'): () => void {
    const timer = { atMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, task, by }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Lets time pass, running what falls due in order; `afterEach` when everything that one timer set in motion has come to rest. */
  async advance(byMs: number, afterEach: () => void): Promise<void> {
    await this.#run(byMs, 'all', afterEach)
  }

  /** The lid is closed: only the world's timers run. `countsAsUptime` false: the laptop's timers are as far away afterwards as before. */
  async sleep(byMs: number, countsAsUptime: boolean, afterEach: () => void): Promise<void> {
    await this.#run(byMs, 'world', afterEach)
    if (countsAsUptime) return
    for (const timer of this.#timers) if (timer.by === 'laptop') timer.atMs += byMs
  }

  async #run(byMs: number, whose: 'all' | 'world', afterEach: () => void): Promise<void> {
    const untilMs = this.#nowMs + byMs
    await rest()
    afterEach()
    for (let next = this.#next(untilMs, whose); next !== null; next = this.#next(untilMs, whose)) {
      this.#timers.delete(next)
      this.#nowMs = Math.max(this.#nowMs, next.atMs)
      next.task()
      await rest()
      afterEach()
    }
    this.#nowMs = untilMs
  }

  #next(untilMs: number, whose: 'all' | 'world'): Timer | null {
    let first: Timer | null = null
    for (const timer of this.#timers) {
      if (timer.atMs > untilMs || (whose === 'world' && timer.by !== 'world')) continue
      if (first === null || timer.atMs < first.atMs || (timer.atMs === first.atMs && timer.order < first.order))
        first = timer
    }
    return first
  }
}

/** Lets every promise that can go on do so. */
function rest(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** The laptop's two clocks. The wall clock may be set by the user; uptime starts anew with a reboot and may stand still in sleep. */
export class Laptop {
  readonly #time: SimulatedTime
  #bootedAtMs: number
  /** Since when the wall clock was how far from true time. */
  readonly #wall: { readonly fromMs: number; readonly offsetMs: number }[]
  isAsleep = false

  constructor(time: SimulatedTime) {
    this.#time = time
    this.#bootedAtMs = time.nowMs - 3_600_000
    this.#wall = [{ fromMs: time.nowMs, offsetMs: 0 }]
  }

  get wallMs(): number {
    return this.#time.nowMs + this.#offsetMs
  }

  get uptimeMs(): number {
    return this.#time.nowMs - this.#bootedAtMs
  }

  setWallClock(byMs: number): void {
    this.#wall.push({ fromMs: this.#time.nowMs, offsetMs: this.#offsetMs + byMs })
  }

  reboot(): void {
    this.#bootedAtMs = this.#time.nowMs
  }

  async sleep(byMs: number, countsAsUptime: boolean, afterEach: () => void): Promise<void> {
    this.isAsleep = true
    await this.#time.sleep(byMs, countsAsUptime, afterEach)
    this.isAsleep = false
    if (!countsAsUptime) this.#bootedAtMs += byMs
  }

  /** The earliest true time at which the wall clock showed `wallMs`; null: it never did. */
  trueTimeOf(wallMs: number): number | null {
    for (const [index, { fromMs, offsetMs }] of this.#wall.entries()) {
      const trueMs = wallMs - offsetMs
      const untilMs = this.#wall[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY
      if (trueMs >= fromMs && trueMs <= untilMs) return trueMs
    }
    return null
  }

  /** The clock of one process on this laptop; nothing runs by it any more once `isAlive` says no. */
  clockFor(isAlive: () => boolean): Clock {
    return {
      nowMs: () => Math.floor(this.wallMs),
      monotonicMs: () => Math.floor(this.uptimeMs),
      schedule: (delayMs, task) => this.#time.schedule(delayMs, () => isAlive() && task(), 'laptop'),
    }
  }

  get #offsetMs(): number {
    return this.#wall.at(-1)?.offsetMs ?? 0
  }
}
