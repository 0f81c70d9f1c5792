import { describe, expect, it } from 'vitest'
import type { Connector, PullPage, PullRequest } from '../../../../electron/connectors/connector.ts'
import { requestBody } from '../../../support/request-body.ts'
import { failureOf, json, pathOf, successOf } from '../scripted-transport.ts'
import { failure, leadsquared, nowMs, userPath, withTypes } from './leadsquared.ts'

const ask = (
  stream: PullRequest['stream'],
  mode: PullRequest['mode'],
  given: Partial<PullRequest> = {},
): PullRequest => ({
  stream,
  mode,
  cursor: null,
  sinceMs: null,
  pageSize: 50,
  priority: 'backfill',
  ...given,
})

async function walk(connector: Connector, request: PullRequest): Promise<PullPage[]> {
  const pages: PullPage[] = []
  let cursor: string | null = null
  do {
    const page: PullPage = successOf(await connector.pull({ ...request, cursor }))
    pages.push(page)
    cursor = page.next
  } while (cursor !== null && pages.length < 50)
  return pages
}

const row = (id: string, code: number, given: Readonly<Record<string, unknown>> = {}) => ({
  ProspectActivityId: id,
  RelatedProspectId: 'l-1',
  ActivityEvent: String(code),
  ActivityEvent_Note: 'Seen',
  CreatedOn: '2026-11-20 09:00:00',
  ModifiedOn: '2026-11-20 10:00:00.000',
  CreatedBy: 'u-1',
  mx_Custom_1: 'kept',
  mx_Custom_2: '',
  Whatever: 7,
  ...given,
})

/** Lists by type: rows by code, or what is answered in their stead. */
const listing = (lists: Readonly<Record<number, readonly unknown[] | ReturnType<typeof json>>>) =>
  withTypes(Object.fromEntries(Object.keys(lists).map((code) => [code, []])), (request) => {
    const { Parameter } = JSON.parse(requestBody(request).text ?? '{}')
    const list = lists[Number(Parameter.ActivityEvent)]
    if (list === undefined) return failure('MXInvalidInputException')
    return 'kind' in list ? list : json({ RecordCount: list.length, List: list })
  })

