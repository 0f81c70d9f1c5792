import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editableText, simpleHtml, textOfSimpleHtml } from '../../../renderer/simple-html.ts'

describe('HTML that is only paragraphs', () => {
  it.each([
    ['<p>Called Ana.</p>', 'Called Ana.'],
    ['<p>One</p>\n<p>Two<br>three</p>', 'One\n\nTwo\nthree'],
    ['<div>One</div><div>Two</div>', 'One\n\nTwo'],
    ['Just text &amp; more &lt;3 &#8364;&nbsp;5', 'Just text & more <3 €\u00a05'],
    ['<p>One</p><p></p><p>Two</p>', 'One\n\nTwo'],
    ['', ''],
  ])('%j is edited as %j', (html, text) => {
    expect(textOfSimpleHtml(html)).toBe(text)
  })

  it.each([
    '<p>Called <strong>Ana</strong>.</p>',
    '<ul><li>x</li></ul>',
    '<p style="color:red">x</p>',
    '<script>x</script>',
    '<p>x</p><!-- y -->',
  ])('%j has more to it', (html) => {
    expect(textOfSimpleHtml(html)).toBeNull()
  })

  it('is the same text again after it was made from text', () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'B', '<', '>', '&', ';', '"', 'ü', '#', '1'), minLength: 1 })
    const paragraph = fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n'))
    const whole = fc.array(paragraph, { maxLength: 4 }).map((paragraphs) => paragraphs.join('\n\n'))
    fc.assert(
      fc.property(whole, (text) => {
        expect(textOfSimpleHtml(simpleHtml(text))).toBe(text)
      }),
    )
  })
})

describe('the text of a note that is edited', () => {
  it('is text where the CRM made paragraphs of it, and goes back as paragraphs', () => {
    const { text, isSource, stored } = editableText('<p>One</p><p>Two</p>', true)
    expect([text, isSource, stored('One\n\n2 < 3')]).toEqual(['One\n\nTwo', false, '<p>One</p><p>2 &lt; 3</p>'])
  })

  it('is its HTML where it has formatting, and plain text stays what it is', () => {
    const html = '<p><b>One</b></p>'
    expect(editableText(html, true)).toMatchObject({ text: html, isSource: true })
    expect(editableText('1 < 2', false)).toMatchObject({ text: '1 < 2', isSource: false })
    expect(editableText('1 < 2', false).stored('2 < 3')).toBe('2 < 3')
  })
})
