import { BrowserWindow, nativeTheme, screen } from 'electron'
import type { WindowState } from '../../db/settings.ts'
import type { Clock } from '../sync/clock.ts'
import { productIcon } from './icon.ts'
import { pageUrl, pageWebPreferences } from './security.ts'
import { text } from './text.ts'
import { keepBounds, minimumSize, startBounds } from './window-bounds.ts'

/** What shows for the moment before the page is drawn; the page's own background colours. */
const background = { light: '#ffffff', dark: '#16181d' } as const

export interface WindowOptions {
  readonly clock: Clock
  /** Where it was last; null: never opened before. */
  readonly lastState: WindowState | null
  readonly saveState: (state: WindowState) => void
  readonly preloadPath: string
}

export interface OpenedWindow {
  readonly window: BrowserWindow
  /** Resolves when the page is loaded. */
  readonly loaded: Promise<void>
}

/** Opens the main window where it was last. */
export function openMainWindow({ clock, lastState, saveState, preloadPath }: WindowOptions): OpenedWindow {
  const { bounds, isMaximized } = startBounds(
    lastState,
    screen.getAllDisplays().map((display) => display.workArea),
  )
  const window = new BrowserWindow({
    ...bounds,
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    title: text.productName,
    icon: productIcon(256),
    show: false,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    webPreferences: { ...pageWebPreferences, preload: preloadPath },
  })
  if (isMaximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  keepBounds(window, clock, saveState)
  // A page that crashed holds no state that the databases do not: draw it again.
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit' && !window.isDestroyed()) window.webContents.reload()
  })
  return { window, loaded: window.loadURL(pageUrl) }
}
