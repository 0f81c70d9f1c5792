import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Priority, priorities } from '../../../electron/connectors/connector.ts'
import { RateLimiter, type RateState } from '../../../electron/sync/rate-limiter.ts'
import { seededRandom } from '../../sandbox/random.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'

const windowMs = 60_000
const patienceMs = 30_000

function limiter(
  clock: VirtualClock,
  requests: number,
  saved: RateState | null = null,
  random: () => number = () => 0.5,
) {
  const store: { state: RateState | null } = { state: saved }
  const made = new RateLimiter({
    requests,
    windowMs,
    patienceMs,
    clock,
    random,
    saved,
    save: (state) => {
      store.state = state
      return true
    },
  })
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

  it('holds nothing for the requests of a process that stopped in order, beyond their window', async () => {
    const clock = new VirtualClock()
    const first = limiter(clock, 2)
    const answered = await first.limiter.acquire('push')
    const late = await first.limiter.acquire('push')
    answered?.settle()
    first.limiter.close()
    late?.settle()
    const second = limiter(clock, 2, first.store.state)
    expect(second.limiter.waitMs('push')).toBe(windowMs)
    await clock.advance(windowMs + 1)
    expect(second.limiter.waitMs('push')).toBe(0)
  })

  it('keeps a slot for what an earlier process left under way until it can no longer be counted, also past a reboot', async () => {
    for (const upMs of [900_000_000, 2_000]) {
      const before = new VirtualClock(Date.UTC(2026, 0, 5), 900_000_000)
      const first = limiter(before, 1)
      await first.limiter.acquire('push')
      const clock = new VirtualClock(Date.UTC(2026, 0, 5), upMs)
      const second = limiter(clock, 1, first.store.state)
      let admitted = false
      void second.limiter.acquire('push').then(() => (admitted = true))
      await clock.advance(patienceMs + windowMs - 1_000)
      expect(admitted).toBe(false)
      await clock.advance(2_000)
      expect(admitted).toBe(true)
    }
  })

  it('takes stamps from before a reboot as just used, since only the time since the boot is certain', () => {
    const saved = { stamps: [900_000_000], inFlight: [], learnedLimit: null, blockedUntilMs: null }
    const rebooted = new VirtualClock(Date.UTC(2026, 0, 5), 5_000)
    expect(limiter(rebooted, 1, saved).limiter.waitMs('push')).toBe(windowMs - 5_000)
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

  it('never exceeds the ceiling over restarts either, with requests under way that nobody will hear the answer of', async () => {
    const step = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({ kind: fc.constant('ask' as const), priority: fc.constantFrom(...priorities) }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('kill' as const), downMs: fc.nat(20_000) }) },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('refuse' as const), retryAfterMs: fc.option(fc.nat(9_000)) }),
      },
    )
    const schedule = fc.array(
      fc.record({
        step,
        gapMs: fc.nat(3_000),
        latencyMs: fc.nat(25_000),
        countedAt: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      { minLength: 40, maxLength: 90 },
    )
    await fc.assert(
      fc.asyncProperty(schedule, async (steps) => {
        const clock = new VirtualClock()
        let process = { ...limiter(clock, 10), lifeEnds: new AbortController() }
        const counted: number[] = []
        for (const { step, gapMs, latencyMs, countedAt } of steps) {
          const { limiter: limited, lifeEnds } = process
          if (step.kind === 'ask')
            void limited.acquire(step.priority).then((ticket) => {
              if (ticket === null) return
              clock.schedule(latencyMs * countedAt, () => counted.push(clock.monotonicMs()))
              const cancelAnswer = clock.schedule(latencyMs, () => ticket.settle())
              // What has left may be counted long after its process: its connection need not break.
              lifeEnds.signal.addEventListener('abort', cancelAnswer)
            })
          else if (step.kind === 'refuse') limited.throttled(step.retryAfterMs)
          else {
            limited.close()
            lifeEnds.abort()
            await clock.advance(step.downMs)
            process = { ...limiter(clock, 10, process.store.state), lifeEnds: new AbortController() }
          }
          await clock.advance(gapMs)
        }
        expect(busiestWindow(counted)).toBeLessThanOrEqual(10)
      }),
      { numRuns: 60 },
    )
  })

  it('lets nothing leave for as long as a 429 asked, and then a note at once, whatever was learnt', async () => {
    const clock = new VirtualClock()
    const { limiter: limited } = limiter(clock, 100)
    for (let sent = 0; sent < 40; sent += 1) (await limited.acquire('push'))?.settle()
    limited.throttled(90_000)
    expect(limited.waitMs('push')).toBe(90_000)
    await clock.advance(90_000)
    expect(limited.waitMs('push')).toBe(0)
    expect(limited.waitMs('incremental')).toBeGreaterThan(0)
  })

  it('leaves a note to its own backoff after a 429 without Retry-After, and gives the window time to clear of the rest', async () => {
    const clock = new VirtualClock()
    const { limiter: limited } = limiter(clock, 100)
    ;(await limited.acquire('backfill'))?.settle()
    limited.throttled(null)
    expect(limited.waitMs('push')).toBe(0)
    expect(limited.waitMs('backfill')).toBeGreaterThanOrEqual(windowMs / 4)
  })

  it('spreads a learnt share over the window at uneven distances instead of sending it in bursts', async () => {
    const clock = new VirtualClock()
    const { next: random } = seededRandom(5)
    const saved = { stamps: [], inFlight: [], learnedLimit: 12, blockedUntilMs: null }
    const { limiter: limited } = limiter(clock, 300, saved, random)
    const leftAtMs: number[] = []
    for (let asked = 0; asked < 60; asked += 1)
      void limited.acquire('incremental').then((ticket) => {
        leftAtMs.push(clock.monotonicMs())
        ticket?.settle()
      })
    await clock.advance(4 * windowMs)
    const gapsMs = leftAtMs.slice(1).map((at, index) => at - (leftAtMs[index] ?? 0))
    expect(leftAtMs.length).toBeGreaterThan(40)
    expect(leftAtMs.length).toBeLessThan(56)
    expect(Math.min(...gapsMs)).toBeGreaterThan(2_500)
    expect(new Set(gapsMs).size).toBeGreaterThan(20)
  })

  it('lets what the user opens go ahead of a learnt pace, a few at a time, and pays it back afterwards', async () => {
    const clock = new VirtualClock()
    const saved = { stamps: [], inFlight: [], learnedLimit: 2, blockedUntilMs: null }
    const { limiter: limited } = limiter(clock, 300, saved)
    await clock.advance(windowMs)
    let opened = 0
    for (let asked = 0; asked < 20; asked += 1)
      void limited.acquire('on_demand').then((ticket) => {
        opened += 1
        ticket?.settle()
      })
    await clock.advance(100)
    expect(opened).toBeGreaterThanOrEqual(5)
    expect(opened).toBeLessThan(10)
    expect(limited.waitMs('incremental')).toBeGreaterThan(windowMs)
    expect(limited.waitMs('push')).toBe(0)
  })

  it('goes on with what it learnt after a restart, which earns nothing back', async () => {
    const clock = new VirtualClock()
    const first = limiter(clock, 300)
    for (let sent = 0; sent < 30; sent += 1) (await first.limiter.acquire('backfill'))?.settle()
    first.limiter.throttled(1_000)
    const learnt = first.store.state?.learnedLimit ?? 0
    expect(learnt).toBe(15)
    let state = first.store.state
    for (let restart = 0; restart < 5; restart += 1) {
      await clock.advance(10 * windowMs)
      const next = limiter(clock, 300, state)
      ;(await next.limiter.acquire('incremental'))?.settle()
      state = next.store.state
    }
    expect(state?.learnedLimit).toBe(learnt)
  })

  it('gives a lone client its whole ceiling back within half an hour of use after a refusal that was none of its doing', async () => {
    const clock = new VirtualClock()
    const { limiter: limited } = limiter(clock, 300)
    for (let sent = 0; sent < 200; sent += 1) (await limited.acquire('backfill'))?.settle()
    limited.throttled(1_000)
    expect(limited.gapMs).toBeGreaterThan(0)
    let isOver = false
    void (async () => {
      while (!isOver) (await limited.acquire('backfill'))?.settle()
    })()
    await clock.advance(30 * windowMs)
    isOver = true
    expect(limited.gapMs).toBe(0)
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
  it('lets nothing leave that the disk would not write down', async () => {
    const clock = new VirtualClock()
    const disk = { isFull: true }
    const save = () => !disk.isFull
    const options = { requests: 10, windowMs, patienceMs, clock, random: () => 0.5, saved: null, save }
    const limiter = new RateLimiter(options)
    let admitted = 0
    void limiter.acquire('push').then(() => {
      admitted += 1
    })
    await clock.advance(60_000)
    expect(admitted).toBe(0)
    disk.isFull = false
    await clock.advance(5_000)
    expect(admitted).toBe(1)
  })
  it('lets what can wait come to its turn in the end, however many looks for news there are', async () => {
    const clock = new VirtualClock()
    const { limiter: limited } = limiter(clock, 10)
    let swept = false
    for (let made = 0; made < 12; made += 1) void limited.acquire('incremental').then((ticket) => ticket?.settle())
    void limited.acquire('sweep').then(() => {
      swept = true
    })
    for (let second = 0; second < 600 && !swept; second += 1) {
      void limited.acquire('incremental').then((ticket) => ticket?.settle())
      await clock.advance(1_000)
    }
    expect(swept).toBe(true)
  })
})
