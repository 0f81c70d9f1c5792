import type { ActivityRecord, Outcome, Priority, PullPage } from '../connector.ts'
import type { Refused } from './answers.ts'
import type { NotesPage } from './client.ts'
import { cheapestPage, explain } from './confirm-key.ts'
import { noticeAuthor } from './note-author.ts'
import { toNote } from './notes.ts'
import { broken, emptyPage, expiredPage } from './pages.ts'
import { afterUnread } from './pass-over.ts'
import { quarantine } from './payload.ts'
import { pullProspects } from './pull-prospects.ts'
import type { Session } from './session.ts'
import { afterNotesPage, type Step, type Walk } from './walk.ts'

/** The most that one request gives (saleshandy.md section 3). */
export const notesAtOnce = 100

/** A step of the walk over all notes: they can only be listed a prospect at a time. */
export async function pullNotes(session: Session, walk: Walk, priority: Priority): Promise<Outcome<Step>> {
  const [prospect] = walk.pending
  if (prospect === undefined) return pullProspects(session, walk, priority)
  const answer = await session.client.notes(prospect.id, walk.skip, notesAtOnce, priority)
  const unread = (refused: Refused): Promise<Outcome<Step>> =>
    afterUnread(session, walk, {
      conversation: prospect.id,
      refused,
      control: () => session.client.prospects(1, cheapestPage, priority),
      quarantined: (issues) => quarantine('activities', { id: prospect.id }, issues),
    })
  if (!answer.ok) return unread({ ...answer, failure: await explain(session, answer, priority) })
  noticeAuthor(session, answer.value)
  const next = afterNotesPage(walk, answer.value)
  if (next === 'in_circle') {
    return unread({ ...broken(['skip: expected the next notes, got the same ones again and again']), code: null })
  }
  session.unread.wasRead(prospect.id)
  const page = {
    ...emptyPage,
    activities: notesIn(answer.value, prospect.id, walk.skip === 0),
    quarantined: answer.value.quarantined,
    readAgain: [prospect.id],
  }
  return { ok: true, value: { page, walk: next } }
}

/** One page of a prospect's timeline. The order is not documented; a prospect has seldom more notes than a page holds. */
export async function pullTimeline(
  session: Session,
  prospectId: string,
  cursor: string | null,
  priority: Priority,
): Promise<Outcome<PullPage>> {
  const skip = cursor === null ? 0 : Number(cursor)
  if (!Number.isSafeInteger(skip) || skip < 0) return { ok: true, value: expiredPage }
  const answer = await session.client.notes(prospectId, skip, notesAtOnce, priority)
  if (!answer.ok) return { ok: false, failure: await explain(session, answer, priority) }
  noticeAuthor(session, answer.value)
  const { quarantined, hasMore, size } = answer.value
  const activities = notesIn(answer.value, prospectId, skip === 0)
  return { ok: true, value: { ...emptyPage, activities, quarantined, next: hasMore ? String(skip + size) : null } }
}

/** The draft stands beside the list, on each of its pages. */
function notesIn(page: NotesPage, prospectId: string, withDraft: boolean): readonly ActivityRecord[] {
  const wires = withDraft && page.draft !== null ? [...page.rows, page.draft] : page.rows
  return wires.map((wire) => toNote(wire, prospectId))
}
