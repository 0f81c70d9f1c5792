import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PagedFeed } from '../../../renderer/paged-feed.ts'
import type { Page } from '../../../renderer/paging.ts'
import { FakeTime, settle } from './fake-time.ts'

interface Row {
  readonly id: number
  readonly words: string
}

const pageRows = 10

class Source {
  rows: Row[]
  reads: (string | null)[] = []
  isBroken = false

  constructor(amount: number) {
    this.rows = Array.from({ length: amount }, (_, index) => ({ id: amount - index, words: 'first' }))
  }

  async read(cursor: string | null): Promise<Page<Row>> {
    this.reads.push(cursor)
    await Promise.resolve()
    if (this.isBroken) throw new Error('broken')
    const from = cursor === null ? 0 : this.rows.findIndex(({ id }) => id < Number(cursor))
    const following = from === -1 ? [] : this.rows.slice(from)
    const rows = following.slice(0, pageRows)
    const next = following.length > pageRows ? String(rows.at(-1)?.id) : null
    return { rows, next, coverage: { isComplete: true, completeSinceMs: null } }
  }

  say(id: number, words: string) {
    this.rows = this.rows.map((row) => (row.id === id ? { id, words } : row))
  }
}

function feedOf(source: Source, rowsAhead: number) {
  const time = new FakeTime()
  const feed = new PagedFeed<Row>(
    {
      rowsAhead,
      read: (cursor) => source.read(cursor),
      keyOf: ({ id }) => String(id),
    },
    time.schedule,
  )
  const shown = () => feed.read().list?.rows ?? []
  return { feed, time, shown }
}

describe('a paged feed', () => {
  it('keeps as many rows loaded ahead as it is told', async () => {
    const { feed, shown } = feedOf(new Source(100), 25)
    feed.start()
    await settle()
    expect(shown()).toHaveLength(30)
    feed.showRange(10, 20)
    await settle()
    expect(shown()).toHaveLength(50)
  })

  it('shows a single change at once', async () => {
    const source = new Source(5)
    const { feed, shown } = feedOf(source, 0)
    feed.start()
    await settle()
    source.say(5, 'changed')
    feed.refresh()
    await settle()
    expect(shown()[0]?.words).toBe('changed')
  })

  it('reads once for a burst of changes and ends with the last of them', async () => {
    const source = new Source(5)
    const { feed, time, shown } = feedOf(source, 0)
    feed.start()
    await settle()
    source.reads = []
    for (let change = 1; change <= 40; change += 1) {
      source.say(5, `change ${change}`)
      feed.refresh()
    }
    await time.pass(1_000)
    expect(source.reads.length).toBeLessThanOrEqual(2)
    expect(shown()[0]?.words).toBe('change 40')
  })

  it('reads the pages on screen again after a change, and the others when they come into view', async () => {
    const source = new Source(60)
    const { feed, time, shown } = feedOf(source, 60)
    feed.start()
    await settle()
    feed.showRange(30, 38)
    await settle()
    source.reads = []
    source.say(25, 'seen')
    source.say(45, 'not on screen')
    feed.refresh()
    await time.pass(1_000)
    expect(source.reads).toEqual([null, '31'])
    expect(shown().find(({ id }) => id === 25)?.words).toBe('seen')
    expect(shown().find(({ id }) => id === 45)?.words).toBe('first')
    feed.showRange(12, 18)
    await settle()
    expect(shown().find(({ id }) => id === 45)?.words).toBe('not on screen')
  })

  it('covers what is on screen before it shows a list in which nothing stayed', async () => {
    const source = new Source(60)
    const { feed, shown } = feedOf(source, 10)
    feed.start()
    await settle()
    feed.showRange(20, 29)
    await settle()
    const lengths: number[] = []
    feed.subscribe(() => lengths.push(shown().length))
    source.rows = Array.from({ length: 60 }, (_, index) => ({ id: 1_000 - index, words: 'other' }))
    feed.refresh()
    await settle()
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(30)
    expect(shown().every(({ words }) => words === 'other')).toBe(true)
  })

  it('keeps its rows and says so when a read fails, and recovers on the next try', async () => {
    const source = new Source(5)
    const { feed, shown } = feedOf(source, 0)
    feed.start()
    await settle()
    source.isBroken = true
    feed.retry()
    await settle()
    expect(feed.read().hasFailed).toBe(true)
    expect(shown()).toHaveLength(5)
    source.isBroken = false
    feed.retry()
    await settle()
    expect(feed.read().hasFailed).toBe(false)
  })

  it('publishes nothing after it was stopped', async () => {
    const { feed, shown } = feedOf(new Source(5), 0)
    feed.start()
    feed.stop()
    await settle()
    expect(shown()).toEqual([])
  })

  it('comes to hold just what there is, in its order, after any change', async () => {
    const rows = fc.uniqueArray(fc.record({ id: fc.integer({ min: 1, max: 60 }), place: fc.nat(1_000_000) }), {
      selector: ({ id }) => id,
      maxLength: 60,
    })
    await fc.assert(
      fc.asyncProperty(fc.array(rows, { minLength: 2, maxLength: 4 }), fc.nat(60), async (states, last) => {
        // Equal places are made different: main's order is total.
        const ordered = states.map((state) =>
          state
            .map(({ id, place }) => ({ id, place: place * 100 + id }))
            .toSorted((one, other) => other.place - one.place),
        )
        let current = ordered[0] ?? []
        const time = new FakeTime()
        const feed = new PagedFeed<{ id: number; place: number }>(
          {
            rowsAhead: 100,
            keyOf: ({ id }) => String(id),
            read: async (cursor) => {
              const following = current.filter(({ place }) => cursor === null || place < Number(cursor))
              const page = following.slice(0, 7)
              const next = following.length > 7 ? String(page.at(-1)?.place) : null
              return { rows: page, next, coverage: { isComplete: true, completeSinceMs: null } }
            },
          },
          time.schedule,
        )
        feed.start()
        feed.showRange(Math.max(0, last - 10), last)
        await time.pass(1_000)
        for (const state of ordered.slice(1)) {
          current = state
          feed.refresh()
          await time.pass(1_000)
          const shown = (feed.read().list?.rows ?? []).map(({ id }) => id)
          expect(new Set(shown).size).toBe(shown.length)
        }
        feed.showRange(0, 100)
        feed.refresh()
        await time.pass(1_000)
        expect(feed.read().list?.rows.map(({ id }) => id)).toEqual(current.map(({ id }) => id))
      }),
    )
  })
})
