import { describe, expect, it } from 'vitest'
import { shownFieldValue } from '../../../renderer/text-fields.ts'
import {
  fieldProblemWords,
  misfitsWords,
  notesText,
  refusedFileWords,
  sizeWords,
} from '../../../renderer/text-notes.ts'

describe('words around a note', () => {
  it.each([
    [0, '0 B'],
    [1_023, '1023 B'],
    [1_024, '1 kB'],
    [1_022_000, '998 kB'],
    [1_024 * 1_024, '1 MB'],
    [3_565_158, '3.4 MB'],
    [20 * 1_024 * 1_024, '20 MB'],
    [250.4 * 1_024 * 1_024, '250 MB'],
  ])('say %i bytes as %s', (bytes, words) => {
    expect(sizeWords(bytes)).toBe(words)
  })

  it('name a file that is too large, the limit, and what to do', () => {
    const words = refusedFileWords({ fileName: 'film.mp4', problem: 'too_large' }, 20_971_520)
    expect(words).toBe('“film.mp4” is larger than the 20 MB that the CRM takes. Make it smaller, then add it again.')
  })

  it('name all who are not here, or what a CRM does not take', () => {
    const { absent } = notesText.targets
    expect(absent(['Ana'])).toMatch(/^Ana is not in Fieldpost/)
    expect(absent(['Ana', 'Ben', 'Cara'])).toMatch(/^Ana, Ben and Cara are not in Fieldpost/)
    expect(misfitsWords('Leadping', ['html', 'draft'])).toMatch(/^Leadping takes no .+ or .+\. Untick/)
  })

  it('say what a field needs', () => {
    expect(fieldProblemWords('missing')).toBe('Please fill this in')
  })

  it('show the values of fields as people write them', () => {
    const place = { locale: 'en-GB', timeZone: 'Europe/Berlin' }
    expect(shownFieldValue('boolean', '1', place)).toBe('Yes')
    expect(shownFieldValue('boolean', 'false', place)).toBe('No')
    expect(shownFieldValue('boolean', 'maybe', place)).toBe('maybe')
    expect(shownFieldValue('date', '2026-03-09', place)).toBe('9 March 2026')
    expect(shownFieldValue('date_time', '2026-03-09 14:05:00', place)).toBe('9 March 2026 at 15:05:00')
    expect(shownFieldValue('date_time', 'soon', place)).toBe('soon')
    expect(shownFieldValue('dropdown', 'Signed', place)).toBe('Signed')
  })
})
