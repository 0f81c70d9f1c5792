import { describe, expect, it } from 'vitest'
import { type DataSize, generateData } from '../../sandbox/leadping/generate.ts'
import { LeadpingState } from '../../sandbox/leadping/state.ts'
import { nowMs } from './running.ts'

const size: DataSize = { seed: 3, conversations: 2_000, activities: 40_000, leads: 2_000, nowMs }
const dayMs = 86_400_000

describe('the generated data', () => {
  it('is the same for the same seed and another for another', () => {
    const small = { ...size, conversations: 30, activities: 400, leads: 20 }
    const text = (seed: number): string => {
      const { leads, conversations, events } = generateData({ ...small, seed })
      return JSON.stringify([leads, conversations, events])
    }
    expect(text(1)).toBe(text(1))
    expect(text(1)).not.toBe(text(2))
  })

  it('has exactly the size asked for, also in odd shapes', () => {
    for (const [conversations, activities, leads] of [
      [0, 0, 0],
      [1, 1, 1],
      [50, 10, 50],
      [10, 1_000, 3],
      [5, 100, 40],
    ] as const) {
      const data = generateData({ ...size, conversations, activities, leads })
      expect([data.conversations.length, data.events.length, data.leads.length]).toEqual([
        conversations,
        activities,
        leads,
      ])
    }
  })

  it('agrees with itself: each conversation with its newest event, each row with the history', () => {
    const state = new LeadpingState(generateData(size))
    const lastStamps = new Set<number>()
    for (const conversation of state.conversations.values()) {
      const last = state.timelineOf(conversation.id).at(-1)
      expect(conversation.lastEventAtMs).toBe(last?.createdAtMs ?? null)
      expect(state.leads.get(conversation.leadId)).toMatchObject({ firstName: conversation.firstName })
      if (last === undefined) continue
      expect(conversation.lastEventIsInternalNote).toBe(last.type === 'Note')
      expect(last.text.replaceAll(/\s+/g, ' ').startsWith(conversation.lastSnippet ?? '-')).toBe(true)
      lastStamps.add(last.createdAtMs)
    }
    const silent = [...state.conversations.values()].filter((one) => one.lastEventAtMs === null).length
    expect(lastStamps.size).toBe(2_000 - silent)
    const stamps = [...state.events.values()].map((event) => event.createdAtMs)
    expect(Math.max(...stamps.slice(-1_000))).toBeLessThanOrEqual(nowMs)
    expect(stamps.filter((ms) => ms > nowMs || ms < nowMs - 272 * dayMs)).toEqual([])
  })

  it('is as uneven as real data: shares, gaps, rare words, other scripts', () => {
    const { conversations, events, leads } = generateData(size)
    const share = <T>(rows: readonly T[], test: (row: T) => boolean): number => rows.filter(test).length / rows.length
    expect(share(conversations, (one) => one.isArchived)).toBeCloseTo(0.12, 1)
    expect(share(conversations, (one) => one.isUnread)).toBeCloseTo(0.15, 1)
    expect(share(conversations, (one) => one.lastEventAtMs === null)).toBeGreaterThan(0.005)
    expect(share(leads, (one) => one.firstName === null)).toBeGreaterThan(0.01)
    expect(share(leads, (one) => one.email === null)).toBeGreaterThan(0.03)
    expect(share(events, (one) => one.createdAtMs > nowMs - 30 * dayMs)).toBeGreaterThan(1 / 9)
    const text = events.map((one) => one.text).join('\n')
    for (const script of [/[áéíñü]/, /\p{Script=Hebrew}/u, /\p{Script=Arabic}/u, /\p{Extended_Pictographic}/u]) {
      expect(text).toMatch(script)
    }
    expect(new Set(events.map((one) => one.status)).size).toBe(22)
    expect(new Set(events.map((one) => one.type)).size).toBe(12)
    expect(new Set(events.map((one) => one.trafficType)).size).toBe(6)
  })
})
