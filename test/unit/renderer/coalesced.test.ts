import { describe, expect, it } from 'vitest'
import { coalesced } from '../../../renderer/coalesced.ts'
import { FakeTime } from './fake-time.ts'

describe('coalesced runs', () => {
  it('follow the last request, however many there were', async () => {
    const time = new FakeTime()
    let runs = 0
    const asking = coalesced(
      async () => {
        runs += 1
      },
      60,
      time.schedule,
    )
    for (let request = 0; request < 20; request += 1) asking.request()
    await time.pass(1_000)
    expect(runs).toBe(2)
    asking.request()
    await time.pass(1)
    expect(runs).toBe(3)
  })

  it('never overlap', async () => {
    const time = new FakeTime()
    const finish: (() => void)[] = []
    const asking = coalesced(() => new Promise<void>((resolve) => finish.push(resolve)), 0, time.schedule)
    asking.request()
    asking.request()
    await time.pass(100)
    expect(finish).toHaveLength(1)
    finish[0]?.()
    await time.pass(100)
    expect(finish).toHaveLength(2)
  })

  it('end when stopped', async () => {
    const time = new FakeTime()
    let runs = 0
    const asking = coalesced(
      async () => {
        runs += 1
      },
      60,
      time.schedule,
    )
    asking.request()
    asking.request()
    asking.stop()
    await time.pass(1_000)
    asking.request()
    await time.pass(1_000)
    expect(runs).toBe(1)
  })
})
