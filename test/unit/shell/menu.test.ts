import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { app } from '../../../electron/browser-host/app.ts'
import { applicationAccelerators, Menu, pressAccelerator } from '../../../electron/browser-host/menu.ts'
import { menuTemplate } from '../../../electron/main/menu.ts'

type Entry = ReturnType<typeof menuTemplate>[number]

function entriesOf(template: readonly Entry[]): Entry[] {
  return template.flatMap((entry) => [entry, ...(Array.isArray(entry.submenu) ? entriesOf(entry.submenu) : [])])
}

const quit = vi.spyOn(app, 'quit')
beforeEach(() => {
  quit.mockImplementation(() => undefined)
})
afterEach(() => {
  quit.mockReset()
})

describe.each([
  ['on a Mac', true],
  ['elsewhere', false],
])('the menu %s', (_name, isMac) => {
  it('reaches every command by a shortcut of its own', () => {
    const pressed: string[] = []
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(isMac, (name) => pressed.push(name))))
    for (const { id } of applicationAccelerators()) pressAccelerator(id)
    expect(pressed.toSorted()).toEqual(['add_account', 'inbox', 'outbox', 'search', 'settings', 'sync_now'])
    expect(quit).toHaveBeenCalledTimes(1)
    const chords = applicationAccelerators().map(({ id: _id, ...chord }) => JSON.stringify(chord))
    expect(new Set(chords).size).toBe(chords.length)
  })

  it('can quit', () => {
    expect(entriesOf(menuTemplate(isMac, () => undefined)).some((entry) => entry.role === 'quit')).toBe(true)
  })
})

describe('shortcuts in the browser host', () => {
  it('search is Ctrl or Cmd and K', () => {
    const pressed: string[] = []
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(false, (name) => pressed.push(name))))
    const chord = applicationAccelerators().find(({ key }) => key === 'k')
    expect(chord).toMatchObject({ isCommand: true, isShift: false, isAlt: false })
    pressAccelerator(chord?.id ?? -1)
    expect(pressed).toEqual(['search'])
  })

  it('an unknown one does nothing', () => {
    Menu.setApplicationMenu(null)
    expect(applicationAccelerators()).toEqual([])
    expect(() => pressAccelerator(3)).not.toThrow()
  })
})