describe('pulling activities', () => {
  it('keeps fields that no column holds, and drops none for an odd value', async () => {
    const { connector } = leadsquared(
      listing({ 201: [row('a', 201, { ActivityEvent_Note: { odd: true }, Status: 3 })] }),
    )
    const [page] = await walk(connector, ask('activities', 'backfill'))
    expect(page?.activities).toMatchObject([
      {
        remoteId: 'a',
        conversationRemoteId: 'l-1',
        type: 'Type 201',
        category: '201',
        status: '3',
        summary: null,
        authorId: 'u-1',
        createdAtMs: Date.UTC(2026, 10, 20, 9),
        extra: { mx_Custom_1: 'kept', Whatever: 7, ModifiedOn: '2026-11-20 10:00:00.000' },
      },
    ])
    expect(page?.activities[0]?.extra).not.toHaveProperty('mx_Custom_2')
  })

  it('quarantines a row without an id or a time, and keeps the others', async () => {
    const { connector } = leadsquared(
      listing({ 201: [row('a', 201), row('', 201), row('c', 201, { CreatedOn: 'soon' }), row('d', 201)] }),
    )
    const [page] = await walk(connector, ask('activities', 'backfill'))
    expect(page?.activities.map((each) => each.remoteId)).toEqual(['a', 'd'])
    expect(page?.quarantined).toMatchObject([
      { stream: 'activities' },
      { remoteId: 'c', issues: ['CreatedOn: expected a date-time'] },
    ])
  })

  it('asks for windows in UTC with a margin, newest first', async () => {
    const { connector, transport } = leadsquared(listing({ 201: [] }))
    const sinceMs = Date.UTC(2026, 10, 21, 9, 30, 0, 500)
    await walk(connector, ask('activities', 'incremental', { sinceMs }))
    expect(transport.bodyOf(1)).toEqual({
      Parameter: { FromDate: '2026-11-21 09:29:59', ToDate: '2026-11-22 10:00:01', ActivityEvent: 201 },
      Sorting: { ColumnName: 'ModifiedOn', Direction: 1 },
      Paging: { PageIndex: 1, PageSize: 50 },
    })
  })

  it('proves no more than the CRM’s clock showed when the look began', async () => {
    const ahead = row('a', 201, { ModifiedOn: '2026-11-21 12:00:00' })
    const serverDate = 'Sat, 21 Nov 2026 11:00:00 GMT'
    const { connector } = leadsquared(
      listing({ 201: json({ RecordCount: 1, List: [ahead] }, 200, { date: serverDate }) }),
    )
    const look = await walk(connector, ask('activities', 'incremental', { sinceMs: nowMs }))
    expect(look.map((page) => page.newestStampMs)).toEqual([Date.parse(serverDate)])
    const history = await walk(connector, ask('activities', 'backfill'))
    expect(history[0]?.newestStampMs).toBe(Date.parse(serverDate))
  })

  it('leaves out a type that is refused, says so once, and asks again hours later only', async () => {
    const { connector, transport } = leadsquared(
      listing({ 1: failure('MXInvalidInputException', 500, 'Not listed.'), 201: [row('a', 201)] }),
    )
    const pages = await walk(connector, ask('activities', 'backfill'))
    expect(pages.flatMap((page) => page.activities)).toHaveLength(1)
    expect(pages.flatMap((page) => page.quarantined)).toMatchObject([
      { remoteId: 'type 1', issues: [expect.stringContaining('Not listed.')] },
    ])
    const before = transport.requests.length
    await walk(connector, ask('activities', 'incremental', { sinceMs: nowMs }))
    expect(transport.requests.length - before).toBe(1)
  })

  it('leaves out a type on which the server fails again and again while it answers otherwise, and reads it from there when it is well', async () => {
    let isWell = false
    const { connector, transport } = leadsquared(
      withTypes({ 1: [], 201: [] }, (request) => {
        const { Parameter } = JSON.parse(requestBody(request).text ?? '{}')
        if (Parameter.ActivityEvent === 201) return json({ RecordCount: 0 })
        return isWell ? json({ RecordCount: 1, List: [row('late', 1)] }) : failure('MXException')
      }),
    )
    const sinceMs = nowMs - 3_600_000
    // What may be of the moment ends the walk: it must not claim to be complete without the type.
    for (let look = 1; look < 5; look += 1) {
      const failed = await connector.pull(ask('activities', 'incremental', { sinceMs }))
      expect(failureOf(failed)).toMatchObject({
        kind: 'contract',
        issues: [expect.stringContaining('ActivityEvent 1')],
      })
    }
    const troubled = await walk(connector, ask('activities', 'incremental', { sinceMs }))
    expect(troubled.flatMap((page) => page.quarantined)).toHaveLength(1)
    isWell = true
    const well = await walk(connector, ask('activities', 'incremental', { sinceMs: nowMs }))
    expect(well.flatMap((page) => page.activities)).toMatchObject([{ remoteId: 'late' }])
    expect(troubled.flatMap((page) => page.readAgain ?? [])).not.toContain('type 1')
    expect(well.flatMap((page) => page.readAgain ?? [])).toContain('type 1')
    const last = transport.requests.findLast((request) =>
      (requestBody(request).text ?? '').includes('"ActivityEvent":1}'),
    )
    expect(last === undefined ? null : requestBody(last).text).toContain('"FromDate":"2026-11-21 08:59:59"')
  })

  it('does not finish a sweep without a type that could not be read', async () => {
    const { connector } = leadsquared(listing({ 1: failure('MXException'), 201: [row('a', 201)] }))
    expect(failureOf(await connector.pull(ask('activities', 'sweep')))).toMatchObject({ kind: 'contract' })
  })

  it.each([403, 404, 405, 410, 413])(
    'takes no gateway’s %d for the refusal of a type, and asks for it again with the next look',
    async (status) => {
      let isAway = true
      const refused = { kind: 'answer', status, headers: {}, body: '<html>nothing here</html>' } as const
      const { connector } = leadsquared(
        withTypes({ 1: [], 201: [] }, (request) => {
          const isOfOne = JSON.parse(requestBody(request).text ?? '{}').Parameter.ActivityEvent === 1
          return isAway && isOfOne
            ? refused
            : json({ RecordCount: 1, List: [row(isOfOne ? 'a' : 'b', isOfOne ? 1 : 201)] })
        }),
      )
      for (const mode of ['backfill', 'sweep'] as const)
        await expect(walk(connector, ask('activities', mode))).rejects.toThrow(`HTTP ${status}`)
      isAway = false
      const pages = await walk(connector, ask('activities', 'incremental', { sinceMs: nowMs }))
      expect(pages.flatMap((page) => page.activities)).toHaveLength(2)
    },
  )

  it('finishes no sweep without a type that was listed before and is refused, before that has lasted', async () => {
    let atMs = nowMs
    let isRefused = false
    const { connector } = leadsquared(
      withTypes({ 1: [], 201: [] }, (request) => {
        const code = JSON.parse(requestBody(request).text ?? '{}').Parameter.ActivityEvent
        if (isRefused && code === 1) return failure('MXInvalidInputException', 500, 'Not listed.')
        return json({ RecordCount: 1, List: [row(`of ${code}`, code)] })
      }),
      { nowMs: () => atMs },
    )
    const sweep = ask('activities', 'sweep')
    expect((await walk(connector, sweep)).flatMap((page) => page.activities)).toHaveLength(2)
    isRefused = true
    // Looks for news do without it, and do not ask again for hours.
    await walk(connector, ask('activities', 'incremental', { sinceMs: nowMs }))
    await expect(walk(connector, sweep)).rejects.toThrow('Not listed.')
    atMs += 11 * 60_000
    expect((await walk(connector, sweep)).flatMap((page) => page.quarantined)).toMatchObject([{ remoteId: 'type 1' }])
    isRefused = false
    expect((await walk(connector, sweep)).flatMap((page) => page.activities)).toHaveLength(2)
  })

  it('refuses one thing without signing the whole account out', async () => {
    const denied = failure('MXAccessDeniedException', 500, 'You may not list this.')
    let user = json({ Id: 'u-1' })
    const { connector } = leadsquared(
      withTypes({ 1: [], 201: [] }, (request) => {
        if (pathOf(request) === userPath) return user
        const isOfOne = JSON.parse(requestBody(request).text ?? '{}').Parameter.ActivityEvent === 1
        return isOfOne ? denied : json({ RecordCount: 1, List: [row('b', 201)] })
      }),
    )
    const pages = await walk(connector, ask('activities', 'backfill'))
    expect(pages.flatMap((page) => page.activities)).toHaveLength(1)
    expect(pages.flatMap((page) => page.quarantined)).toMatchObject([
      { issues: [expect.stringContaining('You may not list this.')] },
    ])
    for (const [answer, expected] of [
      [json({ Id: 'u-1', LSQCommonServiceURLs: { API: 'api-in21.leadsquared.com' } }), { kind: 'unauthorized' }],
      [denied, { kind: 'unauthorized' }],
      [{ kind: 'unreachable', reason: 'no route' }, { kind: 'offline' }],
    ] as const) {
      user = answer
      expect(failureOf(await connector.pull(ask('activities', 'sweep')))).toMatchObject(expected)
    }
  })

  it('fails where every type is refused: then it is not the type', async () => {
    const { connector } = leadsquared(listing({ 201: failure('MXInvalidInputException') }))
    expect(failureOf(await connector.pull(ask('activities', 'backfill')))).toMatchObject({ kind: 'rejected' })
  })

  it('takes a list that counts rows and shows none for broken, and one without rows for empty', async () => {
    const broken = leadsquared(listing({ 201: json({ RecordCount: 4, Rows: [] }) }))
    expect(failureOf(await broken.connector.pull(ask('activities', 'sweep')))).toMatchObject({ kind: 'contract' })
    const empty = leadsquared(listing({ 201: json({ RecordCount: 0 }) }))
    expect(successOf(await empty.connector.pull(ask('activities', 'sweep')))).toMatchObject({
      activities: [],
      next: null,
    })
  })
})

