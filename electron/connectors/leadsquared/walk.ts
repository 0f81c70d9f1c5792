import { z } from 'zod'
import type { PullRequest } from '../connector.ts'
import { readWalk } from '../walk-cursor.ts'

/**
 * Where a walk over one stream stands. Lists are asked for windows on ModifiedOn, newest first, and the window's upper end follows the last
 * row seen instead of page numbers: a row that is edited meanwhile leaves the window upwards, and nothing behind it changes places
 * (leadsquared.md section 8). It is the next look's; a look for news that took more than a page reads once more what was edited since it
 * began, for it says how fresh everything is. Activities have a lane for each type; the lane that is least far back goes
 * on next, so that the whole comes newest first. It travels as the engine's opaque cursor.
 */
const laneSchema = z.object({
  /** Null: the one lane of leads. */
  code: z.int().nullable(),
  /** Everything above was seen. */
  toMs: z.number(),
  /** The window that is being read ends here; null: the next has not been chosen. */
  fromMs: z.number().nullable(),
  /** The lane ends here. */
  floorMs: z.number(),
  pageIndex: z.int().positive(),
  /** The list did not come in the order asked for: this window is read by page numbers. */
  isNumbered: z.boolean(),
  /** The last second read has more rows than a page: it is read in the largest pages there are. */
  isCrowded: z.boolean(),
  /** Of the page before, to know it again. */
  lastPage: z.string().nullable(),
  /** How often in a row the page before came again. */
  repeats: z.int().nonnegative(),
  /** Its rows stand in the walk's total, or spoiled it. */
  isCounted: z.boolean(),
  /** The lane began here. */
  topMs: z.number().nullable().default(null),
  /** The CRM's clock when its first page was asked for; null: it has not been. */
  beganMs: z.number().nullable().default(null),
  /** Pages answered so far. */
  pages: z.int().nonnegative().default(0),
  /** How often it began anew for what was edited meanwhile. */
  passes: z.int().nonnegative().default(0),
})

const walkSchema = z.object({
  version: z.literal(1),
  stream: z.enum(['activities', 'leads']),
  mode: z.enum(['backfill', 'incremental', 'sweep']),
  pageSize: z.int().positive(),
  /** The CRM's clock when the walk began; null: it has not told. Nothing later is claimed to have been seen. */
  startedMs: z.number().nullable(),
  newestMs: z.number().nullable(),
  /** A look for news at all types, and not only at those that were said to have some. */
  isFull: z.boolean(),
  lanes: z.array(laneSchema),
  /** Lanes that were answered at least once. */
  answered: z.int().nonnegative(),
  /** Rows in all, as far as lanes have counted them; null where one did not. */
  total: z.number().nullable(),
  uncounted: z.int().nonnegative(),
})
export type Walk = Readonly<z.infer<typeof walkSchema>>
export type Lane = Readonly<z.infer<typeof laneSchema>>

export interface Start {
  /** Null: leads. */
  readonly codes: readonly { readonly code: number; readonly floorMs: number | null }[] | null
  /** No row is modified later than this, ms UTC. */
  readonly topMs: number
  readonly isFull: boolean
}

export function startWalk(request: PullRequest & { readonly stream: 'activities' | 'leads' }, start: Start): Walk {
  const sinceMs = request.mode === 'incremental' ? (request.sinceMs ?? 0) : 0
  const lane = (code: number | null, floorMs: number | null): Lane => ({
    code,
    toMs: start.topMs,
    fromMs: null,
    floorMs: Math.max(0, Math.min(sinceMs, floorMs ?? sinceMs)),
    pageIndex: 1,
    isNumbered: false,
    isCrowded: false,
    lastPage: null,
    repeats: 0,
    isCounted: false,
    topMs: start.topMs,
    beganMs: null,
    pages: 0,
    passes: 0,
  })
  const lanes = start.codes === null ? [lane(null, null)] : start.codes.map(({ code, floorMs }) => lane(code, floorMs))
  return {
    version: 1,
    stream: request.stream,
    mode: request.mode,
    pageSize: Math.max(1, Math.trunc(request.pageSize)),
    startedMs: null,
    newestMs: null,
    isFull: start.isFull,
    lanes,
    answered: 0,
    total: 0,
    uncounted: lanes.length,
  }
}

export function writeCursor(walk: Walk): string {
  return JSON.stringify(walk)
}

/** Null: not a cursor of this version, or of another walk. */
export function readCursor(cursor: string, request: PullRequest): Walk | null {
  const walk = readWalk(walkSchema, cursor, request)
  return walk === null || walk.lanes.length === 0 ? null : walk
}

/** The lane whose turn it is: the one least far back. Null: all are through. */
export function nextLane(walk: Walk): Lane | null {
  return walk.lanes.reduce<Lane | null>(
    (first, lane) => (first === null || lane.toMs > first.toMs ? lane : first),
    null,
  )
}

const marginMs = 1_000

/** The lane's window, with its margins no wider than this; a window under way stays as it is unless it is too wide. */
export function windowOf(lane: Lane, widestMs: number | null): Lane & { readonly fromMs: number } {
  const lowestMs = widestMs === null ? lane.floorMs : Math.max(lane.floorMs, lane.toMs - (widestMs - 2 * marginMs))
  if (lane.fromMs !== null && lane.fromMs >= lowestMs) return { ...lane, fromMs: lane.fromMs }
  if (lane.fromMs === null) return { ...lane, fromMs: lowestMs }
  return { ...lane, fromMs: lowestMs, pageIndex: 1, isNumbered: false, isCrowded: false, lastPage: null }
}

