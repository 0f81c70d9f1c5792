import type { NotesPage } from './client.ts'
import { emailOf } from './notes.ts'
import type { Session } from './session.ts'

/**
 * The API does not say whose key it is, and the user may have chosen the wrong member. Whom it names as the author of a
 * note that this key has made is certain, and is learnt where such a note is seen.
 */
export function noticeAuthor(session: Session, page: Pick<NotesPage, 'rows' | 'draft'>): void {
  const { unseenNote } = session.known()
  if (unseenNote === null) return
  const seen = [...page.rows, ...(page.draft === null ? [] : [page.draft])].find((row) => row.id === unseenNote)
  const noteAuthor = emailOf(seen?.author)
  if (noteAuthor !== null) session.learn({ noteAuthor, unseenNote: null })
}