describe('a look for news', () => {
  const date = (atMs: number) => ({ date: new Date(atMs).toUTCString() })
  const minuteMs = 60_000

  /** Two types; the list of all types shows what `told` says of them. */
  function account(told: () => readonly number[], fullLookMs: number) {
    const rows = new Map<number, ReturnType<typeof row>[]>([
      [1, []],
      [201, []],
    ])
    const server = withTypes({ 1: [], 201: [] }, (request) => {
      const body = requestBody(request).text ?? ''
      if (request.url.endsWith('/RetrieveRecentlyModified')) {
        const list = told().map((EventCode) => ({ Id: `r${EventCode}`, EventCode }))
        return json({ RecordCount: list.length, ProspectActivities: list }, 200, date(nowMs))
      }
      const list = rows.get(JSON.parse(body).Parameter?.ActivityEvent) ?? []
      return json({ RecordCount: list.length, List: list }, 200, date(nowMs))
    })
    const memory = { userId: 'u-1', fullLookMs: String(fullLookMs) }
    const scripted = leadsquared(
      (request, number) => {
        const reply = server(request, number)
        return reply.kind === 'answer' ? { ...reply, headers: { ...reply.headers, ...date(nowMs) } } : reply
      },
      { memory },
    )
    const asked = () => scripted.transport.lines.filter((line) => line.includes('RetrieveByActivityEvent')).length
    return { ...scripted, rows, asked }
  }
  const look = ask('activities', 'incremental', { sinceMs: nowMs - 5 * minuteMs })

  it('goes over all types every ten minutes, back to the time before', async () => {
    const { connector, transport, asked, remembered } = account(() => [], nowMs - 11 * minuteMs)
    await walk(connector, look)
    expect(asked()).toBe(2)
    const last = transport.requests.at(-1)
    expect(last === undefined ? '' : requestBody(last).text).toContain('"FromDate":"2026-11-21 09:43:59"')
    expect(remembered.at(-1)).toMatchObject({ fullLookMs: String(nowMs) })
    await walk(connector, look)
    expect(asked()).toBe(2)
  })

  it('does not believe the list of all types any more where it kept something back', async () => {
    const { connector, rows, asked } = account(() => [1], nowMs - 11 * minuteMs)
    rows.set(201, [row('kept back', 201, { ModifiedOn: '2026-11-21 09:50:00' })])
    const first = await walk(connector, look)
    expect(first.flatMap((page) => page.activities)).toMatchObject([{ remoteId: 'kept back' }])
    const before = asked()
    await walk(connector, look)
    expect(asked() - before).toBe(2)
  })

  it('asks again what types there are where the list of all names a new one', async () => {
    let told: readonly number[] = []
    const { connector, transport } = account(() => told, nowMs)
    await walk(connector, look)
    const types = () => transport.lines.filter((line) => line.endsWith('ActivityTypes.Get')).length
    expect(types()).toBe(1)
    told = [305]
    await walk(connector, look)
    expect(types()).toBe(2)
  })
})

