/** Time as the engine sees it. Nothing else in Fieldpost's processes reads a clock or sets a timer. */
export interface Clock {
  /** Wall clock, ms UTC. May jump: use it for stamps, never for durations. */
  nowMs(): number
  /**
   * Monotonic, ms since the machine started: the same scale in every process of one boot, so that what a process wrote
   * down is still a duration to the next one. Never goes back within a boot.
   */
  monotonicMs(): number
  /** Runs `task` once after `delayMs`; the returned function cancels it. */
  schedule(delayMs: number, task: () => void): () => void
}

const longestTimerMs = 2 ** 31 - 1

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => Number(process.hrtime.bigint() / 1_000_000n),
  schedule(delayMs, task) {
    const timer = setTimeout(task, Math.min(Math.max(0, delayMs), longestTimerMs))
    return () => clearTimeout(timer)
  },
}

/** Resolves after `delayMs` by `clock`, or at once when `signal` aborts. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const cancel = clock.schedule(delayMs, done)
    function done() {
      cancel()
      signal?.removeEventListener('abort', done)
      resolve()
    }
    signal?.addEventListener('abort', done, { once: true })
  })
}

/** Randomness as the engine sees it: uniform in [0, 1). */
export type Random = () => number

export const systemRandom: Random = () =>
  crypto.getRandomValues(new Uint32Array(1)).reduce((_, word) => word / 2 ** 32, 0)
