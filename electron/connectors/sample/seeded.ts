/** A stream of numbers that is the same for the same seed: the sample workspace looks alike on every machine. */
export interface Seeded {
  /** Uniform in [0, 1). */
  next(): number
  /** An integer, both bounds included. */
  between(low: number, high: number): number
  pick<T>(values: readonly [T, ...T[]]): T
}

/** Mulberry32: small, and good enough for choosing names. */
export function seeded(seed: number): Seeded {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: (values) => values[Math.floor(next() * values.length)] ?? values[0],
  }
}
