import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { textToHtml } from '../../../../electron/connectors/saleshandy/html-to-text.ts'
import { isSameText, matchText } from '../../../../electron/connectors/saleshandy/note-text.ts'

describe('a note as it was sent and as the CRM shows it', () => {
  it.each([
    ['Roof faces south', '<p>Roof faces south</p>'],
    ['two\nlines', '<p>two</p><p>lines</p>'],
    ['two\r\nlines', '<p>two<br>lines</p>'],
    ['two\n\nlines', '<p>two lines</p>'],
    ['Fish & Chips <5', '<p>Fish &amp; Chips &lt;5</p>'],
    ['He said "yes"', '<p>He said &quot;yes&quot;</p>'],
    ['<div class="x">one</div><div>two</div>', '<p>onetwo</p>'],
    ['<ul><li>one</li><li>two</li></ul>', '<ul><li>one</li><li>two</li></ul>'],
    ['mail <john@example.com> today', '<p>mail  today</p>'],
    ['cafe\u0301 🔋', '<p>café 🔋</p>'],
    ['it is &amp; stays', '<p>it is & stays</p>'],
  ])('%j is the same as %j', (sent, content) => {
    expect(matchText(sent, content)).toBe('same')
  })

  it('is the same through every way of wrapping', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }), (text) => {
        expect(matchText(text, textToHtml(text))).toBe('same')
        expect(isSameText(textToHtml(text), text)).toBe(true)
      }),
    )
  })

  it('is similar where a part of it was dropped, if enough is left', () => {
    expect(
      matchText('<p>The roof is only eight years old</p><b>x</b>', '<p>The roof is only eight years old</p>'),
    ).toBe('similar')
    expect(matchText('Called again', '<p>Called</p>')).toBe('different')
  })

  it('is another where the words differ', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,20}$/), fc.stringMatching(/^[A-Z]{1,20}$/), (one, other) => {
        expect(matchText(one, `<p>${other}</p>`)).toBe('different')
      }),
    )
  })
})
