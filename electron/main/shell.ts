import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import {
  app,
  type BrowserWindow,
  clipboard,
  shell as desktop,
  ipcMain,
  Menu,
  nativeTheme,
  powerMonitor,
  protocol,
  safeStorage,
  session,
  type Tray,
} from 'electron'
import { openAttachmentStore } from '../../db/attachment-store.ts'
import { refreshJournalBackup } from '../../db/journal/backup.ts'
import { classifyStorageError, closeDatabases, type Databases, type OpenFailure } from '../../db/open.ts'
import { readSettings, readWindowState, type WindowState, writeWindowState } from '../../db/settings.ts'
import type { Settings } from '../ipc/shapes.ts'
import { systemClock, systemRandom } from '../sync/clock.ts'
import type { FromEngine } from '../sync/protocol.ts'
import { Announcements, type Emit } from './announcements.ts'
import { AttentionWatch } from './attention.ts'
import type { ShellContext } from './context.ts'
import { countUnsent } from './count-unsent.ts'
import { Engine } from './engine.ts'
import { postAllAccounts } from './engine-accounts.ts'
import { spawnEngineThread } from './engine-thread.ts'
import { chooseFiles, chooseOpenPath, chooseSavePath } from './file-dialogs.ts'
import { FileMender } from './file-mender.ts'
import { allHandlers } from './handlers/all.ts'
import { Leaving, type UnsentNotes } from './leaving.ts'
import { menuTemplate } from './menu.ts'
import { NoticeBoard } from './notices.ts'
import { servePageFiles } from './page-files.ts'
import { channelNames, createRouter } from './router.ts'
import { denyPermissions, isTrustedSender, pageScheme } from './security.ts'
import { accountStatuses, EngineStatuses } from './statuses.ts'
import { createTray } from './tray.ts'
import { createVault } from './vault.ts'
import { openMainWindow } from './window.ts'

export interface ShellOptions {
  readonly folder: string
  /** Where the bundles of page, preload and engine lie. */
  readonly bundles: string
  readonly databases: Databases
  /** A damaged file cannot be mended on this disk: the app has to end. */
  readonly onCannotGoOn: (failure: OpenFailure) => void
}

/** The running app: databases, engine, window, and the wires between them. */
export class Shell {
  readonly #options: ShellOptions
  readonly #context: ShellContext
  readonly #engine: Engine
  readonly #announcements: Announcements
  readonly #statuses = new EngineStatuses(systemClock.nowMs())
  readonly #notices: NoticeBoard
  readonly #mender: FileMender
  readonly #attention = new AttentionWatch((level) => this.#engine.post({ kind: 'attention', level }))
  readonly #leaving: Leaving
  #window: BrowserWindow | null = null
  #opening: Promise<void> | null = null
  #tray: Tray | null = null

