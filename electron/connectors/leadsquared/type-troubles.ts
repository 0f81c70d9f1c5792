const shunnedForMs = 6 * 3_600_000
/** What fails this often in a row is not a matter of the moment. */
const lastingFailures = 5
/** Nor is what is refused for as long, though it was listed before. */
const lastingRefusalMs = 10 * 60_000

/** Types that could not be listed, and what of them was missed: this process's knowledge; sweeps repair what a restart forgets. */
export interface TypeTroubles {
  /** It could not be listed and was not refused; true: not for the first time, so that it may be left out. */
  lasts(code: number): boolean
  failed(code: number, missedSinceMs: number, isRefused: boolean, nowMs: number): void
  /** It was refused; true: and it was never otherwise, or has been for minutes. */
  isRefusedForGood(code: number, nowMs: number): boolean
  /** The type was read down to there. */
  caughtUp(code: number, fromMs: number): void
  /** A type that was refused is not asked for again for hours. */
  isShunned(code: number, nowMs: number): boolean
  /** Changes since then have not been seen; null: nothing is missing. */
  missedSinceMs(code: number): number | null
}

export function createTypeTroubles(): TypeTroubles {
  const refusedAt = new Map<number, number>()
  const refusedSince = new Map<number, number>()
  const listed = new Set<number>()
  const missed = new Map<number, number>()
  const inARow = new Map<number, number>()
  return {
    lasts(code) {
      const times = (inARow.get(code) ?? 0) + 1
      inARow.set(code, times)
      return times >= lastingFailures
    },
    isRefusedForGood(code, nowMs) {
      const since = refusedSince.get(code) ?? nowMs
      // Our clock may have been set back.
      refusedSince.set(code, Math.min(since, nowMs))
      return !listed.has(code) || nowMs - since >= lastingRefusalMs
    },
    failed(code, missedSinceMs, isRefused, nowMs) {
      missed.set(code, Math.min(missed.get(code) ?? missedSinceMs, missedSinceMs))
      if (isRefused) refusedAt.set(code, nowMs)
    },
    caughtUp(code, fromMs) {
      inARow.delete(code)
      refusedSince.delete(code)
      listed.add(code)
      if (fromMs > (missed.get(code) ?? Number.POSITIVE_INFINITY)) return
      refusedAt.delete(code)
      missed.delete(code)
    },
    isShunned(code, nowMs) {
      const atMs = refusedAt.get(code)
      return atMs !== undefined && nowMs - atMs >= 0 && nowMs - atMs < shunnedForMs
    },
    missedSinceMs: (code) => missed.get(code) ?? null,
  }
}
