import type { Outcome, Priority, PullPage, PullRequest } from '../connector.ts'
import type { Page } from './client.ts'
import { archiveSpellings, encodeArchive, type ListQuery } from './dialect.ts'
import { toActivity, toConversation, toLead } from './mapping.ts'
import type { Session } from './session.ts'
import { settleDialect } from './settle-dialect.ts'
import { formatTimestamp } from './timestamps.ts'
import {
  ignoredSince,
  isInCircle,
  nextWalk,
  queryOf,
  readCursor,
  startWalk,
  totalAfter,
  type Walk,
  writeCursor,
} from './walk.ts'

/** The rows of a page as records; two of the three lists are empty. */
type Rows = Pick<PullPage, 'leads' | 'conversations' | 'activities'>
const noRows: Rows = { leads: [], conversations: [], activities: [] }

interface WalkedPage extends Rows {
  readonly page: Page<unknown>
  readonly stampsMs: readonly number[]
  readonly hasArchived: boolean
}

const expired: PullPage = { ...noRows, quarantined: [], next: null, total: null, cursorExpired: true }

/** One page of a stream's walk (leadping.md section 7). */
export async function pull(session: Session, request: PullRequest): Promise<Outcome<PullPage>> {
  if (request.cursor !== null) {
    const walk = readCursor(request.cursor, request)
    return walk === null ? { ok: true, value: expired } : step(session, walk, request.priority)
  }
  const dialect = await settleDialect(session, request.priority)
  if (!dialect.ok) return dialect
  const walk = startWalk(request, dialect.value, session.known().archiveSpelling)
  return step(session, walk, request.priority)
}

async function step(session: Session, walk: Walk, priority: Priority): Promise<Outcome<PullPage>> {
  const [outcome, countElsewhere] = await Promise.all([
    readWalked(session, walk, priority),
    countArchived(session, walk, priority),
  ])
  if (!outcome.ok) {
    const { failure } = outcome
    const isTokenRefused =
      walk.token !== null && failure.kind === 'rejected' && [400, 404, 410].includes(failure.status)
    return isTokenRefused ? { ok: true, value: expired } : outcome
  }
  const walked = outcome.value
  if (ignoredSince(walk, walked.stampsMs)) return withNewest(session, walk, walked, priority)
  const { token, totalCount } = walked.page
  const facts = { token, totalCount, countElsewhere, stampsMs: walked.stampsMs, hasArchived: walked.hasArchived }
  // How the server wants the archive filter may have been learnt with this very page.
  const spelling = walk.token === null ? session.known().archiveSpelling : walk.spelling
  const next = nextWalk({ ...walk, spelling }, facts)
  if (next !== null && isInCircle(next)) {
    const issues = ['continuationToken: expected the next page, got the token of the same one again and again']
    return { ok: false, failure: { kind: 'contract', issues, mayHaveLanded: false } }
  }
  return { ok: true, value: toPullPage(walked, next, totalAfter(walk, facts)) }
}

function toPullPage(walked: WalkedPage, next: Walk | null, total: number | null): PullPage {
  const { leads, conversations, activities, page } = walked
  return {
    leads,
    conversations,
    activities,
    quarantined: page.quarantined,
    next: next === null ? null : writeCursor(next),
    total,
    cursorExpired: false,
  }
}

/** The bound was ignored, so this page is the oldest there is: take the walk up again from the newest end. */
async function withNewest(
  session: Session,
  walk: Walk,
  oldest: WalkedPage,
  priority: Priority,
): Promise<Outcome<PullPage>> {
  const outcome = await step(session, { ...walk, isUnfiltered: true }, priority)
  if (!outcome.ok) return outcome
  const newest = outcome.value
  return {
    ok: true,
    value: {
      ...newest,
      // A row can be news although its stamp is old (a message delivered late), so the first page counts as well.
      leads: [...oldest.leads, ...newest.leads],
      conversations: [...oldest.conversations, ...newest.conversations],
      activities: [...oldest.activities, ...newest.activities],
      quarantined: [...oldest.page.quarantined, ...newest.quarantined],
    },
  }
}

async function readWalked(session: Session, walk: Walk, priority: Priority): Promise<Outcome<WalkedPage>> {
  const query = queryOf(walk)
  switch (walk.stream) {
    case 'conversations': {
      const outcome = await listArchived(session, walk, (archiveFilter) =>
        session.client.myConversations({ query, dialect: walk.dialect, priority }, archiveFilter),
      )
      if (!outcome.ok) return outcome
      const conversations = outcome.value.rows.map(toConversation)
      const stampsMs = conversations.flatMap((row) => row.lastEventAtMs ?? [])
      const hasArchived = conversations.some((row) => row.isArchived)
      return { ok: true, value: { ...noRows, conversations, page: outcome.value, stampsMs, hasArchived } }
    }
    case 'leads': {
      const outcome = await listArchived(session, walk, (archiveFilter) =>
        session.client.myLeads({ query, dialect: walk.dialect, priority }, archiveFilter),
      )
      if (!outcome.ok) return outcome
      const leads = outcome.value.rows.map(toLead)
      const stampsMs = leads.flatMap((row) => row.updatedAtMs ?? [])
      return { ok: true, value: { ...noRows, leads, page: outcome.value, stampsMs, hasArchived: false } }
    }
    case 'activities': {
      const isBounded = walk.sinceMs !== null && !walk.isUnfiltered
      const window = isBounded ? { startAt: formatTimestamp(walk.sinceMs) } : {}
      const outcome = await session.client.myEvents({ query, dialect: walk.dialect, priority }, window)
      if (!outcome.ok) return outcome
      const activities = outcome.value.rows.map(toActivity)
      const stampsMs = activities.map((row) => row.createdAtMs)
      return { ok: true, value: { ...noRows, activities, page: outcome.value, stampsMs, hasArchived: false } }
    }
  }
}

/**
 * A list with `archiveFilter`, spelled as the server takes it: the known way first, and on the first page each other way
 * until one is not refused (a refused read has changed nothing). The one that works is remembered.
 */
async function listArchived<Row>(
  session: Session,
  walk: Walk,
  list: (archiveFilter: string | null) => Promise<Outcome<Page<Row>>>,
): Promise<Outcome<Page<Row>>> {
  const usual = walk.spelling ?? session.known().archiveSpelling ?? 'name'
  const first = await list(encodeArchive(walk.archive, usual))
  if (first.ok && walk.token === null) session.learn({ archiveSpelling: usual })
  if (walk.token !== null || !isRefused(first)) return first
  for (const spelling of archiveSpellings) {
    if (spelling === usual) continue
    const outcome = await list(encodeArchive(walk.archive, spelling))
    if (outcome.ok) session.learn({ archiveSpelling: spelling })
    if (!isRefused(outcome)) return outcome
  }
  return first
}

function isRefused(outcome: Outcome<unknown>): boolean {
  return !outcome.ok && outcome.failure.kind === 'rejected' && outcome.failure.status === 400
}

/** Beside the first page of the active conversations: how many archived ones follow. Null: not asked, or not answered. */
async function countArchived(session: Session, walk: Walk, priority: Priority): Promise<number | null> {
  if (walk.archive !== 'active' || walk.token !== null) return null
  const query: ListQuery = { pageSize: 1, includeCount: true }
  const archiveFilter = encodeArchive('archived', walk.spelling ?? 'name')
  const outcome = await session.client.myConversations({ query, dialect: walk.dialect, priority }, archiveFilter)
  return outcome.ok ? outcome.value.totalCount : null
}
