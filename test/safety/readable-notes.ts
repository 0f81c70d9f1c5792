import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'

/** By note, its whole row. */
export type NoteRows = ReadonlyMap<string, string>

/** More places than a trial's journal has notes. */
const mostPlaces = 500

/**
 * The notes that plain SQLite reads out of a journal as it lies there, damaged or not, each asked for by its own place in the file. Works
 * on a copy: looking changes nothing.
 */
export function notesToBeRead(journal: string): NoteRows {
  const rows = new Map<string, string>()
  if (!existsSync(journal)) return rows
  const folder = mkdtempSync(join(tmpdir(), 'fieldpost-readable-'))
  const copy = join(folder, 'journal.db')
  try {
    copyFileSync(journal, copy)
    if (existsSync(`${journal}-wal`)) copyFileSync(`${journal}-wal`, `${copy}-wal`)
    const database = new SqliteDatabase(copy)
    try {
      const byPlace = database.prepare<[number], { note_id: unknown }>('SELECT * FROM notes_outbox WHERE rowid = ?')
      for (let place = 1; place <= mostPlaces; place += 1) {
        const row = unlessDamaged(() => byPlace.get(place))
        if (row !== undefined) rows.set(String(row.note_id), JSON.stringify(row))
      }
    } finally {
      database.close()
    }
  } catch (error) {
    if (!(error instanceof SqliteDatabase.SqliteError)) throw error
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return rows
}

function unlessDamaged<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof SqliteDatabase.SqliteError) return undefined
    throw error
  }
}
