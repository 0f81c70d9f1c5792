import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { listAccountIds } from './account-ids.ts'
import { openAttachmentStore } from './attachment-store.ts'
import { clearDamageRecord, hasDamageRecord, recordClose, recordDamage, takeCloseRecord } from './clean-close.ts'
import { clearUpAttachments } from './clear-up-attachments.ts'
import { connect, type Journal, type Replica } from './connection.ts'
import { databaseFiles } from './files.ts'
import { refreshJournalBackup } from './journal/backup.ts'
import { migrations as journalMigrations } from './journal/migrations/embedded.ts'
import { openJournal } from './journal/open-journal.ts'
import { finishReplacement } from './journal/replace.ts'
import { preserveLog } from './journal/salvage.ts'
import { type Migration, planMigration } from './migrate.ts'
import {
  type Databases,
  NewerVersion,
  type OpenFailure,
  type OpenNotice,
  type OpenOptions,
  type OpenResult,
  type OpenRole,
} from './open-outcome.ts'
import { removeStrayRows } from './remove-account.ts'
import { migrations as replicaMigrations } from './replica/migrations/embedded.ts'
import { openReplica, type ReplicaHistory } from './replica/open-replica.ts'
import { runtimeProblem } from './runtime.ts'
import { lookAt } from './sound.ts'
import { classifyStorageError, isMalformed } from './storage-error.ts'
import { examineLog, type LogState } from './write-ahead-log.ts'

export type { Databases, OpenFailure, OpenNotice, OpenResult, OpenRole } from './open-outcome.ts'
export { classifyStorageError, isMalformed } from './storage-error.ts'

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

/** Closes both; the owner also writes down how it left them, so that the next start can tell whether it finds them so. */
export function closeDatabases(
  databases: Pick<Databases, 'replica' | 'journal'>,
  options: { readonly role: OpenRole },
): void {
  const folder = dirname(databases.journal.raw.name)
  // Both, also where the first one meets damage at its end.
  const ends = [closeOne(databases.replica), closeOne(databases.journal)]
  if (ends.includes('met_damage')) noteDamage(folder)
  else if (options.role === 'owner') recordClose(folder)
}

function closeOne(database: Databases['replica'] | Databases['journal']): 'closed' | 'met_damage' {
  try {
    database.close()
    return 'closed'
  } catch (error) {
    if (!isMalformed(error)) throw error
    return 'met_damage'
  }
}

/**
 * For an owner whose statement met damage (`isMalformed`): sets the damaged file aside, or salvages it, as opening does, and goes on
 * with the same two `Connection` objects. No other thread or process may have the files open meanwhile. Where it fails, the
 * connections are closed; the next start tries again.
 */
export function mendDatabases(
  databases: Pick<Databases, 'replica' | 'journal'>,
  options: { readonly nowMs: number },
):
  | { readonly ok: true; readonly notices: readonly OpenNotice[] }
  | { readonly ok: false; readonly error: OpenFailure } {
  const { replica, journal } = databases
  const folder = dirname(journal.raw.name)
  replica.raw.close()
  journal.raw.close()
  noteDamage(folder)
  const opened = openDatabases(folder, { role: 'owner', nowMs: options.nowMs })
  if (!opened.ok) return opened
  replica.goOnWith(opened.value.replica)
  journal.goOnWith(opened.value.journal)
  return { ok: true, notices: opened.value.notices }
}

/** For a process that met damage and is about to end: the next opening of `folder` mends its files. */
export function noteDamage(folder: string): void {
  try {
    recordDamage(folder)
  } catch (error) {
    // A disk that takes no more must not keep the damage from being dealt with now.
    if (classifyStorageError(error) === null) throw error
  }
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
  // Before anything opens the files, for opening them is what loses the traces.
  const journalLog = keepWhatTheLogHolds(folder)
  const replicaLog = examineLog(files.replica)
  const notices: OpenNotice[] = []
  // Both are looked at before either is changed: a refusal leaves the folder as it was.
  refuseNewer('journal', files.journal, journalMigrations)
  refuseNewer('replica', files.replica, replicaMigrations)
  const { journal, condition } = openJournal(folder, journalLog, options, notices)
  try {
    // Damage was met in one of the two: where the journal is sound, it was the replica, whatever a check would say.
    const isDistrusted = replicaLog.isMixed || (hasDamageRecord(folder) && condition === 'sound')
    const accountIds = listAccountIds(journal)
    const history = { isUnchanged: takeCloseRecord(folder), isDistrusted, hasAccounts: accountIds.length > 0 }
    const replica = openReplicaOf(accountIds, folder, history, options, notices)
    clearDamageRecord(folder)
    // A journal that was salvaged may yet get back what refers to a file.
    if (condition === 'sound') letGoOfFiles(folder, journal, options.nowMs)
    // A disk without room for a backup must not keep the user from notes that are here; the earlier backup stays.
    refreshJournalBackup(journal, folder)
    return { replica, journal, notices }
  } catch (error) {
    journal.close()
    throw error
  }
}

function letGoOfFiles(folder: string, journal: Journal, nowMs: number): void {
  try {
    clearUpAttachments(journal, openAttachmentStore(folder), nowMs)
  } catch (error) {
    // What is left lying there does no harm, and is looked at again at the next start.
    if (classifyStorageError(error) === null) throw error
  }
}

/** The replica, without rows of other accounts. Looking for them is the first real reading, and may meet damage. */
function openReplicaOf(
  accountIds: readonly number[],
  folder: string,
  history: ReplicaHistory,
  options: OpenOptions,
  notices: OpenNotice[],
): Replica {
  const replica = openReplica(folder, history, options, notices)
  try {
    removeStrayRows(replica, accountIds)
    return replica
  } catch (error) {
    replica.raw.close()
    if (!isMalformed(error)) throw error
    return openReplica(folder, { ...history, isUnchanged: false, isDistrusted: true }, options, notices)
  }
}

/** A damaged log is lost with the first opening; what it holds is kept until the journal is salvaged, also by a later start. */
function keepWhatTheLogHolds(folder: string): LogState {
  const { journal, journalWithLog } = databaseFiles(folder)
  const log = examineLog(journal)
  if (log.hasLostCommits || log.isMixed) preserveLog(folder)
  return { ...log, hasLostCommits: log.hasLostCommits || existsSync(journalWithLog) }
}

function refuseNewer(file: 'replica' | 'journal', path: string, migrations: readonly Migration[]): void {
  // What is damaged, or is another program's, cannot be newer; opening it deals with that.
  lookAt(file, path, (database, kind) => {
    const plan = kind === 'own' ? planMigration(database, migrations) : null
    if (plan?.kind === 'newer') throw new NewerVersion(file, plan.detail)
  })
}
