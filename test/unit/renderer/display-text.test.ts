import { describe, expect, it } from 'vitest'
import { displayPhone, displayText, initials, oneLine, shortened, tintOf } from '../../../renderer/display-text.ts'

describe('text on screen', () => {
  it('shows control characters as symbols instead of hiding them', () => {
    expect(displayText('a\u0000b\u0007c\u007f')).toBe('a␀b␇c␡')
  })

  it('keeps line breaks, tabs, emoji and right-to-left writing', () => {
    const words = 'Hi 👩‍👩‍👧\n\tمرحبا'
    expect(displayText(words)).toBe(words)
    expect(displayText('one\r\ntwo')).toBe('one\ntwo')
  })

  it('cannot be turned around by an override', () => {
    expect(displayText('invoice\u202Efdp.exe')).toBe('invoicefdp.exe')
  })

  it('fits on one line where it has to', () => {
    expect(oneLine('  two\n lines\t here ')).toBe('two lines here')
  })
})

it('groups a phone number only where its form is known', () => {
  expect(displayPhone('+15125550101')).toBe('+1 512-555-0101')
  expect(displayPhone('+49 30 1234567')).toBe('+49 30 1234567')
  expect(displayPhone('555-0101 ext. 4')).toBe('555-0101 ext. 4')
})

describe('shortened text', () => {
  it('leaves short text as it is', () => {
    expect(shortened('abc', 3)).toEqual({ text: 'abc', isShortened: false })
  })

  it('never cuts a character in two', () => {
    expect(shortened('ab😀cd', 3)).toEqual({ text: 'ab', isShortened: true })
    expect(shortened('ab😀cd', 4)).toEqual({ text: 'ab😀', isShortened: true })
  })
})

describe('an avatar', () => {
  it.each([
    ['Maria Hernandez', 'MH'],
    ['Ana de la Cruz', 'AC'],
    ['Chloé', 'C'],
    ['élodie o’brien', 'ÉO'],
    ['+1 555 0123', '#'],
    ['', '#'],
  ])('of "%s" reads %s', (name, letters) => {
    expect(initials(name)).toBe(letters)
  })

  it('has one colour for one name', () => {
    expect(tintOf('Maria', 6)).toBe(tintOf('Maria', 6))
    expect(tintOf('Maria', 6)).toBeLessThan(6)
  })
})
