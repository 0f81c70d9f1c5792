import { describe, expect, it } from 'vitest'
import { keepBounds, startBounds } from '../../../electron/main/window-bounds.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'

const screens = [{ x: 0, y: 25, width: 1440, height: 875 }]
const kept = { x: 100, y: 100, width: 1000, height: 700, isMaximized: false }

describe('where the window opens', () => {
  it('has a default size the first time', () => {
    expect(startBounds(null, screens)).toEqual({ bounds: { width: 1280, height: 820 }, isMaximized: false })
  })

  it('is where it was', () => {
    expect(startBounds({ ...kept, isMaximized: true }, screens)).toEqual({
      bounds: { x: 100, y: 100, width: 1000, height: 700 },
      isMaximized: true,
    })
  })

  it.each([
    ['right of every screen', { ...kept, x: 3000 }],
    ['above every screen', { ...kept, y: -500 }],
    ['below every screen', { ...kept, y: 890 }],
    ['left of every screen', { ...kept, x: -990 }],
  ])('keeps its size but not a place %s', (_name, state) => {
    expect(startBounds(state, screens).bounds).toEqual({ width: 1000, height: 700 })
  })

  it('is never smaller than the page can be used at', () => {
    expect(startBounds({ ...kept, width: 10, height: 10 }, screens).bounds).toMatchObject({ width: 720, height: 480 })
  })
})

describe('keeping the place', () => {
  function setUp() {
    const clock = new VirtualClock()
    const listeners = new Map<string, () => void>()
    const saved: unknown[] = []
    let isDestroyed = false
    const window = {
      getNormalBounds: () => ({ x: 1, y: 2, width: 800, height: 600 }),
      isMaximized: () => false,
      isDestroyed: () => isDestroyed,
      on: (event: string, listener: () => void) => listeners.set(event, listener),
    }
    keepBounds(window, clock, (state) => saved.push(state))
    return { clock, saved, fire: (event: string) => listeners.get(event)?.(), destroy: () => (isDestroyed = true) }
  }

  it('writes once after the window came to rest', async () => {
    const { clock, saved, fire } = setUp()
    for (let event = 0; event < 10; event += 1) {
      fire('move')
      await clock.advance(100)
    }
    expect(saved).toEqual([])
    await clock.advance(500)
    expect(saved).toEqual([{ x: 1, y: 2, width: 800, height: 600, isMaximized: false }])
  })

  it('writes at once when the window closes, and nothing after it is gone', async () => {
    const { clock, saved, fire, destroy } = setUp()
    fire('resize')
    fire('close')
    expect(saved).toHaveLength(1)
    fire('move')
    destroy()
    await clock.advance(1_000)
    expect(saved).toHaveLength(1)
  })
})
