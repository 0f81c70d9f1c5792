import { z } from 'zod'
import { listAttachments } from '../attachments.ts'
import type { Journal } from '../connection.ts'
import { readNote, receiptsOf } from '../outbox.ts'
import type { SentNote } from './shapes.ts'

const accepted = z.object({ leadScore: z.number() })

/**
 * What is known here of a note that the CRM has and tells no more: which files went along, and what the person's score was after it. Null
 * where the journal does not know the note (any more).
 */
export function sentNoteOf(journal: Journal, noteId: string): SentNote | null {
  const note = readNote(journal, noteId)
  if (note === null) return null
  const scores = receiptsOf(journal, noteId).flatMap(({ to, cause }) => (to === 'delivered' ? scoreIn(cause) : []))
  return {
    files: listAttachments(journal, note.entryId).map(({ position, fileName, bytes }) => ({
      position,
      fileName,
      bytes,
    })),
    leadScore: scores.at(-1) ?? null,
  }
}

/** A receipt that the disk spoilt tells no score. */
function scoreIn(cause: string): number[] {
  try {
    const { data } = accepted.safeParse(JSON.parse(cause))
    return data === undefined ? [] : [data.leadScore]
  } catch {
    return []
  }
}
