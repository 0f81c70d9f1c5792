import type { Journal } from './connection.ts'
import { formatNoteForm } from './note-form.ts'
import { vouchedCause } from './outbox/row.ts'
import { insertReceipt, type NoteState, type OutboxRow } from './outbox.ts'
import type { NoteForm } from './records.ts'

/** A note as another machine wrote it. Times are ms UTC by that machine's clock. */
export interface TakenOverNote {
  readonly noteId: string
  readonly entryId: string
  readonly accountId: number
  readonly conversationRemoteId: string
  readonly leadRemoteId: string | null
  readonly conversationName: string
  readonly text: string
  readonly form: NoteForm
  readonly state: Extract<NoteState, 'queued' | 'in_doubt' | 'rejected'>
  readonly attempts: number
  readonly createdAtMs: number
  readonly sentAtMs: number | null
  readonly gaveUpAtMs: number | null
  readonly trouble: string | null
  readonly needsAnswer: boolean
  readonly remoteActivityId: string | null
}

/**
 * Adds a note at the end of its lane here, with its first receipt. Drafts stay. Its entry's files must be in the journal already. `cause` is
 * JSON.
 */
export function insertTakenOverNote(journal: Journal, note: TakenOverNote, cause: string, nowMs: number): void {
  journal.write(() => {
    journal
      .prepare<(string | number | null)[]>(
        `INSERT INTO notes_outbox (note_id, entry_id, account_id, conversation_remote_id, lead_remote_id,
           conversation_name, text, form, state, attempts, created_at_ms, sent_at_ms, gave_up_at_ms, trouble, needs_answer,
           remote_activity_id, revision)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)`,
      )
      .run(
        note.noteId,
        note.entryId,
        note.accountId,
        note.conversationRemoteId,
        note.leadRemoteId,
        note.conversationName,
        note.text,
        formatNoteForm(note.form),
        note.state,
        note.attempts,
        note.createdAtMs,
        note.sentAtMs,
        note.gaveUpAtMs,
        note.trouble,
        note.needsAnswer ? 1 : 0,
        note.remoteActivityId,
      )
    const told = vouchedCause(journal, cause, { ...note, editsRemoteId: null, editBase: null })
    insertReceipt(journal, note.noteId, nowMs, null, note.state, told)
  })
}

/**
 * Brings a discarded note back that was saved to a file before its account was removed, under the account's new number and
 * at the end of its lane. `cause` is JSON.
 */
export function reviveNote(
  journal: Journal,
  row: OutboxRow,
  revived: { readonly accountId: number; readonly state: TakenOverNote['state'] },
  cause: string,
  nowMs: number,
): void {
  journal.write(() => {
    journal
      .prepare<[number, string, string]>(
        `UPDATE notes_outbox SET account_id = ?, state = ?, lane_sequence = (SELECT max(lane_sequence) + 1 FROM notes_outbox),
           held_until_ms = NULL, not_before_ms = NULL, snapshot = NULL, revision = revision + 1
         WHERE note_id = ?`,
      )
      .run(revived.accountId, revived.state, row.noteId)
    const told = vouchedCause(journal, cause, { ...row, accountId: revived.accountId })
    insertReceipt(journal, row.noteId, nowMs, row.state, revived.state, told)
  })
}
