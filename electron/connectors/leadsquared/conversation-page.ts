import { z } from 'zod'
import type { Outcome, Priority, PullPage } from '../connector.ts'
import { listTypes, typeName } from './activity-types.ts'
import { leadListRows, type Page } from './client.ts'
import { toLeadActivity } from './mapping.ts'
import type { Session } from './session.ts'
import type { LeadActivityWire } from './wire.ts'

/**
 * Where the reading of a lead's own list stands. Its Offset is a page number that begins at 0 or at 1 (leadsquared.md section 4); a list that
 * begins at 1 gives its first page for 0 too.
 */
const placeSchema = z.object({
  page: z.int().nonnegative(),
  /** Ids of the page before: one that comes again is no further page. */
  lastIds: z.array(z.string()),
})
type Place = z.infer<typeof placeSchema>

const expired: PullPage = {
  leads: [],
  conversations: [],
  activities: [],
  quarantined: [],
  next: null,
  total: null,
  cursorExpired: true,
}

/** A page of a lead's timeline, newest first, of all types. */
export async function pullConversation(
  session: Session,
  leadId: string,
  cursor: string | null,
  priority: Priority,
): Promise<Outcome<PullPage>> {
  const place = cursor === null ? null : readPlace(cursor)
  if (cursor !== null && place === null) return { ok: true, value: expired }
  // Rows name their type themselves; the account's own words for it are better, where they can be had.
  await listTypes(session, priority)
  const page = place?.page ?? session.findings.firstOffset ?? 0
  const outcome = await session.client.activitiesOfLead(leadId, page, priority)
  if (!outcome.ok) return outcome
  const ids = outcome.value.rows.map((row) => row.Id)
  if (place === null || !isSamePage(ids, place.lastIds)) {
    if (place !== null && page === 1) session.findings.firstOffset = 0
    return { ok: true, value: pageOf(session, leadId, outcome.value, { page, lastIds: ids }) }
  }
  // Page 1 is page 0 once more: the list counts from 1, and page 2 is the next.
  if (page === 1) session.findings.firstOffset = 1
  const second = await session.client.activitiesOfLead(leadId, page + 1, priority)
  if (!second.ok) return second
  const secondIds = second.value.rows.map((row) => row.Id)
  const isStuck = isSamePage(secondIds, place.lastIds)
  const read = isStuck ? { ...second.value, size: 0 } : second.value
  return { ok: true, value: pageOf(session, leadId, read, { page: page + 1, lastIds: secondIds }) }
}

function pageOf(session: Session, leadId: string, page: Page<LeadActivityWire>, place: Place): PullPage {
  const isLast = page.size < leadListRows
  const rows = new Map(page.rows.map((row) => [row.Id, toLeadActivity(row, leadId, (code) => typeName(session, code))]))
  return {
    ...expired,
    activities: [...rows.values()],
    quarantined: page.quarantined,
    next: isLast ? null : JSON.stringify({ ...place, page: place.page + 1 } satisfies Place),
    cursorExpired: false,
  }
}

function isSamePage(ids: readonly string[], lastIds: readonly string[]): boolean {
  const known = new Set(lastIds)
  // A new activity moves the rows down, and the last of a page comes again as the first of the next.
  return ids.length > 0 && ids.length === lastIds.length && ids.every((id) => known.has(id))
}

function readPlace(cursor: string): Place | null {
  try {
    const parsed = placeSchema.safeParse(JSON.parse(cursor))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
