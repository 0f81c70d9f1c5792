import type { Clock } from '../sync/clock.ts'

/** How long a refusal is shown before looking at the entry again asks the CRM again. */
const refusalHoldsMs = 30_000

/**
 * Remembers when an activity's details were first reported as unavailable. Every report makes the screen read again, so
 * asking the CRM anew on each read would go round for ever; asking never again would leave an offline hour's refusal standing.
 */
export class DetailRequests {
  readonly #clock: Clock
  readonly #reportedAtMs = new Map<number, number>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** True: show the refusal. False: it is old, ask the CRM once more. */
  mayReport(activityId: number): boolean {
    const nowMs = this.#clock.monotonicMs()
    const reportedAtMs = this.#reportedAtMs.get(activityId)
    if (reportedAtMs !== undefined && nowMs - reportedAtMs >= refusalHoldsMs) {
      this.#reportedAtMs.delete(activityId)
      return false
    }
    if (reportedAtMs === undefined) this.#reportedAtMs.set(activityId, nowMs)
    return true
  }
}
