import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatTimestamp, isUnset, parseTimestamp } from '../../../../electron/connectors/leadping/timestamps.ts'

describe('timestamps', () => {
  it('survive writing and reading', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (atMs) => {
        expect(parseTimestamp(formatTimestamp(atMs))).toBe(atMs)
      }),
    )
  })

  it.each([
    ['2023-11-07T05:31:56Z', '2023-11-07T05:31:56.000Z'],
    ['2023-11-07T05:31:56.1234567Z', '2023-11-07T05:31:56.123Z'],
    ['2023-11-07T05:31:56', '2023-11-07T05:31:56.000Z'],
    ['2023-11-07T05:31', '2023-11-07T05:31:00.000Z'],
    ['2023-11-07T05:31:56.5+02:00', '2023-11-07T03:31:56.500Z'],
    ['2023-11-07T05:31:56-0530', '2023-11-07T11:01:56.000Z'],
    ['2023-11-07 05:31:56z', '2023-11-07T05:31:56.000Z'],
  ])('%s is %s', (text, iso) => {
    expect(parseTimestamp(text)).toBe(Date.parse(iso))
  })

  it.each(['', 'yesterday', '2023-11-07', '2023-13-07T05:31:56Z', '1699335116', '07/11/2023 05:31'])(
    '%j is none',
    (text) => {
      expect(parseTimestamp(text)).toBeNull()
    },
  )

  it('the year one is how the server says "not set"', () => {
    expect(isUnset(parseTimestamp('0001-01-01T00:00:00Z') ?? 0)).toBe(true)
    expect(isUnset(0)).toBe(false)
  })
})
