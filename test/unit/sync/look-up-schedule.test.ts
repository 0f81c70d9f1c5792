import { describe, expect, it } from 'vitest'
import { LookUpSchedule } from '../../../electron/sync/outbox/look-up-schedule.ts'

const settlingMs = 20_000

describe('the looks at a note in doubt', () => {
  it('begin soon and grow apart, the last one after the settling time', () => {
    const schedule = new LookUpSchedule(settlingMs)
    const dueAt: number[] = []
    for (let nowMs = 1_000; nowMs <= 60_000; nowMs += 100) {
      if (schedule.dueInMs('note', nowMs) > 0) continue
      dueAt.push(nowMs - 1_000)
      if (schedule.looked('note', nowMs).absenceProves) break
    }
    expect(dueAt).toEqual([500, 2_000, 5_000, 10_000, 20_000])
  })

  it('prove an absence only once the settling time has passed', () => {
    const schedule = new LookUpSchedule(settlingMs)
    schedule.dueInMs('note', 0)
    expect(schedule.looked('note', settlingMs - 1).absenceProves).toBe(false)
    expect(schedule.looked('note', settlingMs).absenceProves).toBe(true)
  })

  it('start anew for a second doubt of the same note', () => {
    const schedule = new LookUpSchedule(settlingMs)
    schedule.dueInMs('note', 0)
    schedule.settled('note')
    schedule.dueInMs('note', 50_000)
    expect(schedule.looked('note', 60_000).absenceProves).toBe(false)
  })
})
