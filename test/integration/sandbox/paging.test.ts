import { afterEach, describe, expect, it } from 'vitest'
import { type Json, pageOf, send, walk } from './client.ts'
import { closeSandboxes, nowMs, start } from './running.ts'

afterEach(closeSandboxes)

const idsOf = (pages: readonly { items: readonly Json[] }[]): unknown[] =>
  pages.flatMap((page) => page.items.map((item) => item.id))

describe.each(['A', 'B'] as const)('paging in dialect %s', (dialect) => {
  const pageSize = dialect === 'A' ? '23' : 23

  it('yields every conversation, event and lead exactly once', async () => {
    const sandbox = await start({ dialect })
    const conversations = idsOf(await walk(sandbox, '/conversations/my?archiveFilter=all', { pageSize }))
    const events = idsOf(await walk(sandbox, '/events/all/my', { pageSize }))
    const leads = idsOf(await walk(sandbox, '/leads/all/my?archiveFilter=all', { pageSize }))
    expect(conversations.toSorted()).toEqual([...sandbox.state.conversations.keys()].toSorted())
    expect(events).toHaveLength(1_500)
    expect(events.toSorted()).toEqual([...sandbox.state.events.keys()].toSorted())
    expect(leads.toSorted()).toEqual([...sandbox.state.leads.keys()].toSorted())
  })

  it('yields every row once in uneven pages too, of which some are empty', async () => {
    const sandbox = await start({ dialect, pages: 'uneven' })
    const pages = await walk(sandbox, '/events/all/my', { pageSize: 5 })
    expect(idsOf(pages).toSorted()).toEqual([...sandbox.state.events.keys()].toSorted())
    expect(pages.some((page) => page.items.length === 0 && page.continuationToken !== null)).toBe(true)
  })

  it('says sizes and totals in the form of the dialect', async () => {
    const sandbox = await start({ dialect, maxPageSize: 50 })
    const page = pageOf(await send(sandbox, 'POST', '/events/all/my', { pageSize: '999', includeCount: true }))
    expect(page.items).toHaveLength(50)
    expect(page.pageSize).toBe(dialect === 'A' ? '50' : 50)
    expect(page.totalCount).toBe(dialect === 'A' ? '1500' : 1500)
  })

  it('serves one conversation and one lead only', async () => {
    const sandbox = await start({ dialect })
    const [conversation] = [...sandbox.state.conversations.values()]
    if (conversation === undefined) throw new Error('no conversation')
    const ofConversation = await walk(sandbox, `/events/conversations/${conversation.id}`, { pageSize })
    expect(idsOf(ofConversation).toSorted()).toEqual(
      sandbox.state
        .timelineOf(conversation.id)
        .map((event) => event.id)
        .toSorted(),
    )
    const ofLead = await walk(sandbox, `/events/leads/${conversation.leadId}`, { pageSize })
    expect(ofLead.flatMap((page) => page.items).every((item) => item.leadId === conversation.leadId)).toBe(true)
    expect(idsOf(await walk(sandbox, `/conversations/lead/${conversation.leadId}`))).toContain(conversation.id)
  })
})

