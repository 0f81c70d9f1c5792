import { z } from 'zod'
import { moveEntryFiles } from '../attachments.ts'
import type { Journal } from '../connection.ts'
import { formatNoteForm } from '../note-form.ts'
import { parsedJson } from '../parsed-json.ts'
import type { NoteForm } from '../records.ts'
import { insertReceipt, receiptsOf } from './receipts.ts'
import {
  type NoteKind,
  type NoteState,
  type OutboxRow,
  rowColumns,
  rowOf,
  type StoredRow,
  vouchedCause,
} from './row.ts'

/** One record that a note goes to. */
export interface EntryTarget {
  readonly noteId: string
  readonly accountId: number
  readonly conversationRemoteId: string
  readonly leadRemoteId: string | null
  readonly conversationName: string
  /** As its CRM takes it, where that differs from the entry's. */
  readonly form?: NoteForm
}

/** What the user saves at once. */
interface NewEntry {
  /** A single note's own id, or one of its own for a note for several records. */
  readonly entryId: string
  readonly targets: readonly EntryTarget[]
  readonly text: string
  readonly form: NoteForm
  /** The conversation whose draft it was: the draft ends with it, and its files are the entry's; null: it was none. */
  readonly draftOf: { readonly accountId: number; readonly conversationRemoteId: string } | null
  /** Null: queued at once. */
  readonly heldUntilMs: number | null
  readonly nowMs: number
}

/** The user's change of a note that the CRM has. */
interface NewEdit extends EntryTarget {
  readonly editsRemoteId: string
  /** What stood there when the user began, as the CRM gave it. */
  readonly editBase: string
  readonly text: string
  readonly form: NoteForm
  readonly heldUntilMs: number | null
  readonly nowMs: number
}

/** All notes of the entry, their first receipts and the end of the draft it was: durable together, when this returns. */
export function insertEntry(journal: Journal, entry: NewEntry): OutboxRow[] {
  const { entryId, draftOf, text, form, heldUntilMs, nowMs } = entry
  return journal.write(() => {
    if (draftOf !== null) endDraft(journal, draftOf, entryId)
    return entry.targets.map((target) =>
      insertRow(journal, {
        ...target,
        entryId,
        kind: 'create',
        text,
        form: target.form ?? form,
        editsRemoteId: null,
        editBase: null,
        heldUntilMs,
        nowMs,
        // Where it was written: an undo makes it the draft there again.
        written: draftOf === null ? { kind: 'written' } : { kind: 'written', draftOf },
      }),
    )
  })
}

/** The edit with its first receipt: durable when this returns. It is an entry of its own. */
export function insertEdit(journal: Journal, edit: NewEdit): OutboxRow {
  return journal.write(() =>
    insertRow(journal, { ...edit, entryId: edit.noteId, kind: 'edit', written: { kind: 'written' } }),
  )
}

interface NewRow extends EntryTarget {
  readonly entryId: string
  readonly kind: NoteKind
  readonly text: string
  readonly form: NoteForm
  readonly editsRemoteId: string | null
  readonly editBase: string | null
  readonly heldUntilMs: number | null
  readonly nowMs: number
  /** The cause of its first receipt. */
  readonly written: { readonly kind: 'written'; readonly draftOf?: NewEntry['draftOf'] }
}

function insertRow(journal: Journal, note: NewRow): OutboxRow {
  const state: NoteState = note.heldUntilMs === null ? 'queued' : 'held'
  journal
    .prepare<(string | number | null)[]>(
      `INSERT INTO notes_outbox (note_id, entry_id, kind, account_id, conversation_remote_id, lead_remote_id,
         conversation_name, text, form, state, attempts, created_at_ms, held_until_ms, needs_answer, edits_remote_id,
         edit_base, revision)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, 0, ?, ?, 1)`,
    )
    .run(
      note.noteId,
      note.entryId,
      note.kind,
      note.accountId,
      note.conversationRemoteId,
      note.leadRemoteId,
      note.conversationName,
      note.text,
      formatNoteForm(note.form),
      state,
      note.nowMs,
      note.heldUntilMs,
      note.editsRemoteId,
      note.editBase,
    )
  const cause = vouchedCause(journal, JSON.stringify(note.written), note)
  insertReceipt(journal, note.noteId, note.nowMs, null, state, cause)
  const row = journal
    .prepare<[string], StoredRow>(`SELECT ${rowColumns} FROM notes_outbox WHERE note_id = ?`)
    .get(note.noteId)
  if (row === undefined) throw new Error('A note that was just stored cannot be read')
  return rowOf(row)
}

function endDraft(
  journal: Journal,
  { accountId, conversationRemoteId }: NonNullable<NewEntry['draftOf']>,
  entryId: string,
): void {
  const draft = journal
    .prepare<[number, string], { entry_id: string | null }>(
      'SELECT entry_id FROM note_drafts WHERE account_id = ? AND conversation_remote_id = ?',
    )
    .get(accountId, conversationRemoteId)
  if (draft === undefined) return
  if (draft.entry_id !== null) moveEntryFiles(journal, draft.entry_id, entryId)
  journal
    .prepare<[number, string]>('DELETE FROM note_drafts WHERE account_id = ? AND conversation_remote_id = ?')
    .run(accountId, conversationRemoteId)
}

const written = z.object({ draftOf: z.object({ accountId: z.int(), conversationRemoteId: z.string() }) })

/** The conversation in which a note was written, which need not be where it goes. */
export function placeOfWriting(
  journal: Journal,
  note: OutboxRow,
): { readonly accountId: number; readonly conversationRemoteId: string } {
  const first = receiptsOf(journal, note.noteId)[0]
  return written.safeParse(parsedJson(first?.cause ?? '')).data?.draftOf ?? note
}
