const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** What is tried after a window that failed, each a good deal narrower; after the last, the failure is not the window's. */
const widthsMs = [365 * dayMs, 60 * dayMs, 10 * dayMs, dayMs, 2 * hourMs] as const

/** So many windows that were answered, and wider ones are tried again; twice as many after each time that it fails. */
const firstCalm = 20
/** As wide as time itself: nothing limits the windows any more. */
const anyMs = 200 * 365 * dayMs

/** How wide a window the server answers: wide ones may fail or time out (leadsquared.md section 8), and nobody says how wide. */
export interface WindowWidth {
  /** Null: any. */
  widestMs(): number | null
  /** The next to try after a failure; null: it is not the width. */
  narrowerThan(widthMs: number, failure: 'server' | 'timeout'): number | null
  /** A window of this width failed while a narrower one was answered. */
  failed(widthMs: number): void
  answered(widthMs: number): void
}

export function createWindowWidth(): WindowWidth {
  let widest: number | null = null
  let failedAt: number | null = null
  let calm = 0
  let calmNeeded = firstCalm
  return {
    widestMs: () => widest,
    narrowerThan(widthMs, failure) {
      // A timeout costs much, and may be the network's: one narrow window tells.
      const widths = failure === 'timeout' ? [dayMs] : widthsMs
      return widths.find((width) => width < widthMs) ?? null
    },
    failed(widthMs) {
      if (failedAt !== null) calmNeeded *= 2
      failedAt = failedAt === null ? widthMs : Math.min(failedAt, widthMs)
      widest = null
      calm = 0
    },
    answered(widthMs) {
      if (failedAt === null) return
      calm += 1
      if (calm >= calmNeeded) {
        calm = 0
        failedAt *= 2
      }
      if (failedAt > anyMs || widthMs >= failedAt) {
        failedAt = null
        widest = null
        calmNeeded = firstCalm
        return
      }
      widest = Math.max(widest ?? 0, widthMs * 2 < failedAt ? widthMs * 2 : widthMs)
    },
  }
}
