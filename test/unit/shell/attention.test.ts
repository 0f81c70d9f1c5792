import { describe, expect, it } from 'vitest'
import { AttentionWatch } from '../../../electron/main/attention.ts'
import type { Attention } from '../../../electron/sync/pull/cadence.ts'

function watched() {
  const told: Attention[] = []
  return { watch: new AttentionWatch((level) => told.push(level)), told }
}

describe('attention', () => {
  it('is active from the start, idle without the focus, active again with it; each change told once', () => {
    const { watch, told } = watched()
    expect(watch.level).toBe('active')
    watch.window(true)
    watch.window(false)
    watch.window(false)
    watch.window(true)
    expect(told).toEqual(['idle', 'active'])
  })

  it('is asleep while the machine is suspended or locked, and afterwards what the window says', () => {
    const { watch, told } = watched()
    watch.locked(true)
    watch.suspended(true)
    watch.window(false)
    watch.suspended(false)
    expect(watch.level).toBe('asleep')
    watch.locked(false)
    expect(told).toEqual(['asleep', 'idle'])
  })
})
