import type { Outcome, Priority } from '../connector.ts'
import { broken, emptyPage, readList } from './pages.ts'
import { toConversation, toLead } from './prospects.ts'
import type { Session } from './session.ts'
import { parseTimestamp } from './timestamps.ts'
import { afterListPage, movedUp, type Step, type Walk } from './walk.ts'

/**
 * A page of the prospects' list, newest first. Where the walk is for their notes, the prospects of the page are what it
 * goes through next; they are brought along, since they are here.
 */
export async function pullProspects(session: Session, walk: Walk, priority: Priority): Promise<Outcome<Step>> {
  const listed = await readList(walk, (page) => session.client.prospects(page, walk.pageSize, priority))
  if (!listed.ok) return listed
  const { current, before } = listed.value
  const rows = [...current.rows, ...movedUp(walk, before?.rows ?? [])]
  const next = afterListPage(walk, {
    size: current.size,
    mark: current.mark,
    stampsMs: current.rows.flatMap((row) => parseTimestamp(row.createdAt) ?? []),
    totalPages: null,
    hasUnreadable: current.quarantined.length > 0,
    entries: rows.map(({ id }) => ({ id, email: null })),
  })
  if (next === 'in_circle') return broken(['page: expected the next page of prospects, got the same one again'])
  const page = {
    ...emptyPage,
    leads: rows.map(toLead),
    conversations: rows.map(toConversation),
    quarantined: current.quarantined,
  }
  return { ok: true, value: { page, walk: next } }
}
