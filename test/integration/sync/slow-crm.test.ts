import { afterEach, describe, expect, it } from 'vitest'
import { listActivityTypes } from '../../../db/activity-types.ts'
import { countRows } from '../../../db/queries/targets.ts'
import { readStreamState } from '../../../db/streams.ts'
import { type Asked, minuteMs, openSlowWorld, people, type SlowWorld } from './slow-crm.ts'

let world: SlowWorld | null = null

afterEach(async () => {
  await world?.stop()
  world = null
})

function started(given: Parameters<typeof openSlowWorld>[0] = {}): SlowWorld {
  world = openSlowWorld(given)
  const { engine, accountId } = world
  const account = {
    accountId,
    provider: 'sample',
    baseUrl: 'https://slow.test',
    secret: 'key',
    isPaused: false,
  } as const
  engine.handle({ kind: 'account', account })
  return world
}

const asked = ({ asked: all }: SlowWorld, what: Asked['what'], mode: Asked['mode']) =>
  all.filter((each) => each.what === what && each.mode === mode)

/** The longest time without one of these, from the first to the last. */
function longestGapMs(requests: readonly Asked[]): number {
  return requests.reduce((longest, each, index) => Math.max(longest, each.atMs - (requests[index - 1] ?? each).atMs), 0)
}

describe('a CRM that answers a request a second and lists notes a person at a time', () => {
  it('is fresh before its notes are through, and its news is looked for all the while', async () => {
    const slow = started()
    await slow.clock.advance(0.5 * minuteMs)
    expect(slow.status()).toMatchObject({ isSyncing: true, hasCaughtUp: false })
    expect(slow.status().freshAsOfMs).not.toBeNull()
    expect(readStreamState(slow.replica, slow.accountId, 'activities')?.backfill).toBe('running')
    await slow.clock.advance(4.5 * minuteMs)
    expect(slow.status()).toMatchObject({ isSyncing: false, hasCaughtUp: true })
    expect(countRows(slow.replica, slow.accountId)).toEqual({
      conversations: people + 4,
      activities: people,
      leads: people,
    })
    expect(asked(slow, 'activities', 'incremental')).toEqual([])
    expect(asked(slow, 'activities', 'backfill')).toHaveLength(people)
    expect(longestGapMs(asked(slow, 'conversations', 'incremental').filter(({ page }) => page === 0))).toBeLessThan(
      45_000,
    )
  })

  it('is swept gently, without holding up news, what the user opens, other sweeps or a second look', async () => {
    const slow = started()
    await slow.clock.advance(26 * minuteMs)
    const sweepBegan = asked(slow, 'activities', 'sweep')[0]?.atMs
    expect(sweepBegan).toBeDefined()
    expect(slow.status()).toMatchObject({ isSyncing: false, hasCaughtUp: true })
    const openedAtMs = slow.clock.nowMs()
    slow.engine.handle({ kind: 'focus_conversation', conversationId: 7 })
    await slow.clock.advance(15 * minuteMs)
    const sweep = asked(slow, 'activities', 'sweep')
    // One gentle pass: each person once, a good two seconds apart.
    expect(sweep.map(({ page }) => page)).toEqual(Array.from({ length: people }, (_, index) => index))
    const tookMs = (sweep.at(-1)?.atMs ?? 0) - (sweep[0]?.atMs ?? 0)
    expect(tookMs).toBeGreaterThan(people * 2_500)
    expect(tookMs).toBeLessThan(people * 5_000)
    const during = slow.asked.filter(({ atMs }) => atMs >= (sweepBegan ?? 0) && atMs <= (sweep.at(-1)?.atMs ?? 0))
    const looks = during.filter(
      ({ what, mode, page }) => what === 'conversations' && mode === 'incremental' && page === 0,
    )
    expect(longestGapMs(looks)).toBeLessThan(45_000)
    const opened = slow.asked.filter(({ what }) => what === 'opened')
    expect(opened).toHaveLength(2)
    expect(opened.every(({ atMs }) => atMs - openedAtMs < 5_000)).toBe(true)
    // The second look at the recent threads goes through to its last page, again and again.
    expect(
      asked(slow, 'conversations', 'incremental').filter(({ priority, page }) => priority === 'sweep' && page === 3)
        .length,
    ).toBeGreaterThan(4)
    expect(asked(slow, 'leads', 'sweep').length).toBeGreaterThanOrEqual(6)
    const state = readStreamState(slow.replica, slow.accountId, 'activities')
    expect(state).toMatchObject({
      sweep: null,
      sweepGeneration: 1,
      freshAsOfMs: expect.any(Number),
    })
    expect(countRows(slow.replica, slow.accountId).activities).toBe(people)
  })

  it('is not swept on while the machine sleeps, and goes on where it was', async () => {
    const slow = started()
    await slow.clock.advance(26 * minuteMs)
    slow.engine.handle({ kind: 'attention', level: 'asleep' })
    await slow.clock.advance(minuteMs)
    const before = asked(slow, 'activities', 'sweep').length
    expect(before).toBeGreaterThan(0)
    await slow.clock.advance(30 * minuteMs)
    expect(asked(slow, 'activities', 'sweep')).toHaveLength(before)
    slow.engine.handle({ kind: 'attention', level: 'active' })
    await slow.clock.advance(15 * minuteMs)
    const pages = asked(slow, 'activities', 'sweep').map(({ page }) => page)
    expect(pages).toEqual(Array.from({ length: people }, (_, index) => index))
  })

  it('tells its kinds of activity at the start, when everything is wanted current, and every six hours', async () => {
    const slow = started()
    await slow.clock.advance(minuteMs)
    expect(listActivityTypes(slow.replica, slow.accountId)).toEqual([
      { code: '21', name: 'Visit', isWritable: true, fields: [] },
    ])
    expect(asked(slow, 'types', 'other')).toHaveLength(1)
    slow.engine.handle({ kind: 'sync_now', accountId: null })
    await slow.clock.advance(minuteMs)
    expect(asked(slow, 'types', 'other')).toHaveLength(2)
    slow.engine.handle({ kind: 'attention', level: 'asleep' })
    await slow.clock.advance(6 * 60 * minuteMs)
    expect(asked(slow, 'types', 'other')).toHaveLength(3)
  })
})

