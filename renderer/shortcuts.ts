/** What a key asks for. `null`: nothing; the page's own behaviour stands. */
export type ShortcutName =
  | 'search'
  | 'help'
  | 'next'
  | 'previous'
  | 'open'
  | 'compose'
  | 'star'
  | 'unread'
  | 'inbox'
  | 'outbox'
  | 'settings'

export interface KeyPress {
  readonly key: string
  readonly hasCommand: boolean
  readonly hasAlt: boolean
  /** The user is typing: only combinations with Ctrl or Cmd are shortcuts then. */
  readonly isInText: boolean
  /** The key would press the button or link that has the focus. */
  readonly isOnControl: boolean
  /** The focus is where arrow keys have no work of their own. */
  readonly areArrowsFree: boolean
}

export interface ShortcutStep {
  readonly shortcut: ShortcutName | null
  /** A "g" was pressed and the next key completes it. */
  readonly awaitsSecond: boolean
}

const single: Readonly<Record<string, ShortcutName>> = {
  '/': 'search',
  '?': 'help',
  j: 'next',
  ArrowDown: 'next',
  k: 'previous',
  ArrowUp: 'previous',
  Enter: 'open',
  c: 'compose',
  s: 'star',
  u: 'unread',
}
const afterG: Readonly<Record<string, ShortcutName>> = { i: 'inbox', o: 'outbox', s: 'settings' }

/** One key press; `awaitedSecond` is what the press before returned. */
export function nextShortcut(press: KeyPress, awaitedSecond: boolean): ShortcutStep {
  const none: ShortcutStep = { shortcut: null, awaitsSecond: false }
  if (press.hasAlt) return none
  if (press.hasCommand) return press.key.toLowerCase() === 'k' ? { ...none, shortcut: 'search' } : none
  if (press.isInText) return none
  if (awaitedSecond) return { ...none, shortcut: afterG[press.key] ?? null }
  if (press.key === 'g') return { shortcut: null, awaitsSecond: true }
  if (press.isOnControl && press.key === 'Enter') return none
  if (press.key.startsWith('Arrow') && !press.areArrowsFree) return none
  return { ...none, shortcut: single[press.key] ?? null }
}
