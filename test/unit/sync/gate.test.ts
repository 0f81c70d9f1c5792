import { describe, expect, it } from 'vitest'
import { backoffMs, requestBackoff } from '../../../electron/sync/backoff.ts'
import { Gate } from '../../../electron/sync/gate.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'

function gate(random = () => 1) {
  const clock = new VirtualClock()
  const signal = new AbortController().signal
  const made = new Gate({ clock, random, onChange: () => undefined })
  const passes = () => {
    let passed = false
    void made.opened(signal).then(() => (passed = true))
    return () => passed
  }
  return { clock, gate: made, passes }
}

describe('the way to a CRM', () => {
  it('closes when a request finds no network, and opens by itself after the backoff', async () => {
    const { clock, gate: way, passes } = gate()
    way.succeeded()
    way.failed({ kind: 'offline', reason: 'refused' })
    expect(way.state.connectivity).toBe('offline')
    const passed = passes()
    await clock.advance(requestBackoff.firstMs - 1)
    expect(passed()).toBe(false)
    await clock.advance(2)
    expect(passed()).toBe(true)
  })

  it('waits longer after each failure, but never longer than a minute', () => {
    const waits = Array.from({ length: 20 }, (_, index) => backoffMs(index + 1, () => 1))
    expect(waits.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000])
    expect(Math.max(...waits)).toBe(60_000)
    expect(backoffMs(10, () => 0)).toBeGreaterThan(0)
  })

  it('counts failures that meet while it is closed as one outage', async () => {
    const { clock, gate: way } = gate()
    for (let loop = 0; loop < 5; loop += 1) way.failed({ kind: 'offline', reason: 'refused' })
    expect(way.state.nextTryAtMs).toBe(clock.nowMs() + requestBackoff.firstMs)
  })

  it('opens at once when the network is back or the user asks', async () => {
    const { clock, gate: way, passes } = gate()
    for (let outage = 0; outage < 6; outage += 1) {
      way.failed({ kind: 'offline', reason: 'refused' })
      await clock.advance(requestBackoff.longestMs)
    }
    way.failed({ kind: 'offline', reason: 'refused' })
    const passed = passes()
    way.wake()
    await clock.advance(0)
    expect(passed()).toBe(true)
  })

  it('stays closed without credentials until there are new ones', async () => {
    const { clock, gate: way, passes } = gate()
    way.failed({ kind: 'unauthorized', detail: null })
    const passed = passes()
    way.wake()
    await clock.advance(3_600_000)
    expect(passed()).toBe(false)
    expect(way.state.connectivity).toBe('signed_out')
    way.signedIn()
    await clock.advance(0)
    expect(passed()).toBe(true)
  })

  it('keeps a refused payload from looking like an outage', () => {
    const { gate: way } = gate()
    way.succeeded()
    way.failed({ kind: 'rejected', status: 400, reason: 'no' })
    way.failed({ kind: 'contract', issues: ['not JSON'], mayHaveLanded: false })
    expect(way.state.connectivity).toBe('online')
    expect(way.isOpen).toBe(true)
  })
})
