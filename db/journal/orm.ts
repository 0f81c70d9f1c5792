import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3'
import type { Journal } from '../connection.ts'

/** By the open file, for a journal that was mended goes on with another one. */
const known = new WeakMap<Journal['raw'], BetterSQLite3Database>()

/** drizzle's query builder over the journal's own connection: it takes part in `journal.write`. For what is not hot. */
export function orm(journal: Journal): BetterSQLite3Database {
  const existing = known.get(journal.raw)
  if (existing) return existing
  const made: BetterSQLite3Database = drizzle(journal.raw)
  known.set(journal.raw, made)
  return made
}
