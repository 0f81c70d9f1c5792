import { describe, expect, it } from 'vitest'
import { momentOf, utcStamp } from '../../../electron/cli/notes/moments.ts'

const iso = (written: string) => {
  const atMs = momentOf(written)
  return atMs === null ? null : new Date(atMs).toISOString()
}

describe('a moment as it is written on the command line', () => {
  it.each([
    ['2026-03-09T14:05:00Z', '2026-03-09T14:05:00.000Z'],
    ['2026-03-09 14:05', '2026-03-09T14:05:00.000Z'],
    ['2026-03-09 14:05:07.25', '2026-03-09T14:05:07.250Z'],
    ['2026-03-09T14:05+05:30', '2026-03-09T08:35:00.000Z'],
    ['2026-03-09t14:05-0800', '2026-03-09T22:05:00.000Z'],
    ['2026-03-09', '2026-03-09T00:00:00.000Z'],
  ])('is read: %s', (written, expected) => {
    expect(iso(written)).toBe(expected)
  })

  it.each(['tomorrow', '9.3.2026', '2026-13-01', '2026-02-30', '2026-03-09 25:00', '14:05', ''])(
    'is none: %j',
    (written) => {
      expect(momentOf(written)).toBeNull()
    },
  )

  it('is kept in fields as the day and the time in UTC', () => {
    expect(utcStamp(Date.UTC(2026, 2, 9, 14, 5, 7))).toBe('2026-03-09 14:05:07')
  })
})
