import type { Outcome, QuarantinedItem } from '../connector.ts'
import type { Answer } from './answers.ts'
import type { NotesPage } from './client.ts'
import { explain } from './confirm-key.ts'
import { noticeAuthor } from './note-author.ts'
import { broken } from './pages.ts'
import { notesAtOnce } from './pull-notes.ts'
import type { Session } from './session.ts'
import type { NoteWire } from './wire.ts'

/** Everything that the account sees of one prospect's notes. */
export interface AllNotes {
  /** Each once; the order is the server's. */
  readonly rows: readonly NoteWire[]
  readonly draft: NoteWire | null
  readonly unreadable: readonly QuarantinedItem[]
}

const mostPages = 200
/** So often a list that changes under the reading is read again. */
const mostRounds = 3

/**
 * All notes of a prospect, to prove what is there and what is not. Paging is by offset and the order not documented, so a
 * note that is pinned or deleted meanwhile can hide another. Each page begins with the last row of the one before, and the first page is read
 * again after the last: where that shows a change the list is read once more, adding to what was seen. One that goes on
 * changing is a failure, and never a shorter list.
 */
export async function readAllNotes(session: Session, prospectId: string): Promise<Outcome<AllNotes>> {
  const rows = new Map<string, NoteWire>()
  const unreadable: QuarantinedItem[] = []
  for (let round = 1; round <= mostRounds; round += 1) {
    const read = await readRound(session, prospectId, (page) => {
      for (const row of page.rows) rows.set(row.id, row)
      unreadable.push(...page.quarantined)
    })
    if (!read.ok) return read
    const { draft, hasChanged } = read.value
    if (!hasChanged) return { ok: true, value: { rows: [...rows.values()], draft, unreadable } }
  }
  return broken([`pagination: expected a prospect's notes to stay as they are, they changed ${mostRounds} times`])
}

/** All pages once, each shown to `takeIn`; whether the list changed meanwhile. */
async function readRound(
  session: Session,
  prospectId: string,
  takeIn: (page: NotesPage) => void,
): Promise<Outcome<{ readonly draft: NoteWire | null; readonly hasChanged: boolean }>> {
  const first = await readFrom(session, prospectId, 0)
  if (!first.ok) return first
  const { draft } = first.value
  let page = first.value
  takeIn(page)
  let end = page.size
  let hasChanged = false
  for (let pages = 1; page.hasMore; pages += 1) {
    if (pages >= mostPages) return broken([`pagination: expected a prospect's notes to end within ${mostPages} pages`])
    // Of a page with one row no other page can begin with that row and go on.
    const isOverlapping = page.size > 1
    const answer = await readFrom(session, prospectId, isOverlapping ? end - 1 : end)
    if (!answer.ok) return answer
    hasChanged ||= isOverlapping && answer.value.firstId !== page.lastId
    page = answer.value
    takeIn(page)
    end += page.size - (isOverlapping ? 1 : 0)
  }
  if (page === first.value) return { ok: true, value: { draft, hasChanged: false } }
  const again = await readFrom(session, prospectId, 0)
  if (!again.ok) return again
  return { ok: true, value: { draft, hasChanged: hasChanged || idsOf(again.value) !== idsOf(first.value) } }
}

async function readFrom(session: Session, prospectId: string, skip: number): Promise<Outcome<NotesPage>> {
  const answer: Answer<NotesPage> = await session.client.notes(prospectId, skip, notesAtOnce, 'push')
  if (!answer.ok) return { ok: false, failure: await explain(session, answer, 'push') }
  noticeAuthor(session, answer.value)
  return answer
}

function idsOf(page: NotesPage): string {
  return page.rows.map((row) => row.id).join(' ')
}