describe('a CRM that forgets where a walk stands', () => {
  const threads = { conversations: people + 4 }

  it('once, is asked from the start again, and nobody is told', async () => {
    let forgotten = 0
    const slow = started({
      forgets: ({ stream }) => {
        if (stream !== 'conversations' || forgotten > 0) return false
        forgotten += 1
        return true
      },
    })
    await slow.clock.advance(5 * minuteMs)
    expect(forgotten).toBe(1)
    expect(slow.statuses().every(({ lastFailure }) => lastFailure === null)).toBe(true)
    expect(countRows(slow.replica, slow.accountId)).toMatchObject(threads)
  })

  it('every time, is asked less and less often, and that is shown until it goes on', async () => {
    let isForgetful = true
    const slow = started({
      forgets: ({ stream, mode }) => isForgetful && stream === 'conversations' && mode === 'backfill',
    })
    await slow.clock.advance(20 * minuteMs)
    const beginnings = asked(slow, 'conversations', 'backfill').filter(({ page }) => page === 0)
    expect(beginnings.length).toBeGreaterThan(10)
    expect(beginnings.length).toBeLessThan(60)
    expect(slow.status()).toMatchObject({ connectivity: 'degraded', lastFailure: { kind: 'contract' } })
    // What needs no cursor goes on all the same.
    expect(asked(slow, 'conversations', 'incremental').length).toBeGreaterThan(10)
    isForgetful = false
    await slow.clock.advance(5 * minuteMs)
    expect(slow.status()).toMatchObject({ connectivity: 'online', lastFailure: null })
    expect(readStreamState(slow.replica, slow.accountId, 'conversations')?.backfill).toBe('finished')
    expect(countRows(slow.replica, slow.accountId)).toMatchObject(threads)
  })
})
