import { existsSync, statSync } from 'node:fs'
import { type Connection, connect } from './connection.ts'
import { databaseFiles } from './files.ts'
import { migrations as journalMigrations } from './journal/migrations/embedded.ts'
import { planMigration } from './migrate.ts'
import { migrations as replicaMigrations } from './replica/migrations/embedded.ts'
import { classifyStorageError, isMalformed } from './storage-error.ts'

/** What can be said of one database file without changing it. */
export type FileInspection =
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly detail: string }
  | { readonly kind: 'damaged'; readonly detail: string }
  | { readonly kind: 'newer'; readonly detail: string }
  | {
      readonly kind: 'sound'
      readonly bytes: number
      /** Migrations that the next owner will apply. */
      readonly pendingMigrations: number
    }

/** Runs SQLite's full integrity check: seconds for a large replica. Another process may own the files meanwhile. */
export function inspectDatabase(folder: string, file: 'replica' | 'journal'): FileInspection {
  const path = databaseFiles(folder)[file]
  if (!existsSync(path)) return { kind: 'missing' }
  let database: Connection<'replica' | 'journal'> | null = null
  try {
    database = connect(file, path, { use: 'interactive', mustExist: true })
    const found = database.raw.pragma('integrity_check(1)', { simple: true })
    if (found !== 'ok') return { kind: 'damaged', detail: String(found) }
    const plan = planMigration(database, file === 'replica' ? replicaMigrations : journalMigrations)
    if (plan.kind === 'newer') return { kind: 'newer', detail: plan.detail }
    const pendingMigrations = plan.kind === 'pending' ? plan.pending.length : 0
    return { kind: 'sound', bytes: statSync(path).size, pendingMigrations }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    if (isMalformed(error)) return { kind: 'damaged', detail }
    if (classifyStorageError(error) !== null) return { kind: 'unreadable', detail }
    throw error
  } finally {
    database?.raw.close()
  }
}
