import type { Journal } from '../connection.ts'
import { isAsWritten } from '../note-digest.ts'
import type { TableRead, Value } from './read-rows.ts'
import { writtenNoteOf } from './stored-note.ts'

type Row = Readonly<Record<string, Value>>

export interface MergedNotes {
  readonly fromFile: ReadonlySet<string>
  readonly fromBackup: ReadonlySet<string>
}

/**
 * Puts the notes of a damaged journal (read in one or more ways) and of its backup into `target`. Each note comes from the source
 * that has what was written, and that knows more of its story: a log that lost its last commits shows a note as it was before them, and
 * the backup may be newer than that. Call after `mergeReceipts`, which tell what was written, and after the notes' files are in.
 */
export function mergeNotes(target: Journal, files: readonly TableRead[], backup: TableRead): MergedNotes {
  const isBetter = (row: Row, known: Row | undefined): boolean => {
    if (known === undefined) return true
    const [isTrue, wasTrue] = [isTrueNote(target, row), isTrueNote(target, known)]
    return isTrue === wasTrue ? Number(row.revision) > Number(known.revision) : isTrue
  }
  const chosen = new Map<string, { readonly row: Row; readonly isOfBackup: boolean }>()
  for (const row of files.flatMap(rowsOf)) {
    const noteId = identity(row)
    if (noteId !== null && isBetter(row, chosen.get(noteId)?.row)) chosen.set(noteId, { row, isOfBackup: false })
  }
  for (const row of rowsOf(backup)) {
    const noteId = identity(row)
    if (noteId !== null && isBetter(row, chosen.get(noteId)?.row)) chosen.set(noteId, { row, isOfBackup: true })
  }
  const merged = { fromFile: new Set<string>(), fromBackup: new Set<string>() }
  const inOrder = [...chosen].sort(
    ([, one], [, other]) => Number(one.row.lane_sequence) - Number(other.row.lane_sequence),
  )
  for (const [noteId, { row, isOfBackup }] of inOrder) {
    // Two notes may claim one place where a number was given again after the loss: the note matters more than its place.
    const isStored =
      insert(target, 'notes_outbox', row) || insert(target, 'notes_outbox', { ...row, lane_sequence: null })
    if (isStored) (isOfBackup ? merged.fromBackup : merged.fromFile).add(noteId)
  }
  // As the migration has it, for rows of a file from before it; and for those of which damage took it (its zeros end a text for SQLite).
  target.raw.exec("UPDATE notes_outbox SET entry_id = note_id WHERE length(entry_id) = 0 OR entry_id GLOB '*[^!-~]*'")
  return merged
}

/** Receipts are only ever added: those of all sources together are the story. */
export function mergeReceipts(target: Journal, sources: readonly TableRead[]): void {
  const same = target.raw.prepare<Value[]>(
    'SELECT 1 FROM note_receipts WHERE id = ? AND note_id = ? AND at_ms = ? AND to_state = ?',
  )
  for (const row of sources.flatMap(rowsOf)) {
    if (typeof row.note_id !== 'string') continue
    const isKnown = same.get(row.id ?? null, row.note_id, row.at_ms ?? null, row.to_state ?? null) !== undefined
    if (!isKnown && !insert(target, 'note_receipts', row)) insert(target, 'note_receipts', { ...row, id: null })
  }
}

/** Any other table: inserts what is not there yet and fits. */
export function mergeRows(target: Journal, table: string, read: TableRead): void {
  for (const row of rowsOf(read)) insert(target, table, row)
}

function rowsOf({ columns, rows }: TableRead): Row[] {
  return rows.map((values) => Object.fromEntries(columns.map((name, index) => [name, values[index] ?? null])))
}

/** Null: damage left the row without what makes it a note. */
function identity({ note_id, text, revision }: Row): string | null {
  return typeof note_id === 'string' && typeof text === 'string' && typeof revision === 'number' ? note_id : null
}

function isTrueNote(target: Journal, row: Row): boolean {
  const written = writtenNoteOf(target, row)
  if (written === null) return false
  const causes = target
    .prepare<Value[], { cause: string }>('SELECT cause FROM note_receipts WHERE note_id = ? ORDER BY id')
    .all(written.noteId)
  return isAsWritten(
    written.note,
    causes.map(({ cause }) => String(cause)),
  )
}

/** False where the row does not fit: a key that is taken, a value that it must have and damage took. */
function insert(target: Journal, table: string, row: Row): boolean {
  const known = columnsOf(target, table)
  const names = Object.keys(row).filter((name) => known.has(name))
  if (names.length === 0) return false
  const { changes } = target
    .prepare<Value[]>(
      `INSERT OR IGNORE INTO "${table}" (${names.map((name) => `"${name}"`).join(', ')})
       VALUES (${names.map(() => '?').join(', ')})`,
    )
    .run(...names.map((name) => row[name] ?? null))
  return changes === 1
}

function columnsOf(target: Journal, table: string): ReadonlySet<string> {
  const columns = target
    .prepare<[string], { name: string }>('SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0')
    .all(table)
  return new Set(columns.map(({ name }) => name))
}
