import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { expect } from 'vitest'
import type { z } from 'zod'
import { failureShape } from '../../../electron/cli/output-shapes.ts'
import { startLeadpingSandbox } from '../../sandbox/leadping/sandbox.ts'
import type { LeadpingSandbox } from '../../sandbox/leadping/sandbox-core.ts'
import { type LeadsquaredSandbox, startLeadsquaredSandbox } from '../../sandbox/leadsquared/sandbox.ts'
import { type SaleshandySandbox, startSaleshandySandbox } from '../../sandbox/saleshandy/sandbox.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const program = join(root, 'electron', 'cli', 'fieldpost.mjs')

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly child: ChildProcess
  readonly finished: Promise<Finished>
}

interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>
  /** What is piped in; by default the input is empty. */
  readonly input?: string | Buffer
}

/** A data folder and the real command in processes of its own. */
export class CommandLine {
  readonly folder = mkdtempSync(join(tmpdir(), 'fieldpost-cli-'))
  readonly #children = new Set<ChildProcess>()

  /** The data folder, which the command makes; other files of a test may lie beside it. */
  get data(): string {
    return join(this.folder, 'data')
  }

  start(words: readonly string[], { environment = {}, input = '' }: RunOptions = {}): Running {
    const child = spawn(process.execPath, [program, ...words], {
      cwd: this.folder,
      env: { PATH: process.env.PATH, HOME: this.folder, FIELDPOST_DATA: this.data, ...environment },
    })
    this.#children.add(child)
    // A command that has read enough closes its input while more is being written.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    return { child, finished: this.#finished(child) }
  }

  run(words: readonly string[], options: RunOptions = {}): Promise<Finished> {
    return this.start(words, options).finished
  }

  /** Runs with `--json`, expects success, and checks the answer against its shape: nothing less and nothing more. */
  async json<Shape extends z.ZodType>(
    shape: Shape,
    words: readonly string[],
    options: RunOptions & { readonly code?: number } = {},
  ): Promise<z.output<Shape>> {
    const finished = await this.run([...words, '--json'], options)
    expect({ code: finished.code, stderr: options.code === undefined ? finished.stderr : '' }).toEqual({
      code: options.code ?? 0,
      stderr: '',
    })
    const answer: unknown = JSON.parse(finished.stdout)
    const parsed = shape.parse(answer)
    expect(answer).toEqual(parsed)
    return parsed
  }

  async #finished(child: ChildProcess): Promise<Finished> {
    let stdout = ''
    let stderr = ''
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      stdout += part
    })
    child.stderr?.setEncoding('utf8').on('data', (part: string) => {
      stderr += part
    })
    const [code]: (number | null)[] = await once(child, 'close')
    this.#children.delete(child)
    return { code: code ?? null, stdout, stderr }
  }

  close(): void {
    for (const child of this.#children) child.kill('SIGKILL')
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Every file below `folder`, of the databases their rows: what "nothing changed" is held against. */
export function contentOf(folder: string): Record<string, unknown> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  return Object.fromEntries(
    names
      // SQLite's logs are part of their database, the backup is a copy, and the lock's line names whoever had it last.
      .filter(
        (name) =>
          !/-(shm|wal)$|journal\.backup\.db$/.test(name) && !name.startsWith('folder.lock', name.lastIndexOf('/') + 1),
      )
      .map((name) => {
        const path = join(folder, name)
        if (statSync(path).isDirectory()) return [name, 'folder']
        return [name, name.endsWith('.db') ? rowsOf(path) : readFileSync(path).toString('base64')]
      }),
  )
}

function rowsOf(path: string): Record<string, unknown> {
  const database = new SqliteDatabase(path, { fileMustExist: true })
  try {
    const tables = database
      .prepare<[], { name: string }>(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_stat%'",
      )
      .all()
    return Object.fromEntries(tables.map(({ name }) => [name, database.prepare(`SELECT * FROM "${name}"`).all()]))
  } finally {
    database.close()
  }
}

/** The command says what is wrong in one line on stderr, and the same on stdout in the shape of an error. */
export async function expectFailure(
  line: CommandLine,
  words: readonly string[],
  expected: { readonly code: number; readonly kind: string; readonly message: RegExp },
  options: RunOptions = {},
): Promise<void> {
  const finished = await line.run(['--json', ...words], options)
  expect(finished.stderr).toMatch(/^[^\n]+\n$/)
  expect(finished.stderr).toMatch(expected.message)
  expect(finished.code).toBe(expected.code)
  const answer: unknown = JSON.parse(finished.stdout)
  expect(failureShape.parse(answer)).toEqual(answer)
  expect(answer).toEqual({
    error: { kind: expected.kind, exitCode: expected.code, message: finished.stderr.trim() },
  })
}

/** A small CRM of two weeks, without a rate limit that a test could meet. */
export function startSandbox(): Promise<LeadpingSandbox> {
  return startLeadpingSandbox({
    dialect: 'B',
    seed: 11,
    conversations: 12,
    activities: 120,
    nowMs: Date.now() - 60_000,
    rateLimit: null,
  })
}

/** A Saleshandy of three prospects whom LeadSquared knows too, and little else: each costs requests, of which it allows few. */
export function startSaleshandy(): Promise<SaleshandySandbox> {
  return startSaleshandySandbox({
    seed: 5,
    prospects: 3,
    notes: 3,
    threads: 1,
    nowMs: Date.now() - 60_000,
    rateLimit: null,
  })
}

/** A LeadSquared account with the same three people. */
export function startLeadsquared(): Promise<LeadsquaredSandbox> {
  return startLeadsquaredSandbox({
    seed: 7,
    leads: 3,
    activities: 12,
    nowMs: Date.now() - 60_000,
    rateLimit: null,
    serviceUrls: 'url',
  })
}

export function notesInCrm(sandbox: LeadpingSandbox): string[] {
  return sandbox.state
    .listedEvents()
    .filter((event) => event.type === 'Note' && event.origin === 'api')
    .sort((left, right) => left.createdAtMs - right.createdAtMs)
    .map((event) => event.text)
}
