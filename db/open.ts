import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { listAccountIds } from './account-ids.ts'
import { type Connection, connect, type Journal, type Replica } from './connection.ts'
import { databaseFiles, moveDatabase, removeEarlierCopies } from './files.ts'
import { refreshJournalBackup } from './journal/backup.ts'
import { migrations as journalMigrations } from './journal/migrations/embedded.ts'
import { finishReplacement, migrateJournal } from './journal/replace.ts'
import { salvageJournal } from './journal/salvage.ts'
import { applyMigrations, type Migration, planMigration } from './migrate.ts'
import { removeStrayRows } from './remove-account.ts'
import { migrations as replicaMigrations } from './replica/migrations/embedded.ts'
import { runtimeProblem } from './runtime.ts'
import { classifyStorageError, isMalformed } from './storage-error.ts'

export { classifyStorageError } from './storage-error.ts'

type File = 'replica' | 'journal'

export type OpenFailure =
  | { readonly kind: 'old_runtime'; readonly detail: string }
  | { readonly kind: 'newer_version'; readonly file: File; readonly detail: string }
  | { readonly kind: 'storage_full'; readonly detail: string }
  | { readonly kind: 'storage_read_only'; readonly detail: string }

/** What the user is told once. `detail` is a sentence of facts. */
interface OpenNotice {
  readonly kind: 'replica_rebuilt' | 'journal_salvaged'
  readonly detail: string
}

export interface Databases {
  readonly replica: Replica
  readonly journal: Journal
  readonly notices: OpenNotice[]
}

export type OpenResult =
  | { readonly ok: true; readonly value: Databases }
  | { readonly ok: false; readonly error: OpenFailure }

/** The owner (main, the command line) checks, migrates and backs up; the worker attaches to files already checked. */
export type OpenRole = 'owner' | 'attached'

interface OpenOptions {
  readonly role: OpenRole
  readonly nowMs: number
  /** Sees every statement of the two connections that are handed out (`ConnectOptions`): a simulation lets the process die at one. */
  readonly onStatement?: (sql: string) => void
}

/** Leaves `openDatabases` on a database that must not be touched. */
class NewerVersion extends Error {
  readonly file: File

  constructor(file: File, detail: string) {
    super(detail)
    this.file = file
  }
}

/**
 * Opens both databases of `folder`, which the owner creates where they are missing. A damaged replica is set aside and
 * begun anew; a damaged journal is salvaged; a database of a newer version is refused and left as it is. Throws only on
 * bugs.
 */
export function openDatabases(folder: string, options: OpenOptions): OpenResult {
  const problem = runtimeProblem(process.versions)
  if (problem !== null) return { ok: false, error: { kind: 'old_runtime', detail: problem } }
  try {
    const value = options.role === 'owner' ? openAsOwner(folder, options) : attach(folder, options)
    return { ok: true, value }
  } catch (error) {
    if (error instanceof NewerVersion) {
      return { ok: false, error: { kind: 'newer_version', file: error.file, detail: error.message } }
    }
    const trouble = classifyStorageError(error)
    if (trouble === null) throw error
    return { ok: false, error: { kind: trouble, detail: error instanceof Error ? error.message : folder } }
  }
}

/** Closes both; the owner also notes that they were closed, so that the next start needs no check. */
export function closeDatabases(
  databases: Pick<Databases, 'replica' | 'journal'>,
  options: { readonly role: OpenRole },
): void {
  const folder = dirname(databases.journal.raw.name)
  databases.replica.close()
  databases.journal.close()
  if (options.role === 'owner') rmSync(databaseFiles(folder).openMarker, { force: true })
}

function attach(folder: string, { onStatement }: OpenOptions): Databases {
  const files = databaseFiles(folder)
  const replica = connect('replica', files.replica, { use: 'bulk', mustExist: true, onStatement })
  try {
    const journal = connect('journal', files.journal, { use: 'interactive', mustExist: true, onStatement })
    return { replica, journal, notices: [] }
  } catch (error) {
    replica.close()
    throw error
  }
}

