import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PullPage, PullRequest } from '../../../../electron/connectors/connector.ts'
import { failureOf, json, successOf } from '../scripted-transport.ts'
import {
  ask,
  error,
  note,
  notes,
  nowMs,
  prospect,
  routes,
  type ScriptedSaleshandy,
  saleshandy,
  success,
} from './saleshandy.ts'

async function walk({ connector }: ScriptedSaleshandy, request: PullRequest): Promise<readonly PullPage[]> {
  const pages: PullPage[] = []
  for (let cursor = request.cursor; pages.length < 500; ) {
    const page = successOf(await connector.pull({ ...request, cursor }))
    pages.push(page)
    cursor = page.next
    if (cursor === null) return pages
  }
  throw new Error('the walk has no end')
}

/** The cursor of the last page before the walk fails. */
async function cursorBeforeFailure({ connector }: ScriptedSaleshandy, request: PullRequest): Promise<string | null> {
  for (let cursor = request.cursor; ; ) {
    const outcome = await connector.pull({ ...request, cursor })
    if (!outcome.ok) return cursor
    cursor = outcome.value.next
    if (cursor === null) throw new Error('the walk did not fail')
  }
}

const stamp = (minute: number) => new Date(Date.UTC(2026, 10, 20, 10, minute)).toISOString()
const thread = (id: string, minute: number, more: object = {}) => ({
  id,
  subject: `About ${id}`,
  senderEmail: `${id}@example.com`,
  lastMessageTimestamp: stamp(minute),
  isRead: false,
  sentiment: 'Positive',
  ...more,
})
const inbox = (items: readonly unknown[], totalPages = 1, currentPage = 1) =>
  success({ items, meta: { totalItems: items.length, currentPage, itemsPerPage: 100, totalPages } })
const message = (id: string, minute: number) => ({
  id,
  body: '<p>Hello</p>',
  from: { name: 'Maria', email: 'T1@example.com' },
  timestamp: stamp(minute),
})
const members = success([
  { id: 'M1', firstName: 'Nadia', lastName: 'Okafor', email: 'nadia@northgate.example' },
  { id: 'M2', firstName: 'Yusuf', lastName: 'Demir', email: 'yusuf@northgate.example' },
])

