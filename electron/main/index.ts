import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { app, dialog, protocol } from 'electron'
import { acquireFolderLock, makeFolder } from '../../db/folder-lock.ts'
import { classifyStorageError, openDatabases } from '../../db/open.ts'
import { systemClock } from '../sync/clock.ts'
import { chosenDataFolder } from './arguments.ts'
import { denyNavigation, pageScheme } from './security.ts'
import { Shell } from './shell.ts'
import { lockFailureText, type StartFailureText, startCrashText, startFailureText } from './text.ts'

/** Main's entry: picks the data folder, makes sure that no other process has it, opens the files and starts the shell. */

const bundles = join(import.meta.dirname, '..')

const folder = chosenDataFolder(process.argv, process.env) ?? app.getPath('userData')
/** Chromium's own caches stay apart from the databases. */
const pageFolder = join(folder, 'page')

protocol.registerSchemesAsPrivileged([
  { scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
])

// Whatever is created from here on holds customers' data: for this user's eyes only.
process.umask(0o077)
start()

function start(): void {
  try {
    makeFolder(pageFolder)
    accessSync(folder, constants.W_OK)
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    const kind = classifyStorageError(error) ?? 'storage_read_only'
    giveUp(startFailureText({ kind, detail }, folder))
    return
  }
  // Both folders must exist before Electron is told of them.
  app.setPath('userData', folder)
  app.setPath('sessionData', pageFolder)
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  void app
    .whenReady()
    .then(run)
    .catch((error: unknown) => {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
      giveUp(startCrashText(detail, folder))
    })
}

async function run(): Promise<void> {
  // Electron's own lock knows only of other windows; this one also of the command line.
  const locked = acquireFolderLock(folder, { pid: process.pid, program: 'app', sinceMs: systemClock.nowMs() })
  if (!locked.ok) return giveUp(lockFailureText(locked.error, folder))
  const opened = openDatabases(folder, { role: 'owner', nowMs: systemClock.nowMs() })
  if (!opened.ok) return giveUp(startFailureText(opened.error, folder))
  const shell = new Shell({
    folder,
    bundles,
    databases: opened.value,
    onCannotGoOn: (failure) => giveUp(startFailureText(failure, folder)),
  })
  denyNavigation(app, (url) => shell.openExternally(url))
  app.on('second-instance', () => shell.showWindow())
  app.on('activate', () => shell.showWindow())
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      shell.systemEnds()
      app.quit()
    })
  }
  app.on('before-quit', (event) => {
    if (!shell.mayQuit()) event.preventDefault()
  })
  // Not earlier (before-quit): a page that closes still saves its draft, and needs the files open for that.
  let state: 'running' | 'stopping' | 'stopped' = 'running'
  app.on('will-quit', (event) => {
    if (state === 'stopped') return
    event.preventDefault()
    if (state === 'stopping') return
    state = 'stopping'
    void shell
      .stop()
      .catch((error: unknown) =>
        console.error('Fieldpost did not stop cleanly; the next start checks its files.', error),
      )
      .finally(() => {
        state = 'stopped'
        locked.lock.release()
        app.quit()
      })
  })
  await shell.start()
}

function giveUp({ title, body }: StartFailureText): void {
  dialog.showErrorBox(title, body)
  app.exit(1)
}
