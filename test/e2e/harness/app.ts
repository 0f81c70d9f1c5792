import type { Page } from 'playwright-core'
import { canShowWindows, electronBinary } from '../../../scripts/find-electron.mjs'
import { BrowserHostShell } from './browser-host-shell.ts'
import { ElectronShell } from './electron-shell.ts'
import { Screen } from './screen.ts'
import type { Shell, ShellOptions, ShellRun } from './shell.ts'

/** Electron where it can open a window here, else the browser host. */
export function chooseShell(): Shell {
  const binary = electronBinary()
  return binary !== null && canShowWindows() ? new ElectronShell(binary) : new BrowserHostShell()
}

export interface LaunchOptions extends Partial<ShellOptions> {
  readonly dataDir: string
  readonly shell: Shell
}

/** The app as a user has it: a window on a folder, that can be killed and started again. */
export class FieldpostApp {
  readonly #shell: Shell
  readonly #options: ShellOptions
  #run: ShellRun | null
  readonly #troubles: string[] = []
  #isAskedToQuit = false

  private constructor(shell: Shell, options: ShellOptions, run: ShellRun) {
    this.#shell = shell
    this.#options = options
    this.#run = run
    this.#watch(run.page)
  }

  static async launch({ shell, ...options }: LaunchOptions): Promise<FieldpostApp> {
    const full: ShellOptions = { colorScheme: 'light', viewport: { width: 1360, height: 860 }, ...options }
    return new FieldpostApp(shell, full, await shell.start(full))
  }

  get screen(): Screen {
    return new Screen(this.page)
  }

  get isRunning(): boolean {
    return this.#run !== null
  }

  get page(): Page {
    if (this.#run === null) throw new Error('The app is not running.')
    return this.#run.page
  }

  /** Uncaught errors and refusals by the page's security policy, over all runs: a good run has none. */
  get troubles(): readonly string[] {
    return this.#troubles
  }

  async pickFile(path: string): Promise<void> {
    if (this.#run === null) throw new Error('The app is not running.')
    await this.#run.pickFile(path)
  }

  output(): string {
    return this.#run?.output() ?? ''
  }

  /** As the user does by the menu. */
  async askToQuit(): Promise<void> {
    this.#isAskedToQuit = true
    await this.#run?.askToQuit()
  }

  get hasExited(): boolean {
    return this.#run?.hasExited() ?? true
  }

  async kill(): Promise<void> {
    await this.#run?.kill()
    this.#run = null
  }

  async stop(): Promise<void> {
    await this.#run?.stop()
    this.#run = null
  }

  /** Starts again on the same folder, after `kill` or `stop`. */
  async start(): Promise<void> {
    if (this.#run !== null) throw new Error('The app is running already.')
    this.#isAskedToQuit = false
    this.#run = await this.#shell.start(this.#options)
    this.#watch(this.#run.page)
  }

  #watch(page: Page): void {
    page.on('pageerror', (error) => {
      // A page of the browser host outlives an app that its user has quit.
      if (this.#isAskedToQuit && error.message.includes('not connected to this page any more')) return
      this.#troubles.push(error.stack ?? error.message)
    })
    page.on('console', (message) => {
      if (message.type() === 'error' && /Content Security Policy/i.test(message.text())) {
        this.#troubles.push(message.text())
      }
    })
  }
}
