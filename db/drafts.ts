import { z } from 'zod'
import type { Journal } from './connection.ts'
import { parseDraftForm } from './note-form.ts'
import { filesOfEntry } from './outbox/row.ts'
import { parsedJson } from './parsed-json.ts'
import type { NoteForm } from './records.ts'

/** A record that gets the note besides the one it is written on. */
export interface DraftTarget {
  readonly accountId: number
  readonly remoteId: string
  readonly displayName: string
}

/** What the user has begun to write in one conversation. */
export interface Draft {
  readonly text: string
  /** Null: nothing chosen besides the text. */
  readonly form: NoteForm | null
  /** Under which its files are kept; null: it never had one. */
  readonly entryId: string | null
  readonly alsoTo: readonly DraftTarget[]
}

/**
 * Durable when it returns. `form` and `alsoTo` undefined: as they were. Without text and files there is no draft any more, unless a form or
 * somebody else is given with it. Its files stay as they are.
 */
export function saveDraft(
  journal: Journal,
  accountId: number,
  conversationRemoteId: string,
  text: string,
  nowMs: number,
  { form, alsoTo }: { readonly form?: NoteForm | null; readonly alsoTo?: readonly DraftTarget[] } = {},
): void {
  journal.write(() => {
    const earlier = readDraft(journal, accountId, conversationRemoteId)
    const entryId = earlier?.entryId ?? null
    const hasFiles = entryId !== null && filesOfEntry(journal, entryId).length > 0
    if (text === '' && form == null && (alsoTo ?? []).length === 0 && !hasFiles) {
      journal
        .prepare<[number, string]>('DELETE FROM note_drafts WHERE account_id = ? AND conversation_remote_id = ?')
        .run(accountId, conversationRemoteId)
      return
    }
    journal
      .prepare<[number, string, string, number, string | null, string | null, string | null]>(
        `INSERT OR REPLACE INTO note_drafts (account_id, conversation_remote_id, text, updated_at_ms, form, entry_id, also_to)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        ...([accountId, conversationRemoteId, text, nowMs] as const),
        formJson(form === undefined ? earlier?.form : form),
        entryId,
        targetsJson(alsoTo ?? earlier?.alsoTo ?? []),
      )
  })
}

function formJson(form: NoteForm | null | undefined): string | null {
  return form == null ? null : JSON.stringify(form)
}

function targetsJson(targets: readonly DraftTarget[]): string | null {
  return targets.length === 0 ? null : JSON.stringify(targets)
}

const storedTargets = z.array(z.object({ accountId: z.int(), remoteId: z.string(), displayName: z.string() }))

export function readDraft(journal: Journal, accountId: number, conversationRemoteId: string): Draft | null {
  const row = journal
    .prepare<[number, string], { text: string; form: string | null; entry_id: string | null; also_to: string | null }>(
      'SELECT text, form, entry_id, also_to FROM note_drafts WHERE account_id = ? AND conversation_remote_id = ?',
    )
    .get(accountId, conversationRemoteId)
  if (row === undefined) return null
  const alsoTo = storedTargets.safeParse(parsedJson(row.also_to ?? '')).data ?? []
  return { text: row.text, form: parseDraftForm(row.form), entryId: row.entry_id, alsoTo }
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

/** The account's drafts that hold a word or a file, and its notes that are being changed: what goes with it when it is removed. */
export function countDrafts(journal: Journal, accountId: number): number {
  const row = journal
    .prepare<[number, number], { drafts: number }>(
      `SELECT (SELECT count(*) FROM edit_drafts WHERE account_id = ?) + count(*) AS drafts FROM note_drafts AS d WHERE d.account_id = ?
         AND (trim(d.text, char(9, 10, 13, 32)) <> '' OR EXISTS (SELECT 1 FROM note_attachments AS a WHERE a.entry_id = d.entry_id))`,
    )
    .get(accountId, accountId)
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
