import { describe, expect, it } from 'vitest'
import { Leaving, type UnsentNotes } from '../../../electron/main/leaving.ts'

function setUp(notes: UnsentNotes | null, { isToAsk = true, hasWindow = true } = {}) {
  const asked: UnsentNotes[] = []
  let quits = 0
  const leaving = new Leaving({
    count: () => notes,
    isToAsk: () => isToAsk,
    ask: (unsent) => {
      if (hasWindow) asked.push(unsent)
      return hasWindow
    },
    quit: () => {
      quits += 1
    },
  })
  return { leaving, asked, quits: () => quits }
}

const some: UnsentNotes = { unsentNotes: 2, needUser: 1 }

describe('quitting', () => {
  it('asks first where notes are unsent, and quits by the answer', () => {
    const { leaving, asked, quits } = setUp(some)
    expect(leaving.mayQuit()).toBe(false)
    expect(asked).toEqual([some])
    leaving.answered('quit')
    expect(quits()).toBe(1)
    expect(leaving.mayQuit()).toBe(true)
  })

  it('stays where the user wants to, and asks again the next time', () => {
    const { leaving, asked, quits } = setUp(some)
    leaving.mayQuit()
    leaving.answered('stay')
    expect(quits()).toBe(0)
    expect(leaving.mayQuit()).toBe(false)
    expect(asked).toHaveLength(2)
  })

  it('takes a second wish to quit for the answer: a page that hangs holds nobody up', () => {
    const { leaving, asked } = setUp(some)
    expect(leaving.mayQuit()).toBe(false)
    expect(leaving.mayQuit()).toBe(true)
    expect(leaving.mayQuit()).toBe(true)
    expect(asked).toHaveLength(1)
  })

  it('asks nobody when the system ends, also while the question stands', () => {
    const { leaving, asked } = setUp(some)
    leaving.systemEnds()
    expect(leaving.mayQuit()).toBe(true)
    expect(asked).toEqual([])
    const other = setUp(some)
    other.leaving.mayQuit()
    other.leaving.systemEnds()
    expect(other.leaving.mayQuit()).toBe(true)
  })

  it.each([
    ['nothing is unsent', setUp({ unsentNotes: 0, needUser: 0 })],
    ['the notes cannot be counted', setUp(null)],
    ['the user does not want to be asked', setUp(some, { isToAsk: false })],
    ['there is no window to ask in', setUp(some, { hasWindow: false })],
  ])('goes at once where %s', (_why, { leaving, asked }) => {
    expect(leaving.mayQuit()).toBe(true)
    expect(asked).toEqual([])
  })
})
