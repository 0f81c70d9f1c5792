import type { Journal, Replica } from './connection.ts'
import { formatNoteForm } from './note-form.ts'
import { insertReceipt } from './outbox/receipts.ts'
import { type OutboxRow, rowColumns, rowOf, type StoredRow, vouchedCause } from './outbox/row.ts'

export {
  type EntryTarget,
  insertEdit,
  insertEntry,
  placeOfWriting,
} from './outbox/insert-entry.ts'
export { insertReceipt, type NoteReceipt, receiptsOf } from './outbox/receipts.ts'
export { type NoteKind, type NoteState, noteStates, type OutboxRow } from './outbox/row.ts'

type Movable =
  | 'state'
  | 'text'
  | 'form'
  | 'attempts'
  | 'heldUntilMs'
  | 'notBeforeMs'
  | 'sentAtMs'
  | 'gaveUpAtMs'
  | 'trouble'
  | 'needsAnswer'
  | 'remoteActivityId'
  | 'snapshot'
  | 'editBase'

export type NotePatch = Partial<Pick<OutboxRow, Movable>>

/** Notes that the CRM has not confirmed: on their way, and in need of the user. */
export interface NoteCounts {
  readonly pending: number
  readonly troubled: number
}

/** More notes than anyone looks through; keeps what is shown bounded. */
const mostShown = 1_000

export function readNote(journal: Journal, noteId: string): OutboxRow | null {
  const row = journal
    .prepare<[string], StoredRow>(`SELECT ${rowColumns} FROM notes_outbox WHERE note_id = ?`)
    .get(noteId)
  return row ? rowOf(row) : null
}

/** Every note that is neither delivered nor discarded, oldest first. */
export function listOpenNotes(journal: Journal): OutboxRow[] {
  return journal
    .prepare<[], StoredRow>(
      `SELECT ${rowColumns} FROM notes_outbox INDEXED BY notes_outbox_open WHERE is_open = 1 ORDER BY lane_sequence`,
    )
    .all()
    .map(rowOf)
}

/** Of those, the oldest 1,000: as many as a list shows. */
export function firstOpenNotes(journal: Journal): OutboxRow[] {
  return journal
    .prepare<[number], StoredRow>(
      `SELECT ${rowColumns} FROM notes_outbox INDEXED BY notes_outbox_open WHERE is_open = 1 ORDER BY lane_sequence LIMIT ?`,
    )
    .all(mostShown)
    .map(rowOf)
}

/** Every note of the account that its CRM has not confirmed, in the order of writing, those that need the user among them. */
export function openNotesOfAccount(journal: Journal, accountId: number): OutboxRow[] {
  return journal
    .prepare<[number], StoredRow>(
      `SELECT ${rowColumns} FROM notes_outbox INDEXED BY notes_outbox_open
       WHERE is_open = 1 AND account_id = ? ORDER BY lane_sequence`,
    )
    .all(accountId)
    .map(rowOf)
}

/** Of all accounts: notes on their way, and notes in need of the user. */
export function countOpenNotes(journal: Journal): NoteCounts {
  const row = journal
    .prepare<[], { open: number; troubled: number | null }>(
      `SELECT count(*) AS open, sum(state = 'rejected' OR needs_answer = 1) AS troubled
       FROM notes_outbox INDEXED BY notes_outbox_open WHERE is_open = 1`,
    )
    .get()
  const troubled = row?.troubled ?? 0
  return { pending: (row?.open ?? 0) - troubled, troubled }
}

/** All notes of an entry, in the order of its targets. */
export function notesOfEntry(journal: Journal, entryId: string): OutboxRow[] {
  return journal
    .prepare<[string], StoredRow>(
      `SELECT ${rowColumns} FROM notes_outbox INDEXED BY notes_outbox_entry WHERE entry_id = ? ORDER BY lane_sequence`,
    )
    .all(entryId)
    .map(rowOf)
}

/** Edits of one note of the CRM that are not through, oldest first. */
export function openEditsOf(
  journal: Journal,
  accountId: number,
  conversationRemoteId: string,
  editsRemoteId: string,
): OutboxRow[] {
  return openNotesOf(journal, accountId, conversationRemoteId).filter(
    (row) => row.kind === 'edit' && row.editsRemoteId === editsRemoteId,
  )
}

/** The open notes of one conversation, oldest first. */
export function openNotesOf(journal: Journal, accountId: number, conversationRemoteId: string): OutboxRow[] {
  return journal
    .prepare<[number, string], StoredRow>(
      `SELECT ${rowColumns} FROM notes_outbox INDEXED BY notes_outbox_lanes
       WHERE is_open = 1 AND account_id = ? AND conversation_remote_id = ? ORDER BY lane_sequence`,
    )
    .all(accountId, conversationRemoteId)
    .map(rowOf)
}

