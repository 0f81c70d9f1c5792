import { describe, expect, it } from 'vitest'
import {
  agoWords,
  dateWords,
  dayKey,
  dayTitle,
  inWords,
  listTime,
  type Place,
  secondsLeft,
  sinceWords,
} from '../../../renderer/text-time.ts'

const berlin: Place = { locale: 'en-GB', timeZone: 'Europe/Berlin' }
const at = (iso: string) => Date.parse(iso)
const now = at('2026-11-21T14:10:00+01:00')

describe('the time in a list', () => {
  it.each([
    ['2026-11-21T14:09:40+01:00', 'now'],
    ['2026-11-21T14:08:59+01:00', '1 min'],
    ['2026-11-21T13:10:01+01:00', '59 min'],
    ['2026-11-21T13:10:00+01:00', '13:10'],
    ['2026-11-21T00:00:00+01:00', '00:00'],
    ['2026-11-20T23:59:59+01:00', 'Yesterday'],
    ['2026-11-19T23:59:59+01:00', 'Thu'],
    ['2026-11-03T09:00:00+01:00', '3 Nov'],
    ['2025-11-03T09:00:00+01:00', '3 Nov 2025'],
  ])('of %s is "%s"', (moment, words) => {
    expect(listTime(at(moment), now, berlin)).toBe(words)
  })

  it('of a moment that is still to come today is its clock time', () => {
    expect(listTime(at('2026-11-21T18:30:00+01:00'), now, berlin)).toBe('18:30')
  })

  it('says "Yesterday" by the calendar in the hours around daylight saving', () => {
    // 25 October 2026 has 25 hours in Berlin: 24 hours before its last one it was the same day.
    const lateOnLongDay = at('2026-10-25T23:30:00+01:00')
    expect(listTime(at('2026-10-24T23:45:00+02:00'), lateOnLongDay, berlin)).toBe('Yesterday')
    expect(listTime(at('2026-10-25T00:10:00+02:00'), lateOnLongDay, berlin)).toBe('00:10')
  })
})

describe('words within a sentence', () => {
  it('tell an age that grows with the clock', () => {
    expect(agoWords(now - 20_000, now, berlin)).toBe('just now')
    expect(agoWords(now - 2 * 60_000, now, berlin)).toBe('2 min ago')
    expect(agoWords(now - 3 * 3_600_000, now, berlin)).toBe('3 h ago')
    expect(agoWords(at('2026-11-20T08:05:00+01:00'), now, berlin)).toBe('yesterday at 08:05')
    expect(agoWords(at('2026-03-03T08:05:00+01:00'), now, berlin)).toBe('on 3 March')
  })

  it('never speak of the future when the clock was set back', () => {
    expect(agoWords(now + 600_000, now, berlin)).toBe('just now')
  })

  it('say since when', () => {
    expect(sinceWords(at('2026-11-21T14:02:00+01:00'), now, berlin)).toBe('14:02')
    expect(sinceWords(at('2026-11-20T14:02:00+01:00'), now, berlin)).toBe('yesterday at 14:02')
    expect(dateWords(at('2024-03-03T14:02:00+01:00'), now, berlin)).toBe('3 March 2024')
  })
})

describe('days', () => {
  it('change at midnight where the user is, not at midnight UTC', () => {
    expect(dayKey(at('2026-11-20T23:30:00Z'), berlin)).toBe('2026-11-21')
    expect(dayKey(at('2026-11-20T22:30:00Z'), berlin)).toBe('2026-11-20')
  })

  it('have titles that a person would say', () => {
    expect(dayTitle(now, now, berlin)).toBe('Today')
    expect(dayTitle(at('2026-11-20T01:00:00+01:00'), now, berlin)).toBe('Yesterday')
    expect(dayTitle(at('2026-11-16T01:00:00+01:00'), now, berlin)).toBe('Monday 16 November')
    expect(dayTitle(at('2024-11-16T01:00:00+01:00'), now, berlin)).toBe('16 November 2024')
  })
})

describe('a countdown', () => {
  it('counts the last started second as one and stops at nothing', () => {
    expect(secondsLeft(5_000, 0)).toBe(5)
    expect(secondsLeft(5_000, 4_999)).toBe(1)
    expect(secondsLeft(5_000, 5_000)).toBe(0)
    expect(secondsLeft(5_000, 9_000)).toBe(0)
  })

  it('grows coarser the longer it takes', () => {
    expect(inWords(0, 0)).toBe('now')
    expect(inWords(48_000, 0)).toBe('in 48 s')
    expect(inWords(180_000, 0)).toBe('in 3 min')
    expect(inWords(3 * 3_600_000, 0)).toBe('in 3 h')
  })
})
