import { describe, expect, it } from 'vitest'
import { createWindowWidth } from '../../../../electron/connectors/leadsquared/window-width.ts'

const dayMs = 86_400_000
const longMs = 50 * 365 * dayMs

describe('the width of windows', () => {
  it('is any until one fails, then grows from what was answered to below what failed', () => {
    const width = createWindowWidth()
    width.answered(longMs)
    expect(width.widestMs()).toBeNull()
    width.failed(365 * dayMs)
    width.answered(60 * dayMs)
    expect(width.widestMs()).toBe(120 * dayMs)
    width.answered(120 * dayMs)
    width.answered(240 * dayMs)
    expect(width.widestMs()).toBe(240 * dayMs)
    width.answered(60_000)
    expect(width.widestMs()).toBe(240 * dayMs)
  })

  it('is tried again after many answers, and less often each time that it fails', () => {
    const width = createWindowWidth()
    width.failed(4 * dayMs)
    const triesOf = (answers: number) => {
      let tries = 0
      for (let answered = 0; answered < answers; answered += 1) {
        width.answered(2 * dayMs)
        if ((width.widestMs() ?? longMs) < 4 * dayMs) continue
        tries += 1
        width.failed(4 * dayMs)
      }
      return tries
    }
    const first = triesOf(400)
    expect(first).toBeGreaterThan(0)
    expect(triesOf(400)).toBeLessThan(first)
  })

  it('is any again where a window as wide as the failed one is answered', () => {
    const width = createWindowWidth()
    width.failed(longMs)
    width.answered(dayMs)
    width.answered(longMs)
    expect(width.widestMs()).toBeNull()
  })

  it('goes down in steps after a failure, and once after a timeout', () => {
    const width = createWindowWidth()
    const steps: number[] = []
    for (let next = width.narrowerThan(longMs, 'server'); next !== null; next = width.narrowerThan(next, 'server'))
      steps.push(next)
    expect(steps).toEqual(steps.toSorted((one, other) => other - one))
    expect(steps.length).toBeGreaterThan(3)
    const narrow = width.narrowerThan(longMs, 'timeout') ?? 0
    expect(narrow).toBe(dayMs)
    expect(width.narrowerThan(narrow, 'timeout')).toBeNull()
  })
})
