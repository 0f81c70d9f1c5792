import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readOptionSet } from '../../../../electron/connectors/leadsquared/option-set.ts'

const option = fc
  .string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...'abcXYZ 0129äéß-/') })
  .filter((text) => text.trim() !== '')
const options = fc.uniqueArray(option, { minLength: 2, maxLength: 6, selector: (text) => text.trim() })

describe('the options of a dropdown', () => {
  it.each(['\n', '\r\n', '#@#', '|', ';', ','])('are told apart by %j', (delimiter) => {
    fc.assert(
      fc.property(options, (given) => {
        expect(readOptionSet(given.join(delimiter))).toEqual(given.map((text) => text.trim()))
      }),
    )
  })

  it('are the same as JSON of any shape', () => {
    fc.assert(
      fc.property(options, (given) => {
        const expected = given.map((text) => text.trim())
        const objects = given.map((Value) => ({ Value, IsDefault: false }))
        for (const shape of [
          given,
          objects,
          { Options: objects },
          JSON.stringify(given),
          JSON.stringify({ Options: given }),
        ]) {
          expect(readOptionSet(shape)).toEqual(expected)
          expect(readOptionSet(JSON.stringify(shape))).toEqual(expected)
        }
      }),
    )
  })

  it('keep a comma inside an option where another delimiter separates them', () => {
    expect(readOptionSet('Yes, later;No, thanks')).toEqual(['Yes, later', 'No, thanks'])
  })

  it.each([null, undefined, '', '   ', '[]', {}, [], 7, [null, {}]])('are none in %j', (nothing) => {
    expect(readOptionSet(nothing)).toEqual([])
  })

  it('may begin with a bracket and be no JSON', () => {
    expect(readOptionSet('[A] first;[B] second')).toEqual(['[A] first', '[B] second'])
  })
})