describe('prospects', () => {
  it.each([
    [200, 100],
    [100, 100],
    [99, 50],
    [17, 10],
    [1, 10],
  ])('asked for %i at once are asked for in a size that the API takes', async (pageSize, asked) => {
    const { connector, transport } = saleshandy(() => success([]))
    await connector.pull(ask('leads', 'backfill', { pageSize }))
    expect(transport.lines[0]).toContain(`page=1&pageSize=${asked}&sortBy=createdAt&sort=DESC`)
  })

  it('are people and conversations, brought in one', async () => {
    const { connector } = saleshandy(() =>
      success([prospect('Pr1', '2026-11-20T10:00:00.000Z', { owner: { id: 'M1' } })]),
    )
    const page = successOf(await connector.pull(ask('leads', 'backfill')))
    expect(page.leads).toEqual([
      {
        remoteId: 'Pr1',
        firstName: 'Maria',
        lastName: 'Delgado',
        email: 'pr1@example.com',
        phone: '+1 512 555 0100',
        stage: null,
        source: null,
        isArchived: false,
        createdAtMs: Date.UTC(2026, 10, 20, 10),
        updatedAtMs: null,
        extra: {
          verificationStatus: 'Valid',
          owner: { id: 'M1' },
          company: 'Delgado Roofing',
          attributes: [{ id: 'a5', key: 'Budget', value: '12,000' }],
        },
      },
    ])
    expect(page.conversations).toMatchObject([
      {
        remoteId: 'Pr1',
        leadRemoteId: 'Pr1',
        firstName: 'Maria',
        email: 'pr1@example.com',
        lastEventAtMs: Date.UTC(2026, 10, 20, 10),
        isUnread: false,
        sweptBy: 'leads',
        lastEventFrom: 'timeline',
      },
    ])
  })

  it('survive any attributes', async () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.array(fc.string()), fc.constant(undefined))
    const key = fc.oneof(fc.constantFrom('First Name', 'firstName', 'PHONE', 'Company', 'Email', 'Budget'), fc.string())
    const attribute = fc.oneof(fc.record({ id: fc.string(), key, value }), fc.anything())
    await fc.assert(
      fc.asyncProperty(fc.array(attribute, { maxLength: 8 }), async (attributes) => {
        const row = JSON.parse(JSON.stringify(prospect('Pr1', undefined, { attributes })))
        const page = successOf(await saleshandy(() => success([row])).connector.pull(ask('leads', 'sweep')))
        expect(page.leads).toHaveLength(1)
        const kept = JSON.stringify(page.leads)
        for (const each of row.attributes) {
          if (typeof each?.value === 'string' && each.value.trim() !== '' && typeof each.key === 'string')
            expect(kept).toContain(JSON.stringify(each.value.trim()).slice(1, -1))
        }
      }),
      { numRuns: 60 },
    )
  })

  it('without a list in the answer are a breach of contract, and rows without an id are set aside', async () => {
    expect(
      failureOf(await saleshandy(() => json({ message: 'x' })).connector.pull(ask('leads', 'sweep'))),
    ).toMatchObject({
      kind: 'contract',
      mayHaveLanded: false,
    })
    for (const body of [
      { payload: [prospect('Pr1'), { email: 'x' }] },
      { data: { prospects: [prospect('Pr1'), 7] } },
    ]) {
      const page = successOf(await saleshandy(() => json(body)).connector.pull(ask('leads', 'sweep')))
      expect(page.leads).toHaveLength(1)
      expect(page.quarantined).toMatchObject([{ stream: 'leads', remoteId: null }])
    }
  })

  it('end at a page shorter than the one before, or at one without rows', async () => {
    const full = Array.from({ length: 10 }, (_, index) => prospect(`A${index}`))
    const ending = saleshandy(routes({ 'GET /v1/prospects?': [success(full), success([prospect('B1')])] }))
    expect(await walk(ending, ask('leads', 'sweep', { pageSize: 10 }))).toHaveLength(2)
    // A server whose pages are smaller than was asked for.
    const small = saleshandy(
      routes({ 'GET /v1/prospects?': [success([prospect('A')]), success([prospect('B')]), success([])] }),
    )
    expect((await walk(small, ask('leads', 'sweep'))).flatMap((page) => page.leads)).toHaveLength(2)
  })

  it('newest first are read to the first one older than asked for; in another order, to the end', async () => {
    const old = [prospect('A', stamp(30)), prospect('B', stamp(5))]
    const since = { sinceMs: Date.parse(stamp(20)) }
    const ordered = saleshandy(routes({ 'GET /v1/prospects?': success(old) }))
    expect(await walk(ordered, ask('leads', 'incremental', since))).toHaveLength(1)
    const reversed = saleshandy(
      routes({ 'GET /v1/prospects?': [success(old.toReversed()), success([prospect('C', stamp(40))]), success([])] }),
    )
    const pages = await walk(reversed, ask('leads', 'incremental', since))
    expect(pages.flatMap((page) => page.leads).map((row) => row.remoteId)).toEqual(['B', 'A', 'C'])
  })

  it('that come again and again for every page number are a breach of contract, after a few tries', async () => {
    const full = Array.from({ length: 10 }, (_, index) => prospect(`A${index}`))
    const stuck = saleshandy(() => success(full))
    let cursor: string | null = null
    let requests = 0
    for (;;) {
      const outcome = await stuck.connector.pull(ask('leads', 'sweep', { pageSize: 10, cursor }))
      requests += 1
      if (!outcome.ok) {
        expect(outcome.failure).toMatchObject({ kind: 'contract' })
        break
      }
      cursor = outcome.value.next
    }
    expect(requests).toBeLessThan(8)
    // All there is, whatever number is asked for.
    const few = saleshandy(() => success([prospect('A')]))
    expect(await walk(few, ask('leads', 'sweep'))).toHaveLength(2)
  })

  it('are walked from the start again after a cursor that is none', async () => {
    const { connector, transport } = saleshandy(() => success([]))
    for (const cursor of ['', 'x', '{}', '{"version":1,"stream":"conversations"}']) {
      expect(successOf(await connector.pull(ask('leads', 'sweep', { cursor })))).toMatchObject({ cursorExpired: true })
    }
    expect(transport.requests).toEqual([])
  })
})

