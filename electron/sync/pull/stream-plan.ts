import type { StreamState } from '../../../db/streams.ts'
import type { PullPage, StreamDeclaration, StreamName } from '../../connectors/connector.ts'

/**
 * What a stream does next and what a page proves, as pure functions of its state. A stream is backfilled newest first, kept current by
 * incremental walks from its watermark, and swept slowly for changes that move no watermark. One whose CRM cannot be asked for what is new has
 * no watermark: it is backfilled, and then only swept.
 */

export type WalkKind = 'backfill' | 'incremental' | 'trailing' | 'sweep'

export interface StreamTimes {
  /** All on the monotonic clock of this process, ms; null: not since it started. */
  readonly lastIncrementalMs: number | null
  readonly lastTrailingMs: number | null
}

export interface Cadence {
  /** Infinite: news is not looked for, unless it was asked for (`hurry`), and nothing is read again for its own sake. */
  readonly incrementalEveryMs: number
}

/** Planned again after this at the latest, should nothing else fall due: attention, which moves it, also wakes the loop. */
const longestWaitMs = 60 * 60_000

export type StreamPlan =
  | { readonly kind: WalkKind; readonly sinceMs: number | null; readonly cursor: string | null }
  | { readonly kind: 'wait'; readonly forMs: number }

/**
 * The next walk. New things come before old ones: an incremental that is due goes before the next backfill page, and a sweep only runs when
 * nothing else is due. `nowMs` is wall time (sweeps are hours apart and their times are on disk), `monotonicMs` this process's.
 */
export function planStream(
  state: StreamState,
  declared: StreamDeclaration,
  times: StreamTimes,
  cadence: Cadence,
  nowMs: number,
  monotonicMs: number,
): StreamPlan {
  if (!declared.hasWatermark) return planWithoutWatermark(state, declared, cadence, nowMs)
  const untilDue = (lastMs: number | null, everyMs: number) => (lastMs === null ? 0 : lastMs + everyMs - monotonicMs)
  const isWatched = state.watermarkMs !== null
  // History is here, and how fresh it is only a look for news can say. A machine that sleeps has nobody who asks.
  const isAsleep = cadence.incrementalEveryMs === Number.POSITIVE_INFINITY
  const isToBeProved = !isAsleep && state.backfill === 'finished' && state.freshAsOfMs === null
  const lastIncrementalMs = isToBeProved ? null : times.lastIncrementalMs
  const incrementalInMs = isWatched ? untilDue(lastIncrementalMs, cadence.incrementalEveryMs) : Number.POSITIVE_INFINITY

  if (incrementalInMs <= 0) return { kind: 'incremental', sinceMs: behind(state, declared.overlapMs), cursor: null }
  if (state.backfill === 'running') return { kind: 'backfill', sinceMs: null, cursor: state.backfillCursor }
  if (isAsleep && times.lastIncrementalMs !== null) return { kind: 'wait', forMs: longestWaitMs }

  const trailingInMs =
    declared.trailingEveryMs === null
      ? Number.POSITIVE_INFINITY
      : untilDue(times.lastTrailingMs, declared.trailingEveryMs)
  if (isWatched && trailingInMs <= 0)
    return { kind: 'trailing', sinceMs: behind(state, declared.trailingWindowMs ?? 0), cursor: null }
  const sweepInMs = sweepDueInMs(state, declared, nowMs)
  if (!isWatched) {
    // No row had a stamp to go by: look from the start again, as gently as for changes.
    const againInMs = untilDue(times.lastIncrementalMs, cadence.incrementalEveryMs)
    if (againInMs <= 0) return { kind: 'incremental', sinceMs: null, cursor: null }
    if (sweepInMs > 0) return { kind: 'wait', forMs: Math.min(againInMs, sweepInMs) }
  }
  if (sweepInMs <= 0) return { kind: 'sweep', sinceMs: null, cursor: state.sweep?.cursor ?? null }
  return { kind: 'wait', forMs: Math.min(incrementalInMs, trailingInMs, sweepInMs) }
}

function planWithoutWatermark(
  state: StreamState,
  declared: StreamDeclaration,
  cadence: Cadence,
  nowMs: number,
): StreamPlan {
  if (state.backfill === 'running') return { kind: 'backfill', sinceMs: null, cursor: state.backfillCursor }
  if (cadence.incrementalEveryMs === Number.POSITIVE_INFINITY) return { kind: 'wait', forMs: longestWaitMs }
  const sweepInMs = sweepDueInMs(state, declared, nowMs)
  if (sweepInMs <= 0) return { kind: 'sweep', sinceMs: null, cursor: state.sweep?.cursor ?? null }
  return { kind: 'wait', forMs: Math.min(sweepInMs, longestWaitMs) }
}

function behind(state: StreamState, byMs: number): number | null {
  return state.watermarkMs === null ? null : Math.max(0, state.watermarkMs - byMs)
}

