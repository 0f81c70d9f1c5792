import type { Journal } from '../connection.ts'
import type { NoteState } from '../outbox.ts'

/** A note without its words: what a support case may show. */
export interface NoteOutline {
  readonly noteId: string
  readonly accountId: number
  readonly state: NoteState
  readonly attempts: number
  readonly createdAtMs: number
  readonly characters: number
  readonly needsAnswer: number
}

/** The last notes written here, newest first, delivered and discarded ones among them. */
export function recentNoteOutlines(journal: Journal, limit: number): NoteOutline[] {
  return journal
    .prepare<[number], NoteOutline>(
      `SELECT note_id AS noteId, account_id AS accountId, state, attempts, created_at_ms AS createdAtMs,
         length(text) AS characters, needs_answer AS needsAnswer
       FROM notes_outbox ORDER BY lane_sequence DESC LIMIT ?`,
    )
    .all(limit)
}

/** Notes whose id begins so; at most two, which is enough to know that it is not one. `prefix` holds hex digits and dashes only. */
export function noteIdsBeginningWith(journal: Journal, prefix: string): string[] {
  return journal
    .prepare<[string, string], { note_id: string }>(
      'SELECT note_id FROM notes_outbox WHERE note_id >= ? AND note_id < ? ORDER BY note_id LIMIT 2',
    )
    .all(prefix, `${prefix}~`)
    .map((row) => row.note_id)
}
