import { once } from 'node:events'
import { _electron } from 'playwright-core'
import { root } from '../../../scripts/root.ts'
import type { Shell, ShellOptions, ShellRun } from './shell.ts'

/** Electron itself, in a real window. */
export class ElectronShell implements Shell {
  readonly name = 'Electron'
  readonly #executablePath: string

  constructor(executablePath: string) {
    this.#executablePath = executablePath
  }

  async start(options: ShellOptions): Promise<ShellRun> {
    const running = await _electron.launch({
      executablePath: this.#executablePath,
      args: [root, `--data-dir=${options.dataDir}`],
      cwd: root,
      colorScheme: options.colorScheme,
    })
    const child = running.process()
    let output = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8')
    })
    child.stderr?.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8')
    })
    const page = await running.firstWindow()
    if (options.viewport !== null) await page.setViewportSize(options.viewport)
    return {
      page,
      output: () => output,
      pickFile: (path) =>
        running.evaluate(({ dialog }, filePath) => {
          dialog.showSaveDialog = async () => ({ canceled: false, filePath })
          dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [filePath] })
        }, path),
      askToQuit: () =>
        running.evaluate(({ app }) => {
          // After the answer to this call: the process may be gone with it.
          setImmediate(() => app.quit())
        }),
      hasExited: () => child.exitCode !== null,
      kill: async () => {
        const exited = once(child, 'exit')
        child.kill('SIGKILL')
        await exited
      },
      stop: async () => {
        if (child.exitCode !== null) return
        // As the machine ends it: nobody is there to say what becomes of unsent notes.
        await running.evaluate(({ powerMonitor }) => {
          powerMonitor.emit('shutdown')
        })
        await running.close()
      },
    }
  }

  async close(): Promise<void> {}
}
