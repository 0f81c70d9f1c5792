import { z } from 'zod'
import type { PullPage, PullRequest } from '../connector.ts'
import { readWalk } from '../walk-cursor.ts'
import { dateSpellings, ownerSpellings } from './session.ts'

/**
 * Where a walk over one stream stands, as the engine's opaque cursor. Lists are paged by number, so what is created or
 * deleted meanwhile shifts their rows: one may come twice, and one that moved up to the page before is found there, because
 * that page is looked at again with the next one. A cursor names no row that has to be there, and so never expires.
 *
 *   leads:          list page -> list page -> ... -> end
 *   conversations:  list page -> each of its threads -> list page -> ... -> end
 *   activities:     list page of prospects -> the notes of each -> list page -> ... -> end
 */
const entrySchema = z.object({
  id: z.string(),
  email: z.string().nullable(),
  /** It could not be read, and was put behind the others. */
  isPutOff: z.boolean().default(false),
})
const walkSchema = z.object({
  version: z.literal(1),
  stream: z.enum(['conversations', 'activities', 'leads']),
  mode: z.enum(['backfill', 'incremental', 'sweep']),
  sinceMs: z.number().nullable(),
  pageSize: z.int().positive(),
  /** The list page to read when `pending` is empty; null: there is none left. */
  page: z.int().positive().nullable(),
  /** What stands below the list pages read, and is read before the next one. */
  pending: z.array(entrySchema),
  /** Ids of the list page before: read, or in `pending`. */
  seen: z.array(z.string()),
  /** Notes already read of the first in `pending`. */
  skip: z.int().nonnegative(),
  /** Of the page of notes before, and how often in a row it came again. */
  notesMark: z.string().nullable().default(null),
  notesRepeats: z.int().nonnegative().default(0),
  /** Rows of the longest list page so far. */
  longest: z.int().nonnegative(),
  /** Of the list page before, to notice a server that gives it again. */
  mark: z.string().nullable(),
  repeats: z.int().nonnegative(),
  /** How often the list page was read again for rows that could not be read. */
  rereads: z.int().nonnegative(),
  /** How the inbox was asked for its first page; the others are asked in the same way. */
  inbox: z.object({ owners: z.enum(ownerSpellings), dates: z.enum(dateSpellings) }).nullable(),
})
export type Walk = Readonly<z.infer<typeof walkSchema>>

/** What one step of a walk brought, and where the walk stands then; null: that was its last. */
export interface Step {
  readonly page: Omit<PullPage, 'next'>
  readonly walk: Walk | null
}

const prospectPages = [100, 50, 20, 10]

export function startWalk(request: PullRequest): Walk {
  const wanted = Math.max(10, Math.trunc(request.pageSize))
  return {
    version: 1,
    stream: request.stream,
    mode: request.mode,
    sinceMs: request.mode === 'incremental' ? request.sinceMs : null,
    // Prospects come in pages of these sizes only, and the inbox in none larger.
    pageSize: prospectPages.find((size) => size <= wanted) ?? 10,
    page: 1,
    pending: [],
    seen: [],
    skip: 0,
    notesMark: null,
    notesRepeats: 0,
    longest: 0,
    mark: null,
    repeats: 0,
    rereads: 0,
    inbox: null,
  }
}

export function writeCursor(walk: Walk): string {
  return JSON.stringify(walk)
}

/** Null: not a cursor of this version, or of another walk. */
export function readCursor(cursor: string, request: PullRequest): Walk | null {
  return readWalk(walkSchema, cursor, request)
}

type Entry = z.infer<typeof entrySchema>

/** What a list page showed, as far as the walk's next step depends on it. */
export interface ListFacts {
  readonly size: number
  readonly mark: string
  readonly stampsMs: readonly number[]
  /** Where the server counted its pages. */
  readonly totalPages: number | null
  readonly hasUnreadable: boolean
  /** What stands below the rows of this page, and below those that moved to the page before. */
  readonly entries: readonly Omit<Entry, 'isPutOff'>[]
}

/** The pages to look at in the next step: the one whose turn it is, and the one before, where rows may have moved to. */
export function pagesToList(walk: Walk): { readonly current: number; readonly before: number | null } {
  const current = walk.page ?? 1
  return { current, before: current > 1 && walk.rereads === 0 ? current - 1 : null }
}

const mostRepeats = 3
const mostRereads = 2

