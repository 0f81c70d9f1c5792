import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { homedir, release } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { createFetchTransport } from '../connectors/fetch-transport.ts'
import { systemClock, systemRandom } from '../sync/clock.ts'
import { run } from './run.ts'
import type { Surroundings } from './surroundings.ts'

/** The command line's entry, built as out/main/command-line.js: gives the commands the real machine, and the process their answer. */

const requestTimeoutMs = 30_000
const longestBodyBytes = 64 * 1024 * 1024

// Whatever is created from here on holds customers' data: for this user's eyes only.
process.umask(0o077)
// A reader that has seen enough (`| head`) ends the command, and is no error.
process.stdout.on('error', () => process.exit(0))

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8')))
const { env } = process

const surroundings: Surroundings = {
  environment: env,
  platform: process.platform,
  homeFolder: homedir(),
  // npm runs its scripts in the package's folder, and tells where it was called.
  workingFolder: (env.npm_lifecycle_event === 'fieldpost' ? env.INIT_CWD : undefined) ?? process.cwd(),
  pid: process.pid,
  versions: { fieldpost: version, node: process.versions.node, system: `${process.platform} ${release()}` },
  input: { isTerminal: process.stdin.isTTY === true, chunks: process.stdin },
  clock: systemClock,
  random: systemRandom,
  randomBytes,
  transport: createFetchTransport({ clock: systemClock, timeoutMs: requestTimeoutMs, maxBodyBytes: longestBodyBytes }),
  progress: (line) => {
    if (process.stderr.isTTY === true) process.stderr.write(`${line}\n`)
  },
  say: (line) => void process.stderr.write(`${line}\n`),
  onInterrupt(listener) {
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
    for (const signal of signals) process.on(signal, listener)
    return () => {
      for (const signal of signals) process.off(signal, listener)
    }
  },
}

const { output, errors, exitCode } = await run(process.argv.slice(2), surroundings)
for (const line of errors) process.stderr.write(`${line}\n`)
// Ended by hand once all is written: a request that was let go of would keep the process until its time is up.
process.stdout.write(output, () => process.exit(exitCode))
