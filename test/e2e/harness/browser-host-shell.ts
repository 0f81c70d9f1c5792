import type { Browser } from 'playwright-core'
import { launchChromium } from '../../../scripts/shell/chromium.ts'
import { startHost } from '../../../scripts/shell/host-process.ts'
import type { Shell, ShellOptions, ShellRun } from './shell.ts'

/** The browser host, drawn by a headless Chromium. One browser serves all runs; each has a profile of its own. */
export class BrowserHostShell implements Shell {
  readonly name = 'browser host'
  #browser: Promise<Browser> | null = null

  async start(options: ShellOptions): Promise<ShellRun> {
    this.#browser ??= launchChromium()
    const browser = await this.#browser
    const host = await startHost([`--data-dir=${options.dataDir}`])
    const context = await browser.newContext({ viewport: options.viewport, colorScheme: options.colorScheme })
    const page = await context.newPage()
    let hasExited = false
    void host.exited.then(() => {
      hasExited = true
    })
    const picked = { path: '' }
    // The browser host asks for a path by the browser's own prompt.
    page.on('dialog', (dialog) => void dialog.accept(picked.path))
    await page.goto(host.url)
    return {
      page,
      output: host.output,
      pickFile: async (path) => {
        picked.path = path
      },
      askToQuit: () => page.keyboard.press('Control+q'),
      hasExited: () => hasExited,
      kill: async () => {
        await host.end('SIGKILL')
        await context.close()
      },
      stop: async () => {
        // As a user closes it: the page is told, and saves in its last moment. A context that is closed takes its pages with it at once.
        if (!page.isClosed()) await Promise.all([page.waitForEvent('close'), page.close({ runBeforeUnload: true })])
        await context.close()
        await host.end('SIGTERM')
      },
    }
  }

  async close(): Promise<void> {
    const browser = await this.#browser
    this.#browser = null
    await browser?.close()
  }
}