/**
 * The walk after a list page; null: that was its last step. `in_circle`: the server gives the same full page for every
 * number, and the walk would never end.
 */
export function afterListPage(walk: Walk, facts: ListFacts): Walk | null | 'in_circle' {
  const page = walk.page ?? 1
  const isRepeated = facts.size > 0 && facts.mark === walk.mark
  const isShort = facts.size < walk.pageSize
  if (isRepeated && !isShort) {
    // A page that was cached on the way: ask for this number again.
    return walk.repeats >= mostRepeats ? 'in_circle' : { ...walk, repeats: walk.repeats + 1 }
  }
  const read = {
    ...walk,
    ...entriesAfter(walk, facts.entries),
    ...noNotesRead,
    longest: Math.max(walk.longest, facts.size),
  }
  // What a row hides below it is missing without a trace: looked at again when it may have mended.
  if (facts.hasUnreadable && walk.rereads < mostRereads) return { ...read, page, mark: null, rereads: walk.rereads + 1 }
  const isLast = isRepeated || isEnd(walk, page, facts)
  const next = { ...read, page: isLast ? null : page + 1, mark: facts.mark, repeats: 0, rereads: 0 }
  return isOver(next) ? null : next
}

const noNotesRead = { skip: 0, notesMark: null, notesRepeats: 0 } as const

function entriesAfter(walk: Walk, entries: ListFacts['entries']): Pick<Walk, 'pending' | 'seen'> {
  const seen = new Set(walk.seen)
  const byId = new Map(entries.map((entry) => [entry.id, { ...entry, isPutOff: false }]))
  const news = [...byId.values()].filter(({ id }) => !seen.has(id))
  return { pending: walk.stream === 'leads' ? [] : news, seen: [...byId.keys()] }
}

/** Rows of the page before that were not on it when it was read. */
export function movedUp<Row extends { readonly id: string }>(walk: Walk, before: readonly Row[]): readonly Row[] {
  const seen = new Set(walk.seen)
  return before.filter(({ id }) => !seen.has(id))
}

function isEnd(walk: Walk, page: number, facts: ListFacts): boolean {
  if (facts.size === 0 || isPastSince(walk, facts.stampsMs)) return true
  if (facts.totalPages !== null) return page >= facts.totalPages
  // A first page that is short may be all that this server gives at once: only the second one tells.
  return facts.size < walk.longest
}

/** Newest first, and older than what was asked for: what follows is older still. */
function isPastSince(walk: Walk, stampsMs: readonly number[]): boolean {
  const { sinceMs } = walk
  if (sinceMs === null) return false
  const isNewestFirst = stampsMs.every((stamp, index) => stamp <= (stampsMs[index - 1] ?? Number.POSITIVE_INFINITY))
  return isNewestFirst && stampsMs.some((stamp) => stamp < sinceMs)
}

/** The walk after what stood first in `pending` is read to its end; null: that was its last step. */
export function afterPending(walk: Walk): Walk | null {
  const next = { ...walk, pending: walk.pending.slice(1), ...noNotesRead }
  return isOver(next) ? null : next
}

/** The walk with what stood first in `pending` behind the others, to be read from its beginning once more. */
export function putOff(walk: Walk): Walk {
  const [first, ...others] = walk.pending
  if (first === undefined) return walk
  return { ...walk, pending: [...others, { ...first, isPutOff: true }], ...noNotesRead }
}

/** More notes than this nobody has: the list does not end. */
const mostNotes = 20_000

/** The walk after a page of the notes of what stands first in `pending`. `in_circle`: the server's pages lead nowhere. */
export function afterNotesPage(
  walk: Walk,
  page: { readonly size: number; readonly mark: string; readonly hasMore: boolean },
): Walk | null | 'in_circle' {
  if (!page.hasMore) return afterPending(walk)
  // A page that was cached on the way: ask from here again.
  if (page.mark === walk.notesMark) {
    return walk.notesRepeats >= mostRepeats ? 'in_circle' : { ...walk, notesRepeats: walk.notesRepeats + 1 }
  }
  const skip = walk.skip + page.size
  return skip > mostNotes ? 'in_circle' : { ...walk, skip, notesMark: page.mark, notesRepeats: 0 }
}

function isOver(walk: Walk): boolean {
  return walk.page === null && walk.pending.length === 0
}
