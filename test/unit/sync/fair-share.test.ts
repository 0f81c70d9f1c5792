import { describe, expect, it } from 'vitest'
import { FairShare } from '../../../electron/sync/fair-share.ts'

const windowMs = 60_000

describe('the share of a limit that colleagues use as well', () => {
  it('does not shrink to nothing where one full window refuses again and again', () => {
    const refusedTimes = (times: number) => {
      const share = new FairShare({ requests: 72, windowMs, saved: null })
      for (let refusal = 0; refusal < times; refusal += 1) share.refused(1_000 * refusal, 5)
      return share.requests
    }
    expect(refusedTimes(2)).toBeLessThan(refusedTimes(1) ?? 0)
    expect(refusedTimes(40)).toBe(refusedTimes(5))
  })

  it('shrinks further where a later window refuses as well', () => {
    const share = new FairShare({ requests: 72, windowMs, saved: 20 })
    share.refused(0, 20)
    const once = share.requests ?? 0
    share.refused(2 * windowMs, 20)
    expect(share.requests).toBeLessThan(once)
  })
})
