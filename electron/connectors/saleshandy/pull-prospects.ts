import type { Outcome, Priority } from '../connector.ts'
import { broken, emptyPage } from './pages.ts'
import { toConversation, toLead } from './prospects.ts'
import type { Session } from './session.ts'
import { parseTimestamp } from './timestamps.ts'
import { afterListPage, type Step, type Walk } from './walk.ts'

/**
 * A page of the prospects' list, newest first. Where the walk is for their notes, the prospects of the page are what it
 * goes through next; they are brought along, since they are here.
 */
export async function pullProspects(session: Session, walk: Walk, priority: Priority): Promise<Outcome<Step>> {
  const answer = await session.client.prospects(walk.page ?? 1, walk.pageSize, priority)
  if (!answer.ok) return answer
  const { rows, quarantined, size, mark } = answer.value
  const next = afterListPage(walk, {
    size,
    mark,
    stampsMs: rows.flatMap((row) => parseTimestamp(row.createdAt) ?? []),
    totalPages: null,
    pending: walk.stream === 'activities' ? onceEach(rows.map((row) => row.id)) : [],
  })
  if (next === 'in_circle') return broken(['page: expected the next page of prospects, got the same one again'])
  const page = { ...emptyPage, leads: rows.map(toLead), conversations: rows.map(toConversation), quarantined }
  return { ok: true, value: { page, walk: next } }
}

function onceEach(ids: readonly string[]): Walk['pending'] {
  return [...new Set(ids)].map((id) => ({ id, email: null }))
}
