import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ActivityRecord } from '../../../db/records.ts'
import { emptyStream } from '../../../db/streams.ts'
import type { PullPage, StreamDeclaration } from '../../../electron/connectors/connector.ts'
import { afterBackfillPage, planStream } from '../../../electron/sync/pull/stream-plan.ts'

const declared: StreamDeclaration = {
  name: 'activities',
  hasWatermark: true,
  overlapMs: 300_000,
  sweepEveryMs: null,
  trailingWindowMs: 72 * 3_600_000,
  trailingEveryMs: 900_000,
}
const never = { lastIncrementalMs: null, lastTrailingMs: null }
const cadence = { incrementalEveryMs: 10_000 }

const activity = (createdAtMs: number): ActivityRecord => ({
  remoteId: `e${createdAtMs}`,
  conversationRemoteId: 'c',
  leadRemoteId: null,
  type: 'Sms',
  category: null,
  direction: null,
  status: null,
  statusReason: null,
  summary: null,
  description: null,
  authorId: null,
  authorName: null,
  trafficType: null,
  scheduledForMs: null,
  canceledAtMs: null,
  createdAtMs,
  extra: {},
})
const page = (stamps: readonly number[], next: string | null): PullPage => ({
  leads: [],
  conversations: [],
  activities: stamps.map(activity),
  quarantined: [],
  next,
  total: null,
  cursorExpired: false,
})

