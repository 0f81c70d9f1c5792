import type { Journal } from '../../db/connection.ts'
import { type EntryTarget, insertEntry, type OutboxRow } from '../../db/outbox.ts'
import { plainNote } from '../../db/records.ts'

/** A plain note for one record, as most tests write it. */
export interface NewNote extends EntryTarget {
  readonly text: string
  /** Null: queued at once. */
  readonly heldUntilMs: number | null
  readonly nowMs: number
}

/** Saves a note as the app does, the end of its conversation's draft included. */
export function insertNote(journal: Journal, { text, heldUntilMs, nowMs, ...target }: NewNote): OutboxRow {
  const { accountId, conversationRemoteId } = target
  const [row] = insertEntry(journal, {
    entryId: target.noteId,
    targets: [target],
    text,
    form: plainNote,
    draftOf: { accountId, conversationRemoteId },
    heldUntilMs,
    nowMs,
  })
  if (row === undefined) throw new Error('An entry without a note')
  return row
}
