import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from '../../db/connection.ts'
import { databaseFiles } from '../../db/files.ts'
import { finishReplacement } from '../../db/journal/replace.ts'
import { closeDatabases, openDatabases } from '../../db/open.ts'
import { seededRandom } from '../sandbox/random.ts'
import { insertNote } from '../support/insert-note.ts'

export interface MigrationKillReport {
  readonly kills: number
  /** After a kill, the next start found the journal as it was before, or the finished new one. */
  readonly foundOld: number
  readonly foundNew: number
  readonly violations: readonly string[]
}

const child = join(import.meta.dirname, '..', 'integration', 'db', 'journal-migration-child.ts')
const nowMs = Date.UTC(2026, 2, 2, 9)
const notes = 400

/** Kills a process at random moments of migrating a journal of some size (snapshot, check, migrate, swap). */
export async function runMigrationKills(options: {
  readonly seed: number
  readonly kills: number
}): Promise<MigrationKillReport> {
  const random = seededRandom(options.seed)
  const root = mkdtempSync(join(tmpdir(), 'fieldpost-migration-'))
  try {
    const template = join(root, 'template')
    fill(template)
    const folder = join(root, 'live')
    // How long the whole takes on this machine, now: the moments are spread over it.
    cpSync(template, folder, { recursive: true })
    const startedMs = performance.now()
    await migrate(folder, null)
    const wholeMs = performance.now() - startedMs
    const report = { kills: 0, foundOld: 0, foundNew: 0, violations: [] as string[] }
    while (report.kills < options.kills) {
      rmSync(folder, { recursive: true, force: true })
      cpSync(template, folder, { recursive: true })
      if (!(await migrate(folder, wholeMs * (0.3 + 0.7 * random.next())))) continue
      report.kills += 1
      const found = look(folder)
      if (found === 'old') report.foundOld += 1
      else if (found === 'new') report.foundNew += 1
      else report.violations.push(`kill ${report.kills} of seed ${options.seed}: ${found}`)
    }
    return report
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function fill(folder: string): void {
  const opened = openDatabases(folder, { role: 'owner', nowMs })
  if (!opened.ok) throw new Error(opened.error.detail)
  const { journal } = opened.value
  const base = { accountId: 1, leadRemoteId: null, conversationName: 'Ada', heldUntilMs: null, nowMs }
  journal.write(() => {
    for (let number = 1; number <= notes; number += 1) {
      const text = `${number} ${'wants the quote by Friday. '.repeat(30)}`
      insertNote(journal, { ...base, noteId: `note-${number}`, conversationRemoteId: `c${number % 20}`, text })
    }
  })
  closeDatabases(opened.value, { role: 'owner' })
}

/** True where the process was killed, false where it was done before. */
async function migrate(folder: string, killAfterMs: number | null): Promise<boolean> {
  const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'fieldpost-kill-compile-cache') }
  const running = spawn(process.execPath, [child, folder, '0'], { env, stdio: 'ignore' })
  const exited = once(running, 'exit')
  const kill = killAfterMs === null ? null : setTimeout(() => running.kill('SIGKILL'), killAfterMs)
  const [code, signal] = await exited
  if (kill !== null) clearTimeout(kill)
  if (signal === null && code !== 0) throw new Error(`the migration ended with ${code}`)
  return signal === 'SIGKILL'
}

function look(folder: string): string {
  finishReplacement(folder)
  const journal = connect('journal', databaseFiles(folder).journal, { use: 'interactive', mustExist: true })
  try {
    const verdict = journal.raw.pragma('integrity_check(1)', { simple: true })
    if (verdict !== 'ok') return `integrity: ${verdict}`
    const rows = journal.raw.prepare<[], Record<string, unknown>>('SELECT * FROM notes_outbox').all()
    const receipts = journal.raw.prepare('SELECT * FROM note_receipts').all()
    if (rows.length !== notes || receipts.length !== notes) return `${rows.length} notes, ${receipts.length} receipts`
    const coloured = rows.filter((row) => row.colour === 'blue').length
    if (coloured === 0) return 'old'
    return coloured === notes ? 'new' : `${coloured} of ${notes} rows are migrated`
  } finally {
    journal.close()
  }
}
