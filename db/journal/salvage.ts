import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { getTableName } from 'drizzle-orm'
import { connect, type Journal } from '../connection.ts'
import { databaseFiles, removeDatabase, removeEarlierCopies } from '../files.ts'
import { applyMigrations } from '../migrate.ts'
import { isMalformed } from '../storage-error.ts'
import { migrations } from './migrations/embedded.ts'
import { replaceJournal } from './replace.ts'
import * as schema from './schema.ts'

type Value = string | number | bigint | Buffer | null
interface TableRead {
  readonly columns: readonly string[]
  readonly rows: readonly Value[][]
  /** Some of the table could not be read: its missing rows are looked for in the backup. */
  readonly isPartial: boolean
}

/** Every table of the journal, from its schema: one that is added later is salvaged too. */
const tables = Object.values(schema).map(getTableName)

/** How far into an unreadable stretch single rows are tried. */
const widestGap = 20_000

export interface Salvaged {
  readonly notesFromFile: number
  readonly notesFromBackup: number
}

/**
 * Builds a new journal from what a damaged (or vanished) one still yields, row by row, completed from its backup, and
 * puts it in place; the damaged file is kept as `journal.damaged-*.db`. A note that only the backup knows may have been
 * sent since: it comes back in doubt, so that the CRM is read before anything is sent again.
 */
export function salvageJournal(folder: string, nowMs: number): Salvaged {
  const files = databaseFiles(folder)
  const examined = join(folder, 'journal.examined.db')
  const damaged = join(folder, `journal.damaged-${nowMs}.db`)
  copyDatabase(files.journal, examined)
  removeDatabase(files.scratch)
  const target = connect('journal', files.scratch, { use: 'interactive', mustExist: false })
  let salvaged: Salvaged
  try {
    applyMigrations(target, migrations, nowMs)
    target.raw.pragma('foreign_keys = OFF')
    salvaged = target.write(() => fill(target, examined, files.journalBackup, nowMs))
    target.raw.pragma('journal_mode = DELETE')
  } finally {
    target.close()
    removeDatabase(examined)
  }
  replaceJournal(folder, files.scratch, damaged)
  removeEarlierCopies(folder, 'journal.damaged-', damaged)
  return salvaged
}

function fill(target: Journal, examined: string, backup: string, nowMs: number): Salvaged {
  const partial = tables.filter((table) => {
    const read = readTable(examined, table)
    insertRows(target, table, read)
    return read.isPartial
  })
  const notesOfFile = noteIds(target)
  for (const table of partial) insertRows(target, table, readTable(backup, table))
  const notesFromBackup = noteIds(target).size - notesOfFile.size
  // After all receipts are in: a new one must not take the number of one that is still to come.
  putInDoubt(target, notesOfFile, nowMs)
  target.raw.exec('DELETE FROM credentials WHERE account_id NOT IN (SELECT account_id FROM accounts)')
  target.raw.exec('DELETE FROM rate_states WHERE account_id NOT IN (SELECT account_id FROM accounts)')
  reserveAccountIds(target)
  return { notesFromFile: notesOfFile.size, notesFromBackup }
}

function copyDatabase(from: string, to: string): void {
  removeDatabase(to)
  for (const suffix of ['', '-wal']) {
    if (existsSync(from + suffix)) copyFileSync(from + suffix, to + suffix)
  }
}

function readTable(path: string, table: string): TableRead {
  const nothing: TableRead = { columns: [], rows: [], isPartial: true }
  if (!existsSync(path)) return nothing
  const source = new SqliteDatabase(path, { fileMustExist: true })
  try {
    const columns = source
      .prepare<[string], { name: string }>('SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0')
      .all(table)
      .map(({ name }) => name)
    return columns.length === 0 ? nothing : { columns, ...readRows(source, table, columns) }
  } catch (error) {
    if (!isMalformed(error)) throw error
    return nothing
  } finally {
    source.close()
  }
}

