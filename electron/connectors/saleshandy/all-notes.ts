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
 * note that is pinned or deleted meanwhile can hide another: the first page is read again after the last, and where it has
 * changed the list is read once more, adding to what was seen.
 */
export async function readAllNotes(session: Session, prospectId: string): Promise<Outcome<AllNotes>> {
  const rows = new Map<string, NoteWire>()
  const unreadable: QuarantinedItem[] = []
  for (let round = 1; ; round += 1) {
    const first = await readFrom(session, prospectId, 0)
    if (!first.ok) return first
    let page = first.value
    const takeIn = () => {
      for (const row of page.rows) rows.set(row.id, row)
      unreadable.push(...page.quarantined)
    }
    takeIn()
    let skip = page.size
    for (let pages = 1; page.hasMore; pages += 1) {
      if (pages >= mostPages)
        return broken([`pagination: expected a prospect's notes to end within ${mostPages} pages`])
      const answer = await readFrom(session, prospectId, skip)
      if (!answer.ok) return answer
      page = answer.value
      takeIn()
      skip += page.size
    }
    const result = { rows: [...rows.values()], draft: first.value.draft, unreadable }
    if (skip === first.value.size || round >= mostRounds) return { ok: true, value: result }
    const again = await readFrom(session, prospectId, 0)
    if (!again.ok) return again
    if (idsOf(again.value) === idsOf(first.value)) return { ok: true, value: result }
  }
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
