import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyStream } from '../../../db/streams.ts'
import { type Pace, pollEveryMs } from '../../../electron/sync/pull/cadence.ts'
import { planStream } from '../../../electron/sync/pull/stream-plan.ts'

const minuteMs = 60_000
const looking: Pace = { attention: 'active', quietMs: 0, gapMs: 0, isBackfilling: false, beat: 0.5 }

describe('the time between two looks for news', () => {
  it('is ten seconds while the window is looked at, however long nothing happened', () => {
    expect(pollEveryMs('conversations', looking)).toBe(10_000)
    expect(pollEveryMs('activities', { ...looking, quietMs: 5 * 60 * minuteMs })).toBe(10_000)
    expect(pollEveryMs('leads', looking)).toBe(minuteMs)
  })

  it('is a minute while nobody looks, and grows to five as nothing happens', () => {
    const idle: Pace = { ...looking, attention: 'idle' }
    expect(pollEveryMs('conversations', idle)).toBe(minuteMs)
    expect(pollEveryMs('conversations', { ...idle, quietMs: 12 * minuteMs })).toBe(3 * minuteMs)
    expect(pollEveryMs('activities', { ...idle, quietMs: 600 * minuteMs })).toBe(5 * minuteMs)
  })

  it('is without end while the machine sleeps', () => {
    expect(pollEveryMs('conversations', { ...looking, attention: 'asleep' })).toBe(Number.POSITIVE_INFINITY)
  })

  it('stretches with a small share so that looking takes no more than its part of it, half while history is still loading', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 80_000, noNaN: true }), fc.boolean(), (gapMs, isBackfilling) => {
        const pace = { ...looking, gapMs, isBackfilling }
        const looksMs = Math.min(pollEveryMs('conversations', pace), pollEveryMs('activities', pace))
        const requestsAnHour = (60 * minuteMs * 2) / looksMs + (60 * minuteMs) / pollEveryMs('leads', pace)
        const share = gapMs === 0 ? Number.POSITIVE_INFINITY : (60 * minuteMs) / gapMs
        expect(requestsAnHour).toBeLessThanOrEqual(share * (isBackfilling ? 0.5 : 0.9))
      }),
    )
  })

  it('is drawn anew around its middle, so that colleagues do not look in step', () => {
    expect(pollEveryMs('conversations', { ...looking, beat: 0 })).toBe(8_500)
    expect(pollEveryMs('conversations', { ...looking, beat: 1 })).toBe(11_500)
  })
})

describe('a stream of a machine that sleeps', () => {
  const declared = {
    name: 'conversations',
    hasWatermark: true,
    overlapMs: 0,
    trailingWindowMs: 60 * minuteMs,
    trailingEveryMs: 15 * minuteMs,
    sweepEveryMs: 60 * minuteMs,
  } as const
  const asleep = { incrementalEveryMs: Number.POSITIVE_INFINITY }
  const known = { ...emptyStream('conversations'), watermarkMs: 5, backfill: 'finished' as const, lastSweepAtMs: 0 }
  const hourAgo = { lastIncrementalMs: 0, lastTrailingMs: null }

  it('looks for nothing and reads nothing again', () => {
    const plan = planStream(known, declared, hourAgo, asleep, 600 * minuteMs, 600 * minuteMs)
    expect(plan.kind).toBe('wait')
  })

  it('goes on loading history, and looks once where it was asked to', () => {
    const loading = { ...known, backfill: 'running' as const }
    expect(planStream(loading, declared, hourAgo, asleep, 0, 60 * minuteMs).kind).toBe('backfill')
    const asked = { lastIncrementalMs: null, lastTrailingMs: null }
    expect(planStream(known, declared, asked, asleep, 0, 60 * minuteMs).kind).toBe('incremental')
  })
})
