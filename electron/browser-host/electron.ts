/**
 * Stands in for the `electron` module where Electron's own binary cannot be had: what Fieldpost's main imports from it, and
 * no more. Each part is checked against Electron's types where it is written.
 */
export { app } from './app.ts'
export {
  clipboard,
  dialog,
  nativeImage,
  nativeTheme,
  powerMonitor,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
} from './desktop.ts'
export { ipcMain } from './ipc.ts'
export { Menu } from './menu.ts'
export { protocol } from './protocol.ts'
export { BrowserWindow } from './window.ts'
