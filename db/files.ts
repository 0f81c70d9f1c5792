import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Where everything lies in the user's data folder. */
export function databaseFiles(folder: string) {
  return {
    replica: join(folder, 'replica.db'),
    journal: join(folder, 'journal.db'),
    /** The journal as it was a moment after its last change, or when it was last opened and sound. */
    journalBackup: join(folder, 'journal.backup.db'),
    /** The journal with what a damaged log still held: exists from before such a log is opened, and lost by it, until it is salvaged. */
    journalWithLog: join(folder, 'journal.with-log.db'),
    /** A finished successor of the journal, waiting to take its place. */
    journalNext: join(folder, 'journal.next.db'),
    /** Work in progress of this start; worthless after it. */
    scratch: join(folder, 'journal.scratch.db'),
    /** Exists between a clean end and the next start: how the replica was left. */
    closeRecord: join(folder, 'closed-cleanly'),
    /** Exists from a statement that met damage until the files were mended. */
    damageRecord: join(folder, 'damage-met'),
  }
}

/** SQLite keeps recent commits in these; a database moves or goes only together with them. */
const companions = ['-wal', '-shm', '-journal']

export function removeDatabase(path: string): void {
  for (const suffix of ['', ...companions]) rmSync(path + suffix, { force: true })
}

export function moveDatabase(from: string, to: string): void {
  removeDatabase(to)
  renameSync(from, to)
  moveCompanions(from, to)
}

/** Moves what a database left behind that is itself gone already, so that it cannot be taken for its successor's. */
export function moveCompanions(from: string, to: string): void {
  for (const suffix of companions) {
    if (existsSync(from + suffix)) renameSync(from + suffix, to + suffix)
  }
}

/** Removes all earlier `<prefix>*.db` of the folder but `keep`: one copy set aside is enough. */
export function removeEarlierCopies(folder: string, prefix: string, keep: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (name.startsWith(prefix) && name.endsWith('.db') && path !== keep) removeDatabase(path)
  }
}

/** Makes a file's content durable, where the program that wrote it did not. */
export function flushFile(path: string): void {
  const handle = openSync(path, 'r+')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