describe('pulling leads', () => {
  const lead = (id: string, given: Readonly<Record<string, string | null>> = {}) =>
    Object.entries({
      ProspectID: id,
      FirstName: 'Ravi',
      EmailAddress: 'ravi@example.com',
      Score: '12',
      ModifiedOn: '2026-11-20 10:00:00',
      CreatedOn: '2026-11-01 10:00:00',
      mx_City: 'Pune',
      ...given,
    }).map(([Attribute, Value]) => ({ Attribute, Value }))

  it('reads them from attributes and values, or flat', async () => {
    for (const Leads of [
      [{ LeadPropertyList: lead('l-1') }],
      [Object.fromEntries(lead('l-1').map(({ Attribute, Value }) => [Attribute, Value]))],
    ]) {
      const { connector } = leadsquared(() => json({ RecordCount: 1, Leads }))
      const page = successOf(await connector.pull(ask('leads', 'backfill')))
      expect(page.leads).toMatchObject([
        {
          remoteId: 'l-1',
          firstName: 'Ravi',
          score: 12,
          updatedAtMs: Date.UTC(2026, 10, 20, 10),
          extra: { mx_City: 'Pune' },
        },
      ])
      expect(page.conversations).toMatchObject([
        {
          remoteId: 'l-1',
          leadRemoteId: 'l-1',
          lastEventAtMs: Date.UTC(2026, 10, 1, 10),
          sweptBy: 'leads',
          lastEventFrom: 'timeline',
        },
      ])
      expect(page.next).toBeNull()
    }
  })

  it('asks for the fields by name where the list leaves their stamps out', async () => {
    const { connector, transport } = leadsquared((request) => {
      const isNamed = (requestBody(request).text ?? '').includes('Include_CSV')
      return json({ RecordCount: 1, Leads: [{ LeadPropertyList: lead('l-1', isNamed ? {} : { ModifiedOn: null }) }] })
    })
    expect(successOf(await connector.pull(ask('leads', 'backfill'))).leads[0]?.updatedAtMs).toBe(
      Date.UTC(2026, 10, 20, 10),
    )
    expect(transport.requests).toHaveLength(2)
    successOf(await connector.pull(ask('leads', 'backfill')))
    expect(transport.requests).toHaveLength(3)
  })

  it('has no stream of conversations: each lead is its own', async () => {
    const { connector, transport } = leadsquared(() => json([]))
    expect(successOf(await connector.pull(ask('conversations', 'backfill')))).toMatchObject({
      next: null,
      conversations: [],
    })
    expect(transport.requests).toEqual([])
  })
})

