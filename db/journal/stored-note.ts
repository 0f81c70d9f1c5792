import { z } from 'zod'
import type { Journal } from '../connection.ts'
import type { WrittenNote } from '../note-digest.ts'
import { filesOfEntry } from '../outbox/row.ts'

/** A row of notes_outbox of any version, as far as it decides what is sent. Columns that came later are absent in older files. */
const storedNote = z.object({
  note_id: z.string(),
  account_id: z.int(),
  conversation_remote_id: z.string(),
  text: z.string(),
  entry_id: z.string().default(''),
  form: z.string().nullable().default(null),
  edits_remote_id: z.string().nullable().default(null),
  edit_base: z.string().nullable().default(null),
})

/** The note that a raw row tells of, with the files that `journal` has of it; null: damage left it without what makes it one. */
export function writtenNoteOf(journal: Journal, row: unknown): { noteId: string; note: WrittenNote } | null {
  const parsed = storedNote.safeParse(row)
  if (!parsed.success) return null
  const { note_id: noteId, entry_id: entryId, text, form } = parsed.data
  const note = {
    accountId: parsed.data.account_id,
    conversationRemoteId: parsed.data.conversation_remote_id,
    text,
    form,
    editsRemoteId: parsed.data.edits_remote_id,
    editBase: parsed.data.edit_base,
    files: hasFiles(journal) ? filesOfEntry(journal, entryId === '' ? noteId : entryId) : [],
  }
  return { noteId, note }
}

/** Journals of before there were attachments have no table for them. */
function hasFiles(journal: Journal): boolean {
  const table = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'note_attachments'"
  return journal.raw.prepare(table).get() !== undefined
}
