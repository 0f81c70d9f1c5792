import { z } from 'zod'
import type { Journal } from '../connection.ts'
import { type WrittenNote, withDigest } from '../note-digest.ts'
import { formatNoteForm, parseNoteForm } from '../note-form.ts'
import type { NoteForm } from '../records.ts'

export const noteStates = ['held', 'queued', 'sending', 'in_doubt', 'rejected', 'delivered', 'discarded'] as const
export type NoteState = (typeof noteStates)[number]

/** `create`: a note that the CRM does not have yet. `edit`: a change of one that it has. */
export type NoteKind = 'create' | 'edit'

/** One note for one record, from the moment it is saved. Times are ms UTC by our clock. */
export interface OutboxRow {
  readonly noteId: string
  /** What the user saved at once: a note for several records is one row each, of one entry. */
  readonly entryId: string
  readonly kind: NoteKind
  readonly accountId: number
  readonly conversationRemoteId: string
  readonly leadRemoteId: string | null
  readonly conversationName: string
  /** The order in which notes were written. */
  readonly laneSequence: number
  readonly text: string
  readonly form: NoteForm
  readonly state: NoteState
  readonly attempts: number
  readonly createdAtMs: number
  readonly heldUntilMs: number | null
  readonly notBeforeMs: number | null
  /** When the last attempt began, by the CRM's clock. */
  readonly sentAtMs: number | null
  /** When its answer was given up, by the CRM's clock; null: not yet, or that clock was not known. */
  readonly gaveUpAtMs: number | null
  /** Remote ids of the record's notes right before the last attempt; null: not known. */
  readonly snapshot: readonly string[] | null
  /** JSON of why the note is where it is. */
  readonly trouble: string | null
  readonly needsAnswer: boolean
  /** Once delivered; null for edits, which make no activity. */
  readonly remoteActivityId: string | null
  /** Of an edit: the note that it changes. */
  readonly editsRemoteId: string | null
  /** Of an edit: what stood there when the user began, as the CRM gave it. */
  readonly editBase: string | null
  /** One more with every change; a change names the revision that it saw. */
  readonly revision: number
}

/** A row as SQLite gives it. */
export type StoredRow = Omit<OutboxRow, 'needsAnswer' | 'kind' | 'form' | 'snapshot'> & {
  readonly needsAnswer: number
  readonly kind: string
  readonly form: string | null
  readonly snapshot: string | null
}

export const rowColumns = `note_id AS noteId, entry_id AS entryId, kind, account_id AS accountId,
  conversation_remote_id AS conversationRemoteId, lead_remote_id AS leadRemoteId, conversation_name AS conversationName,
  lane_sequence AS laneSequence, text, form, state, attempts, created_at_ms AS createdAtMs, held_until_ms AS heldUntilMs,
  not_before_ms AS notBeforeMs, sent_at_ms AS sentAtMs, gave_up_at_ms AS gaveUpAtMs, snapshot, trouble,
  needs_answer AS needsAnswer, remote_activity_id AS remoteActivityId, edits_remote_id AS editsRemoteId,
  edit_base AS editBase, revision`

const remoteIds = z.array(z.string())

export function rowOf(row: StoredRow): OutboxRow {
  return {
    ...row,
    kind: row.kind === 'edit' ? 'edit' : 'create',
    form: parseNoteForm(row.form),
    snapshot: snapshotOf(row.snapshot),
    needsAnswer: row.needsAnswer === 1,
  }
}

/** A snapshot that damage took is one that is not known. */
function snapshotOf(json: string | null): readonly string[] | null {
  if (json === null) return null
  try {
    return remoteIds.safeParse(JSON.parse(json)).data ?? null
  } catch {
    return null
  }
}

/** What of a note its receipts vouch for. */
type Vouched = Pick<
  OutboxRow,
  'entryId' | 'accountId' | 'conversationRemoteId' | 'text' | 'form' | 'editsRemoteId' | 'editBase'
>

/** A receipt's cause that vouches for the note as it is, its files among it. `cause` is JSON. */
export function vouchedCause(journal: Journal, cause: string, note: Vouched): string {
  return withDigest(cause, writtenNote(journal, note))
}

export function writtenNote(journal: Journal, note: Vouched): WrittenNote {
  const { accountId, conversationRemoteId, text, editsRemoteId, editBase, entryId } = note
  const form = formatNoteForm(note.form)
  return { accountId, conversationRemoteId, text, form, editsRemoteId, editBase, files: filesOfEntry(journal, entryId) }
}

/** Content hashes of an entry's files, in the user's order. */
export function filesOfEntry(journal: Journal, entryId: string): string[] {
  return journal
    .prepare<[string], { content_hash: string }>(
      'SELECT content_hash FROM note_attachments WHERE entry_id = ? ORDER BY position',
    )
    .all(entryId)
    .map((row) => row.content_hash)
}
