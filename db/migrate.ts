import type { Connection } from './connection.ts'

/** One migration as drizzle-kit generated it; `checksum` is the SHA-256 of its file. A published one never changes. */
export interface Migration {
  readonly tag: string
  readonly checksum: string
  readonly statements: readonly string[]
}

export type MigrationPlan =
  | { readonly kind: 'current' }
  | { readonly kind: 'pending'; readonly pending: readonly Migration[]; readonly applied: number }
  /** Written by a newer Fieldpost, or by one with another history: not to be touched. */
  | { readonly kind: 'newer'; readonly detail: string }

type AnyConnection = Connection<'replica' | 'journal'>

const ledger = 'schema_migrations'

/** What has to be done to bring this database to the last of `migrations`. Reads only. */
export function planMigration(database: AnyConnection, migrations: readonly Migration[]): MigrationPlan {
  const applied = appliedMigrations(database)
  if (applied.length > migrations.length) {
    const last = applied.at(-1)?.tag ?? ''
    return { kind: 'newer', detail: `it holds migration ${last}, which this version does not know` }
  }
  for (const [index, row] of applied.entries()) {
    const known = migrations[index]
    if (known?.tag !== row.tag || known.checksum !== row.checksum) {
      return { kind: 'newer', detail: `its migration ${row.tag} is not the one this version knows` }
    }
  }
  const pending = migrations.slice(applied.length)
  return pending.length === 0 ? { kind: 'current' } : { kind: 'pending', pending, applied: applied.length }
}

/**
 * Applies `pending`, each in a transaction of its own together with its line in the ledger. Foreign keys are off
 * meanwhile (inside a transaction SQLite ignores the switch, and a rebuilt table would cascade its children empty) and are
 * checked before each commit. Throws on the first failure; what was applied before stays.
 */
export function applyMigrations(
  database: AnyConnection,
  pending: readonly Migration[],
  nowMs: number,
  onStatement: (sql: string) => void = () => {},
): void {
  database.raw.pragma('foreign_keys = OFF')
  try {
    database.raw.exec(
      `CREATE TABLE IF NOT EXISTS ${ledger} (tag TEXT PRIMARY KEY, checksum TEXT NOT NULL, applied_at_ms INTEGER NOT NULL)`,
    )
    for (const migration of pending) {
      database.write(() => {
        for (const sql of migration.statements) {
          onStatement(sql)
          database.raw.exec(sql)
        }
        const broken = database.raw.pragma('foreign_key_check')
        if (Array.isArray(broken) && broken.length > 0) {
          throw new Error(`Migration ${migration.tag} leaves ${broken.length} references to rows that are not there`)
        }
        database.raw
          .prepare(`INSERT INTO ${ledger} (tag, checksum, applied_at_ms) VALUES (?, ?, ?)`)
          .run(migration.tag, migration.checksum, nowMs)
      })
    }
  } finally {
    database.raw.pragma('foreign_keys = ON')
  }
}

function appliedMigrations(database: AnyConnection): { tag: string; checksum: string }[] {
  const exists = database.raw.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(ledger)
  if (exists === undefined) return []
  return database.raw
    .prepare<[], { tag: string; checksum: string }>(`SELECT tag, checksum FROM ${ledger} ORDER BY rowid`)
    .all()
}
