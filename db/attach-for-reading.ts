import { existsSync } from 'node:fs'
import { type Connection, connect, type Journal, type Replica } from './connection.ts'
import { databaseFiles } from './files.ts'
import { migrations as journalMigrations } from './journal/migrations/embedded.ts'
import { type Migration, planMigration } from './migrate.ts'
import { migrations as replicaMigrations } from './replica/migrations/embedded.ts'
import { runtimeProblem } from './runtime.ts'
import { classifyStorageError, isMalformed } from './storage-error.ts'

export interface ReadableDatabases {
  readonly replica: Replica
  readonly journal: Journal
  close(): void
}

/**
 * Both databases of `folder` for reading, while another process may own them. Null: an owner has to open them first,
 * because they are missing, damaged, of another version, or on a disk that takes no log; opening them says which. Nothing
 * is written through these connections but what SQLite needs to read a log.
 */
export function attachForReading(folder: string): ReadableDatabases | null {
  if (runtimeProblem(process.versions) !== null) return null
  const files = databaseFiles(folder)
  const journal = attach('journal', files.journal, journalMigrations)
  if (journal === null) return null
  const replica = attach('replica', files.replica, replicaMigrations)
  if (replica === null) {
    journal.raw.close()
    return null
  }
  // Not `Connection.close`: tidying the log is the owner's.
  const close = () => {
    replica.raw.close()
    journal.raw.close()
  }
  return { replica, journal, close }
}

function attach<File extends 'replica' | 'journal'>(
  file: File,
  path: string,
  migrations: readonly Migration[],
): Connection<File> | null {
  if (!existsSync(path)) return null
  let database: Connection<File> | null = null
  try {
    database = connect(file, path, { use: 'interactive', mustExist: true })
    if (planMigration(database, migrations).kind === 'current') {
      database.raw.pragma('query_only = ON')
      return database
    }
  } catch (error) {
    if (classifyStorageError(error) === null && !isMalformed(error)) throw error
  }
  database?.raw.close()
  return null
}
