import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstKeyAt, freeKey } from '../../../db/recency-key.ts'

const anyMoment = fc.integer({ min: 2 ** 17 + 1_000, max: 2 ** 43 - 2 })

describe('recency keys', () => {
  it('are smaller for the later of two moments', () => {
    fc.assert(
      fc.property(anyMoment, anyMoment, fc.string(), fc.string(), (left, right, seed, other) => {
        fc.pre(left > right)
        expect(freeKey(left, seed, () => false)).toBeLessThan(freeKey(right, other, () => false))
      }),
    )
  })

  it('are safe integers for every time, sane or not', () => {
    for (const atMs of [-5, 0, 1, 2 ** 17, Date.UTC(2026, 0, 1), 2 ** 43, 2 ** 60]) {
      expect(Number.isSafeInteger(freeKey(atMs, 'seed', () => false))).toBe(true)
    }
  })

  it('stay apart when thousands of rows share one moment, and before every row a second older', () => {
    const atMs = Date.UTC(2026, 0, 1)
    const taken = new Set<number>()
    for (let index = 0; index < 5_000; index += 1) taken.add(freeKey(atMs, `1:row-${index}`, (key) => taken.has(key)))
    expect(taken.size).toBe(5_000)
    const all = [...taken]
    expect(Math.min(...all)).toBeGreaterThanOrEqual(firstKeyAt(atMs))
    expect(Math.max(...all)).toBeLessThan(firstKeyAt(atMs - 1_000))
  })

  it('are the same again for the same row', () => {
    const atMs = Date.UTC(2026, 0, 1)
    expect(freeKey(atMs, '1:a', () => false)).toBe(freeKey(atMs, '1:a', () => false))
  })
})
