import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Priority } from '../../../electron/connectors/connector.ts'
import { RateLimiter, type RateState } from '../../../electron/sync/rate-limiter.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'

const windowMs = 60_000

function limiter(clock: VirtualClock, requests: number, saved: RateState | null = null) {
  const store: { state: RateState | null } = { state: saved }
  const made = new RateLimiter({ requests, windowMs, clock, saved, save: (state) => (store.state = state) })
  return { limiter: made, store }
}

/** The most requests that any window of the server saw, given when each was counted. */
function busiestWindow(countedAtMs: readonly number[]): number {
  const sorted = [...countedAtMs].sort((a, b) => a - b)
  return sorted.reduce(
    (most, from) => Math.max(most, sorted.filter((at) => at >= from && at < from + windowMs).length),
    0,
  )
}

describe('the rate limiter', () => {
  it('never lets a server count more than the ceiling in any window, however long answers take and however the wall clock jumps', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            gapMs: fc.nat(4_000),
            latencyMs: fc.nat(20_000),
            countedShare: fc.double({ min: 0, max: 1, noNaN: true }),
            jumpMs: fc.integer({ min: -1e9, max: 1e9 }),
          }),
          { minLength: 30, maxLength: 60 },
        ),
        async (requests) => {
          const clock = new VirtualClock()
          const { limiter: limited } = limiter(clock, 10)
          const counted: number[] = []
          for (const { gapMs, latencyMs, countedShare, jumpMs } of requests) {
            clock.setWallClock(jumpMs)
            void limited.acquire('push').then((ticket) => {
              clock.schedule(latencyMs * countedShare, () => counted.push(clock.monotonicMs()))
              clock.schedule(latencyMs, () => ticket?.settle())
            })
            await clock.advance(gapMs)
          }
          await clock.advance(30 * windowMs)
          expect(counted).toHaveLength(requests.length)
          expect(busiestWindow(counted)).toBeLessThanOrEqual(10)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('counts what an earlier process used, so that a restart buys no new window', async () => {
    const clock = new VirtualClock()
    const first = limiter(clock, 5)
    for (let sent = 0; sent < 5; sent += 1) (await first.limiter.acquire('push'))?.settle()
    const second = limiter(clock, 5, first.store.state)
    let admitted = false
    void second.limiter.acquire('push').then(() => (admitted = true))
    await clock.advance(windowMs - 1_000)
    expect(admitted).toBe(false)
    await clock.advance(2_000)
    expect(admitted).toBe(true)
  })

  it('takes stamps from before a reboot as just used, since only the time since the boot is certain', async () => {
    const before = new VirtualClock(Date.UTC(2026, 0, 5), 900_000_000)
    const first = limiter(before, 1)
    ;(await first.limiter.acquire('push'))?.settle()
    const rebooted = new VirtualClock(Date.UTC(2026, 0, 5), 5_000)
    const second = limiter(rebooted, 1, first.store.state)
    expect(second.limiter.waitMs('push')).toBe(windowMs - 5_000)
  })

  it('keeps room for notes and for what the user opens while a backfill fills the window', async () => {
    const clock = new VirtualClock()
    const { limiter: limited } = limiter(clock, 100)
    const admitted: Priority[] = []
    const ask = (priority: Priority) =>
      void limited.acquire(priority).then((ticket) => {
        admitted.push(priority)
        ticket?.settle()
      })
    for (let request = 0; request < 100; request += 1) ask('backfill')
    await clock.advance(10)
    expect(admitted.filter((priority) => priority === 'backfill')).toHaveLength(85)
    ask('push')
    ask('on_demand')
    await clock.advance(10)
    expect(admitted.slice(85)).toEqual(['push', 'on_demand'])
  })

  it('stays silent for as long as a 429 asked, and lowers its ceiling until quiet minutes earn it back', async () => {
    const clock = new VirtualClock()
    const { limiter: limited } = limiter(clock, 100)
    for (let sent = 0; sent < 40; sent += 1) (await limited.acquire('push'))?.settle()
    limited.throttled(90_000)
    expect(limited.waitMs('push')).toBe(90_000)
    await clock.advance(30_000)
    await clock.advance(windowMs)
    let admitted = 0
    for (let asked = 0; asked < 100; asked += 1)
      void limited.acquire('on_demand').then((ticket) => {
        admitted += 1
        ticket?.settle()
      })
    await clock.advance(1)
    expect(admitted).toBeGreaterThanOrEqual(30)
    expect(admitted).toBeLessThan(40)
    expect(limited.waitMs('push')).toBe(0)
    await clock.advance(100 * windowMs)
    expect(admitted).toBe(100)
  })

  it('turns everyone down once closed instead of leaving them waiting', async () => {
    const clock = new VirtualClock()
    const { limiter: limited } = limiter(clock, 1)
    ;(await limited.acquire('push'))?.settle()
    const waiting = limited.acquire('push')
    limited.close()
    expect(await waiting).toBeNull()
    expect(await limited.acquire('push')).toBeNull()
  })

  it('refuses a ceiling that is no ceiling', () => {
    const clock = new VirtualClock()
    expect(() => limiter(clock, Number.NaN)).toThrow(/requests must be a positive integer, got NaN/)
  })
})
