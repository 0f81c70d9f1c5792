import type { Journal } from '../../db/connection.ts'
import { countOpenNotes } from '../../db/outbox.ts'
import type { UnsentNotes } from './leaving.ts'

/** Notes that no CRM has confirmed. */
export function countUnsent(journal: Journal): UnsentNotes {
  const { pending, troubled } = countOpenNotes(journal)
  return { unsentNotes: pending, needUser: troubled }
}
