import type { Schedule } from './schedule.ts'

export interface Coalesced {
  /** Runs the task now, or once more after the run that is under way. */
  request(): void
  stop(): void
}

/** Runs `task` one at a time and at most once every `gapMs`: however many requests, the last is always followed by a run. */
export function coalesced(task: () => Promise<void>, gapMs: number, schedule: Schedule): Coalesced {
  let isBusy = false
  let isWanted = false
  let isStopped = false
  let cancelGap: (() => void) | null = null

  function run() {
    isBusy = true
    isWanted = false
    void task().finally(() => {
      if (isStopped) return
      cancelGap = schedule(gapMs, () => {
        cancelGap = null
        isBusy = false
        if (isWanted) run()
      })
    })
  }

  return {
    request() {
      if (isStopped) return
      isWanted = true
      if (!isBusy) run()
    },
    stop() {
      isStopped = true
      cancelGap?.()
    },
  }
}
