import { describe, expect, it } from 'vitest'
import { oneLine, printable, table } from '../../../electron/cli/table.ts'

describe('what a CRM wrote, on a terminal', () => {
  it('is shown without whatever a terminal would obey', () => {
    expect(printable('red \u001b[31malert\u0007\u009b2J \u202egnp.exe')).toBe('red [31malert2J gnp.exe')
    expect(printable('two\r\nlines\tand a tab')).toBe('two\nlines\tand a tab')
  })

  it('is cut to one line by characters, and never within one', () => {
    expect(oneLine('  a\n b ', 10)).toBe('a b')
    expect(oneLine('🏠🏠🏠🏠', 3)).toBe('🏠🏠…')
  })

  it('stands in columns', () => {
    expect(
      table([
        ['1', 'ab', 'x'],
        ['22', 'a', 'y'],
      ]),
    ).toEqual(['1   ab  x', '22  a   y'])
  })
})