describe('a stream', () => {
  it('starts with its newest page, then watches for new things before it goes on into the past', () => {
    const fresh = emptyStream('activities')
    expect(planStream(fresh, declared, never, cadence, 0, 0).kind).toBe('backfill')
    const begun = afterBackfillPage(fresh, declared, page([9_000_000, 8_000_000], 'next'), 1)
    expect(planStream(begun, declared, never, cadence, 0, 0)).toEqual({
      kind: 'incremental',
      sinceMs: 9_000_000 - 300_000,
      cursor: null,
    })
    expect(planStream(begun, declared, { lastIncrementalMs: 0, lastTrailingMs: null }, cadence, 0, 5_000)).toEqual({
      kind: 'backfill',
      sinceMs: null,
      cursor: 'next',
    })
  })

  it('reads its trailing window again, because rows change in place', () => {
    const done = { ...afterBackfillPage(emptyStream('activities'), declared, page([500_000_000], null), 1) }
    expect(planStream(done, declared, { lastIncrementalMs: 0, lastTrailingMs: null }, cadence, 0, 5_000)).toEqual({
      kind: 'trailing',
      sinceMs: 500_000_000 - 72 * 3_600_000,
      cursor: null,
    })
  })

  it('rests until the next thing is due', () => {
    const done = afterBackfillPage(emptyStream('activities'), declared, page([500_000_000], null), 1)
    expect(planStream(done, declared, { lastIncrementalMs: 0, lastTrailingMs: 0 }, cadence, 0, 4_000)).toEqual({
      kind: 'wait',
      forMs: 6_000,
    })
  })

  it('claims only what its pages prove, at every moment of a backfill', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        (stamps, size, ordered) => {
          const rows = ordered ? [...stamps].sort((a, b) => b - a) : stamps
          let state = emptyStream('activities')
          for (let from = 0; from < rows.length; from += size) {
            const isLast = from + size >= rows.length
            state = afterBackfillPage(
              state,
              declared,
              page(rows.slice(from, from + size), isLast ? null : `at ${from + size}`),
              1,
            )
            const since = state.coveredFromMs
            if (since === null) continue
            const missing = rows.slice(from + size).filter((stamp) => stamp >= since)
            // A server that breaks its own order can only be noticed afterwards; an ordered one must never be overclaimed.
            if (ordered) expect(missing).toEqual([])
          }
          expect(state.coveredFromMs).toBe(0)
          expect(state.backfill).toBe('finished')
        },
      ),
    )
  })

  it('takes back its claim when the server turns out not to keep order', () => {
    const first = afterBackfillPage(emptyStream('activities'), declared, page([900, 800], 'a'), 1)
    expect(first.coveredFromMs).toBe(801)
    expect(afterBackfillPage(first, declared, page([850, 700], 'b'), 1).coveredFromMs).toBeNull()
  })

  it('of rows listed by when they changed claims no freshness that a look had before its end, and makes a look due', () => {
    const changed = (next: string | null) => ({ ...page([], next), newestStampMs: 500_000_000 })
    const begun = afterBackfillPage(emptyStream('activities'), declared, changed('next'), 1)
    const looked = { ...begun, freshAsOfMs: 2_000 }
    const done = afterBackfillPage(looked, declared, changed(null), 3_000)
    expect(done).toMatchObject({ backfill: 'finished', coveredFromMs: 0, freshAsOfMs: null })
    const times = { lastIncrementalMs: 0, lastTrailingMs: 0 }
    const cadence = { incrementalEveryMs: 60_000 }
    expect(planStream(done, declared, times, cadence, 3_000, 1).kind).toBe('incremental')
    expect(planStream({ ...done, freshAsOfMs: 3_000 }, declared, times, cadence, 3_000, 1).kind).toBe('wait')
  })

  it('is swept when its sweep is due, however fresh the looks for news keep it', () => {
    const hourMs = 3_600_000
    const swept = { ...declared, sweepEveryMs: 6 * hourMs, trailingEveryMs: null }
    const backfilled = afterBackfillPage(emptyStream('activities'), declared, page([9_000_000], null), 0)
    const kindAt = (nowMs: number) => {
      const kept = { ...backfilled, freshAsOfMs: nowMs - 1_000 }
      return planStream(kept, swept, { lastIncrementalMs: nowMs - 1_000, lastTrailingMs: nowMs }, cadence, nowMs, nowMs)
        .kind
    }
    expect(kindAt(5 * hourMs)).toBe('wait')
    expect(kindAt(6 * hourMs)).toBe('sweep')
    // A replica of an earlier version, whose backfill did not say when it ended.
    const unknown = { ...backfilled, lastSweepAtMs: null, freshAsOfMs: hourMs }
    expect(
      planStream(unknown, swept, { lastIncrementalMs: hourMs, lastTrailingMs: null }, cadence, hourMs, hourMs).kind,
    ).toBe('sweep')
  })
  it('takes its watermark from the first page that has rows, and is not fresh before a look for news', () => {
    const empty = afterBackfillPage(emptyStream('activities'), declared, page([], 'one'), 100)
    const newest = afterBackfillPage(empty, declared, page([9_000_000, 8_000_000], 'two'), 200)
    const finished = afterBackfillPage(newest, declared, page([7_000_000], null), 300)
    expect(finished).toMatchObject({ watermarkMs: 9_000_000, backfill: 'finished', freshAsOfMs: null })
    expect(afterBackfillPage(emptyStream('activities'), declared, page([7_000_000], null), 100).freshAsOfMs).toBe(100)
  })
  it('is swept although none of its rows has a stamp', () => {
    const hourMs = 3_600_000
    const swept = { ...declared, sweepEveryMs: 6 * hourMs }
    const backfilled = afterBackfillPage(
      emptyStream('conversations'),
      { ...declared, name: 'conversations' },
      page([], null),
      0,
    )
    const planAt = (nowMs: number, lookedMs: number) =>
      planStream(backfilled, swept, { lastIncrementalMs: lookedMs, lastTrailingMs: null }, cadence, nowMs, nowMs)
    expect(planAt(hourMs, hourMs - 10_000)).toEqual({ kind: 'incremental', sinceMs: null, cursor: null })
    expect(planAt(hourMs, hourMs - 4_000)).toEqual({ kind: 'wait', forMs: 6_000 })
    expect(planAt(6 * hourMs, 6 * hourMs - 4_000).kind).toBe('sweep')
  })
})

