import { existsSync } from 'node:fs'
import SqliteDatabase from 'better-sqlite3'
import { z } from 'zod'
import { connect } from '../connection.ts'
import { databaseFiles } from '../files.ts'
import { isAsWritten } from '../note-digest.ts'
import { noteStates, receiptsOf } from '../outbox.ts'
import { fileKind, isSound } from '../sound.ts'
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
  const kind = fileKind('journal', journal)
  switch (kind) {
    case 'missing':
      return existsSync(journalBackup) ? 'missing' : 'sound'
    case 'empty':
      return existsSync(journalBackup) ? 'damaged' : 'sound'
    case 'foreign':
    case 'unreadable':
      return 'damaged'
    case 'own':
      if (log.hasLostCommits || log.isMixed || !isSound('journal', journal, 'thorough')) return 'damaged'
      if (hasFalseNote(journal)) return 'damaged'
      return lastReceipt(journalBackup) > lastReceipt(journal) ? 'behind' : 'sound'
    default:
      return kind satisfies never
  }
}

/** More open notes than a list shows: every one that may be sent soon is looked at. */
const mostLookedAt = 10_000
const knownState = z.object({ state: z.enum(noteStates) })

/** Whether a note that may still be sent is not the one that was written. The file may be of an earlier version. */
function hasFalseNote(path: string): boolean {
  const database = connect('journal', path, { use: 'interactive', mustExist: true })
  try {
    return database
      .prepare<[number], unknown>('SELECT * FROM notes_outbox WHERE is_open = 1 ORDER BY lane_sequence LIMIT ?')
      .all(mostLookedAt)
      .some((row) => {
        const written = writtenNoteOf(database, row)
        if (written === null || !knownState.safeParse(row).success) return true
        const causes = receiptsOf(database, written.noteId).map(({ cause }) => cause)
        return !isAsWritten(written.note, causes)
      })
  } finally {
    database.raw.close()
  }
}

/** Receipts are numbered upwards and never removed. 0: there is none, or none that can be read. */
function lastReceipt(path: string): number {
  if (!existsSync(path)) return 0
  try {
    const database = new SqliteDatabase(path, { readonly: true })
    try {
      return database.prepare<[], { last: number | null }>('SELECT max(id) AS last FROM note_receipts').get()?.last ?? 0
    } finally {
      database.close()
    }
  } catch (error) {
    // A first version without the table, or a damaged backup: it tells nothing, and is replaced in a moment.
    if (isMalformed(error) || isMissingTable(error)) return 0
    throw error
  }
}

function isMissingTable(error: unknown): boolean {
  return error instanceof SqliteDatabase.SqliteError && error.code === 'SQLITE_ERROR'
}
