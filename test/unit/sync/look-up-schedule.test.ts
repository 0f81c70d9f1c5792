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

  it('wait as long as was said after one that told nothing, and as before after one that was answered', () => {
    const schedule = new LookUpSchedule(settlingMs)
    schedule.dueInMs('note', 0)
    const failure = { kind: 'timeout', mayHaveLanded: false, reason: 'reset' } as const
    const look = { failure, monotonicMs: 600, waitMs: 8_000, lastAnswerMonotonicMs: null }
    expect(schedule.lookedInVain('note', look)).toEqual({ isHopeless: false })
    expect(schedule.looksInVain('note')).toBe(1)
    expect(schedule.dueInMs('note', 600)).toBe(8_000)
    schedule.answered('note')
    expect(schedule.dueInMs('note', 600)).toBe(0)
  })

  it('are hopeless only where the CRM answers everything else for minutes', () => {
    const failure = { kind: 'contract', issues: ['not JSON'], mayHaveLanded: false } as const
    const lookFor = (minutes: number, answersOthers: boolean) => {
      const schedule = new LookUpSchedule(settlingMs)
      schedule.dueInMs('note', 0)
      for (let atMs = 30_000; ; atMs += 30_000) {
        const lastAnswerMonotonicMs = answersOthers ? atMs - 1_000 : null
        const { isHopeless } = schedule.lookedInVain('note', {
          failure,
          monotonicMs: atMs,
          waitMs: 0,
          lastAnswerMonotonicMs,
        })
        if (isHopeless) return atMs
        if (atMs > minutes * 60_000) return null
      }
    }
    expect(lookFor(60, true)).toBe(240_000)
    expect(lookFor(60, false)).toBeNull()
  })
})
