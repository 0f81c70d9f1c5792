import { describe, expect, it } from 'vitest'
import { highlight, matches, searchTerms } from '../../../db/queries/search-terms.ts'

function termsOf(text: string) {
  const terms = searchTerms(text)
  if (terms === null) throw new Error('nothing to search for')
  return terms
}

describe('search terms', () => {
  it('take the last word for unfinished until a space ends it', () => {
    expect(termsOf('anna mei').match).toBe('"anna" AND "mei"*')
    expect(termsOf('anna mei ').match).toBe('"anna" AND "mei"')
  })

  it('fold accents and case', () => {
    expect(termsOf('Café ÉCLAIR').match).toBe('"cafe" AND "eclair"*')
  })

  it('never carry syntax of FTS5 over from the user', () => {
    expect(termsOf('a" OR NEAR(x) -y col:z* ^').match).toBe('"a" AND "or" AND "near" AND "x" AND "y" AND "col"')
  })

  it('are nothing where nothing can be searched for', () => {
    for (const text of ['', '   ', '"*()', '\u0000', '\u0301']) expect(searchTerms(text)).toBeNull()
  })

  it('leave the first letter of the next word out, but take it when it is all there is', () => {
    expect(termsOf('anna m').match).toBe('"anna"')
    expect(termsOf('m').match).toBe('"m"')
    expect(termsOf('李').match).toBe('"李"*')
  })

  it('take digits with what people put between them for one number as well', () => {
    expect(termsOf('(555) 123-4').match).toBe('("555" AND "123") OR "5551234"*')
  })

  it('tell of a text that no index holds whether it matches', () => {
    expect(matches('Called Zoë about the offer', termsOf('zoe off'))).toBe(true)
    expect(matches('Called Zoë about the offer', termsOf('zoe offe '))).toBe(false)
    expect(matches('call +1 5551234567', termsOf('1 555-123-4567'))).toBe(false)
    expect(matches('call 5551234567', termsOf('555-123'))).toBe(true)
  })
})

describe('highlighting', () => {
  it('marks whole words that match and joins back to the text', () => {
    const { pieces, hasMatch } = highlight('Crème brûlée for Anna', termsOf('brulee an'))
    expect(hasMatch).toBe(true)
    expect(pieces.filter(({ isMatch }) => isMatch).map(({ text }) => text)).toEqual(['brûlée', 'Anna'])
    expect(pieces.map(({ text }) => text).join('')).toBe('Crème brûlée for Anna')
  })

  it('shows a long text around its first match', () => {
    const { pieces } = highlight(`${'filler words '.repeat(40)}needle ${'more of it '.repeat(40)}`, termsOf('needle'))
    const shown = pieces.map(({ text }) => text).join('')
    expect(shown.length).toBeLessThan(200)
    expect(shown.startsWith('…')).toBe(true)
    expect(pieces.some(({ text, isMatch }) => isMatch && text === 'needle')).toBe(true)
  })

  it('does not cut an emoji in two', () => {
    const { pieces } = highlight('😀'.repeat(300), termsOf('nothing'))
    expect(pieces.map(({ text }) => text).join('')).not.toMatch(/\p{Surrogate}/u)
  })
})
