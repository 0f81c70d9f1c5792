import type { Journal } from '../connection.ts'
import type { NoteState } from './row.ts'

export interface NoteReceipt {
  readonly atMs: number
  /** Null: the note was written. */
  readonly from: NoteState | null
  readonly to: NoteState
  /** JSON. */
  readonly cause: string
}

/** A note's whole story, oldest first. */
export function receiptsOf(journal: Journal, noteId: string): NoteReceipt[] {
  return journal
    .prepare<[string], NoteReceipt>(
      `SELECT at_ms AS atMs, from_state AS "from", to_state AS "to", cause FROM note_receipts
       INDEXED BY note_receipts_note WHERE note_id = ? ORDER BY id`,
    )
    .all(noteId)
}

/** One more line of a note's story. For a change of the note itself use `moveNote`, which writes it along. `cause` is JSON. */
export function insertReceipt(
  journal: Journal,
  noteId: string,
  atMs: number,
  from: NoteState | null,
  to: NoteState,
  cause: string,
): void {
  journal
    .prepare<[string, number, NoteState | null, NoteState, string]>(
      'INSERT INTO note_receipts (note_id, at_ms, from_state, to_state, cause) VALUES (?, ?, ?, ?, ?)',
    )
    .run(noteId, atMs, from, to, cause)
}