describe('notes', () => {
  it('are read a prospect at a time, a page at a time, and the draft once', async () => {
    const world = saleshandy(
      routes({
        'GET /v1/prospects?': [success([prospect('Pr1'), prospect('Pr2'), prospect('Pr1')]), success([])],
        'GET /v1/prospects/Pr1/notes?skip=0': notes([note('N1'), note('N2')], {
          hasMore: true,
          draft: note('D', 'x', { status: '0' }),
        }),
        'GET /v1/prospects/Pr1/notes?skip=2': notes([note('N3')], { draft: note('D', 'x', { status: '0' }) }),
        'GET /v1/prospects/Pr2/notes': notes([]),
      }),
    )
    const pages = await walk(world, ask('activities', 'backfill'))
    expect(world.transport.lines.map((line) => line.split('?').join(' ').split('&')[0])).toEqual([
      'GET /v1/prospects page=1',
      'GET /v1/prospects/Pr1/notes skip=0',
      'GET /v1/prospects/Pr1/notes skip=2',
      'GET /v1/prospects/Pr2/notes skip=0',
      'GET /v1/prospects page=2',
      'GET /v1/prospects page=1',
    ])
    expect(pages.map((page) => page.activities.map((row) => row.remoteId))).toEqual([
      [],
      ['N1', 'N2', 'D'],
      ['N3'],
      [],
      [],
    ])
    expect(pages[0]?.leads).toHaveLength(3)
  })

  it('are read of every prospect, though others are deleted meanwhile and the list moves up', async () => {
    let listed = Array.from({ length: 25 }, (_, index) => prospect(`Pr${index}`))
    const world = saleshandy((request) => {
      const url = new URL(request.url)
      if (!url.pathname.endsWith('/prospects')) return notes([note(`N${url.pathname.split('/')[3]}`)])
      const page = Number(url.searchParams.get('page'))
      return success(listed.slice((page - 1) * 10, page * 10))
    })
    const seen = new Set<string>()
    let cursor: string | null = null
    for (let step = 0; ; step += 1) {
      if (step === 4 || step === 15) listed = listed.slice(3)
      const page: PullPage = successOf(await world.connector.pull(ask('activities', 'sweep', { pageSize: 10, cursor })))
      for (const row of page.activities) seen.add(row.remoteId)
      cursor = page.next
      if (cursor === null) break
    }
    expect(listed.filter((row) => !seen.has(`N${row.id}`))).toEqual([])
    const asked = world.transport.lines.filter((line) => line.includes('/notes?'))
    expect(new Set(asked).size).toBe(asked.length)
  })

  it('are read of a prospect whose row was spoilt once, and not waited for where it stays so', async () => {
    const { id: _, ...nameless } = prospect('Pr2')
    const once = saleshandy(
      routes({
        'GET /v1/prospects?page=1': [success([prospect('Pr1'), nameless]), success([prospect('Pr1'), prospect('Pr2')])],
        'GET /v1/prospects?page=2': success([]),
        'GET /v1/prospects/Pr': notes([]),
      }),
    )
    await walk(once, ask('activities', 'backfill'))
    expect(once.transport.lines.filter((line) => line.includes('/notes?'))).toEqual([
      'GET /v1/prospects/Pr1/notes?skip=0&take=100',
      'GET /v1/prospects/Pr2/notes?skip=0&take=100',
    ])
    const always = saleshandy(
      routes({
        'GET /v1/prospects?page=1': success([prospect('Pr1'), nameless]),
        'GET /v1/prospects?page=2': success([]),
        'GET /v1/prospects/Pr': notes([]),
      }),
    )
    const pages = await walk(always, ask('activities', 'backfill'))
    expect(pages.flatMap((page) => page.quarantined)).toHaveLength(3)
    expect(always.transport.lines.filter((line) => line.includes('/notes?'))).toHaveLength(1)
  })

  it('have their HTML, its plain text and their author', async () => {
    const wire = note('N1', '<p>Roof &amp; <b>battery</b></p><ul><li>one</li></ul>', {
      visibility: 2,
      pinnedAt: stamp(3),
    })
    const { connector } = saleshandy(() => notes([wire, note('N2', '<p>x</p>', { author: null, status: '0' })]))
    const page = successOf(await connector.pullConversation('Pr1', null, 'on_demand'))
    expect(page.activities[0]).toEqual({
      remoteId: 'N1',
      conversationRemoteId: 'Pr1',
      leadRemoteId: 'Pr1',
      type: 'Note',
      category: 'Notes',
      direction: null,
      status: 'Private',
      statusReason: null,
      summary: 'Roof & battery\n- one',
      description: '<p>Roof &amp; <b>battery</b></p><ul><li>one</li></ul>',
      authorId: 'nadia@northgate.example',
      authorName: 'Nadia Okafor',
      trafficType: null,
      scheduledForMs: null,
      canceledAtMs: null,
      createdAtMs: Date.parse('2026-11-21T09:30:00.000Z'),
      isHtml: true,
      extra: { visibility: '2', status: '1', updatedAt: '2026-11-21T09:30:00.000Z', pinnedAt: stamp(3) },
    })
    expect(page.activities[1]).toMatchObject({ status: 'Draft', authorId: null, authorName: null })
  })

  it('without an id or a time are set aside, and no reason to stop', async () => {
    const rows = [
      note('N1'),
      note('', 'x'),
      note('N3', 'x', { createdAt: 'yesterday' }),
      note('N4', 'x', { createdAt: undefined }),
    ]
    const { connector } = saleshandy(() => notes(rows))
    const page = successOf(await connector.pullConversation('Pr1', null, 'on_demand'))
    expect(page.activities).toMatchObject([{ remoteId: 'N1' }])
    expect(page.quarantined.map((item) => item.remoteId)).toEqual(['', 'N3', 'N4'])
  })

  it('stop at a failure that is not the prospect’s own, and go on there', async () => {
    const world = saleshandy(
      routes({
        'GET /v1/prospects?': [success([prospect('Pr1')]), error(500, 5001, 'later'), success([])],
        'GET /v1/prospects/Pr1/notes': [error(500, 5001, 'later'), notes([note('N1')])],
      }),
    )
    const first = successOf(await world.connector.pull(ask('activities', 'sweep')))
    const request = ask('activities', 'sweep', { cursor: first.next })
    expect(failureOf(await world.connector.pull(request))).toMatchObject({ kind: 'server' })
    expect((await walk(world, request)).flatMap((page) => page.activities)).toHaveLength(1)
  })

  it.each([
    ['an internal error', error(500, 5001, 'later')],
    ['an internal error under 400', error(400, 5001, 'later')],
    ['no list', json({ message: 'Done', payload: null })],
    ['a gateway’s refusal', error(403, null, 'plan')],
    ['a missing route', error(404, null, 'Cannot GET')],
  ])(
    'of one prospect that is answered with %s come after the others’, and are left out once it has lasted',
    async (_, answer) => {
      let atMs = nowMs
      let isWell = false
      const world = saleshandy(
        routes({
          'GET /v1/prospects?': (path) => success(path.includes('page=1&') ? [prospect('Pr1'), prospect('Pr2')] : []),
          'GET /v1/prospects/Pr1/notes': () => (isWell ? notes([note('N1')]) : answer),
          'GET /v1/prospects/Pr2/notes': notes([note('N2')]),
        }),
        { nowMs: () => atMs },
      )
      const seen: string[] = []
      const next = async (cursor: string | null) => {
        const page = successOf(await world.connector.pull(ask('activities', 'sweep', { cursor })))
        seen.push(...page.activities.map((row) => row.remoteId))
        return page
      }
      const listed = await next(null)
      const putOff = await next(listed.next)
      const { next: cursor } = await next(putOff.next)
      expect(seen).toEqual(['N2'])
      const again = ask('activities', 'sweep', { cursor })
      // A failure of the stream, which closes nobody's way to the CRM: all else is answered.
      expect(failureOf(await world.connector.pull(again))).toMatchObject({ kind: 'contract' })
      atMs += 9 * 60_000
      expect(failureOf(await world.connector.pull(again))).toMatchObject({ kind: 'contract' })
      atMs += 2 * 60_000
      const left = await next(cursor)
      expect(left).toMatchObject({
        quarantined: [{ remoteId: 'Pr1' }],
        unreadConversations: ['Pr1'],
        cursorExpired: false,
      })
      // Not waited for again, until it is well.
      expect((await walk(world, ask('activities', 'sweep'))).flatMap((page) => page.quarantined)).toHaveLength(1)
      isWell = true
      expect((await walk(world, ask('activities', 'sweep'))).flatMap((page) => page.activities)).toHaveLength(2)
      isWell = false
      const anew = await next((await next((await next(null)).next)).next)
      expect(failureOf(await world.connector.pull({ ...again, cursor: anew.next })).kind).toBe('contract')
    },
  )

  it('that are refused with 4000 are asked for once more, after the others’', async () => {
    const world = saleshandy(
      routes({
        'GET /v1/prospects?': (path) => success(path.includes('page=1&') ? [prospect('Pr1'), prospect('Pr2')] : []),
        'GET /v1/prospects/Pr1/notes': error(400, 4000, 'operation failed'),
        'GET /v1/prospects/Pr2/notes': notes([note('N2')]),
      }),
    )
    const pages = await walk(world, ask('activities', 'sweep'))
    expect(pages.flatMap((page) => page.activities)).toMatchObject([{ remoteId: 'N2' }])
    expect(pages.flatMap((page) => page.unreadConversations ?? [])).toEqual(['Pr1'])
    expect(pages.flatMap((page) => page.readAgain ?? [])).toEqual(['Pr2'])
    expect(world.transport.lines.filter((line) => line.includes('Pr1/notes'))).toHaveLength(2)
  })

  it('of a prospect that is gone are neither waited for nor kept', async () => {
    const world = saleshandy(
      routes({
        'GET /v1/prospects?': (path) => success(path.includes('page=1&') ? [prospect('Pr1')] : []),
        'GET /v1/prospects/Pr1/notes': error(400, 1001, 'invalid prospect id'),
      }),
    )
    const pages = await walk(world, ask('activities', 'sweep'))
    expect(pages.flatMap((page) => [...page.quarantined, ...(page.unreadConversations ?? [])])).toEqual([])
  })

  it.each([
    ['the same page for every offset', () => notes([note('N1'), note('N2')], { hasMore: true })],
    [
      'two pages in turns',
      (path: string) => {
        const name = /skip=\d*[13579]00&/.test(path) ? 'N' : 'M'
        const rows = Array.from({ length: 100 }, (_, index) => note(`${name}${index}`))
        return notes(rows, { hasMore: true })
      },
    ],
  ])('of a prospect whose list is %s end', async (_, answer) => {
    const world = saleshandy(
      routes({
        'GET /v1/prospects?': (path) => success(path.includes('page=1&') ? [prospect('Pr1')] : []),
        'GET /v1/prospects/Pr1/notes': answer,
      }),
    )
    let cursor: string | null = null
    for (let asked = 0; asked < 50_000; asked += 1) {
      const outcome = await world.connector.pull(ask('activities', 'sweep', { cursor }))
      if (!outcome.ok) {
        expect(outcome.failure).toMatchObject({
          kind: 'contract',
          issues: [expect.stringContaining('again and again')],
        })
        return
      }
      cursor = outcome.value.next
    }
    throw new Error('the list has no end')
  })
})

