import { describe, expect, it } from 'vitest'
import type { HttpReply } from '../../../electron/connectors/connector.ts'
import { ServerClock } from '../../../electron/sync/server-clock.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'

const hourMs = 3_600_000

function answer(dateMs: number | null, more: Record<string, string> = {}): HttpReply {
  const date = dateMs === null ? {} : { date: new Date(dateMs).toUTCString() }
  return { kind: 'answer', status: 200, headers: { 'content-type': 'application/json', ...date, ...more }, body: '' }
}

function listening(serverAheadMs = 0) {
  const clock = new VirtualClock()
  const told: number[] = []
  const server = new ServerClock({ clock, hasBeenHeard: false, onLearnt: (offsetMs) => told.push(offsetMs) })
  const trueMs = { ahead: serverAheadMs }
  let wallAtStart = clock.nowMs() - clock.monotonicMs()
  const serverMs = () => clock.monotonicMs() + wallAtStart + trueMs.ahead
  return {
    clock,
    server,
    told,
    serverMs,
    setServer(byMs: number) {
      wallAtStart += byMs
    },
    /** An answer that the CRM gave in the middle of a round trip of this length. */
    async hear(roundTripMs: number, more: Record<string, string> = {}) {
      const began = clock.monotonicMs()
      await clock.advance(roundTripMs / 2)
      const dateMs = serverMs()
      await clock.advance(roundTripMs / 2)
      server.heard(answer(dateMs, more), began)
    },
  }
}

describe("the CRM's clock", () => {
  it('is known within a second and the time that an answer took, however wrong ours is', async () => {
    const { server, hear, serverMs, clock, told } = listening(5 * hourMs)
    expect(server.read()).toBeNull()
    await hear(300)
    for (const laterMs of [0, 30_000, hourMs]) {
      await clock.advance(laterMs)
      const time = server.read()
      expect(time?.earliestMs).toBeLessThanOrEqual(serverMs())
      expect(time?.latestMs).toBeGreaterThanOrEqual(serverMs())
      expect((time?.latestMs ?? 0) - (time?.earliestMs ?? 0)).toBeLessThanOrEqual(1_300 + 2 * hourMs * 0.0005 * 2)
    }
    expect(told).toHaveLength(1)
    expect(Math.abs((told[0] ?? 0) - 5 * hourMs)).toBeLessThan(1_000)
  })

  it('is not taken from a captive portal, a cache or an answer that did not come', async () => {
    const { server, hear } = listening()
    await hear(100, { 'content-type': 'text/html' })
    await hear(100, { age: '40' })
    server.heard({ kind: 'cut', reason: 'timeout' }, 0)
    expect(server.read()).toBeNull()
  })

  it('is forgotten when this machine slept or its clock was set, until the next answer', async () => {
    const { server, hear, clock, told } = listening()
    await hear(100)
    clock.setWallClock(60_000)
    expect(server.read()).toBeNull()
    await hear(100)
    expect(server.read()).not.toBeNull()
    expect(told).toHaveLength(2)
  })

  it('is learnt anew when the CRM sets it', async () => {
    const { server, hear, serverMs, setServer } = listening()
    await hear(50)
    setServer(90_000)
    await hear(400)
    expect(server.read()?.earliestMs).toBeLessThanOrEqual(serverMs())
    expect(server.read()?.latestMs).toBeGreaterThanOrEqual(serverMs())
  })

  it('keeps the narrower of two answers', async () => {
    const { server, hear } = listening()
    await hear(20)
    await hear(8_000)
    const time = server.read()
    expect((time?.latestMs ?? 0) - (time?.earliestMs ?? 0)).toBeLessThan(1_100)
  })

  it('is ours, taken for as wrong as clocks are, where the CRM never tells its own', () => {
    const clock = new VirtualClock()
    const server = new ServerClock({
      clock,
      hasBeenHeard: false,
      onLearnt: () => expect.unreachable('nothing was learnt'),
    })
    for (let answers = 0; answers < 3; answers += 1) {
      expect(server.read()).toBeNull()
      server.heard(answer(null), clock.monotonicMs())
    }
    expect(server.read()).toEqual({ earliestMs: clock.nowMs() - 20_000, latestMs: clock.nowMs() + 20_000 })
  })

  it('does not take a failing gateway without a Date for a CRM that sends none, nor one that sent it before', () => {
    const clock = new VirtualClock()
    const answer = (status: number) =>
      ({ kind: 'answer', status, headers: { 'content-type': 'application/json' }, body: '{}' }) as const
    const fresh = new ServerClock({
      clock,
      hasBeenHeard: false,
      onLearnt: () => expect.unreachable('nothing was learnt'),
    })
    for (let times = 0; times < 5; times += 1) fresh.heard(answer(502), clock.monotonicMs())
    expect(fresh.read()).toBeNull()
    const known = new ServerClock({
      clock,
      hasBeenHeard: true,
      onLearnt: () => expect.unreachable('nothing was learnt'),
    })
    for (let times = 0; times < 5; times += 1) known.heard(answer(200), clock.monotonicMs())
    expect(known.read()).toBeNull()
  })
})
