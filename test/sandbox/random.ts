/** Seeded randomness: the same seed gives the same sequence on every machine. */
export interface SeededRandom {
  /** Uniform in [0, 1). */
  next(): number
  /** Whole number from `min` to `max`, both included. */
  int(min: number, max: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
  weighted<T>(table: readonly (readonly [T, number])[]): T
  /** An opaque id in the shape of a UUID. */
  uuid(): string
}

/** Small Fast Counter (sfc32), started from `seed` by a split-mix so that near seeds give unrelated sequences. */
export function seededRandom(seed: number): SeededRandom {
  let mix = seed >>> 0
  const word = (): number => {
    mix = (mix + 0x9e3779b9) >>> 0
    let value = mix ^ (mix >>> 16)
    value = Math.imul(value, 0x21f0aaad)
    value ^= value >>> 15
    value = Math.imul(value, 0x735a2d97)
    return (value ^ (value >>> 15)) >>> 0
  }
  let a = word()
  let b = word()
  let c = word()
  let counter = 1
  const next32 = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  for (let warmUp = 0; warmUp < 12; warmUp++) next32()

  const next = (): number => next32() / 2 ** 32
  const hex = (): string => next32().toString(16).padStart(8, '0')
  return {
    next,
    int: (min, max) => min + Math.floor(next() * (max - min + 1)),
    chance: (probability) => next() < probability,
    pick(items) {
      const item = items[Math.floor(next() * items.length)]
      if (item === undefined) throw new Error('Cannot pick from an empty list')
      return item
    },
    weighted(table) {
      let left = next() * table.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [item, weight] of table) {
        left -= weight
        if (left < 0) return item
      }
      const last = table.at(-1)
      if (last === undefined) throw new Error('Cannot pick from an empty table')
      return last[0]
    },
    uuid() {
      const [first, second, third, fourth] = [hex(), hex(), hex(), hex()]
      return `${first}-${second.slice(0, 4)}-4${second.slice(5)}-a${third.slice(1, 4)}-${third.slice(4)}${fourth}`
    },
  }
}