/** By `accountId:conversationRemoteId`; conversations without open notes are absent. */
export function noteCountsByConversation(journal: Journal): Map<string, NoteCounts> {
  const rows = journal
    .prepare<[], { account_id: number; conversation_remote_id: string; open: number; troubled: number }>(
      `SELECT account_id, conversation_remote_id, count(*) AS open,
         sum(state = 'rejected' OR needs_answer = 1) AS troubled
       FROM notes_outbox INDEXED BY notes_outbox_lanes WHERE is_open = 1 GROUP BY account_id, conversation_remote_id`,
    )
    .all()
  return new Map(
    rows.map((row) => [
      `${row.account_id}:${row.conversation_remote_id}`,
      { pending: row.open - row.troubled, troubled: row.troubled },
    ]),
  )
}

/**
 * One guarded step: changes the note only if it is still at `row.revision`, and writes the receipt in the same
 * transaction. False: someone else moved it first, and nothing was changed. `cause` is JSON.
 */
export function moveNote(journal: Journal, row: OutboxRow, patch: NotePatch, cause: string, nowMs: number): boolean {
  const next = { ...row, ...patch }
  return journal.write(() => {
    const { changes } = journal
      .prepare<(string | number | null)[]>(
        `UPDATE notes_outbox SET state = ?, text = ?, form = ?, attempts = ?, held_until_ms = ?, not_before_ms = ?,
           sent_at_ms = ?, gave_up_at_ms = ?, snapshot = ?, trouble = ?, needs_answer = ?, remote_activity_id = ?,
           edit_base = ?, revision = revision + 1
         WHERE note_id = ? AND revision = ?`,
      )
      .run(
        next.state,
        next.text,
        formatNoteForm(next.form),
        next.attempts,
        next.heldUntilMs,
        next.notBeforeMs,
        next.sentAtMs,
        next.gaveUpAtMs,
        next.snapshot === null ? null : JSON.stringify(next.snapshot),
        next.trouble,
        next.needsAnswer ? 1 : 0,
        next.remoteActivityId,
        next.editBase,
        row.noteId,
        row.revision,
      )
    if (changes === 0) return false
    const isReworded = next.text !== row.text || next.form !== row.form || next.editBase !== row.editBase
    const told = isReworded ? vouchedCause(journal, cause, next) : cause
    insertReceipt(journal, row.noteId, nowMs, row.state, next.state, told)
    return true
  })
}

/** The entry's files changed: a receipt that vouches for the note with those it has now. The note itself may be on its way. */
export function vouchAnew(journal: Journal, row: OutboxRow, cause: string, nowMs: number): void {
  insertReceipt(journal, row.noteId, nowMs, row.state, row.state, vouchedCause(journal, cause, row))
}

/** What may still be sent of one account: by conversation, then oldest first. A rejected note steps aside. */
export function laneNotes(journal: Journal, accountId: number): OutboxRow[] {
  return journal
    .prepare<[number], StoredRow>(
      `SELECT ${rowColumns} FROM notes_outbox INDEXED BY notes_outbox_lanes
       WHERE is_open = 1 AND account_id = ? AND state IN ('held', 'queued', 'sending', 'in_doubt')
       ORDER BY conversation_remote_id, lane_sequence`,
    )
    .all(accountId)
    .map(rowOf)
}

/** Activities that are notes of ours already: no other note may be taken for one of them. */
export function matchedRemoteIds(journal: Journal, accountId: number, conversationRemoteId: string): Set<string> {
  const rows = journal
    .prepare<[number, string], { remote_activity_id: string }>(
      `SELECT remote_activity_id FROM notes_outbox INDEXED BY notes_outbox_matched
       WHERE account_id = ? AND conversation_remote_id = ? AND remote_activity_id IS NOT NULL`,
    )
    .all(accountId, conversationRemoteId)
  return new Set(rows.map((row) => row.remote_activity_id))
}

/** Of these notes, those whose activity is in the replica already, with its remote id. */
export function deliveredNotesInReplica(replica: Replica, noteIds: readonly string[]): Map<string, string> {
  const find = replica.prepare<[string], { remote_id: string }>(
    'SELECT remote_id FROM activities INDEXED BY activities_note WHERE note_id = ?',
  )
  const found = new Map<string, string>()
  for (const noteId of noteIds) {
    const row = find.get(noteId)
    if (row) found.set(noteId, row.remote_id)
  }
  return found
}
