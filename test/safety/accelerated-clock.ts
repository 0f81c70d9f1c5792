import type { Clock } from '../../electron/sync/clock.ts'

/** A clock that runs `factor` times as fast as the machine's, the same in every process of this boot. */
export interface Acceleration {
  readonly factor: number
  /** The machine's monotonic clock when the fast one showed `startWallMs`. */
  readonly startMonotonicMs: number
  readonly startWallMs: number
}

export function machineMonotonicMs(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000
}

/**
 * Derived from the machine's monotonic clock alone, so that what a process wrote down is still a duration to the one that follows
 * it. A settling time of 20 seconds passes in half a second at a factor of 40.
 */
export function acceleratedClock({ factor, startMonotonicMs, startWallMs }: Acceleration): Clock {
  return {
    nowMs: () => Math.floor(startWallMs + (machineMonotonicMs() - startMonotonicMs) * factor),
    monotonicMs: () => Math.floor(machineMonotonicMs() * factor),
    schedule(delayMs, task) {
      const timer = setTimeout(task, Math.max(0, delayMs) / factor)
      return () => clearTimeout(timer)
    },
  }
}
