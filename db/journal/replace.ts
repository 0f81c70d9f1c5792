import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { connect, type Journal } from '../connection.ts'
import {
  databaseFiles,
  flushFile,
  moveCompanions,
  moveDatabase,
  removeDatabase,
  removeEarlierCopies,
} from '../files.ts'
import { applyMigrations, type Migration } from '../migrate.ts'
import { snapshotJournal } from './backup.ts'

/** Named places at which a process may die; a test kills it at each. */
type ReplaceStep = 'snapshot_taken' | 'statement' | 'successor_checked' | 'successor_ready' | 'old_set_aside'
type OnStep = (step: ReplaceStep) => void

/**
 * Migrates a copy of the journal and puts it in the journal's place. Killed anywhere, the next start finds the old journal
 * or the finished new one, whole, and never a half-migrated file. The old one is kept, for one downgrade. Closes `journal`.
 */
export function migrateJournal(
  folder: string,
  journal: Journal,
  plan: { readonly pending: readonly Migration[]; readonly applied: number },
  nowMs: number,
  onStep: OnStep = () => {},
): void {
  const { scratch } = databaseFiles(folder)
  snapshotJournal(journal, scratch)
  onStep('snapshot_taken')
  // From here the old file must be complete by itself, without a log that its successor could inherit.
  journal.raw.pragma('journal_mode = DELETE')
  journal.close()
  const copy = connect('journal', scratch, { use: 'interactive', mustExist: true })
  try {
    applyMigrations(copy, plan.pending, nowMs, () => onStep('statement'))
    if (copy.raw.pragma('integrity_check(1)', { simple: true }) !== 'ok') {
      throw new Error('The migrated copy of the journal is damaged; the journal itself is untouched')
    }
  } finally {
    copy.close()
  }
  onStep('successor_checked')
  const kept = join(folder, `journal.before-${plan.applied + plan.pending.length}.db`)
  replaceJournal(folder, scratch, kept, onStep)
  removeEarlierCopies(folder, 'journal.before-', kept)
}

/** Puts the finished database at `successor` in the journal's place; the old one moves to `oldGoesTo`. */
export function replaceJournal(folder: string, successor: string, oldGoesTo: string, onStep: OnStep = () => {}): void {
  const files = databaseFiles(folder)
  flushFile(successor)
  moveDatabase(successor, files.journalNext)
  onStep('successor_ready')
  if (existsSync(files.journal)) moveDatabase(files.journal, oldGoesTo)
  // A log without its database would be taken for the successor's.
  else moveCompanions(files.journal, oldGoesTo)
  onStep('old_set_aside')
  renameSync(files.journalNext, files.journal)
}

/** Finishes what a process killed inside `replaceJournal` began, or clears it away. Call before opening the journal. */
export function finishReplacement(folder: string): void {
  const files = databaseFiles(folder)
  removeDatabase(files.scratch)
  removeDatabase(`${files.scratch}.part`)
  removeDatabase(`${files.journalBackup}.part`)
  removeDatabase(`${files.journalBackup}.engine.part`)
  if (!existsSync(files.journalNext)) return
  if (existsSync(files.journal)) {
    removeDatabase(files.journalNext)
    return
  }
  moveCompanions(files.journal, join(folder, 'journal.interrupted.db'))
  renameSync(files.journalNext, files.journal)
}
