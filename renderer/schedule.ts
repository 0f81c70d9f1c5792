/** Runs `task` once after `delayMs`; the returned function cancels it. */
export type Schedule = (delayMs: number, task: () => void) => () => void

export interface Debounced {
  /** Starts the wait, or starts it again. */
  request(): void
  /** Runs at once what still waits; nothing when nothing does. */
  flush(): void
  cancel(): void
}

/**
 * Runs `task` once `delayMs` after the last request, and at the latest `longestMs` after the first one: who never pauses
 * is not made to wait for ever.
 */
export function debounce(task: () => void, delayMs: number, longestMs: number, later: Schedule): Debounced {
  let cancelPause: (() => void) | null = null
  let cancelLongest: (() => void) | null = null
  const cancel = () => {
    cancelPause?.()
    cancelLongest?.()
    cancelPause = null
    cancelLongest = null
  }
  const run = () => {
    cancel()
    task()
  }
  return {
    cancel,
    request() {
      cancelPause?.()
      cancelPause = later(delayMs, run)
      cancelLongest ??= later(longestMs, run)
    },
    flush() {
      if (cancelPause !== null) run()
    },
  }
}
