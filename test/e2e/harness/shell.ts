import type { Page } from 'playwright-core'

/** One run of the app's process with its window. */
export interface ShellRun {
  readonly page: Page
  /** What the user picks in the file dialogs that open from now on. */
  pickFile(path: string): Promise<void>
  /** Everything the process printed so far, for a failure's message. */
  output(): string
  /** SIGKILL: what a crash or a power cut leaves behind. */
  kill(): Promise<void>
  /** Asks the app to quit, as its user does by the menu: it may have a question first. */
  askToQuit(): Promise<void>
  hasExited(): boolean
  /** Ends the app as the machine does when it is shut down, and waits until it is gone. */
  stop(): Promise<void>
}

export interface ShellOptions {
  readonly dataDir: string
  /** Null: the machine's own. */
  readonly colorScheme: 'light' | 'dark' | null
  readonly viewport: { readonly width: number; readonly height: number } | null
}

/** What shows the app: Electron, or the browser host in Chromium. Both run the bundles in out/. */
export interface Shell {
  readonly name: 'Electron' | 'browser host'
  start(options: ShellOptions): Promise<ShellRun>
  /** Releases what all runs shared. */
  close(): Promise<void>
}
