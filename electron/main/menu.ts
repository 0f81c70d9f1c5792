import type { MenuItemConstructorOptions } from 'electron'
import type { EventPayload } from '../ipc/contract.ts'
import { text } from './text.ts'

type CommandName = EventPayload<'command'>['name']

/** The application menu. Entries of ours become `command` events: what they do is the page's business. */
export function menuTemplate(isMac: boolean, command: (name: CommandName) => void): MenuItemConstructorOptions[] {
  const entry = (label: string, name: CommandName, accelerator: string): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => command(name),
  })
  const separator = { type: 'separator' } as const
  const settings = entry(text.menu.settings, 'settings', 'CmdOrCtrl+,')
  return [
    ...(isMac ? [applicationMenu(settings)] : []),
    {
      label: text.menu.file,
      submenu: [
        entry(text.menu.addAccount, 'add_account', 'CmdOrCtrl+Shift+A'),
        entry(text.menu.syncNow, 'sync_now', 'CmdOrCtrl+Shift+S'),
        separator,
        ...(isMac ? [{ role: 'close' } as const] : [settings, separator, { role: 'quit' } as const]),
      ],
    },
    { role: 'editMenu' },
    {
      label: text.menu.view,
      submenu: [
        entry(text.menu.search, 'search', 'CmdOrCtrl+K'),
        entry(text.menu.inbox, 'inbox', 'CmdOrCtrl+Shift+L'),
        entry(text.menu.outbox, 'outbox', 'CmdOrCtrl+Shift+O'),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
        { role: 'toggleDevTools' },
      ],
    },
    { role: 'windowMenu' },
  ]
}

function applicationMenu(settings: MenuItemConstructorOptions): MenuItemConstructorOptions {
  const separator = { type: 'separator' } as const
  return {
    label: text.productName,
    submenu: [
      { role: 'about' },
      separator,
      settings,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  }
}
