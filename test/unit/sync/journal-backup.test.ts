import { describe, expect, it } from 'vitest'
import { JournalBackup } from '../../../electron/sync/journal-backup.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'

function setUp(costMs: number) {
  const clock = new VirtualClock()
  const madeAtMs: number[] = []
  let spentMs = 0
  const startMs = clock.monotonicMs()
  const backup = new JournalBackup({
    // Time passes while a backup is written, and nobody advances the clock meanwhile.
    clock: { monotonicMs: () => clock.monotonicMs() + spentMs, schedule: (ms, task) => clock.schedule(ms, task) },
    backUp: () => {
      madeAtMs.push(clock.monotonicMs() - startMs)
      spentMs += costMs
    },
  })
  return { clock, backup, madeAtMs }
}

describe('the backup beside the journal', () => {
  it('is made once, a second after the first of several changes', async () => {
    const { clock, backup, madeAtMs } = setUp(0)
    backup.changed()
    await clock.advance(500)
    backup.changed()
    await clock.advance(10_000)
    expect(madeAtMs).toEqual([1_000])
  })

  it('is made less often where it takes long', async () => {
    const { clock, backup, madeAtMs } = setUp(200)
    backup.changed()
    await clock.advance(1_000)
    backup.changed()
    await clock.advance(20_000)
    expect(madeAtMs).toEqual([1_000, 11_000])
  })

  it('is not made after the end', async () => {
    const { clock, backup, madeAtMs } = setUp(0)
    backup.changed()
    backup.stop()
    await clock.advance(10_000)
    expect(madeAtMs).toEqual([])
  })
})