  constructor(options: ShellOptions) {
    this.#options = options
    const { replica, journal } = options.databases
    this.#notices = new NoticeBoard(systemClock, (notice) => this.#emit('notice', notice))
    this.#mender = new FileMender({
      databases: options.databases,
      clock: systemClock,
      stopEngine: () => this.#engine.stop(),
      startEngine: () => this.#engine.start(),
      onMended: (notices) => {
        for (const notice of notices) this.#notices.add(notice.kind, notice.detail)
        this.#announcements.announce([{ kind: 'everything' }])
        this.#announcements.statusChanged()
      },
      onFailed: (failure) => options.onCannotGoOn(failure),
    })
    this.#announcements = new Announcements(systemClock, this.#emit, () =>
      this.#mender.reading(() => accountStatuses(replica, journal, this.#statuses)),
    )
    this.#engine = new Engine({
      clock: systemClock,
      spawn: (listener) => spawnEngineThread(join(options.bundles, 'main', 'sync-worker.js'), options.folder, listener),
      onStarted: () => {
        this.#engine.post({ kind: 'attention', level: this.#attention.level })
        void postAllAccounts(this.#context).catch((error: unknown) => this.#mender.met(error))
      },
      onMessage: (message) => this.#received(message),
      onDied: (detail) => this.#engineDied(detail),
      onMetDamage: () => void this.#mender.mend(),
    })
    this.#leaving = new Leaving({
      count: () => this.#mender.reading(() => countUnsent(journal)),
      isToAsk: () => this.#mender.reading(() => readSettings(journal).asksBeforeQuit) ?? false,
      ask: (notes) => this.#askBeforeQuit(notes),
      // After the answer's own answer has reached the page.
      quit: () => systemClock.schedule(0, () => app.quit()),
    })
    this.#context = {
      replica,
      journal,
      clock: systemClock,
      random: systemRandom,
      randomBytes,
      engine: this.#engine,
      vault: createVault(safeStorage, process.platform),
      attachments: openAttachmentStore(options.folder),
      leaving: this.#leaving,
      notices: this.#notices,
      statuses: this.#statuses,
      refreshJournalBackup: () => this.#refreshJournalBackup(),
      announce: (topics) => this.#announcements.announce(topics),
      system: {
        version: app.getVersion(),
        platform: process.platform,
        isOnBrowserHost: process.versions.electron === undefined,
        openExternal: (url) => desktop.openExternal(url),
        copy: (text) => clipboard.writeText(text),
        applyTheme,
        chooseSavePath,
        chooseOpenPath,
        chooseFiles,
      },
    }
  }

  async start(): Promise<void> {
    for (const notice of this.#options.databases.notices) this.#notices.add(notice.kind, notice.detail)
    applyTheme(readSettings(this.#context.journal).theme)
    denyPermissions(session.defaultSession)
    protocol.handle(pageScheme, servePageFiles(join(this.#options.bundles, 'renderer')))
    this.#openDoor()
    this.#engine.start()
    this.#watchPower()
    const command = (name: Parameters<Parameters<typeof menuTemplate>[1]>[0]) => {
      this.showWindow()
      this.#emit('command', { name })
    }
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform === 'darwin', command)))
    this.#tray = createTray({
      open: () => this.showWindow(),
      syncNow: () => this.#engine.post({ kind: 'sync_now', accountId: null }),
      quit: () => app.quit(),
    })
    await this.#openWindow()
  }

  /** Brings the window to the front, opening it where there is none. */
  showWindow(): void {
    if (this.#window === null) {
      void this.#openWindow()
      return
    }
    if (this.#window.isMinimized()) this.#window.restore()
    this.#window.show()
    this.#window.focus()
  }

  /** False: the user is asked first what becomes of unsent notes, and the answer quits, or does not. */
  mayQuit(): boolean {
    return this.#leaving.mayQuit()
  }

  /** The machine, or whoever may signal this process, ends it: nobody is asked. */
  systemEnds(): void {
    this.#leaving.systemEnds()
  }

  openExternally(url: string): void {
    void desktop.openExternal(url)
  }

  /** Ends the engine, then closes the files. Nothing of ours runs after it. */
  async stop(): Promise<void> {
    this.#announcements.stop()
    this.#tray?.destroy()
    await this.#engine.stop()
    closeDatabases(this.#options.databases, { role: 'owner' })
  }

  #watchPower(): void {
    powerMonitor.on('suspend', () => this.#attention.suspended(true))
    powerMonitor.on('resume', () => {
      this.#attention.suspended(false)
      this.#engine.post({ kind: 'resumed' })
    })
    powerMonitor.on('lock-screen', () => this.#attention.locked(true))
    powerMonitor.on('shutdown', () => this.#leaving.systemEnds())
    powerMonitor.on('unlock-screen', () => this.#attention.locked(false))
  }

  #openDoor(): void {
    const route = createRouter({
      handlers: allHandlers(this.#context),
      onStorageTrouble: (problem, detail) => this.#notices.add(problem, detail),
      mendFiles: () => this.#mender.mend(),
    })
    for (const channel of channelNames) {
      ipcMain.handle(channel, (event, input: unknown) =>
        route(isTrustedSender(event, this.#window?.webContents ?? null), channel, input),
      )
    }
  }

  #openWindow(): Promise<void> {
    this.#opening ??= this.#createWindow().finally(() => {
      this.#opening = null
    })
    return this.#opening
  }

  async #createWindow(): Promise<void> {
    const { journal, clock } = this.#context
    const preloadPath = join(this.#options.bundles, 'preload', 'index.cjs')
    const { window, loaded } = openMainWindow({
      clock,
      preloadPath,
      lastState: readWindowState(journal),
      saveState: (state) => this.#saveWindowState(state),
    })
    // Known before the page loads: its first calls are checked against it.
    this.#window = window
    window.on('focus', () => this.#attention.window(true))
    window.on('blur', () => this.#attention.window(false))
    window.on('minimize', () => this.#attention.window(false))
    window.on('hide', () => this.#attention.window(false))
    // Where closing the window ends the app, the question has to be asked while the window is still there.
    window.on('close', (event) => {
      if (process.platform !== 'darwin' && !this.#leaving.mayQuit()) event.preventDefault()
    })
    window.on('query-session-end', () => this.#leaving.systemEnds())
    window.on('closed', () => {
      this.#window = null
      this.#attention.window(false)
    })
    await loaded
  }

  /** Without a window there is nobody to ask: the notes are kept, which needs no answer. */
  #askBeforeQuit(notes: UnsentNotes): boolean {
    if (this.#window === null || this.#window.isDestroyed()) return false
    this.showWindow()
    this.#emit('quitting', notes)
    return true
  }

  /** Where the window was is worth less than a running app: a full disk makes a notice and no crash. */
  #saveWindowState(state: WindowState): void {
    try {
      writeWindowState(this.#context.journal, state)
    } catch (error) {
      const problem = classifyStorageError(error)
      if (problem === null) throw error
      this.#notices.add(problem, error instanceof Error ? error.message : String(error))
    }
  }

  #refreshJournalBackup(): void {
    const problem = refreshJournalBackup(this.#context.journal, this.#options.folder)
    if (problem !== null) this.#notices.add(problem, null)
  }

  readonly #emit: Emit = (event, payload) => {
    if (this.#window !== null && !this.#window.isDestroyed()) this.#window.webContents.send(event, payload)
  }

  #received(message: FromEngine): void {
    switch (message.kind) {
      case 'changed':
        this.#announcements.announce(message.topics)
        this.#announcements.statusChanged()
        return
      case 'status':
        this.#statuses.replace(message.accounts)
        this.#announcements.statusChanged()
        return
      case 'upload_progress': {
        const { entryId, contentHash, sentBytes, totalBytes } = message
        this.#emit('uploads', { entryId, contentHash, sentBytes, totalBytes })
        return
      }
      case 'storage_trouble':
        this.#notices.add(message.problem, message.detail)
        return
      case 'ready':
      case 'identified':
      case 'abilities':
      case 'sent_now':
      case 'forgotten':
      case 'stopped':
        return
      default:
        message satisfies never
    }
  }

  #engineDied(detail: string): void {
    console.error(`The sync engine stopped and is started again: ${detail}`)
    this.#notices.add('engine_stopped', detail)
    this.#statuses.engineDied(systemClock.nowMs())
    this.#announcements.statusChanged()
  }
}

function applyTheme(theme: Settings['theme']): void {
  nativeTheme.themeSource = theme
}
