import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { retryAfterMs } from '../../../electron/connectors/retry-after.ts'

describe('Retry-After', () => {
  it('is read as seconds, whatever their number, up to a day', () => {
    fc.assert(
      fc.property(fc.nat({ max: 86_400 }), (seconds) => {
        expect(retryAfterMs({ 'retry-after': String(seconds) })).toBe(seconds * 1000)
      }),
    )
    expect(retryAfterMs({ 'retry-after': '99999999' })).toBe(86_400_000)
  })

  it('is read as a date against the Date of the same answer, so that no clock has to be right', () => {
    const date = 'Sat, 21 Nov 2026 10:00:00 GMT'
    expect(retryAfterMs({ 'retry-after': 'Sat, 21 Nov 2026 10:00:42 GMT', date })).toBe(42_000)
    expect(retryAfterMs({ 'retry-after': 'Sat, 21 Nov 2026 09:59:00 GMT', date })).toBe(0)
  })

  it.each([
    {},
    { 'retry-after': '' },
    { 'retry-after': 'soon' },
    { 'retry-after': '-5' },
    { 'retry-after': 'Sat, 21 Nov 2026 10:00:42 GMT' },
    { 'retry-after': 'Sat, 21 Nov 2026 10:00:42 GMT', date: 'yesterday' },
  ])('says nothing in %j', (headers) => {
    expect(retryAfterMs(headers)).toBeNull()
  })
})