describe('the inbox', () => {
  const twoThreads = {
    'GET /v1/user/team-member-list': members,
    'POST /v1/unified-inbox/emails': inbox([thread('T1', 30), thread('T2', 10, { isRead: 1 })]),
    'GET /v1/unified-inbox/emails/T1': success({ emails: [message('m1', 20), message('m2', 30)] }),
    'GET /v1/unified-inbox/emails/T2': success({ threadId: 'T2', messages: [message('m3', 10)] }),
  }

  it('is walked a page of threads at a time, and then each thread', async () => {
    const world = saleshandy(routes(twoThreads))
    const pages = await walk(world, ask('conversations', 'backfill'))
    expect(world.transport.lines).toEqual([
      'GET /v1/user/team-member-list',
      'POST /v1/unified-inbox/emails',
      'GET /v1/unified-inbox/emails/T1',
      'GET /v1/unified-inbox/emails/T2',
    ])
    expect(world.transport.bodyOf(1)).toEqual({ page: 1, limit: 100, owners: ['M1', 'M2'] })
    expect(pages[0]?.conversations).toMatchObject([
      { remoteId: 'thread:T1', snippet: 'About T1', isUnread: true, outcome: 'Positive', takesNotes: false },
      { remoteId: 'thread:T2', isUnread: false },
    ])
    expect(pages.flatMap((page) => page.activities)).toMatchObject([
      { remoteId: 'message:T1/m1', conversationRemoteId: 'thread:T1', direction: 'Inbound', authorName: 'Maria' },
      { remoteId: 'message:T1/m2' },
      { remoteId: 'message:T2/m3', direction: 'Outbound' },
    ])
    // The team is asked for once in a while, not with every look.
    await walk(world, ask('conversations', 'sweep'))
    expect(world.transport.lines.filter((line) => line.includes('team-member-list'))).toHaveLength(1)
  })

  it('reads no thread that is older than asked for, should the server take no notice of the date', async () => {
    const world = saleshandy(routes(twoThreads))
    const sinceMs = Date.parse(stamp(20))
    const pages = await walk(world, ask('conversations', 'incremental', { sinceMs }))
    expect(world.transport.bodyOf(1)).toMatchObject({ startDate: stamp(20) })
    expect(pages.flatMap((page) => page.conversations)).toHaveLength(2)
    expect(world.transport.lines.filter((line) => line.includes('/emails/'))).toEqual([
      'GET /v1/unified-inbox/emails/T1',
    ])
  })

  it('goes on to the last page that the server counts, whatever its size', async () => {
    const world = saleshandy((request) => {
      if (request.url.endsWith('team-member-list')) return members
      if (!request.url.endsWith('/emails')) return success({ emails: [] })
      const { page } = JSON.parse(String(request.body))
      return inbox([thread(`T${page}`, 40 - page)], 3, page)
    })
    const pages = await walk(world, ask('conversations', 'sweep'))
    expect([...new Set(pages.flatMap((page) => page.conversations).map((row) => row.remoteId))]).toEqual([
      'thread:T1',
      'thread:T2',
      'thread:T3',
    ])
    expect(world.transport.lines.filter((line) => line.includes('/emails/'))).toHaveLength(3)
  })

  it('tries how owners and dates are wanted, and remembers what was taken', async () => {
    const world = saleshandy((request) => {
      if (request.url.endsWith('team-member-list')) return members
      if (!request.url.endsWith('/emails')) return success({ emails: [] })
      const body = JSON.parse(String(request.body))
      const isTaken = body.owners === undefined && /^\d{4}-\d\d-\d\d$/.test(body.startDate ?? '2026-01-01')
      return isTaken ? inbox([thread('T1', 30)]) : error(400, 4000, 'not like this')
    })
    const sinceMs = Date.parse(stamp(20))
    const pages = await walk(world, ask('conversations', 'incremental', { sinceMs }))
    expect(pages.flatMap((page) => page.conversations)).toHaveLength(1)
    expect(world.remembered.at(-1)).toEqual({ owners: 'absent', dates: 'day' })
    const last = world.transport.requests.length
    await walk(world, ask('conversations', 'incremental', { sinceMs }))
    expect(world.transport.bodyOf(last)).toEqual({ page: 1, limit: 100, startDate: '2026-11-19' })
    const refusing = saleshandy(routes({ 'GET /v1/user': members, 'POST /v1/unified': error(400, 4000, 'no') }))
    expect(failureOf(await refusing.connector.pull(ask('conversations', 'backfill')))).toMatchObject({
      kind: 'rejected',
      reason: 'no',
    })
  })

  it('that refuses the members’ ids is asked in another way, and nobody is signed out', async () => {
    const world = saleshandy((request) => {
      if (request.url.endsWith('team-member-list')) return members
      if (request.url.includes('/prospects?')) return success([])
      if (!request.url.endsWith('/emails')) return success({ emails: [] })
      const { owners } = JSON.parse(String(request.body))
      return owners.length === 0 ? inbox([thread('T1', 30)]) : error(400, 1001, 'not found or access denied')
    })
    expect((await walk(world, ask('conversations', 'backfill'))).flatMap((page) => page.conversations)).toHaveLength(1)
    expect(world.remembered.at(-1)).toEqual({ owners: 'empty' })
    const revoked = saleshandy(
      routes({
        'GET /v1/user': members,
        'POST /v1/unified': error(400, 1001, 'invalid token'),
        'GET /v1/prospects?': error(400, 1001, 'invalid token'),
      }),
    )
    expect(failureOf(await revoked.connector.pull(ask('conversations', 'backfill')))).toMatchObject({
      kind: 'unauthorized',
    })
  })

  it('is asked for everyone where the key may not list the team', async () => {
    const world = saleshandy(routes({ ...twoThreads, 'GET /v1/user/team-member-list': error(403, null, 'plan') }))
    successOf(await world.connector.pull(ask('conversations', 'backfill')))
    expect(world.transport.bodyOf(1)).toMatchObject({ owners: [] })
  })

  it('passes over a thread that is gone or, once it has lasted, cannot be read', async () => {
    let atMs = nowMs
    const world = saleshandy(
      routes({
        ...twoThreads,
        'GET /v1/unified-inbox/emails/T1': error(400, 4000, 'email thread not found'),
        'GET /v1/unified-inbox/emails/T2': json({ payload: { what: 'ever' } }),
      }),
      { nowMs: () => atMs },
    )
    const request = ask('conversations', 'sweep')
    const troubled = await world.connector.pull({ ...request, cursor: await cursorBeforeFailure(world, request) })
    expect(failureOf(troubled)).toMatchObject({ kind: 'contract', issues: [expect.stringContaining('thread:T2')] })
    atMs += 11 * 60_000
    const pages = await walk(world, request)
    expect(pages.flatMap((page) => page.activities)).toEqual([])
    expect(pages.flatMap((page) => page.quarantined)).toMatchObject([
      { stream: 'conversations', remoteId: 'T1' },
      { stream: 'conversations', remoteId: 'T2' },
    ])
    expect(pages.flatMap((page) => page.unreadConversations ?? [])).toEqual(['thread:T1', 'thread:T2'])
  })

  it.each([
    [
      { id: 'm', sentAt: stamp(1), fromEmail: 'A@x.example', textContent: 'plain & <b> text' },
      { authorId: 'a@x.example', summary: 'plain & <b> text' },
    ],
    [
      { emailId: 'm', date: stamp(1), from: 'Ann Lee <A@x.example>', content: '<p>Hi</p>' },
      { authorName: 'Ann Lee', summary: 'Hi', description: '<p>Hi</p>' },
    ],
    [
      { messageId: 'm', timestamp: Date.parse(stamp(1)), senderEmail: 'a@x.example', body: 'Just text' },
      { description: '<p>Just text</p>' },
    ],
    [
      { _id: 'm', receivedAt: stamp(1), subject: 'Only a subject', type: 'sent' },
      { summary: 'Only a subject', direction: 'Outbound' },
    ],
    [
      { id: 'm', createdAt: stamp(1), direction: 'INBOUND', from: [{ address: 'a@x.example' }] },
      { direction: 'Inbound', authorName: 'a@x.example' },
    ],
  ])('reads a message in the form of %j', async (wire, expected) => {
    const { connector } = saleshandy(() => success({ emails: [wire] }))
    const page = successOf(await connector.pullConversation('thread:T1', null, 'on_demand'))
    expect(page.activities).toMatchObject([
      {
        remoteId: 'message:T1/m',
        createdAtMs: Date.parse(stamp(1)),
        isHtml: true,
        sweptBy: 'conversations',
        ...expected,
      },
    ])
  })

  it('sets messages without an id or a time aside', async () => {
    const { connector } = saleshandy(() =>
      success({ emails: [{ id: 'm1' }, { timestamp: stamp(1) }, 'x', message('m4', 1)] }),
    )
    const page = successOf(await connector.pullConversation('thread:T1', null, 'on_demand'))
    expect(page.activities).toHaveLength(1)
    expect(page.quarantined.map((item) => item.remoteId)).toEqual([null, 'm1', null])
  })

  it('names a message by its thread, so that it can be asked for', async () => {
    const { connector, transport } = saleshandy(() => success({ id: 'm/1', body: '<p>Whole</p>', timestamp: stamp(1) }))
    const detail = successOf(await connector.eventDetail('message:T%2F1/m%2F1', 'on_demand'))
    expect(transport.requests[0]?.url).toBe('https://open-api.saleshandy.test/v1/unified-inbox/emails/T%2F1/m%2F1')
    expect(detail).toMatchObject({ summary: 'Whole', description: '<p>Whole</p>', createdAtMs: Date.parse(stamp(1)) })
    const ofNote = successOf(await connector.eventDetail('N1', 'on_demand'))
    expect(ofNote).toMatchObject({ activityRemoteId: 'N1', description: null, extra: {} })
    expect(transport.requests).toHaveLength(1)
  })
})

describe('a single prospect', () => {
  it('cannot be asked for: nothing is sent, and nothing is said of it', async () => {
    const { connector, transport } = saleshandy(() => success([]))
    expect(successOf(await connector.pullLead('Pr1', 'on_demand'))).toMatchObject({ leads: [], next: null })
    expect(transport.requests).toEqual([])
  })
})
