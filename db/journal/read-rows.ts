import { existsSync } from 'node:fs'
import SqliteDatabase from 'better-sqlite3'
import { isMalformed } from '../storage-error.ts'

export type Value = string | number | bigint | Buffer | null

export interface TableRead {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Value[])[]
  /** Some of the table could not be read: its missing rows are looked for in the backup. */
  readonly isPartial: boolean
}

const nothing: TableRead = { columns: [], rows: [], isPartial: true }

/** How far into an unreadable stretch single rows are tried. */
const widestGap = 20_000

/** What the database at `path`, damaged or not there at all, still yields of a table. */
export function readTable(path: string, table: string): TableRead {
  if (!existsSync(path)) return nothing
  try {
    const source = new SqliteDatabase(path, { fileMustExist: true })
    try {
      const columns = source
        .prepare<[string], { name: string }>('SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0')
        .all(table)
        .map(({ name }) => name)
      return columns.length === 0 ? nothing : { columns, ...readRows(source, table, columns) }
    } finally {
      source.close()
    }
  } catch (error) {
    if (!isMalformed(error) && !isNotUnderstood(error)) throw error
    return nothing
  }
}

/** A format number that damage made one of the future's. */
function isNotUnderstood(error: unknown): boolean {
  return error instanceof SqliteDatabase.SqliteError && error.code === 'SQLITE_ERROR'
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
