import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  maySendIn,
  openTurn,
  requestTimeoutMs,
  type TurnRole,
  turnLengthMs,
  turnWaitMs,
} from '../../../electron/sync/outbox/turns.ts'
import type { ServerTime } from '../../../electron/sync/server-clock.ts'

const startMs = Date.UTC(2026, 10, 21)
const settling = fc.integer({ min: 0, max: 60_000 })
const moment = fc.integer({ min: 0, max: 900_000 }).map((ms) => startMs + ms)
/** What a machine may believe of the time: bounds around the truth, as wide as a second's resolution and a slow answer make them. */
const belief = fc.record({ early: fc.integer({ min: 0, max: 12_000 }), late: fc.integer({ min: 0, max: 12_000 }) })
type Belief = { early: number; late: number }
const seen = (trueMs: number, { early, late }: Belief): ServerTime => ({
  earliestMs: trueMs - early,
  latestMs: trueMs + late,
})

/** Whether a machine that begins its look-up at `lookMs` and is done with it at `sendMs` sends. */
function sends(
  role: TurnRole,
  lookMs: number,
  lookBelief: Belief,
  sendMs: number,
  sendBelief: Belief,
  settlingMs: number,
) {
  const turn = openTurn(role, seen(lookMs, lookBelief), settlingMs)
  return turn !== null && sendMs >= lookMs && maySendIn(turn, seen(sendMs, sendBelief))
}

describe('turns', () => {
  it('never let two machines look and send in a way that neither sees what the other sent', () => {
    const attempt = fc.record({ atMs: moment, tookMs: fc.integer({ min: 0, max: 70_000 }), look: belief, send: belief })
    let both = 0
    fc.assert(
      fc.property(settling, attempt, attempt, (settlingMs, origin, importer) => {
        const one = sends('origin', origin.atMs, origin.look, origin.atMs + origin.tookMs, origin.send, settlingMs)
        const other = sends(
          'importer',
          importer.atMs,
          importer.look,
          importer.atMs + importer.tookMs,
          importer.send,
          settlingMs,
        )
        if (!one || !other) return
        both += 1
        const visibleMs = requestTimeoutMs + settlingMs
        const importerSees = origin.atMs + origin.tookMs + visibleMs <= importer.atMs
        const originSees = importer.atMs + importer.tookMs + visibleMs <= origin.atMs
        expect(importerSees || originSees).toBe(true)
      }),
      { numRuns: 20_000, seed: 7 },
    )
    expect(both).toBeGreaterThan(200)
  })

  it('come to each machine, whatever it believes of the time within its bounds', () => {
    fc.assert(
      fc.property(
        settling,
        moment,
        belief,
        fc.constantFrom<TurnRole>('origin', 'importer'),
        (settlingMs, atMs, error, role) => {
          let nowMs = atMs
          for (let waits = 0; ; waits += 1) {
            const waitMs = turnWaitMs(role, seen(nowMs, error), settlingMs)
            if (waitMs === 0) break
            expect(waits).toBeLessThan(2)
            nowMs += waitMs
          }
          expect(nowMs - atMs).toBeLessThanOrEqual(2 * turnLengthMs(settlingMs))
          expect(openTurn(role, seen(nowMs, error), settlingMs)).not.toBeNull()
        },
      ),
    )
  })

  it('are two minutes long where the CRM shows within twenty seconds what it took', () => {
    expect(turnLengthMs(20_000)).toBe(120_000)
    expect(turnLengthMs(90_000)).toBe(240_000)
  })
})
