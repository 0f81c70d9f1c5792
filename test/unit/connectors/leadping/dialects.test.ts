import { describe, expect, it } from 'vitest'
import { encodeArchive, encodeQuery, type ListQuery } from '../../../../electron/connectors/leadping/dialect.ts'
import { failureOf, json, page, pathOf, problem, successOf } from '../scripted-transport.ts'
import { conversationInA, leadping, noteRowInA, noteRowInB } from './leadping.ts'

const query: ListQuery = {
  pageSize: 25,
  continuationToken: 'opaque',
  orderBy: [{ field: 'lastEventAt', direction: 'asc' }],
  includeCount: true,
  filters: [{ field: 'isUnread', value: true }],
  rangeFilters: [
    { field: 'lastEventAt', greaterThanOrEqual: '2026-01-01T00:00:00Z', lessThan: '2026-02-01T00:00:00Z' },
    { field: 'retryCount', greaterThan: 1, lessThanOrEqual: 3 },
  ],
}

describe('the query body', () => {
  it('is written whole in the older dialect, numbers as digits', () => {
    expect(encodeQuery(query, 'activity')).toEqual({
      ...query,
      pageSize: '25',
      orderBy: [{ field: 'lastEventAt', direction: 'Asc' }],
    })
  })

  it('is written whole in the newer dialect, numbers as numbers', () => {
    expect(encodeQuery(query, 'timeline')).toEqual(query)
  })

  it('leaves out the page size while the dialect is not known, and what was not asked', () => {
    expect(encodeQuery({ pageSize: 25, includeCount: true }, null)).toEqual({ includeCount: true })
    expect(encodeQuery({}, 'timeline')).toEqual({})
  })

  it('spells the archive filter by name or by number, or leaves it out', () => {
    const all = ['active', 'archived', 'all'] as const
    expect(all.map((archive) => encodeArchive(archive, 'name'))).toEqual(['active', 'archived', 'all'])
    expect(all.map((archive) => encodeArchive(archive, 'number'))).toEqual(['0', '1', '2'])
    expect(all.map((archive) => encodeArchive(archive, 'none'))).toEqual([null, null, null])
  })
})

const firstPage = {
  stream: 'activities',
  mode: 'backfill',
  cursor: null,
  sinceMs: null,
  pageSize: 50,
  priority: 'backfill',
} as const

describe('finding out the dialect', () => {
  it.each([
    { dialect: 'activity', row: noteRowInA, detail: '/events/e-1/detail', pageSize: '50' },
    { dialect: 'timeline', row: noteRowInB, detail: '/events/detail/e-1', pageSize: 50 },
  ])('reads the detail of an event just listed: $dialect', async ({ dialect, row, detail, pageSize }) => {
    const { connector, transport, remembered } = leadping((request) => {
      if (request.method === 'POST') return page([row])
      return pathOf(request) === detail ? json({ id: 'e-1' }) : problem(404)
    })
    successOf(await connector.pull(firstPage))
    expect(transport.lines).toEqual(['POST /events/all/my', `GET ${detail}`, 'POST /events/all/my'])
    expect(transport.bodyOf(0)).toEqual({})
    expect(transport.bodyOf(2)).toMatchObject({ pageSize })
    expect(remembered).toEqual([{ dialect }])
  })

  it('tries the other path when the field names misled it', async () => {
    const { connector, remembered } = leadping((request) => {
      if (request.method === 'POST') return page([noteRowInA])
      return pathOf(request) === '/events/detail/e-1' ? json({ id: 'e-1' }) : problem(404)
    })
    successOf(await connector.pull(firstPage))
    expect(remembered).toEqual([{ dialect: 'timeline' }])
  })

  it('asks nothing when it remembers', async () => {
    const { connector, transport } = leadping(() => page([noteRowInB]), { memory: { dialect: 'timeline' } })
    successOf(await connector.pull(firstPage))
    expect(transport.lines).toEqual(['POST /events/all/my'])
  })

  it('asks once for all streams that start together', async () => {
    const { connector, transport } = leadping((request) => {
      if (request.method === 'GET') return json({ id: 'e-1' })
      return page(pathOf(request).startsWith('/events') ? [noteRowInB] : [])
    })
    const streams = ['activities', 'conversations', 'leads'] as const
    await Promise.all(streams.map((stream) => connector.pull({ ...firstPage, stream })))
    expect(transport.lines.filter((line) => line.startsWith('GET'))).toHaveLength(1)
  })

  it('reads go on without it: an account without events, or one that may not list them', async () => {
    for (const events of [page([]), problem(403), problem(500)]) {
      const { connector, transport, remembered } = leadping((request) =>
        pathOf(request).startsWith('/conversations') ? page([conversationInA]) : events,
      )
      const pulled = successOf(await connector.pull({ ...firstPage, stream: 'conversations' }))
      expect(pulled.conversations).toHaveLength(1)
      expect(transport.bodyOf(1)).not.toHaveProperty('pageSize')
      expect(remembered).toEqual([{ archiveSpelling: 'name' }])
    }
  })

  it('does not go on where everything else would fail as well', async () => {
    for (const reply of [problem(401), problem(429), { kind: 'unreachable', reason: 'ENETDOWN' }] as const) {
      const { connector, transport } = leadping(() => reply)
      expect((await connector.pull(firstPage)).ok).toBe(false)
      expect(transport.requests).toHaveLength(1)
    }
  })

  it('learns anew from a read when the server has changed its dialect', async () => {
    const { connector, remembered } = leadping(
      (request) => (pathOf(request) === '/events/detail/e-1' ? json({ id: 'e-1', summary: 'Hi' }) : problem(404)),
      { memory: { dialect: 'activity' } },
    )
    expect(successOf(await connector.eventDetail('e-1', 'on_demand'))).toMatchObject({ summary: 'Hi' })
    expect(remembered).toEqual([{ dialect: 'timeline' }])
  })

  it('an event that neither path knows is gone', async () => {
    const { connector } = leadping(() => problem(404, 'No such event.'), { memory: { dialect: 'activity' } })
    expect(failureOf(await connector.eventDetail('e-9', 'on_demand'))).toEqual({
      kind: 'rejected',
      status: 404,
      reason: 'No such event.',
    })
  })

  it('a detail of another event is not taken for the one asked for', async () => {
    const { connector, remembered } = leadping(() => json({ id: 'e-2' }))
    expect(failureOf(await connector.eventDetail('e-1', 'on_demand'))).toMatchObject({ kind: 'contract' })
    expect(remembered).toEqual([])
  })

  it('ignores a memory that is not its own', async () => {
    const { connector, transport } = leadping(() => page([]), { memory: { dialect: 'klingon', archiveSpelling: '?' } })
    successOf(await connector.pull(firstPage))
    expect(transport.lines).toEqual(['POST /events/all/my', 'POST /events/all/my'])
  })
})
