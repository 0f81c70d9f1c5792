import { renameSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
import { connect, type Journal } from '../connection.ts'
import { databaseFiles, flushFile, removeDatabase } from '../files.ts'
import { classifyStorageError, type StorageTrouble } from '../storage-error.ts'

/** Thrown when a copy of a journal that was sound is not: the disk or the memory is failing. */
class DamagedCopy extends Error {}

/**
 * Writes a consistent, checked and durable copy of `journal` to `path`, replacing what is there only when all of that is
 * done. Other connections may go on reading and writing.
 */
export function snapshotJournal(journal: Journal, path: string): void {
  // The window's thread and the engine's may be at it at the same moment: neither must move the other's half of a copy into place.
  const unfinished = isMainThread ? `${path}.part` : `${path}.engine.part`
  removeDatabase(unfinished)
  try {
    journal.raw.prepare('VACUUM INTO ?').run(unfinished)
    const copy = connect('journal', unfinished, { use: 'look', mustExist: true })
    try {
      if (copy.raw.pragma('quick_check(1)', { simple: true }) !== 'ok') {
        throw new DamagedCopy(`The copy of the journal at ${unfinished} is damaged`)
      }
      // A copy is one file: no log beside it that could be forgotten or mixed up.
      copy.raw.pragma('journal_mode = DELETE')
    } finally {
      copy.raw.close()
    }
    flushFile(unfinished)
    renameSync(unfinished, path)
  } catch (error) {
    removeDatabase(unfinished)
    throw error
  }
}

/**
 * Brings the backup beside the journal up to date, and moves the log into the journal: what is only in the log is one damaged byte away
 * from being gone. A disk that refuses it leaves the earlier backup as it was. Throws where the journal itself is damaged.
 */
export function refreshJournalBackup(journal: Journal, folder: string): StorageTrouble | null {
  try {
    snapshotJournal(journal, databaseFiles(folder).journalBackup)
    journal.raw.pragma('wal_checkpoint(TRUNCATE)')
    return null
  } catch (error) {
    const trouble = classifyStorageError(error)
    if (trouble === null) throw error
    return trouble
  }
}
