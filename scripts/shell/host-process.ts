import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { root } from '../root.ts'

const entry = join(root, 'electron', 'browser-host', 'run.ts')
const startPatienceMs = 60_000
const stopPatienceMs = 15_000

export interface HostProcess {
  /** The address to open, with its token. */
  readonly url: string
  output(): string
  /** Sends the signal and resolves when the process is gone. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
  /** Resolves with the exit code when the process ends by itself or by `end`. */
  readonly exited: Promise<number | null>
}

/** Starts the browser host with arguments for the app, such as `--data-dir=PATH`. @throws where it does not come up. */
export async function startHost(forApp: readonly string[]): Promise<HostProcess> {
  const child = spawn(process.execPath, [entry, ...forApp], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const exited = once(child, 'exit').then(([code]: (number | null)[]) => code ?? null)
  const url = await new Promise<string>((resolve, reject) => {
    const patience = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`The app printed no address within ${startPatienceMs / 1000} s:\n${output}`))
    }, startPatienceMs)
    const collect = (chunk: Buffer) => {
      output += chunk.toString('utf8')
      const found = /^FIELDPOST_URL (\S+)\r?\n/m.exec(output)?.[1]
      if (found === undefined) return
      clearTimeout(patience)
      resolve(found)
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      clearTimeout(patience)
      reject(new Error(`The app ended at once (${signal ?? `exit code ${code}`}):\n${output}`))
    })
  })
  return {
    url,
    output: () => output,
    exited,
    async end(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill(signal)
      const tooSlow = setTimeout(() => child.kill('SIGKILL'), stopPatienceMs)
      await exited
      clearTimeout(tooSlow)
    },
  }
}
