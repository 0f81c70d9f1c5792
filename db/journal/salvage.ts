import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { getTableName } from 'drizzle-orm'
import { connect, type Journal } from '../connection.ts'
import { databaseFiles, removeDatabase, removeEarlierCopies } from '../files.ts'
import { applyMigrations } from '../migrate.ts'
import { mendLog } from '../write-ahead-log.ts'
import { type MergedNotes, mergeNotes, mergeReceipts, mergeRows } from './merge-notes.ts'
import { migrations } from './migrations/embedded.ts'
import { readTable } from './read-rows.ts'
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
 * Builds a new journal from what a damaged (or vanished) one still yields, row by row, completed from its backup, and
 * puts it in place; the damaged file is kept as `journal.damaged-*.db`. `hasLostCommits`: its log is damaged, so that a row that
 * reads well may be older than what was known last.
 */
export function salvageJournal(
  folder: string,
  options: { readonly hasLostCommits: boolean; readonly nowMs: number },
): Salvaged {
  const { nowMs } = options
  const files = databaseFiles(folder)
  const examined = join(folder, 'journal.examined.db')
  const damaged = join(folder, `journal.damaged-${nowMs}.db`)
  copyDamaged(files.journal, examined, options.hasLostCommits)
  removeDatabase(files.scratch)
  const target = connect('journal', files.scratch, { use: 'interactive', mustExist: false })
  let salvaged: Salvaged
  try {
    applyMigrations(target, migrations, nowMs)
    target.raw.pragma('foreign_keys = OFF')
    salvaged = target.write(() => {
      const merged = fill(target, examined, files.journalBackup)
      const settled = settleSalvaged(target, merged, options)
      return { ...settled, notesFromFile: merged.fromFile.size, notesFromBackup: merged.fromBackup.size }
    })
    target.raw.pragma('journal_mode = DELETE')
  } finally {
    target.close()
    removeDatabase(examined)
  }
  replaceJournal(folder, files.scratch, damaged)
  removeEarlierCopies(folder, 'journal.damaged-', damaged)
  return salvaged
}

function fill(target: Journal, examined: string, backup: string): MergedNotes {
  for (const table of tables.filter((each) => !ownMerge.has(each))) {
    const read = readTable(examined, table)
    mergeRows(target, table, read)
    if (read.isPartial) mergeRows(target, table, readTable(backup, table))
  }
  const merged = mergeNotes(target, readTable(examined, 'notes_outbox'), readTable(backup, 'notes_outbox'))
  mergeReceipts(target, readTable(examined, 'note_receipts'), readTable(backup, 'note_receipts'))
  dropSentDrafts(target)
  target.raw.exec('DELETE FROM credentials WHERE account_id NOT IN (SELECT account_id FROM accounts)')
  target.raw.exec('DELETE FROM rate_states WHERE account_id NOT IN (SELECT account_id FROM accounts)')
  reserveAccountIds(target)
  return merged
}

function copyDamaged(from: string, to: string, isLogDamaged: boolean): void {
  removeDatabase(to)
  if (existsSync(from)) copyFileSync(from, to)
  if (isLogDamaged) mendLog(`${from}-wal`, `${to}-wal`)
  else if (existsSync(`${from}-wal`)) copyFileSync(`${from}-wal`, `${to}-wal`)
}

/** The backup may hold as a draft what became a note since: offered again, it would be written twice. */
function dropSentDrafts(target: Journal): void {
  target.raw.exec(
    `DELETE FROM note_drafts WHERE EXISTS (
       SELECT 1 FROM notes_outbox AS n WHERE n.account_id = note_drafts.account_id
         AND n.conversation_remote_id = note_drafts.conversation_remote_id AND n.text = note_drafts.text
         AND n.created_at_ms >= note_drafts.updated_at_ms AND n.state <> 'discarded')`,
  )
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
