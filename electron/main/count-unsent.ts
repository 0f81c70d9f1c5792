import type { Journal } from '../../db/connection.ts'
import { listOpenNotes } from '../../db/outbox.ts'
import type { UnsentNotes } from './leaving.ts'

/** Notes that no CRM has confirmed. */
export function countUnsent(journal: Journal): UnsentNotes {
  const open = listOpenNotes(journal)
  const needUser = open.filter((note) => note.state === 'rejected' || note.needsAnswer).length
  return { unsentNotes: open.length - needUser, needUser }
}