describe('a stream without a watermark', () => {
  const hourMs = 3_600_000
  const rotating: StreamDeclaration = {
    name: 'activities',
    hasWatermark: false,
    overlapMs: 0,
    sweepEveryMs: 6 * hourMs,
    trailingWindowMs: 24 * hourMs,
    trailingEveryMs: hourMs,
  }
  const asleep = { incrementalEveryMs: Number.POSITIVE_INFINITY }

  it('is never asked for what is new: backfilled once, then only swept', () => {
    const fresh = emptyStream('activities')
    const begun = afterBackfillPage(fresh, rotating, page([9_000_000, 8_000_000], 'next'), 1)
    expect(begun.watermarkMs).toBeNull()
    expect(planStream(begun, rotating, never, cadence, 0, 0)).toEqual({
      kind: 'backfill',
      sinceMs: null,
      cursor: 'next',
    })
    const finished = afterBackfillPage(begun, rotating, page([7_000_000], null), 10)
    expect(finished).toMatchObject({ backfill: 'finished', coveredFromMs: 0, watermarkMs: null, lastSweepAtMs: 10 })
    expect(planStream(finished, rotating, never, cadence, 10, 0)).toEqual({ kind: 'wait', forMs: hourMs })
    expect(planStream(finished, rotating, never, cadence, 10 + 5.5 * hourMs, 0)).toEqual({
      kind: 'wait',
      forMs: hourMs / 2,
    })
    expect(planStream(finished, rotating, never, cadence, 10 + 6 * hourMs, 0)).toEqual({
      kind: 'sweep',
      sinceMs: null,
      cursor: null,
    })
    const underWay = { ...finished, sweep: { generation: 1, cursor: 'p7', startedAtMs: 20, seen: 7 } }
    expect(planStream(underWay, rotating, never, cadence, 20, 0)).toEqual({
      kind: 'sweep',
      sinceMs: null,
      cursor: 'p7',
    })
  })

  it('is left alone while the machine sleeps, but for its history', () => {
    const begun = afterBackfillPage(emptyStream('activities'), rotating, page([], 'next'), 1)
    expect(planStream(begun, rotating, never, asleep, 0, 0).kind).toBe('backfill')
    const underWay = {
      ...begun,
      backfill: 'finished' as const,
      sweep: { generation: 1, cursor: 'p7', startedAtMs: 2, seen: 7 },
    }
    expect(planStream(underWay, rotating, never, asleep, 0, 0).kind).toBe('wait')
  })

  it('claims no coverage before it is through, however its first pages are ordered', () => {
    const begun = afterBackfillPage(emptyStream('activities'), rotating, page([900, 800], 'a'), 1)
    expect(begun.coveredFromMs).toBeNull()
    expect(afterBackfillPage(begun, rotating, page([700], 'b'), 1).coveredFromMs).toBeNull()
  })
})

describe('a page that says itself how far it proves its stream', () => {
  const told = (newestStampMs: number | null, next: string | null) => ({ ...page([900, 800], next), newestStampMs })

  it('is believed in place of its rows', () => {
    const begun = afterBackfillPage(emptyStream('activities'), declared, told(5_000, 'a'), 1)
    expect(begun.watermarkMs).toBe(5_000)
    expect(afterBackfillPage(begun, declared, told(9_000, 'b'), 1).watermarkMs).toBe(5_000)
    expect(afterBackfillPage(emptyStream('activities'), declared, told(null, 'a'), 1).watermarkMs).toBeNull()
  })

  it('proves no coverage by the order of its rows', () => {
    const begun = afterBackfillPage(emptyStream('activities'), declared, told(5_000, 'a'), 1)
    expect(begun.coveredFromMs).toBeNull()
    expect(afterBackfillPage(begun, declared, told(5_000, null), 1).coveredFromMs).toBe(0)
  })
})
