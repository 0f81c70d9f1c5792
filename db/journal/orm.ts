import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3'
import type { Journal } from '../connection.ts'

const known = new WeakMap<Journal, BetterSQLite3Database>()

/** drizzle's query builder over the journal's own connection: it takes part in `journal.write`. For what is not hot. */
export function orm(journal: Journal): BetterSQLite3Database {
  const existing = known.get(journal)
  if (existing) return existing
  const made: BetterSQLite3Database = drizzle(journal.raw)
  known.set(journal, made)
  return made
}
