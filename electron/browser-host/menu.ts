import type { Menu as ElectronMenu, MenuItemConstructorOptions } from 'electron'
import { app } from './app.ts'
import type { Accelerator } from './page-side.ts'

type Entry = MenuItemConstructorOptions

/** Electron's `Menu`. A browser tab has no menu bar, but the shortcuts of its entries work. */
export class Menu {
  readonly #entries: readonly Entry[]

  private constructor(entries: readonly Entry[]) {
    this.#entries = entries
  }

  static buildFromTemplate(template: readonly Entry[]): Menu {
    return new Menu(template)
  }

  static setApplicationMenu(menu: Menu | null): void {
    shortcuts = menu === null ? [] : shortcutsIn(menu.#entries)
  }
}

Menu satisfies {
  buildFromTemplate(template: Entry[]): Pick<ElectronMenu, never>
  setApplicationMenu(menu: Menu | null): void
}

interface Shortcut {
  readonly chord: Accelerator
  readonly press: () => void
}

let shortcuts: readonly Shortcut[] = []

export function applicationAccelerators(): Accelerator[] {
  return shortcuts.map(({ chord }) => chord)
}

export function pressAccelerator(id: number): void {
  shortcuts.find(({ chord }) => chord.id === id)?.press()
}

function shortcutsIn(entries: readonly Entry[]): Shortcut[] {
  return flatten(entries).flatMap((entry, id) => {
    const { accelerator, click } = entry
    if (typeof accelerator !== 'string' || click === undefined) return []
    // Electron hands the menu item, window and event to `click`; Fieldpost's entries take none of them.
    return { chord: { id, ...parse(accelerator) }, press: () => Reflect.apply(click, undefined, []) }
  })
}

function flatten(entries: readonly Entry[]): Entry[] {
  return entries.flatMap((entry) => [
    entry.role === 'quit' ? quitEntry : entry,
    ...(Array.isArray(entry.submenu) ? flatten(entry.submenu) : []),
  ])
}

/** What Electron makes of the role; the other roles are the browser's own affair. */
const quitEntry: Entry = { accelerator: 'CmdOrCtrl+Q', click: () => app.quit() }

function parse(accelerator: string): Omit<Accelerator, 'id'> {
  const parts = accelerator.split('+')
  return {
    key: (parts.at(-1) ?? '').toLowerCase(),
    isCommand: parts.includes('CmdOrCtrl'),
    isShift: parts.includes('Shift'),
    isAlt: parts.includes('Alt'),
  }
}
