import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normaliseNoteText } from '../../../electron/connectors/normalise-note-text.ts'

const word = fc.stringMatching(/^[a-zA-Zäßéñ0-9]{1,9}$/)
const words = fc.array(word, { minLength: 8, maxLength: 40 })
const blank = fc.constantFrom(' ', '  ', '\n', '\r\n', '\t', ' \n ', '\u00a0')

describe("normalising a note's text", () => {
  it('done twice is done once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = normaliseNoteText(text)
        expect(normaliseNoteText(once)).toBe(once)
      }),
    )
  })

  it('hides what a CRM may do to blanks and line ends', () => {
    fc.assert(
      fc.property(words, fc.array(blank, { minLength: 40, maxLength: 40 }), (parts, blanks) => {
        const written = parts.reduce((text, part, index) => text + (blanks[index] ?? ' ') + part, '')
        expect(normaliseNoteText(`${written}\n`)).toBe(parts.join(' '))
      }),
    )
  })

  it('keeps the words: texts that differ in a letter stay different', () => {
    fc.assert(
      fc.property(words, fc.nat(), (parts, seed) => {
        const at = seed % parts.length
        const other = parts.map((part, index) => (index === at ? `${part}x` : part))
        expect(normaliseNoteText(other.join(' '))).not.toBe(normaliseNoteText(parts.join(' ')))
      }),
    )
  })

  it.each([
    ['Roof &lt; 20 m&sup2; &amp; &quot;steep&quot;&hellip;', 'Roof < 20 m² & "steep"…'],
    ['Ren&eacute;&nbsp;&#39;called&#x27;', "René 'called'"],
    ['&amp;amp; escaped twice', '& escaped twice'],
    ['&nothing; &amp', '&nothing; &amp'],
  ])('reads what was escaped for HTML: %s', (escaped, text) => {
    expect(normaliseNoteText(escaped)).toBe(text)
  })

  it('takes a text that is nothing but escapes as it comes', () => {
    expect(normaliseNoteText(`&${'amp;'.repeat(25_000)}`)).toContain('amp;')
  })

  it('recomposes accents and drops what is no text', () => {
    expect(normaliseNoteText('Rene\u0301e\u0000 \ufeffcalled\ud800')).toBe('Renée called')
    expect(normaliseNoteText('שלום 👋🏽 עולם')).toBe('שלום 👋🏽 עולם')
  })
})
