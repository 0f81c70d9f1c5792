import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeCursor, encodeCursor, start } from '../../../db/queries/cursor.ts'

it('a cursor comes back as it went out', () => {
  fc.assert(
    fc.property(
      fc.nat(2 ** 31),
      fc.integer({ min: 0, max: 2 ** 22 }),
      fc.integer({ min: 0, max: 9 }),
      (low, high, rank) => {
        const position = { key: high * 2 ** 31 + low, rank }
        fc.pre(Number.isSafeInteger(position.key))
        expect(decodeCursor(encodeCursor(position))).toEqual(position)
      },
    ),
  )
})

it.each(['', 'x', '-1.0', '1', '1.0; DROP TABLE', '99999999999999999.0', '9999999999999999.0'])(
  'one that cannot be read (%s) starts from the beginning',
  (cursor) => {
    expect(decodeCursor(cursor)).toEqual(start)
  },
)
