import type { OutboxRow } from '../../../db/outbox.ts'
import type { NoteToSend } from '../../connectors/connector.ts'

/** The note as connectors are given it. `attachmentRemoteIds`: its files as the CRM knows them. */
export function noteToSend(note: OutboxRow, attachmentRemoteIds: readonly string[]): NoteToSend {
  return {
    noteId: note.noteId,
    conversationRemoteId: note.conversationRemoteId,
    leadRemoteId: note.leadRemoteId,
    text: note.text,
    form: note.form,
    attachmentRemoteIds,
    writtenAtMs: note.createdAtMs,
  }
}