describe('list queries', () => {
  it('take startAt as inclusive and endAt as exclusive', async () => {
    const sandbox = await start({ dialect: 'B' })
    const stamps = [...sandbox.state.events.values()].map((event) => event.createdAtMs).toSorted((a, b) => a - b)
    const [startMs, endMs] = [stamps[400], stamps[500]]
    if (startMs === undefined || endMs === undefined) throw new Error('too few events')
    const window = `startAt=${new Date(startMs).toISOString()}&endAt=${new Date(endMs).toISOString()}`
    const served = idsOf(await walk(sandbox, `/events/all/my?${window}`, { pageSize: 30 }))
    expect(served).toHaveLength(stamps.filter((ms) => ms >= startMs && ms < endMs).length)
  })

  it('combine several bounds, sort in both directions and put nulls first', async () => {
    const sandbox = await start({ dialect: 'B' })
    const rangeFilters = [
      {
        field: 'lastEventAt',
        greaterThanOrEqual: new Date(nowMs - 40 * 86_400_000).toISOString(),
        lessThan: new Date(nowMs - 86_400_000).toISOString(),
      },
    ]
    const path = '/conversations/my?archiveFilter=all'
    const [ascending, descending] = await Promise.all(
      ['asc', 'desc'].map((direction) =>
        walk(sandbox, path, { pageSize: 9, rangeFilters, orderBy: [{ field: 'lastEventAt', direction }] }),
      ),
    )
    const expected = [...sandbox.state.conversations.values()]
      .flatMap((one) => (one.lastEventAtMs === null ? [] : [{ id: one.id, atMs: one.lastEventAtMs }]))
      .filter(({ atMs }) => atMs >= nowMs - 40 * 86_400_000 && atMs < nowMs - 86_400_000)
      .toSorted((one, other) => one.atMs - other.atMs)
      .map(({ id }) => id)
    expect(expected.length).toBeGreaterThan(10)
    expect(idsOf(ascending ?? [])).toEqual(expected)
    expect(idsOf(descending ?? [])).toEqual(expected.toReversed())
    const all = (await walk(sandbox, path, { orderBy: [{ field: 'lastEventAt' }] })).flatMap((page) => page.items)
    expect(all[0]?.lastEventAt).toBeNull()
    expect(all.at(-1)?.lastEventAt).not.toBeNull()
  })

  it('filter exactly, search in named fields and tell archived from active', async () => {
    const sandbox = await start({ dialect: 'B' })
    const unread = await walk(sandbox, '/conversations/my', { filters: [{ field: 'isUnread', value: true }] })
    const expected = [...sandbox.state.conversations.values()].filter((one) => one.isUnread && !one.isArchived)
    expect(idsOf(unread).toSorted()).toEqual(expected.map((one) => one.id).toSorted())
    const archived = await walk(sandbox, '/conversations/my?archiveFilter=archived')
    expect(archived.flatMap((page) => page.items).every((item) => item.isArchived === true)).toBe(true)
    expect(idsOf(archived).length).toBeGreaterThan(0)
    const found = await walk(sandbox, '/events/all/my', { search: 'QUOTE', searchFields: ['summary'] })
    expect(idsOf(found).length).toBeGreaterThan(0)
    expect(found.flatMap((page) => page.items).every((item) => /quote/i.test(String(item.summary)))).toBe(true)
  })

  it.each([
    ['a page size that is no number', { pageSize: '12x' }],
    ['a page size below one', { pageSize: 0 }],
    ['an unknown sort field', { orderBy: [{ field: 'shoeSize' }] }],
    ['a direction that is none', { orderBy: [{ field: 'createdAt', direction: 'sideways' }] }],
    ['a bound that is no date', { rangeFilters: [{ field: 'createdAt', greaterThan: 'yesterday' }] }],
    ['a filter value of the wrong type', { filters: [{ field: 'summary', value: 7 }] }],
    ['a token it never gave', { continuationToken: 'bm90IGEgdG9rZW4' }],
  ])('refuse %s with Problem Details', async (_, query) => {
    const sandbox = await start({ dialect: 'B' })
    const reply = await send(sandbox, 'POST', '/events/all/my', query)
    expect(reply.status).toBe(400)
    expect(reply.headers.get('content-type')).toContain('application/problem+json')
    expect(reply.json).toMatchObject({ title: 'Bad Request', status: 400, detail: expect.stringMatching(/\w+/) })
  })

  it('refuse a token under another query and after all tokens have expired', async () => {
    const sandbox = await start({ dialect: 'B' })
    const { continuationToken } = pageOf(await send(sandbox, 'POST', '/events/all/my', { pageSize: 10 }))
    const elsewhere = await send(sandbox, 'POST', '/events/all/my', { continuationToken, search: 'solar' })
    expect(elsewhere.status).toBe(400)
    expect((await send(sandbox, 'POST', '/events/all/my', { continuationToken })).status).toBe(200)
    sandbox.expireTokens()
    expect((await send(sandbox, 'POST', '/events/all/my', { continuationToken })).status).toBe(400)
  })
})
