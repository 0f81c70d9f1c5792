/** Runs `task` once after `delayMs`; the returned function cancels it. */
export type Schedule = (delayMs: number, task: () => void) => () => void

export interface Debounced {
  /** Starts the wait, or starts it again. */
  request(): void
  /** Runs at once what still waits; nothing when nothing does. */
  flush(): void
  cancel(): void
}

/** Runs `task` once `delayMs` after the last request. */
export function debounce(task: () => void, delayMs: number, later: Schedule): Debounced {
  let cancelTimer: (() => void) | null = null
  const cancel = () => {
    cancelTimer?.()
    cancelTimer = null
  }
  const run = () => {
    cancelTimer = null
    task()
  }
  return {
    cancel,
    request() {
      cancel()
      cancelTimer = later(delayMs, run)
    },
    flush() {
      if (cancelTimer === null) return
      cancel()
      run()
    },
  }
}
