import { plainNote } from '../../db/records.ts'
import type { NoteToSend } from '../../electron/connectors/connector.ts'

/** A note of which the user said nothing but its text. */
export function plainNoteTo(conversationRemoteId: string, leadRemoteId: string | null, text: string): NoteToSend {
  return {
    noteId: '01922f4a-5f00-7000-8000-000000000001',
    conversationRemoteId,
    leadRemoteId,
    text,
    form: plainNote,
    attachmentRemoteIds: [],
    writtenAtMs: Date.UTC(2026, 0, 5, 9),
  }
}
