import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noteMarkup, noteTags } from '../../../renderer/note-markup.ts'

const markup = (html: string) => noteMarkup(html, (alternative) => `[${alternative || 'picture'}]`)

describe('the markup of a note', () => {
  it('keeps what structures a text', () => {
    const html = '<p>Call <strong>Ana</strong> &amp; ask:</p><ul><li>price</li><li>date</li></ul>'
    expect(markup(html)).toBe(html)
  })

  it('loses scripts, styles and all that is in them', () => {
    expect(markup('Before<script>alert(1)</script><STYLE>p{}</StyLe >after<svg><script>x</script></svg>.')).toBe(
      'Beforeafter.',
    )
    expect(markup('before<script>never closed')).toBe('before')
  })

  it('loses handlers, styles and every attribute but the address of a link', () => {
    expect(
      markup('<p style="color:red" onclick="x()" class=a>Hi <a title="t" href="https://a.example/?b=1&amp;c">x</a>'),
    ).toBe('<p>Hi <a href="https://a.example/?b=1&amp;c">x</a>')
  })

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' data:text/html,x',
    'http://a.example',
    'file:///etc/passwd',
    '//a.example',
    '/relative',
    'java\nscript:x',
  ])('does not link to %s', (address) => {
    expect(markup(`<a href="${address}">x</a>`)).toBe('<a>x</a>')
  })

  it('shows a picture as words, and fetches none', () => {
    expect(markup('<img src="https://spy.example/p.gif" alt="Roof <b>">')).toBe('[Roof &lt;b&gt;]')
    expect(markup('<img src=x onerror=alert(1)>')).toBe('[picture]')
  })

  it('keeps a "<" that begins no tag as text', () => {
    expect(markup('1 < 2 and <3')).toBe('1 &lt; 2 and &lt;3')
    expect(markup('unfinished <a href="')).toBe('unfinished &lt;a href="')
  })

  it('is not led astray by a ">" between quotes, or by comments', () => {
    expect(markup('<p title="a > b">x</p><!-- <script>y</script> -->z<!doctype html>')).toBe('<p>x</p>z')
    expect(markup('<p "x>y')).toBe('<p>y')
  })

  it('has nothing but its own tags and links, whatever it is made from', () => {
    const pieces = fc.constantFrom(
      ...['<', '>', '/', '"', "'", '=', '<script>', '</script', '<a href=', 'javascript:', 'https://a', '<!--', '-->'],
      ...[
        '<p',
        ' onload=x',
        '<svg',
        '<math>',
        '&lt;',
        '\u0000',
        'İ',
        'x',
        ' ',
        '<img alt="',
        '<style>',
        '<iframe src=',
      ],
    )
    const allowed = new RegExp(`<(?!/?(?:${noteTags.join('|')})>|a href="(?:https:|mailto:|tel:)[^"<>]*">)`, 'i')
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        expect(markup(parts.join(''))).not.toMatch(allowed)
      }),
      { numRuns: 3_000 },
    )
  })

  it('takes a megabyte of broken tags in its stride', () => {
    const startedMs = performance.now()
    for (const piece of ['<a ', '<', '<!--', '<script>', '</p', '"<p x=\'']) markup(piece.repeat(200_000))
    expect(performance.now() - startedMs).toBeLessThan(5_000)
  })
})
