import type { Journal } from './connection.ts'
import { parseDraftForm } from './note-form.ts'
import { filesOfEntry } from './outbox/row.ts'
import type { NoteForm } from './records.ts'

/** What the user has begun to write in one conversation. */
export interface Draft {
  readonly text: string
  /** Null: nothing chosen besides the text. */
  readonly form: NoteForm | null
  /** Under which its files are kept; null: it never had one. */
  readonly entryId: string | null
}

/**
 * Durable when it returns. `form` undefined: as it was. Without text and files there is no draft any more, unless a form is given with it.
 * Its files stay as they are.
 */
export function saveDraft(
  journal: Journal,
  accountId: number,
  conversationRemoteId: string,
  text: string,
  nowMs: number,
  form?: NoteForm | null,
): void {
  journal.write(() => {
    const earlier = readDraft(journal, accountId, conversationRemoteId)
    const entryId = earlier?.entryId ?? null
    const hasFiles = entryId !== null && filesOfEntry(journal, entryId).length > 0
    if (text === '' && form == null && !hasFiles) {
      journal
        .prepare<[number, string]>('DELETE FROM note_drafts WHERE account_id = ? AND conversation_remote_id = ?')
        .run(accountId, conversationRemoteId)
      return
    }
    journal
      .prepare<[number, string, string, number, string | null, string | null]>(
        `INSERT OR REPLACE INTO note_drafts (account_id, conversation_remote_id, text, updated_at_ms, form, entry_id)
         VALUES (?, ?, ?, ?, ?, ?)`,
      )
      .run(accountId, conversationRemoteId, text, nowMs, formJson(form === undefined ? earlier?.form : form), entryId)
  })
}

function formJson(form: NoteForm | null | undefined): string | null {
  return form == null ? null : JSON.stringify(form)
}

export function readDraft(journal: Journal, accountId: number, conversationRemoteId: string): Draft | null {
  const row = journal
    .prepare<[number, string], { text: string; form: string | null; entry_id: string | null }>(
      'SELECT text, form, entry_id FROM note_drafts WHERE account_id = ? AND conversation_remote_id = ?',
    )
    .get(accountId, conversationRemoteId)
  return row ? { text: row.text, form: parseDraftForm(row.form), entryId: row.entry_id } : null
}

/**
 * The entry under which the draft's files are kept: its own, or from now on `newEntryId`. A draft that has no word yet begins with it.
 */
export function entryOfDraft(
  journal: Journal,
  accountId: number,
  conversationRemoteId: string,
  newEntryId: string,
  nowMs: number,
): string {
  return journal.write(() => {
    const draft = readDraft(journal, accountId, conversationRemoteId)
    if (draft !== null && draft.entryId !== null) return draft.entryId
    journal
      .prepare<[number, string, number, string]>(
        `INSERT INTO note_drafts (account_id, conversation_remote_id, text, updated_at_ms, entry_id) VALUES (?, ?, '', ?, ?)
         ON CONFLICT (account_id, conversation_remote_id) DO UPDATE SET entry_id = excluded.entry_id`,
      )
      .run(accountId, conversationRemoteId, nowMs, newEntryId)
    return newEntryId
  })
}

/** The account's drafts that hold a word or a file: what goes with it when it is removed. */
export function countDrafts(journal: Journal, accountId: number): number {
  const row = journal
    .prepare<[number], { drafts: number }>(
      `SELECT count(*) AS drafts FROM note_drafts AS d WHERE d.account_id = ?
         AND (trim(d.text, char(9, 10, 13, 32)) <> '' OR EXISTS (SELECT 1 FROM note_attachments AS a WHERE a.entry_id = d.entry_id))`,
    )
    .get(accountId)
  return row?.drafts ?? 0
}

/** The conversations that have a draft, as `accountId:conversationRemoteId`. Reads the key's index only, no texts. */
export function draftKeys(journal: Journal): Set<string> {
  const rows = journal
    .prepare<[], { account_id: number; conversation_remote_id: string }>(
      'SELECT account_id, conversation_remote_id FROM note_drafts ORDER BY account_id, conversation_remote_id',
    )
    .all()
  return new Set(rows.map((row) => `${row.account_id}:${row.conversation_remote_id}`))
}