function sweepDueInMs(state: StreamState, declared: StreamDeclaration, nowMs: number): number {
  if (declared.sweepEveryMs === null) return Number.POSITIVE_INFINITY
  if (state.sweep !== null) return 0
  if (state.lastSweepAtMs === null) return 0
  // A clock that was set back must not put the next sweep off for longer than its own distance.
  return Math.min(declared.sweepEveryMs, state.lastSweepAtMs + declared.sweepEveryMs - nowMs)
}

/**
 * What a page says of how far its stream is known, ms UTC by the CRM's clock: watermarks are made of this and never of our own clock. Of a
 * stream without a watermark nothing.
 */
export function stampsOf({ name, hasWatermark }: StreamDeclaration, page: PullPage): number[] {
  if (!hasWatermark) return []
  if (page.newestStampMs === undefined) return rowStampsOf(name, page)
  return page.newestStampMs === null ? [] : [page.newestStampMs]
}

function rowStampsOf(stream: StreamName, page: PullPage): number[] {
  switch (stream) {
    case 'conversations':
      return page.conversations.flatMap((row) => (row.lastEventAtMs === null ? [] : [row.lastEventAtMs]))
    case 'activities':
      return page.activities.map((row) => row.createdAtMs)
    case 'leads':
      return page.leads.flatMap((row) => row.updatedAtMs ?? row.createdAtMs ?? [])
    default:
      return stream satisfies never
  }
}

export function highest(known: number | null, stamps: readonly number[]): number | null {
  return stamps.reduce<number | null>((high, stamp) => (high === null || stamp > high ? stamp : high), known)
}

/**
 * The state after one backfill page. Coverage is claimed only while the pages really come newest first: one row out of order, and nothing is
 * claimed until the walk is through. A row of the same millisecond may still be on the next page, hence the one.
 */
export function afterBackfillPage(
  state: StreamState,
  declared: StreamDeclaration,
  page: PullPage,
  startedAtMs: number,
): StreamState {
  const stamps = stampsOf(declared, page)
  const isFirst = state.backfillCursor === null
  const base = {
    ...state,
    // The first page with rows has the newest; a page without any may come before it.
    watermarkMs: isFirst || state.watermarkMs === null ? highest(state.watermarkMs, stamps) : state.watermarkMs,
    total: page.total ?? state.total,
  }
  if (page.next === null) {
    return {
      ...base,
      backfill: 'finished',
      backfillCursor: null,
      coveredFromMs: 0,
      freshAsOfMs: freshAfterBackfill(state, page, isFirst, startedAtMs),
      // The backfill has just looked at every row: the first sweep is due when it is that old.
      lastSweepAtMs: base.lastSweepAtMs ?? startedAtMs,
    }
  }
  return { ...base, backfillCursor: page.next, coveredFromMs: provedFrom(state, page, stamps, isFirst) }
}

/**
 * A walk of several pages has not seen what came while it ran: the look for news, which is due, says how fresh it is. Where rows are listed by
 * when they changed, neither did the looks made meanwhile: one that changed after a look, before the walk had come to it, left the walk's way.
 */
function freshAfterBackfill(
  { freshAsOfMs }: StreamState,
  { newestStampMs }: PullPage,
  isFirst: boolean,
  startedAtMs: number,
): number | null {
  if (isFirst) return freshAsOfMs ?? startedAtMs
  return newestStampMs === undefined ? freshAsOfMs : null
}

function provedFrom(state: StreamState, page: PullPage, stamps: readonly number[], isFirst: boolean): number | null {
  // Only activities are walked in one unbroken order; conversations and leads come in several passes. Nor are they where a page says itself
  // how far it proves its stream, or the stream has no such order at all (and then no stamps).
  if (state.stream !== 'activities' || page.newestStampMs !== undefined) return null
  if (!isFirst && state.coveredFromMs === null) return null
  const bound = state.coveredFromMs ?? Number.POSITIVE_INFINITY
  const isOrdered = stamps.every(
    (stamp, index) => stamp <= (stamps[index - 1] ?? Number.POSITIVE_INFINITY) && stamp <= bound,
  )
  if (!isOrdered) return null
  const oldest = stamps.at(-1)
  return oldest === undefined ? state.coveredFromMs : oldest + 1
}

/** The watermark moves only with the last page of a walk: a walk that breaks off proves nothing about what it did not reach. */
export function afterIncrementalPage(
  state: StreamState,
  page: PullPage,
  highestStampMs: number | null,
  startedAtMs: number,
): StreamState {
  if (page.next !== null) return state
  const watermarkMs = highestStampMs === null ? state.watermarkMs : highest(state.watermarkMs, [highestStampMs])
  return { ...state, watermarkMs, freshAsOfMs: startedAtMs }
}
