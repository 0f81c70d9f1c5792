import type { Journal, Replica } from './connection.ts'
import { withDigest } from './note-digest.ts'

export const noteStates = ['held', 'queued', 'sending', 'in_doubt', 'rejected', 'delivered', 'discarded'] as const
export type NoteState = (typeof noteStates)[number]

/** One note written here, from the moment it is saved. Times are ms UTC by our clock. */
export interface OutboxRow {
  readonly noteId: string
  readonly accountId: number
  readonly conversationRemoteId: string
  readonly leadRemoteId: string | null
  readonly conversationName: string
  /** The order in which notes were written. */
  readonly laneSequence: number
  readonly text: string
  readonly state: NoteState
  readonly attempts: number
  readonly createdAtMs: number
  readonly heldUntilMs: number | null
  readonly notBeforeMs: number | null
  /** When the last attempt began, by the CRM's clock. */
  readonly sentAtMs: number | null
  /** When its answer was given up, by the CRM's clock; null: not yet, or that clock was not known. */
  readonly gaveUpAtMs: number | null
  /** JSON of why the note is where it is. */
  readonly trouble: string | null
  readonly needsAnswer: boolean
  /** Once delivered. */
  readonly remoteActivityId: string | null
  /** One more with every change; a change names the revision that it saw. */
  readonly revision: number
}

type Movable =
  | 'state'
  | 'text'
  | 'attempts'
  | 'heldUntilMs'
  | 'notBeforeMs'
  | 'sentAtMs'
  | 'gaveUpAtMs'
  | 'trouble'
  | 'needsAnswer'
  | 'remoteActivityId'

export type NotePatch = Partial<Pick<OutboxRow, Movable>>

export interface NewNote {
  readonly noteId: string
  readonly accountId: number
  readonly conversationRemoteId: string
  readonly leadRemoteId: string | null
  readonly conversationName: string
  readonly text: string
  /** Null: queued at once. */
  readonly heldUntilMs: number | null
  readonly nowMs: number
}

export interface NoteReceipt {
  readonly atMs: number
  /** Null: the note was written. */
  readonly from: NoteState | null
  readonly to: NoteState
  /** JSON. */
  readonly cause: string
}

/** Notes of one conversation that the CRM has not confirmed: on their way, and in need of the user. */
export interface NoteCounts {
  readonly pending: number
  readonly troubled: number
}

type StoredRow = Omit<OutboxRow, 'needsAnswer'> & { readonly needsAnswer: number }

const columns = `note_id AS noteId, account_id AS accountId, conversation_remote_id AS conversationRemoteId,
  lead_remote_id AS leadRemoteId, conversation_name AS conversationName, lane_sequence AS laneSequence, text, state,
  attempts, created_at_ms AS createdAtMs, held_until_ms AS heldUntilMs, not_before_ms AS notBeforeMs,
  sent_at_ms AS sentAtMs, gave_up_at_ms AS gaveUpAtMs, trouble, needs_answer AS needsAnswer,
  remote_activity_id AS remoteActivityId, revision`

/** More open notes than anyone writes by hand; keeps a list bounded. */
const mostOpenNotes = 1_000

/** The note, its first receipt and the end of the draft it was: durable together, when this returns. */
export function insertNote(journal: Journal, note: NewNote): OutboxRow {
  const state: NoteState = note.heldUntilMs === null ? 'queued' : 'held'
  return journal.write(() => {
    journal
      .prepare<[string, number, string, string | null, string, string, NoteState, number, number | null, string]>(
        `INSERT INTO notes_outbox (note_id, account_id, conversation_remote_id, lead_remote_id, conversation_name, text,
           state, attempts, created_at_ms, held_until_ms, needs_answer, revision, entry_id)
         VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, 0, 1, ?)`,
      )
      .run(
        note.noteId,
        note.accountId,
        note.conversationRemoteId,
        note.leadRemoteId,
        note.conversationName,
        note.text,
        state,
        note.nowMs,
        note.heldUntilMs,
        note.noteId,
      )
    insertReceipt(journal, note.noteId, note.nowMs, null, state, withDigest(JSON.stringify({ kind: 'written' }), note))
    journal
      .prepare<[number, string]>('DELETE FROM note_drafts WHERE account_id = ? AND conversation_remote_id = ?')
      .run(note.accountId, note.conversationRemoteId)
    const row = readNote(journal, note.noteId)
    if (row === null) throw new Error('A note that was just stored cannot be read')
    return row
  })
}

export function readNote(journal: Journal, noteId: string): OutboxRow | null {
  const row = journal.prepare<[string], StoredRow>(`SELECT ${columns} FROM notes_outbox WHERE note_id = ?`).get(noteId)
  return row ? rowOf(row) : null
}

/** Every note that is neither delivered nor discarded, oldest first. */
export function listOpenNotes(journal: Journal): OutboxRow[] {
  return journal
    .prepare<[number], StoredRow>(
      `SELECT ${columns} FROM notes_outbox INDEXED BY notes_outbox_open WHERE is_open = 1 ORDER BY lane_sequence LIMIT ?`,
    )
    .all(mostOpenNotes)
    .map(rowOf)
}

/** The open notes of one conversation, oldest first. */
export function openNotesOf(journal: Journal, accountId: number, conversationRemoteId: string): OutboxRow[] {
  return journal
    .prepare<[number, string], StoredRow>(
      `SELECT ${columns} FROM notes_outbox INDEXED BY notes_outbox_lanes
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
        `UPDATE notes_outbox SET state = ?, text = ?, attempts = ?, held_until_ms = ?, not_before_ms = ?, sent_at_ms = ?,
           gave_up_at_ms = ?, trouble = ?, needs_answer = ?, remote_activity_id = ?, revision = revision + 1
         WHERE note_id = ? AND revision = ?`,
      )
      .run(
        next.state,
        next.text,
        next.attempts,
        next.heldUntilMs,
        next.notBeforeMs,
        next.sentAtMs,
        next.gaveUpAtMs,
        next.trouble,
        next.needsAnswer ? 1 : 0,
        next.remoteActivityId,
        row.noteId,
        row.revision,
      )
    if (changes === 0) return false
    const told = next.text === row.text ? cause : withDigest(cause, next)
    insertReceipt(journal, row.noteId, nowMs, row.state, next.state, told)
    return true
  })
}

/** What may still be sent of one account: by conversation, then oldest first. A rejected note steps aside. */
export function laneNotes(journal: Journal, accountId: number): OutboxRow[] {
  return journal
    .prepare<[number], StoredRow>(
      `SELECT ${columns} FROM notes_outbox INDEXED BY notes_outbox_lanes
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

/** A note's whole story, oldest first. */
export function receiptsOf(journal: Journal, noteId: string): NoteReceipt[] {
  return journal
    .prepare<[string], NoteReceipt>(
      `SELECT at_ms AS atMs, from_state AS "from", to_state AS "to", cause FROM note_receipts
       INDEXED BY note_receipts_note WHERE note_id = ? ORDER BY id`,
    )
    .all(noteId)
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

function rowOf(row: StoredRow): OutboxRow {
  return { ...row, needsAnswer: row.needsAnswer === 1 }
}
