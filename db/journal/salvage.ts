import { copyFileSync, existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { getTableName } from 'drizzle-orm'
import { connect, type Journal } from '../connection.ts'
import { restoreHeader } from '../file-header.ts'
import { databaseFiles, flushFile, removeDatabase, removeEarlierCopies } from '../files.ts'
import { applyMigrations } from '../migrate.ts'
import { applyLog } from '../write-ahead-log.ts'
import { type MergedNotes, mergeNotes, mergeReceipts, mergeRows } from './merge-notes.ts'
import { migrations } from './migrations/embedded.ts'
import { readTable, type TableRead } from './read-rows.ts'
import { replaceJournal } from './replace.ts'
import * as schema from './schema.ts'
import { type SettledNotes, settleSalvaged } from './settle-salvaged.ts'

/** Every table of the journal, from its schema: one that is added later is salvaged too. */
const tables = Object.values(schema).map(getTableName)
const ownMerge: ReadonlySet<string> = new Set([schema.notesOutbox, schema.noteReceipts].map(getTableName))

export interface Salvaged extends SettledNotes {
  readonly notesFromFile: number
  readonly notesFromBackup: number
}

/**
 * Builds a new journal from what a damaged (or vanished) one still yields, row by row, completed from its backup, and puts it in place;
 * where the file is the older of the two, from the backup, completed from the file. The damaged file is kept as `journal.damaged-*.db`.
 * `hasLostCommits`: its log is damaged, so that a row that reads well may be older than what was known last.
 */
export function salvageJournal(
  folder: string,
  options: { readonly hasLostCommits: boolean; readonly nowMs: number },
): Salvaged {
  const { nowMs } = options
  const files = databaseFiles(folder)
  const asItIs = join(folder, 'journal.examined.db')
  const damaged = join(folder, `journal.damaged-${nowMs}.db`)
  copyDamaged(files.journal, asItIs)
  preserveLog(folder)
  const copies = [asItIs, files.journalWithLog]
  removeDatabase(files.scratch)
  const target = connect('journal', files.scratch, { use: 'interactive', mustExist: false })
  let salvaged: Salvaged
  try {
    applyMigrations(target, migrations, nowMs)
    target.raw.pragma('foreign_keys = OFF')
    salvaged = target.write(() => {
      const merged = fill(target, copies, files.journalBackup)
      const settled = settleSalvaged(target, merged, options)
      return { ...settled, notesFromFile: merged.fromFile.size, notesFromBackup: merged.fromBackup.size }
    })
    target.raw.pragma('journal_mode = DELETE')
  } finally {
    target.close()
    removeDatabase(asItIs)
  }
  replaceJournal(folder, files.scratch, damaged)
  removeDatabase(files.journalWithLog)
  removeEarlierCopies(folder, 'journal.damaged-', damaged)
  return salvaged
}

function fill(target: Journal, copies: readonly string[], backup: string): MergedNotes {
  const read = (table: string) => copies.map((copy) => readTable(copy, table))
  const receipts = { ofFile: read('note_receipts'), ofBackup: readTable(backup, 'note_receipts') }
  const isBehind = isOlder(receipts.ofFile, receipts.ofBackup)
  for (const table of tables.filter((each) => !ownMerge.has(each))) {
    const [newer, older] = isBehind
      ? [[readTable(backup, table)], read(table)]
      : [read(table), [readTable(backup, table)]]
    for (const each of newer) mergeRows(target, table, each)
    // What the newer one does not have although it reads whole is gone: an account that was removed, a draft that was sent.
    if (newer.every(({ isPartial }) => isPartial)) for (const each of older) mergeRows(target, table, each)
  }
  mergeReceipts(target, [...receipts.ofFile, receipts.ofBackup])
  const merged = mergeNotes(target, read('notes_outbox'), readTable(backup, 'notes_outbox'))
  dropSentDrafts(target)
  target.raw.exec('DELETE FROM credentials WHERE account_id NOT IN (SELECT account_id FROM accounts)')
  target.raw.exec('DELETE FROM rate_states WHERE account_id NOT IN (SELECT account_id FROM accounts)')
  reserveAccountIds(target)
  return merged
}

/**
 * Whether what the file yields is an earlier state than its backup. Receipts are numbered upwards and never removed; one that damage hides
 * tells nothing, so that a read of them must have been whole.
 */
function isOlder(files: readonly TableRead[], backup: TableRead): boolean {
  return files.some(({ isPartial }) => !isPartial) && lastNumber([backup]) > lastNumber(files)
}

function lastNumber(reads: readonly TableRead[]): number {
  return reads.reduce((highest, { columns, rows }) => {
    const at = columns.indexOf('id')
    return rows.reduce((most, row) => Math.max(most, Number(row[at] ?? 0)), highest)
  }, 0)
}

/**
 * Copies the journal with every page of its log that adds up, unless that was done: for a damaged log before anything opens the journal,
 * because SQLite reads the log up to the damage and throws the rest away. It is the second way to read a damaged journal: the first shows it
 * as SQLite does, whole but without what came later; this one is newer, with pages of different moments side by side.
 */
export function preserveLog(folder: string): void {
  const { journal, journalWithLog } = databaseFiles(folder)
  if (existsSync(journalWithLog)) return
  const unfinished = `${journalWithLog}.part`
  removeDatabase(unfinished)
  if (existsSync(journal)) copyFileSync(journal, unfinished)
  applyLog(journal, unfinished)
  if (!existsSync(unfinished)) return
  restoreHeader(unfinished)
  flushFile(unfinished)
  renameSync(unfinished, journalWithLog)
}

function copyDamaged(from: string, to: string): void {
  removeDatabase(to)
  if (existsSync(from)) copyFileSync(from, to)
  if (existsSync(`${from}-wal`)) copyFileSync(`${from}-wal`, `${to}-wal`)
  restoreHeader(to)
}

/** The backup may hold as a draft what became a note since: offered again, it would be written twice. */
function dropSentDrafts(target: Journal): void {
  target.raw.exec(
    `DELETE FROM note_drafts WHERE EXISTS (
       SELECT 1 FROM notes_outbox AS n WHERE n.account_id = note_drafts.account_id
         AND n.conversation_remote_id = note_drafts.conversation_remote_id AND n.text = note_drafts.text
         AND n.created_at_ms >= note_drafts.updated_at_ms AND n.state <> 'discarded')`,
  )
  // The files of a draft that became a note are the note's: the draft's next note must be another entry.
  target.raw.exec('UPDATE note_drafts SET entry_id = NULL WHERE entry_id IN (SELECT entry_id FROM notes_outbox)')
  target.raw.exec("DELETE FROM note_drafts WHERE text = '' AND form IS NULL AND entry_id IS NULL AND also_to IS NULL")
}

/** A new account must never get the number of a lost one: notes of the lost one would be sent to it. */
function reserveAccountIds(target: Journal): void {
  const used = target.raw
    .prepare<[], { highest: number | null }>(
      `SELECT max(account_id) AS highest FROM (
         SELECT account_id FROM notes_outbox UNION ALL SELECT account_id FROM note_drafts
         UNION ALL SELECT account_id FROM edit_drafts
         UNION ALL SELECT account_id FROM read_marks UNION ALL SELECT account_id FROM stars
         UNION ALL SELECT account_id FROM accounts)`,
    )
    .get()
  const highest = used?.highest ?? null
  if (highest === null) return
  target.raw.exec("DELETE FROM sqlite_sequence WHERE name = 'accounts'")
  target.raw.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('accounts', ?)").run(highest)
}
