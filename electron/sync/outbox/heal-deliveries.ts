import type { Journal, Replica } from '../../../db/connection.ts'
import { deliveredNotesInReplica, listOpenNotes, moveNote } from '../../../db/outbox.ts'

/**
 * A crash between "the activity is in the replica" and "the note is delivered" leaves a note that looks unsent although its
 * activity is here. So does a journal that lost its last commits: whatever state it shows, the replica knows better. Both files' owner heals it at the start, before anything is sent.
 */
export function healDeliveries(replica: Replica, journal: Journal, nowMs: number): void {
  const open = listOpenNotes(journal)
  const delivered = deliveredNotesInReplica(
    replica,
    open.map((note) => note.noteId),
  )
  for (const note of open) {
    const remoteActivityId = delivered.get(note.noteId)
    if (remoteActivityId === undefined) continue
    const patch = { state: 'delivered', remoteActivityId, trouble: null, needsAnswer: false } as const
    moveNote(journal, note, patch, JSON.stringify({ kind: 'healed_at_start' }), nowMs)
  }
}
