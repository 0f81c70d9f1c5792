import { describe, expect, it } from 'vitest'
import type {
  Connector,
  Outcome,
  PullPage,
  PullRequest,
  StreamName,
} from '../../../../electron/connectors/connector.ts'
import { requestBody } from '../../../support/request-body.ts'
import { failureOf, json, page, pathOf, problem, successOf } from '../scripted-transport.ts'
import { conversationInA, leadping, noteRowInB } from './leadping.ts'

const memory = { dialect: 'timeline', archiveSpelling: 'name' }
const request = (stream: StreamName, mode: PullRequest['mode'], given: Partial<PullRequest> = {}): PullRequest => ({
  stream,
  mode,
  cursor: null,
  sinceMs: null,
  pageSize: 2,
  priority: 'backfill',
  ...given,
})

async function walkAll(connector: Connector, first: PullRequest): Promise<PullPage[]> {
  const pages: PullPage[] = []
  let cursor: string | null = null
  do {
    const pulled: PullPage = successOf(await connector.pull({ ...first, cursor }))
    pages.push(pulled)
    cursor = pulled.next
  } while (cursor !== null && pages.length < 20)
  return pages
}

const conversation = (id: string, fields: object = {}) => ({ ...conversationInA, id, ...fields })
const archived = (id: string) => conversation(id, { isArchived: true, archivedAt: '2026-11-01T00:00:00Z' })

describe('the backfill of conversations', () => {
  it('walks the active ones newest first, then the archived ones, with the total of both from the start', async () => {
    const pages: Record<string, unknown[]> = { active: ['a1', 'a2', 'a3'], archived: ['z1'] }
    const { connector, transport } = leadping(
      (asked) => {
        const archive = new URL(asked.url).searchParams.get('archiveFilter') ?? ''
        const body = JSON.parse(requestBody(asked).text ?? '{}')
        const ids = pages[archive] ?? []
        const start = body.continuationToken === undefined ? 0 : Number(body.continuationToken)
        const items = ids
          .slice(start, start + body.pageSize)
          .map((id) => (archive === 'archived' ? archived(String(id)) : conversation(String(id))))
        const end = start + items.length
        return page(items, end < ids.length ? String(end) : null, body.includeCount === true ? ids.length : null)
      },
      { memory },
    )
    const walked = await walkAll(connector, request('conversations', 'backfill'))
    expect(walked.map((each) => each.conversations.map((row) => row.remoteId))).toEqual([['a1', 'a2'], ['a3'], ['z1']])
    expect(walked.map((each) => each.total)).toEqual([4, 4, 4])
    expect(transport.lines).toEqual([
      'POST /conversations/my?archiveFilter=active',
      'POST /conversations/my?archiveFilter=archived',
      'POST /conversations/my?archiveFilter=active',
      'POST /conversations/my?archiveFilter=archived',
    ])
    expect(transport.bodyOf(0)).toEqual({
      pageSize: 2,
      includeCount: true,
      orderBy: [{ field: 'lastEventAt', direction: 'desc' }],
    })
    expect(transport.bodyOf(1)).toEqual({ pageSize: 1, includeCount: true })
    expect(transport.bodyOf(2)).toEqual({
      pageSize: 2,
      continuationToken: '2',
      includeCount: true,
      orderBy: [{ field: 'lastEventAt', direction: 'desc' }],
    })
  })

  it.each(['conversations', 'activities', 'leads'] as const)(
    'asks every page of %s by the query of the first, since a token may belong to it',
    async (stream) => {
      const rows = { conversations: conversation('a1'), activities: noteRowInB, leads: { id: 'l-1' } }
      for (const mode of ['backfill', 'incremental', 'sweep'] as const) {
        const { connector, transport } = leadping(
          (asked) => {
            if (asked.url.endsWith('archived')) return page([], null, 0)
            return page([rows[stream]], requestBody(asked).text?.includes('continuationToken') ? null : 't1', 2)
          },
          { memory },
        )
        await walkAll(connector, request(stream, mode, { sinceMs: mode === 'incremental' ? 0 : null }))
        const lists = transport.requests.filter((asked) => !asked.url.endsWith('archived'))
        const [first, second] = lists.map((asked) => JSON.parse(requestBody(asked).text ?? '{}'))
        expect(second).toEqual({ ...first, continuationToken: 't1' })
        expect(lists.map((asked) => asked.url)).toEqual([lists[0]?.url, lists[0]?.url])
      }
    },
  )

  it('an empty page with a token is not the end', async () => {
    const { connector } = leadping(
      (asked, number) => {
        if (asked.url.endsWith('archived')) return page([], null, 0)
        return number === 0 ? page([], 'more', 1) : page([conversation('a1')])
      },
      { memory },
    )
    const walked = await walkAll(connector, request('conversations', 'backfill'))
    expect(walked.flatMap((each) => each.conversations.map((row) => row.remoteId))).toEqual(['a1'])
  })

  it('does not ask for the archived ones again where the server shows everything at once', async () => {
    const { connector, transport } = leadping(() => page([conversation('a1'), archived('z1')]), { memory })
    const walked = await walkAll(connector, request('conversations', 'backfill'))
    expect(walked).toHaveLength(1)
    expect(transport.lines).toHaveLength(2)
  })

  it.each([
    { takes: '0', spelling: 'number' },
    { takes: null, spelling: 'none' },
  ])('finds out that the archive filter is written as $takes', async ({ takes, spelling }) => {
    const { connector, remembered } = leadping(
      (asked) => {
        const archive = new URL(asked.url).searchParams.get('archiveFilter')
        const isTaken = takes === null ? archive === null : archive !== null && /^\d$/.test(archive)
        return isTaken ? page([conversation('a1')]) : problem(400, 'archiveFilter')
      },
      { memory: { dialect: 'timeline' } },
    )
    expect(successOf(await connector.pull(request('conversations', 'backfill'))).conversations).toHaveLength(1)
    expect(remembered.at(-1)).toEqual({ dialect: 'timeline', archiveSpelling: spelling })
  })

  it('says why where it was not the archive filter that was refused', async () => {
    const { connector, remembered } = leadping(() => problem(400, 'Unknown field lastEventAt.'), { memory })
    expect(failureOf(await connector.pull(request('conversations', 'backfill')))).toEqual({
      kind: 'rejected',
      status: 400,
      reason: 'Unknown field lastEventAt.',
    })
    expect(remembered).toEqual([])
  })
})

