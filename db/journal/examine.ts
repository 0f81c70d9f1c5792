import { existsSync } from 'node:fs'
import SqliteDatabase from 'better-sqlite3'
import { z } from 'zod'
import type { Journal } from '../connection.ts'
import { databaseFiles } from '../files.ts'
import { isAsWritten } from '../note-digest.ts'
import { noteStates, receiptsOf } from '../outbox.ts'
import { isSound, lookAt } from '../sound.ts'
import { isMalformed } from '../storage-error.ts'
import type { LogState } from '../write-ahead-log.ts'
import { writtenNoteOf } from './stored-note.ts'

/** What has to be done before the journal may be opened. `behind`: sound in itself, but older than its own backup. */
export type JournalCondition = 'sound' | 'missing' | 'damaged' | 'behind'

/**
 * Looks at the whole journal, at every start: it is small, and what it holds exists nowhere else. An empty file beside a backup is
 * a loss and no first start.
 */
export function examineJournal(folder: string, log: LogState): JournalCondition {
  const { journal, journalBackup } = databaseFiles(folder)
  const found = lookAt('journal', journal, (database, kind): JournalCondition => {
    switch (kind) {
      case 'empty':
        return existsSync(journalBackup) ? 'damaged' : 'sound'
      case 'foreign':
        return 'damaged'
      case 'own':
        if (log.hasLostCommits || log.isMixed || !isSound(database, 'thorough') || hasFalseNote(database))
          return 'damaged'
        return lastReceiptOfBackup(journalBackup) > lastReceipt(database.raw) ? 'behind' : 'sound'
      default:
        return kind satisfies never
    }
  })
  if (found === 'missing') return existsSync(journalBackup) ? 'missing' : 'sound'
  return found === 'unreadable' ? 'damaged' : found
}

/** More open notes than a list shows: every one that may be sent soon is looked at. */
const mostLookedAt = 10_000
const knownState = z.object({ state: z.enum(noteStates) })

/** Whether a note that may still be sent is not the one that was written. The file may be of an earlier version. */
function hasFalseNote(journal: Journal): boolean {
  return journal
    .prepare<[number], unknown>('SELECT * FROM notes_outbox WHERE is_open = 1 ORDER BY lane_sequence LIMIT ?')
    .all(mostLookedAt)
    .some((row) => {
      const written = writtenNoteOf(journal, row)
      if (written === null || !knownState.safeParse(row).success) return true
      const causes = receiptsOf(journal, written.noteId).map(({ cause }) => cause)
      return !isAsWritten(written.note, causes)
    })
}

/** Receipts are numbered upwards and never removed. 0: there is none, or the file is of a first version without them. */
function lastReceipt(database: SqliteDatabase.Database): number {
  try {
    return database.prepare<[], { last: number | null }>('SELECT max(id) AS last FROM note_receipts').get()?.last ?? 0
  } catch (error) {
    if (isMissingTable(error)) return 0
    throw error
  }
}

/** 0 also where it cannot be read: a damaged backup tells nothing, and is replaced in a moment. */
function lastReceiptOfBackup(path: string): number {
  if (!existsSync(path)) return 0
  try {
    const database = new SqliteDatabase(path, { readonly: true })
    try {
      return lastReceipt(database)
    } finally {
      database.close()
    }
  } catch (error) {
    if (isMalformed(error)) return 0
    throw error
  }
}

function isMissingTable(error: unknown): boolean {
  return error instanceof SqliteDatabase.SqliteError && error.code === 'SQLITE_ERROR'
}
