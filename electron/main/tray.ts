import { Menu, Tray } from 'electron'
import { productIcon } from './icon.ts'
import { text } from './text.ts'

export interface TrayActions {
  readonly open: () => void
  readonly syncNow: () => void
  readonly quit: () => void
}

/** Null where the desktop has no tray. Keep what is returned: a tray that nothing holds is collected and vanishes. */
export function createTray(actions: TrayActions): Tray | null {
  try {
    const tray = new Tray(productIcon(32))
    tray.setToolTip(text.productName)
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: text.tray.open, click: actions.open },
        { label: text.tray.syncNow, click: actions.syncNow },
        { type: 'separator' },
        { label: text.tray.quit, click: actions.quit },
      ]),
    )
    tray.on('click', actions.open)
    return tray
  } catch {
    // A desktop without a tray; everything in it is also in the menu.
    return null
  }
}