const sinceMs = Date.parse('2026-11-20T12:00:00Z')

describe('incremental pulls', () => {
  it('of conversations ask for all that moved since, oldest first', async () => {
    const { connector, transport } = leadping(() => page([conversation('a1')]), { memory })
    successOf(await connector.pull(request('conversations', 'incremental', { sinceMs })))
    expect(transport.lines).toEqual(['POST /conversations/my?archiveFilter=all'])
    expect(transport.bodyOf(0)).toEqual({
      pageSize: 2,
      orderBy: [{ field: 'lastEventAt', direction: 'asc' }],
      rangeFilters: [{ field: 'lastEventAt', greaterThanOrEqual: '2026-11-20T12:00:00.000Z' }],
    })
  })

  it('of activities give the bound to the list itself', async () => {
    const { connector, transport } = leadping(() => page([noteRowInB]), { memory })
    successOf(await connector.pull(request('activities', 'incremental', { sinceMs })))
    expect(transport.lines).toEqual(['POST /events/all/my?startAt=2026-11-20T12:00:00.000Z'])
    expect(transport.bodyOf(0)).toEqual({ pageSize: 2, orderBy: [{ field: 'createdAt', direction: 'asc' }] })
  })

  it('of leads go by updatedAt', async () => {
    const lead = { id: 'l-1', updatedAt: '2026-11-20T12:30:00Z' }
    const { connector, transport } = leadping(() => page([lead]), { memory })
    expect(successOf(await connector.pull(request('leads', 'incremental', { sinceMs }))).leads).toHaveLength(1)
    expect(transport.lines).toEqual(['POST /leads/all/my?archiveFilter=all'])
    expect(transport.bodyOf(0)).toMatchObject({
      rangeFilters: [{ field: 'updatedAt', greaterThanOrEqual: '2026-11-20T12:00:00.000Z' }],
    })
  })

  it('turn round where the server ignores the bound, and stop at the first page that is older', async () => {
    const at = (id: string, lastEventAt: string) => conversation(id, { lastEventAt })
    const newest = [
      at('n1', '2026-11-21T09:00:00Z'),
      at('n2', '2026-11-20T13:00:00Z'),
      at('o1', '2026-11-19T00:00:00Z'),
      at('o2', '2026-11-18T00:00:00Z'),
    ]
    const { connector, transport } = leadping(
      (asked) => {
        const body = JSON.parse(requestBody(asked).text ?? '{}')
        const rows = body.orderBy[0].direction === 'asc' ? newest.toReversed() : newest
        const start = Number(body.continuationToken ?? 0)
        return page(rows.slice(start, start + 2), String(start + 2))
      },
      { memory },
    )
    const walked = await walkAll(connector, request('conversations', 'incremental', { sinceMs }))
    expect(walked.map((each) => each.conversations.map((row) => row.remoteId))).toEqual([
      ['o2', 'o1', 'n1', 'n2'],
      ['o1', 'o2'],
    ])
    expect(transport.requests).toHaveLength(3)
    expect(transport.bodyOf(1)).toEqual({ pageSize: 2, orderBy: [{ field: 'lastEventAt', direction: 'desc' }] })
  })

  it('without a bound look from the start', async () => {
    const { connector, transport } = leadping(() => page([]), { memory })
    successOf(await connector.pull(request('activities', 'incremental')))
    expect(transport.lines).toEqual(['POST /events/all/my'])
  })
})

