import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from 'electron'
import { z } from 'zod'
import { InstanceLock } from './instance-lock.ts'

/** A window as the app's own life needs it. */
export interface ClosableWindow {
  /** False where the window refused. */
  closeForQuit(): boolean
}

/** An event that a listener may prevent, as Electron's are. */
export class PreventableEvent {
  defaultPrevented = false
  preventDefault(): void {
    this.defaultPrevented = true
  }
}

const { name, version } = z
  .object({ name: z.string(), version: z.string() })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8')))

type StandIn = Pick<
  App,
  | 'whenReady'
  | 'isReady'
  | 'getPath'
  | 'setPath'
  | 'getVersion'
  | 'getName'
  | 'requestSingleInstanceLock'
  | 'quit'
  | 'exit'
  | 'isPackaged'
>

/** Electron's `app`: the life of the process, from ready to quit. */
class HostApp extends EventEmitter implements StandIn {
  readonly isPackaged = false
  readonly windows = new Set<ClosableWindow>()
  readonly #paths = new Map<string, string>()
  readonly #ready: Promise<void>
  #lock: InstanceLock | null = null
  #toldHolder: Promise<void> = Promise.resolve()
  #isReady = false
  #isQuitting = false

  constructor() {
    super()
    // After the main module has run, as in Electron.
    this.#ready = new Promise((resolve) => {
      setImmediate(() => {
        this.#isReady = true
        this.emit('ready')
        resolve()
      })
    })
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => this.quit())
  }

  whenReady(): Promise<void> {
    return this.#ready
  }

  isReady(): boolean {
    return this.#isReady
  }

  getName(): string {
    return name
  }

  getVersion(): string {
    return version
  }

  getPath(path: Parameters<App['getPath']>[0]): string {
    const set = this.#paths.get(path)
    if (set !== undefined) return set
    switch (path) {
      case 'userData':
      case 'sessionData':
        return join(configurationFolder(), name)
      case 'appData':
        return configurationFolder()
      case 'home':
        return homedir()
      case 'temp':
        return tmpdir()
      case 'exe':
        return process.execPath
      default:
        throw new Error(`The browser host has no folder for ${path}`)
    }
  }

  setPath(path: string, folder: string): void {
    this.#paths.set(path, folder)
  }

  requestSingleInstanceLock(): boolean {
    this.#lock ??= new InstanceLock(this.getPath('userData'))
    const lock = this.#lock
    const result = lock.acquire(() => this.emit('second-instance', new PreventableEvent(), [], '', null))
    if (result !== 'taken') return true
    console.error('Fieldpost is already running on this folder.')
    this.#toldHolder = lock.tellHolder()
    return false
  }

  quit(): void {
    if (this.#isQuitting) return
    this.#isQuitting = true
    const isDone =
      this.#isAllowed('before-quit') &&
      [...this.windows].every((window) => window.closeForQuit()) &&
      this.#isAllowed('will-quit')
    if (isDone) this.exit(0)
    else this.#isQuitting = false
  }

  exit(exitCode = 0): void {
    void this.#toldHolder.then(() => {
      this.emit('quit', new PreventableEvent(), exitCode)
      this.#lock?.release()
      process.exit(exitCode)
    })
  }

  #isAllowed(question: 'before-quit' | 'will-quit'): boolean {
    const event = new PreventableEvent()
    this.emit(question, event)
    return !event.defaultPrevented
  }
}

function configurationFolder(): string {
  switch (process.platform) {
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support')
    case 'win32':
      return process.env.APPDATA ?? join(homedir(), 'AppData', 'Roaming')
    default:
      return process.env.XDG_CONFIG_HOME || join(homedir(), '.config')
  }
}

export const app = new HostApp()