function openAsOwner(folder: string, options: OpenOptions): Databases {
  mkdirSync(folder, { recursive: true })
  const files = databaseFiles(folder)
  finishReplacement(folder)
  const wasClosed = !existsSync(files.openMarker)
  const notices: OpenNotice[] = []
  // Both are looked at before either is changed: a refusal leaves the folder as it was.
  refuseNewer('journal', files.journal, journalMigrations)
  refuseNewer('replica', files.replica, replicaMigrations)
  const journal = openJournal(folder, wasClosed, options, notices)
  try {
    const replica = openReplica(folder, wasClosed, options, notices)
    writeMarker(files.openMarker)
    removeStrayRows(replica, listAccountIds(journal))
    // A disk without room for a backup must not keep the user from notes that are here; the earlier backup stays.
    refreshJournalBackup(journal, folder)
    return { replica, journal, notices }
  } catch (error) {
    journal.close()
    throw error
  }
}

function refuseNewer(file: File, path: string, migrations: readonly Migration[]): void {
  if (!existsSync(path)) return
  try {
    const database = connect(file, path, { use: 'interactive', mustExist: true })
    try {
      const plan = planMigration(database, migrations)
      if (plan.kind === 'newer') throw new NewerVersion(file, plan.detail)
    } finally {
      database.raw.close()
    }
  } catch (error) {
    // What is damaged cannot be newer; opening it deals with the damage.
    if (!isMalformed(error)) throw error
  }
}

function openJournal(folder: string, wasClosed: boolean, options: OpenOptions, notices: OpenNotice[]): Journal {
  const { nowMs, onStatement } = options
  const files = databaseFiles(folder)
  const isMissing = !existsSync(files.journal)
  if ((isMissing && existsSync(files.journalBackup)) || (!isMissing && !isSound('journal', files.journal, wasClosed))) {
    const { notesFromFile, notesFromBackup } = salvageJournal(folder, nowMs)
    const source = isMissing ? 'was missing' : 'was damaged'
    notices.push({
      kind: 'journal_salvaged',
      detail: `The file of your notes and accounts ${source}. ${notesFromFile} notes were read from it and ${notesFromBackup} came from its backup.`,
    })
  }
  const journal = connect('journal', files.journal, { use: 'interactive', mustExist: false, onStatement })
  const plan = planMigration(journal, journalMigrations)
  if (plan.kind === 'newer') throw new NewerVersion('journal', plan.detail)
  if (plan.kind === 'current') return journal
  if (plan.applied === 0) {
    applyMigrations(journal, plan.pending, nowMs)
    return journal
  }
  migrateJournal(folder, journal, plan, nowMs)
  return connect('journal', files.journal, { use: 'interactive', mustExist: true, onStatement })
}

function openReplica(folder: string, wasClosed: boolean, options: OpenOptions, notices: OpenNotice[]): Replica {
  const { nowMs } = options
  const path = databaseFiles(folder).replica
  if (!existsSync(path) || isSound('replica', path, wasClosed)) {
    try {
      return openAndMigrateReplica(path, options)
    } catch (error) {
      if (!isMalformed(error)) throw error
    }
  }
  const damaged = join(folder, `replica.damaged-${nowMs}.db`)
  moveDatabase(path, damaged)
  removeEarlierCopies(folder, 'replica.damaged-', damaged)
  notices.push({
    kind: 'replica_rebuilt',
    detail:
      'The local copy of your CRM was damaged. It was set aside and is being fetched again; your notes are not affected.',
  })
  return openAndMigrateReplica(path, options)
}

function openAndMigrateReplica(path: string, { nowMs, onStatement }: OpenOptions): Replica {
  const replica = connect('replica', path, { use: 'interactive', mustExist: false, onStatement })
  try {
    const plan = planMigration(replica, replicaMigrations)
    if (plan.kind === 'pending') applyMigrations(replica, plan.pending, nowMs)
    return replica
  } catch (error) {
    replica.raw.close()
    throw error
  }
}

/** Whether the file opens as a database and, after an unclean end, passes SQLite's quick check. */
function isSound(file: File, path: string, wasClosed: boolean): boolean {
  let database: Connection<File> | null = null
  try {
    database = connect(file, path, { use: 'interactive', mustExist: true })
    database.raw.prepare('SELECT count(*) FROM sqlite_schema').get()
    return wasClosed || database.raw.pragma('quick_check(1)', { simple: true }) === 'ok'
  } catch (error) {
    if (!isMalformed(error)) throw error
    return false
  } finally {
    database?.raw.close()
  }
}

function writeMarker(path: string): void {
  const handle = openSync(path, 'w')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