describe('sweeps', () => {
  it('ask for everything, in no order that a change could disturb', async () => {
    const { connector, transport } = leadping(() => page([]), { memory })
    successOf(await connector.pull(request('conversations', 'sweep')))
    successOf(await connector.pull(request('leads', 'sweep')))
    successOf(await connector.pull(request('activities', 'sweep')))
    expect(transport.lines).toEqual([
      'POST /conversations/my?archiveFilter=all',
      'POST /leads/all/my?archiveFilter=all',
      'POST /events/all/my',
    ])
    expect([0, 1, 2].map((number) => transport.bodyOf(number))).toEqual([
      { pageSize: 2 },
      { pageSize: 2 },
      { pageSize: 2, orderBy: [{ field: 'createdAt', direction: 'desc' }] },
    ])
  })
})

describe('pages', () => {
  it('put a bad item into quarantine, with its paths, and keep the rest', async () => {
    const bad = { ...noteRowInB, id: 'e-2', summary: 42, createdAt: 'noon' }
    const nameless = { createdAt: '2026-11-20T17:10:00Z' }
    const { connector } = leadping(() => page([noteRowInB, bad, nameless, 'nonsense', null]), { memory })
    const pulled = successOf(await connector.pull(request('activities', 'backfill')))
    expect(pulled.activities.map((row) => row.remoteId)).toEqual(['e-1'])
    expect(pulled.quarantined.map(({ stream, remoteId }) => ({ stream, remoteId }))).toEqual([
      { stream: 'activities', remoteId: 'e-2' },
      { stream: 'activities', remoteId: null },
      { stream: 'activities', remoteId: null },
      { stream: 'activities', remoteId: null },
    ])
    expect(pulled.quarantined[0]?.issues).toEqual([
      expect.stringMatching(/^summary: /),
      'createdAt: expected an ISO 8601 date-time',
    ])
    expect(JSON.parse(pulled.quarantined[0]?.payload ?? '')).toEqual(bad)
  })

  it.each(['7', 7])('read the count as %j', async (total) => {
    const { connector } = leadping(() => page([noteRowInB], null, total), { memory })
    expect(successOf(await connector.pull(request('activities', 'backfill'))).total).toBe(7)
  })

  it('without a usable count are pages all the same', async () => {
    const { connector } = leadping(() => json({ items: [noteRowInB], totalCount: 'many', pageSize: {} }), { memory })
    expect(successOf(await connector.pull(request('activities', 'backfill')))).toMatchObject({
      total: null,
      next: null,
    })
  })

  it('that are no pages are a breach of the contract', async () => {
    for (const reply of [json({}), json([]), json({ items: null }), json({ items: [], continuationToken: 5 })]) {
      const { connector } = leadping(() => reply, { memory })
      expect(failureOf(await connector.pull(request('activities', 'backfill')))).toMatchObject({
        kind: 'contract',
        mayHaveLanded: false,
      })
    }
  })

  it('whose token leads to themselves end the walk instead of turning in a circle', async () => {
    const { connector } = leadping(() => page([noteRowInB], 'again'), { memory })
    let pages = 0
    let cursor: string | null = null
    let outcome: Outcome<PullPage>
    do {
      outcome = await connector.pull(request('activities', 'backfill', { cursor }))
      cursor = outcome.ok ? outcome.value.next : null
      pages += 1
    } while (cursor !== null && pages < 100)
    expect(failureOf(outcome)).toMatchObject({ kind: 'contract' })
    expect(pages).toBeLessThan(30)
  })

  it('without rows may repeat their token for a while', async () => {
    const { connector, transport } = leadping((_, number) => (number < 5 ? page([], 'same') : page([noteRowInB])), {
      memory,
    })
    const walked = await walkAll(connector, request('activities', 'backfill'))
    expect(walked.flatMap((each) => each.activities)).toHaveLength(1)
    expect(transport.requests).toHaveLength(6)
  })
})

