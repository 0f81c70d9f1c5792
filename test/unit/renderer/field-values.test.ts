import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  inputOfValue,
  localInput,
  msOfLocalInput,
  msOfStamp,
  utcStamp,
  valueOfInput,
} from '../../../renderer/field-values.ts'

const moments = fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })

describe('the values of fields', () => {
  it('keep a moment in UTC to the second', () => {
    expect(utcStamp(Date.UTC(2026, 2, 9, 14, 5, 7))).toBe('2026-03-09 14:05:07')
    expect(msOfStamp('2026-03-09 14:05:07')).toBe(Date.UTC(2026, 2, 9, 14, 5, 7))
    expect(msOfStamp('2026-03-09 14:05:07.000')).toBe(Date.UTC(2026, 2, 9, 14, 5, 7))
  })

  it.each(['', 'tomorrow', '2026-02-30 10:00:00', '2026-13-01 10:00:00', '2026-03-09'])(
    'take %j for no moment',
    (text) => {
      expect(msOfStamp(text)).toBeNull()
    },
  )

  it('survive the input that shows a moment by this computer’s clock', () => {
    fc.assert(
      fc.property(moments, (date) => {
        const minuteMs = Math.floor(date.getTime() / 60_000) * 60_000
        const shown = msOfLocalInput(localInput(minuteMs))
        // Where clocks go back an hour comes twice, and reads as the first of the two.
        expect([minuteMs, minuteMs - 3_600_000]).toContain(shown)
      }),
    )
  })

  it('go through the input of their kind unchanged', () => {
    const value = '2026-06-15 10:30:00'
    expect(valueOfInput('date_time', inputOfValue('date_time', value))).toBe(value)
    expect(valueOfInput('date', inputOfValue('date', '2026-06-15'))).toBe('2026-06-15')
    expect(valueOfInput('text', inputOfValue('text', ' As written '))).toBe(' As written ')
    expect(valueOfInput('number', ' 42 ')).toBe('42')
    expect(inputOfValue('date', '2026-06-15 00:00:00')).toBe('2026-06-15')
  })

  it('are empty while an input is half filled in', () => {
    expect(valueOfInput('date_time', '')).toBe('')
    expect(valueOfInput('date_time', '2026-06')).toBe('')
    expect(inputOfValue('date_time', 'soon')).toBe('')
  })
})