describe('a lead’s own list', () => {
  const event = (number: number) => ({ Id: `e${number}`, EventCode: 201, CreatedOn: '2026-11-20 09:00:00' })
  const pageFrom = (first: number, count = 25) => Array.from({ length: count }, (_, index) => event(first + index))

  /** A server whose list is what `rows` says, in pages that are counted from there. */
  function account(rows: () => readonly unknown[], countsFrom: 0 | 1) {
    const { connector } = leadsquared(
      withTypes({ 201: [] }, (request) => {
        const offset = Number(JSON.parse(requestBody(request).text ?? '{}').Paging.Offset)
        const from = Math.max(0, offset - countsFrom) * 25
        return json({ RecordCount: 1, ProspectActivities: rows().slice(from, from + 25) })
      }),
    )
    return async (cursor: string | null) => successOf(await connector.pullConversation('l-1', cursor, 'on_demand'))
  }

  it.each([0, 1] as const)('is read to its end where its pages count from %d', async (countsFrom) => {
    const read = account(() => pageFrom(1, 60), countsFrom)
    const seen = new Set<string>()
    for (let cursor: string | null = null, pages = 0; pages < 5; pages += 1) {
      const page: PullPage = await read(cursor)
      for (const { remoteId } of page.activities) seen.add(remoteId)
      cursor = page.next
      if (cursor === null) break
    }
    expect(seen.size).toBe(60)
  })

  it('is not taken to count from 1 for one row that moved to the next page', async () => {
    let rows = pageFrom(1, 25)
    const read = account(() => rows, 0)
    const first = await read(null)
    rows = [event(0), ...rows]
    await read(first.next)
    expect((await read(null)).activities).toMatchObject([{ remoteId: 'e0' }, ...Array(24).fill({})])
  })
})