describe('cursors', () => {
  it('keep the dialect and the page size under which their walk began', async () => {
    const { connector, transport } = leadping(() => page([noteRowInB], `t${transport.requests.length}`), {
      memory: { dialect: 'activity' },
    })
    const first = successOf(await connector.pull(request('activities', 'backfill')))
    const other = leadping(() => page([]), { memory: { dialect: 'timeline' } })
    successOf(await other.connector.pull(request('activities', 'backfill', { cursor: first.next, pageSize: 99 })))
    expect(other.transport.bodyOf(0)).toEqual({
      pageSize: '2',
      continuationToken: 't1',
      includeCount: true,
      orderBy: [{ field: 'createdAt', direction: 'Desc' }],
    })
  })

  it.each(['{}', 'not json', '{"version":2}', ''])('that are not ours (%j) have expired', async (cursor) => {
    const { connector, transport } = leadping(() => page([]), { memory })
    expect(successOf(await connector.pull(request('activities', 'backfill', { cursor })))).toMatchObject({
      cursorExpired: true,
      next: null,
    })
    expect(transport.requests).toHaveLength(0)
  })

  it('of another walk have expired', async () => {
    const { connector } = leadping(() => page([noteRowInB], 't'), { memory })
    const first = successOf(await connector.pull(request('activities', 'backfill')))
    const crossed = successOf(await connector.pull(request('leads', 'backfill', { cursor: first.next })))
    expect(crossed.cursorExpired).toBe(true)
  })

  it('whose token the server refuses have expired; the same refusal of a first page is a refusal', async () => {
    const { connector } = leadping(
      (asked) =>
        requestBody(asked).text?.includes('continuationToken') ? problem(400, 'Expired.') : page([noteRowInB], 't'),
      { memory },
    )
    const first = successOf(await connector.pull(request('activities', 'backfill')))
    const second = successOf(await connector.pull(request('activities', 'backfill', { cursor: first.next })))
    expect(second).toMatchObject({ cursorExpired: true, activities: [] })
  })
})

describe('one conversation', () => {
  it('comes newest first, page by page', async () => {
    const { connector, transport } = leadping((_, number) => page([noteRowInB], number === 0 ? 't' : null), { memory })
    const first = successOf(await connector.pullConversation('c/1', null, 'on_demand'))
    const second = successOf(await connector.pullConversation('c/1', first.next, 'on_demand'))
    expect([first.activities.length, second.activities.length, second.next]).toEqual([1, 1, null])
    expect(transport.requests[0]?.url).toBe('https://api.leadping.test/events/conversations/c%2F1')
    expect(transport.requests[0]).toMatchObject({ priority: 'on_demand', isWrite: false })
    expect(transport.bodyOf(1)).toEqual({
      pageSize: 100,
      orderBy: [{ field: 'createdAt', direction: 'desc' }],
      continuationToken: 't',
    })
  })

  it('starts again when its cursor is refused or not ours', async () => {
    const { connector } = leadping((_, number) => (number === 0 ? page([noteRowInB], 't') : problem(400)), { memory })
    const first = successOf(await connector.pullConversation('c-1', null, 'on_demand'))
    expect(successOf(await connector.pullConversation('c-1', first.next, 'on_demand')).cursorExpired).toBe(true)
    expect(successOf(await connector.pullConversation('c-1', 'junk', 'on_demand')).cursorExpired).toBe(true)
  })
})

