import type { NoteClaim } from '../note-claims.ts'
import type { OutboxRow } from '../outbox.ts'
import { type NoteTrouble, noteTrouble } from './note-trouble.ts'
import type { OutboxNote } from './shapes.ts'

/** A row of the outbox as the screens show it. `claim`: where a file carries, or carried, the note. */
export function outboxNoteOf(
  row: OutboxRow,
  conversationId: number | null,
  claim: NoteClaim | null = null,
): OutboxNote {
  return {
    noteId: row.noteId,
    accountId: row.accountId,
    conversationId,
    conversationName: row.conversationName,
    text: row.text,
    state: row.state,
    trouble: troubleOf(row.trouble),
    attempts: row.attempts,
    createdAtMs: row.createdAtMs,
    nextTryAtMs: nextTryAtMs(row),
    needsAnswer: row.needsAnswer,
    savedToFileAtMs: claim?.role === 'origin' ? claim.claimedAtMs : null,
    takenOverAtMs: claim?.role === 'importer' ? claim.claimedAtMs : null,
  }
}

/** Held: the end of the undo window. Queued: not before this. Null: as soon as its turn comes, or not by itself. */
function nextTryAtMs(row: OutboxRow): number | null {
  if (row.state === 'held') return row.heldUntilMs
  return row.state === 'queued' ? row.notBeforeMs : null
}

/** A trouble that a later version wrote and this one cannot read is shown as none known. */
function troubleOf(json: string | null): NoteTrouble | null {
  if (json === null) return null
  try {
    return noteTrouble.safeParse(JSON.parse(json)).data ?? null
  } catch {
    return null
  }
}
