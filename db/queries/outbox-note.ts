import { listAttachments, readUpload } from '../attachments.ts'
import type { Journal, Replica } from '../connection.ts'
import { readClaim } from '../note-claims.ts'
import type { OutboxRow } from '../outbox.ts'
import { type NoteTrouble, noteTrouble } from './note-trouble.ts'
import type { OutboxNote } from './shapes.ts'
import { activityIdOf } from './targets.ts'

/** A row of the outbox as the screens show it, with what a file carries of it and what goes along. */
export function outboxNoteOf(
  { journal, replica }: { readonly journal: Journal; readonly replica: Replica },
  row: OutboxRow,
  conversationId: number | null,
): OutboxNote {
  const claim = readClaim(journal, row.noteId)
  const { accountId, entryId, editsRemoteId } = row
  return {
    noteId: row.noteId,
    entryId,
    kind: row.kind,
    accountId,
    conversationId,
    conversationName: row.conversationName,
    text: row.text,
    form: row.form,
    attachments: listAttachments(journal, entryId).map(({ addedAtMs: _, ...file }) => ({
      ...file,
      isUploaded: readUpload(journal, entryId, accountId, file.contentHash) !== null,
    })),
    editsActivityId: editsRemoteId === null ? null : activityIdOf(replica, accountId, editsRemoteId),
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
export function troubleOf(json: string | null): NoteTrouble | null {
  if (json === null) return null
  try {
    return noteTrouble.safeParse(JSON.parse(json)).data ?? null
  } catch {
    return null
  }
}
