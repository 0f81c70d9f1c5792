import { EventEmitter } from 'node:events'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type * as Electron from 'electron'
import { askPage, tellPage } from './window.ts'

/** The parts of a desktop that a browser tab does not have, or that the page does for us. */

/** A machine without Electron's binary has no way to its keychain: credentials are kept only if the user agrees. */
export const safeStorage = {
  isAsyncEncryptionAvailable: () => Promise.resolve(false),
  encryptStringAsync: () => Promise.reject(new Error('The browser host has no keychain')),
  decryptStringAsync: () => Promise.reject(new Error('The browser host has no keychain')),
  getSelectedStorageBackend: () => 'basic_text' as const,
} satisfies Pick<
  Electron.SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>

export const clipboard = {
  async writeText(text: string): Promise<void> {
    tellPage({ kind: 'copy', text })
  },
} satisfies Pick<Electron.Clipboard, 'writeText'>

export const shell = {
  async openExternal(url: string): Promise<void> {
    console.log(`FIELDPOST_OPEN ${url}`)
    tellPage({ kind: 'open', url })
  },
} satisfies Pick<Electron.Shell, 'openExternal'>

export const dialog = {
  showErrorBox: (title: string, content: string) => console.error(`${title}\n\n${content}`),
  async showSaveDialog(options: Electron.SaveDialogOptions): Promise<Electron.SaveDialogReturnValue> {
    const filePath = await askPath(options.title, join(homedir(), options.defaultPath ?? ''))
    return { canceled: filePath === null, filePath: filePath ?? '' }
  },
  async showOpenDialog(options: Electron.OpenDialogOptions): Promise<Electron.OpenDialogReturnValue> {
    const filePath = await askPath(options.title, join(homedir(), options.defaultPath ?? ''))
    return { canceled: filePath === null, filePaths: filePath === null ? [] : [filePath] }
  },
} satisfies Pick<Electron.Dialog, 'showErrorBox'> & {
  showSaveDialog(options: Electron.SaveDialogOptions): Promise<Electron.SaveDialogReturnValue>
  showOpenDialog(options: Electron.OpenDialogOptions): Promise<Electron.OpenDialogReturnValue>
}

/** A browser tab cannot show this machine's folders: it asks for the path in words. Null: cancelled, or nothing typed. */
async function askPath(title: string | undefined, suggested: string): Promise<string | null> {
  const typed = (await askPage(title ?? '', suggested))?.trim() ?? ''
  return typed === '' ? null : resolve(homedir(), typed)
}

/** Denials are the page's own business here: the app's Permissions-Policy header reaches the browser with every file. */
const defaultSession = {
  setPermissionRequestHandler: () => undefined,
  setPermissionCheckHandler: () => undefined,
  setDevicePermissionHandler: () => undefined,
} satisfies Pick<
  Electron.Session,
  'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
>
export const session = { defaultSession }

const screenArea = { x: 0, y: 0, width: 1920, height: 1080 }
export const screen = { getAllDisplays: () => [{ workArea: screenArea }] } satisfies {
  getAllDisplays(): Pick<Electron.Display, 'workArea'>[]
}

/** The page follows the browser's own light or dark; only the app's choice is kept here. */
export const nativeTheme: Pick<Electron.NativeTheme, 'shouldUseDarkColors' | 'themeSource'> = {
  shouldUseDarkColors: false,
  themeSource: 'system',
}

/** Never speaks: a page on 127.0.0.1 is not told of sleep. The engine finds out by its next request. */
export const powerMonitor = new EventEmitter()

export const nativeImage = {
  createFromBitmap: (_bitmap: Buffer, { width, height }: Electron.CreateFromBitmapOptions) => ({
    isEmpty: () => false,
    getSize: () => ({ width, height }),
  }),
} satisfies {
  createFromBitmap(
    bitmap: Buffer,
    options: Electron.CreateFromBitmapOptions,
  ): Pick<Electron.NativeImage, 'isEmpty'> & { getSize(): Electron.Size }
}

/** As on a desktop without one: `new Tray` throws. */
export class Tray {
  constructor() {
    throw new Error('A browser tab has no tray')
  }
}
