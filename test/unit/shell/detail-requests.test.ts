import { describe, expect, it } from 'vitest'
import { DetailRequests } from '../../../electron/main/detail-requests.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'

describe('details that the CRM would not give', () => {
  it('are reported for a while, then asked for once more, then reported again', async () => {
    const clock = new VirtualClock()
    const requests = new DetailRequests(clock)
    expect(requests.mayReport(1)).toBe(true)
    await clock.advance(29_999)
    expect(requests.mayReport(1)).toBe(true)
    await clock.advance(1)
    expect(requests.mayReport(1)).toBe(false)
    expect(requests.mayReport(1)).toBe(true)
  })

  it('are remembered each for itself', async () => {
    const clock = new VirtualClock()
    const requests = new DetailRequests(clock)
    requests.mayReport(1)
    await clock.advance(30_000)
    expect(requests.mayReport(2)).toBe(true)
    expect(requests.mayReport(1)).toBe(false)
  })
})