/** From the start to the first damage, from the end back to the last, then one by one what lies between. */
function readRows(source: SqliteDatabase.Database, table: string, columns: readonly string[]) {
  const select = `SELECT rowid, ${columns.map((name) => `"${name}"`).join(', ')} FROM "${table}"`
  const found = new Map<number, Value[]>()
  const collect = (sql: string, last: number | null): { readonly end: number | null; readonly isWhole: boolean } => {
    let end = last
    try {
      for (const [rowid, ...values] of source.prepare<[], [number, ...Value[]]>(sql).raw(true).iterate()) {
        end = rowid
        if (found.has(rowid)) break
        found.set(rowid, values)
      }
      return { end, isWhole: true }
    } catch (error) {
      if (!isMalformed(error)) throw error
      return { end, isWhole: false }
    }
  }
  const forward = collect(`${select} ORDER BY rowid`, null)
  if (forward.isWhole) return { rows: [...found.values()], isPartial: false }
  const backward = collect(`${select} ORDER BY rowid DESC`, null)
  const from = (forward.end ?? 0) + 1
  const to = Math.min(backward.end ?? Number.POSITIVE_INFINITY, from + widestGap)
  const single = source.prepare<[number], [number, ...Value[]]>(`${select} WHERE rowid = ?`).raw(true)
  for (let rowid = from; rowid < to; rowid += 1) {
    try {
      const row = single.get(rowid)
      if (row) found.set(rowid, row.slice(1))
    } catch (error) {
      if (!isMalformed(error)) throw error
    }
  }
  return { rows: [...found.values()], isPartial: true }
}

/** Inserts what is not there yet and fits; a row that damage left without a value it must have is skipped. */
function insertRows(target: Journal, table: string, read: TableRead): void {
  if (read.rows.length === 0) return
  const known = new Set(
    target.raw
      .prepare<[string], { name: string }>('SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0')
      .all(table)
      .map(({ name }) => name),
  )
  const used = read.columns.flatMap((name, index) => (known.has(name) ? [{ name, index }] : []))
  const insert = target.raw.prepare<Value[]>(
    `INSERT OR IGNORE INTO "${table}" (${used.map(({ name }) => `"${name}"`).join(', ')})
     VALUES (${used.map(() => '?').join(', ')})`,
  )
  for (const row of read.rows) insert.run(...used.map(({ index }) => row[index] ?? null))
}

function noteIds(target: Journal): ReadonlySet<string> {
  const rows = target.raw.prepare<[], { note_id: string }>('SELECT note_id FROM notes_outbox').all()
  return new Set(rows.map((row) => row.note_id))
}

function putInDoubt(target: Journal, known: ReadonlySet<string>, nowMs: number): void {
  const open = target.raw
    .prepare<[], { note_id: string; state: string }>(
      "SELECT note_id, state FROM notes_outbox WHERE state IN ('held', 'queued', 'sending')",
    )
    .all()
  for (const note of open.filter(({ note_id }) => !known.has(note_id))) {
    target.raw
      .prepare(
        `UPDATE notes_outbox SET state = 'in_doubt', held_until_ms = NULL, not_before_ms = NULL,
           sent_at_ms = coalesce(sent_at_ms, created_at_ms), gave_up_at_ms = ?, revision = revision + 1
         WHERE note_id = ?`,
      )
      .run(nowMs, note.note_id)
    target.raw
      .prepare(
        "INSERT INTO note_receipts (note_id, at_ms, from_state, to_state, cause) VALUES (?, ?, ?, 'in_doubt', ?)",
      )
      .run(note.note_id, nowMs, note.state, JSON.stringify({ kind: 'restored_from_backup' }))
  }
}

/** A new account must never get the number of a lost one: notes of the lost one would be sent to it. */
function reserveAccountIds(target: Journal): void {
  const used = target.raw
    .prepare<[], { highest: number | null }>(
      `SELECT max(account_id) AS highest FROM (
         SELECT account_id FROM notes_outbox UNION ALL SELECT account_id FROM note_drafts
         UNION ALL SELECT account_id FROM read_marks UNION ALL SELECT account_id FROM stars
         UNION ALL SELECT account_id FROM accounts)`,
    )
    .get()
  const highest = used?.highest ?? null
  if (highest === null) return
  target.raw.exec("DELETE FROM sqlite_sequence WHERE name = 'accounts'")
  target.raw.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('accounts', ?)").run(highest)
}
