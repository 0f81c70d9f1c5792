import { z } from 'zod'
import type { PullRequest } from '../connector.ts'
import { readWalk } from '../walk-cursor.ts'
import { type ArchiveSpelling, archiveSpellings, type Dialect, dialects, type ListQuery, since } from './dialect.ts'

/**
 * Where a walk over one stream stands, and how it asks: everything that decides the query is settled with the first page of each part of the
 * walk and the same on the pages behind it, because what a token means under another query is not documented. It travels as the engine's
 * opaque cursor.
 *
 *   conversations, backfill:  active (newest first) -> archived (newest first) -> end
 *   all others:               all -> end
 */
const walkSchema = z.object({
  version: z.literal(1),
  stream: z.enum(['conversations', 'activities', 'leads']),
  mode: z.enum(['backfill', 'incremental', 'sweep']),
  archive: z.enum(['active', 'archived', 'all']),
  /** Null: the first page of its part of the walk. */
  token: z.string().nullable(),
  dialect: z.enum(dialects).nullable(),
  spelling: z.enum(archiveSpellings).nullable(),
  pageSize: z.int().positive(),
  sinceMs: z.number().nullable(),
  /** True where the server took no notice of `sinceMs`: newest first then, up to the first page that is older. */
  isUnfiltered: z.boolean(),
  /** How often in a row the server has answered with the very token it was sent. */
  repeats: z.int().nonnegative(),
  total: z.number().nullable(),
  hasSeenArchived: z.boolean(),
})
export type Walk = Readonly<z.infer<typeof walkSchema>>

export function startWalk(request: PullRequest, dialect: Dialect | null, spelling: ArchiveSpelling | null): Walk {
  const isInTwoParts = request.stream === 'conversations' && request.mode === 'backfill' && spelling !== 'none'
  return {
    version: 1,
    stream: request.stream,
    mode: request.mode,
    archive: isInTwoParts ? 'active' : 'all',
    token: null,
    dialect,
    spelling,
    pageSize: Math.max(1, Math.trunc(request.pageSize)),
    sinceMs: request.mode === 'incremental' ? request.sinceMs : null,
    isUnfiltered: false,
    repeats: 0,
    total: null,
    hasSeenArchived: false,
  }
}

export function writeCursor(walk: Walk): string {
  return JSON.stringify(walk)
}

/** Null: not a cursor of this version, or of another walk. */
export function readCursor(cursor: string, request: PullRequest): Walk | null {
  return readWalk(walkSchema, cursor, request)
}

const stampFields = { conversations: 'lastEventAt', activities: 'createdAt', leads: 'updatedAt' } as const

export function queryOf(walk: Walk): ListQuery {
  const field = stampFields[walk.stream]
  return {
    pageSize: walk.pageSize,
    ...(walk.token === null ? {} : { continuationToken: walk.token }),
    ...orderOf(walk, field),
    // On every page, although the first tells: a token may belong to the query that it came from.
    ...(walk.mode === 'backfill' ? { includeCount: true } : {}),
    // Events are bounded by the list's own startAt parameter.
    ...(walk.sinceMs === null || walk.isUnfiltered || walk.stream === 'activities'
      ? {}
      : { rangeFilters: since(field, walk.sinceMs) }),
  }
}

/**
 * A sweep asks for no order: conversations and leads whose stamp moves while it runs would change places in it and could
 * be passed over. An event's createdAt never moves.
 */
function orderOf(walk: Walk, field: string): Pick<ListQuery, 'orderBy'> {
  if (walk.mode === 'sweep' && walk.stream !== 'activities') return {}
  const direction = walk.mode === 'incremental' && !walk.isUnfiltered ? 'asc' : 'desc'
  return { orderBy: [{ field, direction }] }
}

/** What a page showed, as far as the walk's next step depends on it. */
export interface PageFacts {
  readonly token: string | null
  readonly totalCount: number | null
  /** Rows of the other part that were counted beside the first page, to make the total true from the start. */
  readonly countElsewhere: number | null
  readonly stampsMs: readonly number[]
  readonly hasArchived: boolean
}

/** The walk after a page; null: that was its last. */
export function nextWalk(walk: Walk, page: PageFacts): Walk | null {
  const after = {
    ...walk,
    repeats: page.token !== null && page.token === walk.token ? walk.repeats + 1 : 0,
    total: totalAfter(walk, page),
    hasSeenArchived: walk.hasSeenArchived || (walk.archive === 'active' && page.hasArchived),
  }
  if (isPastSince(walk, page)) return null
  if (page.token !== null) return { ...after, token: page.token }
  // Archived rows among the active ones: the server took no notice of the filter and has shown everything.
  if (walk.archive === 'active' && walk.spelling !== 'none' && !after.hasSeenArchived)
    return { ...after, archive: 'archived', token: null }
  return null
}

/** Rows in all, of both parts of the walk; null while the server has not counted them. */
export function totalAfter(walk: Walk, page: Pick<PageFacts, 'totalCount' | 'countElsewhere'>): number | null {
  if (walk.total !== null || page.totalCount === null) return walk.total
  if (walk.archive === 'all') return page.totalCount
  return page.countElsewhere === null ? null : page.totalCount + page.countElsewhere
}

const mostRepeats = 20

/** A page without rows may come with the token it was asked by; one that keeps coming is a walk in a circle. */
export function isInCircle(walk: Walk): boolean {
  return walk.repeats > mostRepeats
}

function isPastSince(walk: Walk, page: PageFacts): boolean {
  const { sinceMs } = walk
  return walk.isUnfiltered && sinceMs !== null && page.stampsMs.some((stamp) => stamp < sinceMs)
}

/**
 * Whether the first page of an incremental walk shows that the server ignored the bound: whether unknown filter names are
 * refused or ignored is not documented, and taking the oldest rows for news would pull everything at every turn.
 */
export function ignoredSince(walk: Walk, stampsMs: readonly number[]): boolean {
  const { sinceMs } = walk
  if (walk.mode !== 'incremental' || walk.isUnfiltered || walk.token !== null || sinceMs === null) return false
  return stampsMs.length > 0 && stampsMs.every((stamp) => stamp < sinceMs)
}
