import { describe, expect, it } from 'vitest'
import { type FleetRun, limit, ordinaryPlan, runFleet } from './fleet.ts'
import { figuresOfRun } from './report.ts'

/** The most requests that one laptop sent in any window, by the server's count. */
function busiestWindowOf(run: FleetRun, laptop: number): number {
  const atMs = run.crm.seen.filter((seen) => seen.laptop === laptop).map((seen) => seen.atMs)
  let from = 0
  return atMs.reduce((most, at, index) => {
    while ((atMs[from] ?? at) <= at - limit.windowMs) from += 1
    return Math.max(most, index - from + 1)
  }, 0)
}

describe.each([
  { clients: 2, seed: 11 },
  { clients: 20, seed: 12 },
  { clients: 200, seed: 13 },
])('$clients laptops on one limit of 300 requests a minute', ({ clients, seed }) => {
  it('bring notes at once, starve nobody, use the budget and are seldom refused', async () => {
    const run = await runFleet(ordinaryPlan(clients, seed))
    const { alone, withOther } = figuresOfRun(run)
    expect(alone.refused).toBeLessThan(0.01)
    expect(alone.notes).toBeGreaterThan(0)
    for (const figures of [alone, withOther]) {
      expect(figures.use).toBeGreaterThan(0.85)
      expect(figures.least).toBeGreaterThan(0.25)
      expect(figures.jain).toBeGreaterThan(0.6)
      expect(figures.noteDelayP95Ms).toBeLessThan(2_000)
      expect(figures.noteDelayWorstMs).toBeLessThan(limit.windowMs / 2)
    }
    for (const { index } of run.laptops) expect(busiestWindowOf(run, index)).toBeLessThanOrEqual(limit.requests)
  })
})

describe('a fleet', () => {
  it('runs the same way again from the same seed', async () => {
    const plan = { ...ordinaryPlan(5, 3), warmUp: 15, measured: 10, withOther: 5 }
    const [one, again] = [await runFleet(plan), await runFleet(plan)]
    expect(one.crm.seen.length).toBeGreaterThan(1_000)
    expect(again.crm.seen).toEqual(one.crm.seen)
  })
})
