import type { NoteForm, OutboxNote } from '../../../electron/ipc/shapes.ts'

export const noteId = '0190a0b0-0000-7000-8000-000000000001'
export const plain: NoteForm = { format: 'plain', visibility: null, isDraft: false, activity: null }

/** A note that has not left. */
export const waiting: OutboxNote = {
  noteId,
  entryId: noteId,
  kind: 'create',
  accountId: 1,
  conversationId: 7,
  conversationName: 'Ana Vidal',
  text: 'Call on Monday',
  form: plain,
  attachments: [],
  editsActivityId: null,
  state: 'queued',
  trouble: null,
  attempts: 0,
  createdAtMs: 1,
  nextTryAtMs: null,
  needsAnswer: false,
  savedToFileAtMs: null,
  takenOverAtMs: null,
}
