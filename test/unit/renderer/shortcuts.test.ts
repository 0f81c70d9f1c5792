import { describe, expect, it } from 'vitest'
import { type KeyPress, nextShortcut } from '../../../renderer/shortcuts.ts'

const press = (key: string, change: Partial<KeyPress> = {}): KeyPress => ({
  key,
  hasCommand: false,
  hasAlt: false,
  isInText: false,
  isOnControl: false,
  areArrowsFree: true,
  ...change,
})
const shortcut = (...args: Parameters<typeof press>) => nextShortcut(press(...args), false).shortcut

describe('keys', () => {
  it('move, open and write', () => {
    expect(['j', 'k', 'Enter', 'c', '/', '?', 's', 'u'].map((key) => shortcut(key))).toEqual([
      'next',
      'previous',
      'open',
      'compose',
      'search',
      'help',
      'star',
      'unread',
    ])
  })

  it('are text while the user types', () => {
    expect(shortcut('j', { isInText: true })).toBeNull()
    expect(shortcut('/', { isInText: true })).toBeNull()
    expect(shortcut('k', { isInText: true, hasCommand: true })).toBe('search')
  })

  it('with Ctrl, Cmd or Alt belong to the system, but for the search', () => {
    expect(shortcut('c', { hasCommand: true })).toBeNull()
    expect(shortcut('s', { hasAlt: true })).toBeNull()
    expect(shortcut('K', { hasCommand: true })).toBe('search')
  })

  it('leave Enter to the button that has the focus', () => {
    expect(shortcut('Enter', { isOnControl: true })).toBeNull()
    expect(shortcut('j', { isOnControl: true })).toBe('next')
  })

  it('leave the arrows to what scrolls by them', () => {
    expect(shortcut('ArrowDown', { areArrowsFree: false })).toBeNull()
    expect(shortcut('ArrowDown')).toBe('next')
  })

  it('after a "g" go somewhere, once', () => {
    const first = nextShortcut(press('g'), false)
    expect(first).toEqual({ shortcut: null, awaitsSecond: true })
    expect(nextShortcut(press('o'), true)).toEqual({ shortcut: 'outbox', awaitsSecond: false })
    expect(nextShortcut(press('x'), true)).toEqual({ shortcut: null, awaitsSecond: false })
    expect(nextShortcut(press('s'), true).shortcut).toBe('settings')
  })
})
