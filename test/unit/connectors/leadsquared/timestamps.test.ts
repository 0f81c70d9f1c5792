import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatStamp, momentOf, parseStamp } from '../../../../electron/connectors/leadsquared/timestamps.ts'

const anyMoment = fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(9999, 11, 31) })

describe('LeadSquared’s date-times', () => {
  it('are whole seconds UTC, and read back as written', () => {
    fc.assert(
      fc.property(anyMoment, (atMs) => {
        const text = formatStamp(atMs)
        expect(text).toMatch(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/)
        expect(parseStamp(text)).toBe(Math.floor(atMs / 1_000) * 1_000)
        expect(formatStamp(parseStamp(text) ?? 0)).toBe(text)
      }),
    )
  })

  it('keep their order', () => {
    fc.assert(
      fc.property(anyMoment, anyMoment, (one, other) => {
        const [first, second] = [one, other].map(formatStamp)
        if (Math.floor(one / 1_000) < Math.floor(other / 1_000)) expect((first ?? '') < (second ?? '')).toBe(true)
      }),
    )
  })

  it.each([
    ['2015-10-11 12:13:44', '2015-10-11T12:13:44.000Z'],
    ['2018-03-06 06:55:46.000', '2018-03-06T06:55:46.000Z'],
    ['2018-03-06T06:55:46.120Z', '2018-03-06T06:55:46.120Z'],
    ['2018-03-06 12:25:46 +05:30', '2018-03-06T06:55:46.000Z'],
    ['2018-03-06', '2018-03-06T00:00:00.000Z'],
  ])('are read from %j', (text, expected) => {
    expect(new Date(parseStamp(text) ?? 0).toISOString()).toBe(expected)
  })

  it.each(['', 'yesterday', '2026-02-30 10:00:00', '2026-13-01 10:00:00', '2026-01-01 25:00:00', '10:00:00'])(
    'are no moment of the calendar in %j',
    (text) => {
      expect(parseStamp(text)).toBeNull()
    },
  )

  it('that .NET calls unset are none', () => {
    expect(momentOf('0001-01-01 00:00:00')).toBeNull()
    expect(momentOf(null)).toBeNull()
  })
})