describe('one lead', () => {
  const single = { id: 'l-1', contact: { firstName: 'Maria' }, modifiedAt: '2026-11-20T12:00:00Z' }
  const row = { id: 'l-1', firstName: 'Maria', source: { id: 's', name: 'Home show' } }

  it('comes with its conversations and latest events', async () => {
    const { connector, transport } = leadping(
      (asked) => {
        const path = pathOf(asked)
        if (asked.method === 'GET') return json(single)
        if (path.startsWith('/leads/all/my')) return page([row])
        if (path === '/events/leads/l-1') return page([noteRowInB])
        const isFirst = !requestBody(asked).text?.includes('continuationToken')
        return isFirst ? page([conversation('c-1')], 't') : page([conversation('c-2')])
      },
      { memory },
    )
    const pulled = successOf(await connector.pullLead('l-1', 'on_demand'))
    expect(pulled.leads).toMatchObject([{ remoteId: 'l-1', source: 'Home show' }])
    expect(pulled.conversations.map((each) => each.remoteId)).toEqual(['c-1', 'c-2'])
    expect(pulled.activities.map((each) => each.remoteId)).toEqual(['e-1'])
    const listed = transport.lines.indexOf('POST /leads/all/my?archiveFilter=all')
    expect(transport.bodyOf(listed)).toEqual({ filters: [{ field: 'id', value: 'l-1' }] })
  })

  it('is shown also where its lists are refused', async () => {
    const { connector } = leadping((asked) => (asked.method === 'GET' ? json(single) : problem(400)), { memory })
    expect(successOf(await connector.pullLead('l-1', 'on_demand'))).toMatchObject({
      leads: [{ firstName: 'Maria' }],
      conversations: [],
    })
  })

  it.each([
    ['not found', problem(404)],
    ['forbidden', problem(403)],
    ['deleted', json({ ...single, deletedAt: '2026-11-20T12:00:00Z' })],
  ])('is absent where it is %s', async (_, reply) => {
    const { connector } = leadping(() => reply, { memory })
    expect(successOf(await connector.pullLead('l-1', 'on_demand'))).toMatchObject({ leads: [], conversations: [] })
  })

  it('of someone else is absent, but a credential that is refused everywhere is refused', async () => {
    const notMine = leadping((asked) => (pathOf(asked) === '/users/me' ? json({ id: 'u-1' }) : problem(401)), {
      memory,
    })
    expect(successOf(await notMine.connector.pullLead('l-1', 'on_demand')).leads).toEqual([])
    const expiredKey = leadping(() => problem(401, 'Expired.'), { memory })
    expect(failureOf(await expiredKey.connector.pullLead('l-1', 'on_demand'))).toEqual({
      kind: 'unauthorized',
      detail: 'Expired.',
    })
  })
})

describe('the account', () => {
  it('says who it belongs to', async () => {
    const { connector, transport } = leadping(() =>
      json({
        id: 'u-1',
        name: 'Dana Petrov',
        email: 'dana@brightside.example',
        currentOrganization: { id: 'o', name: 'Brightside' },
      }),
    )
    expect(successOf(await connector.identify('on_demand'))).toEqual({
      remoteUserId: 'u-1',
      displayName: 'Dana Petrov',
      email: 'dana@brightside.example',
      organizationName: 'Brightside',
    })
    expect(transport.requests[0]).toMatchObject({
      method: 'GET',
      url: 'https://api.leadping.test/users/me',
      headers: { authorization: 'Bearer token-of-dana' },
    })
  })

  it.each(['', 'two words', 'sk_ключ', 'line\nbreak'])(
    'with a key that cannot be one (%j) asks nothing',
    async (secret) => {
      const { connector, transport } = leadping(() => json({ id: 'u-1' }), { secret })
      expect(failureOf(await connector.identify('on_demand')).kind).toBe('unauthorized')
      expect(transport.requests).toHaveLength(0)
    },
  )

  it('takes a key with blanks pasted around it', async () => {
    const { connector, transport } = leadping(() => json({ id: 'u-1' }), { secret: '  sk_123\n' })
    successOf(await connector.identify('on_demand'))
    expect(transport.requests[0]?.headers.authorization).toBe('Bearer sk_123')
  })
})
