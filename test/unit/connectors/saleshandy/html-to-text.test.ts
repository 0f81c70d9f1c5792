import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasMarkup, htmlToText, textToHtml } from '../../../../electron/connectors/saleshandy/html-to-text.ts'

const fold = (text: string) => text.replaceAll(/\s+/g, ' ').trim()

describe('the plain text of HTML', () => {
  it.each([
    ['<p>one</p><p>two</p>', 'one\ntwo'],
    ['<p>one</p><p><br></p><p>two</p>', 'one\n\ntwo'],
    ['<p>one<br>two<br/></p>three', 'one\ntwo\nthree'],
    ['<div>one<div>two</div></div>', 'one\ntwo'],
    ['<p>a &amp; b &lt;c&gt; &quot;d&quot; &#39;e&#x27; &eacute;&nbsp;&hellip;</p>', 'a & b <c> "d" \'e\' é …'],
    ['<p>&unknown; &#0; &#xD800; &#1114112;</p>', '&unknown; \uFFFD \uFFFD \uFFFD'],
    ['<ul><li>one</li><li><p>two</p></li></ul>', '- one\n- two'],
    ['<ol><li>one<ul><li>inner</li></ul></li><li>two</li></ol>', '1. one\n  - inner\n2. two'],
    ['<ul><li></li><li>two</li></ul>', '-\n- two'],
    ['<p>Call <b>now</b>, <a href="tel:1">please</a>!</p>', 'Call now, please!'],
    ['  <p>\n  wrapped\n  line </p>\n', 'wrapped line'],
    ['<pre>  two\n    lines</pre>', '  two\n    lines'],
    ['<script>alert(1)</script><style>p{}</style><p>text</p><!-- no --><![CDATA[x]]>', 'text'],
    ['<SCRIPT type="a">if (a<b) x</SCRIPT >after', 'after'],
    ['before<script>never closed', 'before'],
    ['<html><head><meta charset="utf-8"><title>T</title><body>text</body></html>', 'text'],
    ['<p title="a > b">text</p>', 'text'],
    ['<img src="x" alt="A roof"> seen', 'A roof seen'],
    ['<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>', 'a b\nc'],
    ['5 < 6 and 7 > 6', '5 < 6 and 7 > 6'],
    ['<p>5 < 6</p>', '5 < 6'],
    ['no markup\n  keeps its lines', 'no markup\n  keeps its lines'],
    ['<p>cut off <b', 'cut off <b'],
    ['<p class="never closed>text</p>', 'text'],
    ['<svg/>text', 'text'],
    ['', ''],
    ['<p></p>', ''],
  ])('of %j is %j', (html, text) => {
    expect(htmlToText(html)).toBe(text)
  })

  it('brings text that was made into HTML back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        expect(fold(htmlToText(textToHtml(text)))).toBe(fold(text))
      }),
    )
  })

  it('keeps lines of words as they are', () => {
    const words = fc.array(fc.stringMatching(/^[a-zäöü<>&"']{1,8}$/), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 5 }), (lines) => {
        const text = lines.map((line) => line.join(' ')).join('\n')
        expect(htmlToText(textToHtml(text))).toBe(text)
      }),
    )
  })

  it('neither throws nor shows a script, whatever it is given', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '<p>',
        '</p>',
        '<br>',
        '<',
        '>',
        '&',
        '&amp;',
        '"',
        "'",
        '<!--',
        '-->',
        '</',
        '<a href="',
        '<ul><li>',
      ),
      fc.constantFrom('<script>secret()</script>', '<style>secret</style>'),
      fc.string({ maxLength: 8 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const html = pieces.join('')
        const text = htmlToText(html)
        expect(text.length).toBeLessThanOrEqual(html.length * 4 + 20)
        expect(fold(htmlToText(`<p>${textToHtml(text)}</p>`))).toBe(fold(text))
      }),
    )
    expect(htmlToText('<p>a</p><script>secret()</script>')).not.toContain('secret')
  })

  it('takes time in proportion to its length', () => {
    const begin = performance.now()
    htmlToText('<a '.repeat(200_000))
    htmlToText('<a ="'.repeat(200_000))
    htmlToText(`${'<b x="'.repeat(50_000)}>`)
    htmlToText('<script>'.repeat(50_000))
    htmlToText('&amp'.repeat(200_000))
    expect(performance.now() - begin).toBeLessThan(5_000)
  })

  it('tells markup from signs', () => {
    expect(hasMarkup('5 < 6 > 4')).toBe(false)
    expect(hasMarkup('<p>x</p>')).toBe(true)
    expect(hasMarkup('a<br/>b')).toBe(true)
  })
})