/**
 * The bounds to ask for. Stamps are whole seconds, rows may hide a fraction, and a bound may or may not be inside: a second more at each end
 * has everything from `fromMs` to `toMs` whichever way it is.
 */
export function boundsOf(window: { readonly fromMs: number; readonly toMs: number }): {
  readonly fromMs: number
  readonly toMs: number
} {
  return { fromMs: Math.max(0, window.fromMs - marginMs), toMs: window.toMs + marginMs }
}

/** What a page showed, as far as the walk's next step depends on it. */
export interface PageFacts {
  /** ModifiedOn of each row in the answer's order; null where a row has none. */
  readonly stampsMs: readonly (number | null)[]
  /** Rows in the answer, also those that did not parse. */
  readonly size: number
  /** A full page, or one that may be: the server may give fewer rows than it is asked for. */
  readonly mayHaveMore: boolean
  readonly fingerprint: string
  /** Rows of the whole lane, where the answer counted them. */
  readonly count: number | null
  /** What the CRM's clock had passed when the page was asked for, ms UTC. */
  readonly askedMs: number
}

/** After a page of `window`; null: the walk is through. */
export function afterPage(walk: Walk, window: Lane & { readonly fromMs: number }, page: PageFacts): Walk | null {
  const newest = page.stampsMs.reduce<number | null>(
    (high, stamp) => (stamp !== null && (high === null || stamp > high) ? stamp : high),
    walk.newestMs,
  )
  const counted = window.isCounted ? {} : countedAfter(walk, window, page)
  const after = { ...walk, ...counted, newestMs: newest, answered: walk.answered + 1 }
  const answered = {
    ...window,
    isCounted: true,
    pages: window.pages + 1,
    beganMs: window.beganMs ?? page.askedMs,
  }
  const next = laneAfter(answered, page)
  return withLane(after, window.code, next ?? (walk.mode === 'incremental' ? laneOfEdited(answered) : null))
}

/** Edits are looked for again while they fill pages, but not for ever: where a whole account is being changed, the next look goes on. */
const mostPasses = 3
/** Rows may show this long after they were edited. */
const settlingMs = 5_000

/** What was edited while the lane was read page by page may have left it unseen; a single page shows one moment. */
function laneOfEdited(lane: Lane): Lane | null {
  const { topMs, beganMs, pages, passes } = lane
  if (pages < 2 || passes >= mostPasses || topMs === null || beganMs === null) return null
  const floorMs = Math.max(lane.floorMs, Math.min(beganMs - settlingMs, topMs))
  return { ...lane, ...windowNotChosen, toMs: topMs, floorMs, beganMs: null, pages: 0, passes: passes + 1 }
}

/** Without the lane: it cannot be read now. Null: it was the last. */
export function withoutLane(walk: Walk, code: number | null): Walk | null {
  return withLane({ ...walk, total: null }, code, null)
}

function withLane(walk: Walk, code: number | null, lane: Lane | null): Walk | null {
  const lanes = walk.lanes.flatMap((each) => (each.code === code ? (lane ?? []) : [each]))
  return lanes.length === 0 ? null : { ...walk, lanes }
}

function countedAfter(walk: Walk, window: Lane, page: PageFacts): Pick<Walk, 'total' | 'uncounted'> {
  const isWhole = window.fromMs === window.floorMs
  const count = isWhole ? page.count : null
  return {
    total: walk.total === null || count === null ? null : walk.total + count,
    uncounted: walk.uncounted - 1,
  }
}

function laneAfter(window: Lane & { readonly fromMs: number }, page: PageFacts): Lane | null {
  // Page numbers only count on where the window stays; the page before in their stead is asked for again.
  if (window.pageIndex > 1 && page.size > 0 && page.fingerprint === window.lastPage) {
    return { ...window, repeats: window.repeats + 1 }
  }
  const next = { ...window, lastPage: page.fingerprint, repeats: 0 }
  if (page.size === 0 || !page.mayHaveMore) return belowWindow(window)
  const lowest = lowestInOrder(page)
  if (window.isNumbered || lowest === null) return { ...next, isNumbered: true, pageIndex: window.pageIndex + 1 }
  if (second(lowest) >= second(window.toMs)) {
    return { ...next, isCrowded: true, pageIndex: window.isCrowded ? window.pageIndex + 1 : 1 }
  }
  if (lowest < window.fromMs) return belowWindow(window)
  return { ...next, toMs: lowest, pageIndex: 1, isCrowded: false }
}

/** The window is through: the next one below it; null where there is none. */
function belowWindow(window: Lane & { readonly fromMs: number }): Lane | null {
  if (window.fromMs <= window.floorMs) return null
  return { ...window, ...windowNotChosen, toMs: window.fromMs }
}

const windowNotChosen = {
  fromMs: null,
  pageIndex: 1,
  isNumbered: false,
  isCrowded: false,
  lastPage: null,
  repeats: 0,
} as const

function second(atMs: number): number {
  return Math.floor(atMs / 1_000)
}

/** The last row's stamp, where the rows came newest first; null where they did not, or tell no stamp. */
function lowestInOrder({ stampsMs, size }: PageFacts): number | null {
  if (stampsMs.length === 0 || size === 0) return null
  let lowest = Number.POSITIVE_INFINITY
  for (const stamp of stampsMs) {
    if (stamp === null || stamp > lowest) return null
    lowest = stamp
  }
  return lowest
}

const mostRepeats = 5

/** The server keeps giving the page before: its numbers lead in a circle. */
export function isInCircle(walk: Walk): boolean {
  return walk.lanes.some((lane) => lane.repeats > mostRepeats)
}
