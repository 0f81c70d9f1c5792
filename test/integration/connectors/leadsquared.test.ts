import { afterEach, describe, expect, it } from 'vitest'
import type { ActivityRecord, Connector, Priority, PullPage } from '../../../electron/connectors/connector.ts'
import { ask, closeAccounts, connect, failureOf, idsOf, remoteIds, successOf, walk } from './leadsquared-account.ts'

afterEach(closeAccounts)

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

describe('a LeadSquared account', () => {
  it('says who the keys belong to, and asks with headers only', async () => {
    const { connector, sandbox, memory } = await connect()
    const { me, organization } = sandbox.state.team
    expect(successOf(await connector.identify('on_demand'))).toEqual({
      remoteUserId: me.id,
      displayName: me.name,
      email: null,
      organizationName: organization.name,
    })
    expect(memory()).toMatchObject({ userId: me.id, userName: me.name })
    expect(sandbox.requests.matching().every((entry) => entry.query === '')).toBe(true)
  })

  it.each(['host', 'url'] as const)('finds its own host from another region, told as a %s', async (serviceUrls) => {
    const { sandbox, again } = await connect({ serviceUrls })
    const identity = successOf(await again({ baseUrl: sandbox.wrongRegionUrl }).identify('on_demand'))
    expect(identity.baseUrl).toBe(sandbox.url)
    expect(successOf(await again({ baseUrl: sandbox.url }).identify('on_demand')).baseUrl).toBeUndefined()
  })

  it('tells the wrong region from wrong keys where the user waits for it', async () => {
    const { sandbox, again } = await connect()
    const elsewhere = failureOf(await typesOf(again({ baseUrl: sandbox.wrongRegionUrl }), 'on_demand'))
    expect(elsewhere).toMatchObject({ kind: 'unauthorized', detail: expect.stringContaining(sandbox.url) })
    const wrong = failureOf(await typesOf(again({ secret: 'u$rno:body' }), 'on_demand'))
    expect(wrong).toMatchObject({ kind: 'unauthorized', detail: expect.stringContaining('one of them is wrong') })
    const unasked = failureOf(await typesOf(again({ secret: 'u$rno:body' }), 'sweep'))
    expect(unasked).toMatchObject({ kind: 'unauthorized', detail: expect.stringContaining('another region') })
  })

  it('stops where its user was deactivated', async () => {
    const { connector, sandbox } = await connect()
    sandbox.colleagues.setUserActive(sandbox.state.team.me, false)
    expect(failureOf(await connector.pull(ask('leads', 'backfill')))).toMatchObject({ kind: 'unauthorized' })
  })

  it('says what the keys may read, by reading', async () => {
    const { connector, sandbox } = await connect()
    const abilities = successOf(await connector.abilities('on_demand'))
    expect(Object.fromEntries(abilities.map(({ what, answer }) => [what, answer]))).toEqual({
      read_people: 'yes',
      read_conversations: 'yes',
      read_activities: 'yes',
      write_notes: 'not_known',
      see_colleagues_records: 'yes',
    })
    expect(sandbox.state.activitiesFromApi()).toEqual([])
  })
})

describe('the walks', () => {
  it.each([
    ['as documented', {}],
    [
      'with bounds outside, hidden fractions and unstable ties',
      {
        includesFromDate: false,
        includesToDate: false,
        hasHiddenFractions: true,
        hasUnstableTies: true,
        printsMilliseconds: true,
      },
    ],
    ['with pages cut short', { pageSizeAboveMax: 'cut', maxPageSize: 30, maxLeadPageSize: 30 }],
    ['with large pages refused', { pageSizeAboveMax: 'reject', maxPageSize: 30, maxLeadPageSize: 30 }],
    ['with counts of the whole', { leadsCount: 'all', omitsEmptyLists: false }],
  ] as const)('backfill every row, %s', async (_, settings) => {
    const { connector, sandbox } = await connect(settings)
    for (const pageSize of [17, 200]) {
      const leads = await walk(connector, ask('leads', 'backfill', { pageSize }))
      const activities = await walk(connector, ask('activities', 'backfill', { pageSize }))
      expect(remoteIds(leads.flatMap((page) => page.leads))).toEqual(idsOf(sandbox.state.leads.values()))
      expect(remoteIds(leads.flatMap((page) => page.conversations))).toEqual(idsOf(sandbox.state.leads.values()))
      expect(remoteIds(activities.flatMap((page) => page.activities))).toEqual(idsOf(sandbox.state.activities.values()))
      expect([...leads, ...activities].flatMap((page) => page.quarantined)).toEqual([])
    }
  })

  it('come newest first over all types, count the rows, and prove the beginning of the walk', async () => {
    const { connector, sandbox } = await connect()
    const startedMs = Date.now()
    const pages = await walk(connector, ask('activities', 'backfill', { pageSize: 50 }))
    const modified = (id: string) => sandbox.state.activities.get(id)?.modifiedAtMs ?? 0
    const newest = pages.map((page) => Math.max(...page.activities.map((row) => modified(row.remoteId))))
    const afterFirsts = newest.slice(sandbox.state.types.size)
    expect(afterFirsts).toEqual(afterFirsts.toSorted((one, other) => other - one))
    expect(pages.at(-2)?.total).toBe(sandbox.state.activities.size)
    expect(Math.abs((pages[0]?.newestStampMs ?? 0) - startedMs)).toBeLessThan(3_000)
  })

  it('bring rows over field by field', async () => {
    const { connector, sandbox } = await connect()
    const leads = (await walk(connector, ask('leads', 'backfill'))).flatMap((page) => page.leads)
    for (const row of leads) {
      const there = sandbox.state.leads.get(row.remoteId)
      expect(row).toMatchObject({
        firstName: there?.firstName,
        lastName: there?.lastName,
        email: there?.email,
        phone: there?.phone ?? there?.mobile,
        stage: there?.stage,
        source: there?.source,
        score: there?.score,
      })
      expect(row.createdAtMs).toBe(Math.floor((there?.createdAtMs ?? 0) / 1_000) * 1_000)
    }
    const activities = (await walk(connector, ask('activities', 'backfill'))).flatMap((page) => page.activities)
    for (const row of activities) {
      const there = sandbox.state.activities.get(row.remoteId)
      if (there === undefined) throw new Error('no such activity')
      expect(row).toMatchObject({
        conversationRemoteId: there.leadId,
        leadRemoteId: there.leadId,
        type: sandbox.state.types.get(there.eventCode)?.name,
        category: String(there.eventCode),
        authorId: there.createdById,
        authorName: sandbox.state.user(there.createdById)?.name,
        status: there.status,
      })
      if (there.eventCode >= 200) expect(row.summary).toBe(there.note)
      else expect(row.summary ?? '').not.toContain('{=}')
    }
  })

  it('look for news find what was edited, back-dated and made, and nothing else', async () => {
    const { connector, sandbox } = await connect()
    const first = await walk(connector, ask('activities', 'backfill', { pageSize: 100 }))
    const sinceMs = (first[0]?.newestStampMs ?? 0) - 5 * minuteMs
    const [old] = sandbox.state.activities.values()
    sandbox.colleagues.editActivity(old?.id ?? '', 'Now they want eight panels')
    const backDated = sandbox.colleagues.backDatedActivity({ eventCode: 201 })
    const made = sandbox.colleagues.newActivity({ eventCode: 22 })
    const news = await walk(connector, ask('activities', 'incremental', { sinceMs }))
    expect(remoteIds(news.flatMap((page) => page.activities))).toEqual([old?.id, backDated?.id, made?.id].toSorted())
    expect(news.slice(0, -1).every((page) => page.newestStampMs === null)).toBe(true)
    expect(Math.abs((news.at(-1)?.newestStampMs ?? 0) - (made?.modifiedAtMs ?? 0))).toBeLessThanOrEqual(2_000)
    const lead = sandbox.colleagues.newLead()
    const leadNews = await walk(connector, ask('leads', 'incremental', { sinceMs }))
    expect(remoteIds(leadNews.flatMap((page) => page.leads))).toEqual([lead.id])
  })

  it('look only at types that have news, once all of them were looked at', async () => {
    const { connector, sandbox, memory } = await connect()
    const first = await walk(connector, ask('activities', 'backfill', { pageSize: 200 }))
    const sinceMs = (first[0]?.newestStampMs ?? 0) - 5 * minuteMs
    await walk(connector, ask('activities', 'incremental', { sinceMs }))
    expect(memory()).toMatchObject({ fullLookMs: expect.stringMatching(/^\d+$/) })
    const asked = () => sandbox.requests.matching({ pathPattern: 'RetrieveByActivityEvent' }).length
    const before = asked()
    expect(await walk(connector, ask('activities', 'incremental', { sinceMs }))).toMatchObject([
      { activities: [], newestStampMs: null },
    ])
    expect(asked()).toBe(before)
    const made = sandbox.colleagues.newActivity({ eventCode: 22 })
    const news = await walk(connector, ask('activities', 'incremental', { sinceMs }))
    expect(remoteIds(news.flatMap((page) => page.activities))).toEqual([made?.id])
    expect(asked()).toBe(before + 1)
  })

  it.each(['fails', 'fails_wide', 'works'] as const)(
    'find the news whether the list of all types works or not: it %s',
    async (retrieveRecentlyModified) => {
      const { connector, sandbox } = await connect({ retrieveRecentlyModified })
      const sinceMs = Date.now() - 5 * minuteMs
      for (let look = 0; look < 3; look += 1) {
        const made = [200, 201, 21].map((eventCode) => sandbox.colleagues.newActivity({ eventCode })?.id ?? '')
        const news = await walk(connector, ask('activities', 'incremental', { sinceMs }))
        expect(remoteIds(news.flatMap((page) => page.activities))).toEqual(expect.arrayContaining(made))
      }
      const hints = sandbox.requests.matching({ pathPattern: 'RetrieveRecentlyModified' })
      expect(hints.filter((entry) => entry.status === 500)).toHaveLength(retrieveRecentlyModified === 'fails' ? 1 : 0)
    },
  )

  it('miss nothing while rows move and go between their pages, together with the look for news after them', async () => {
    const { connector, sandbox } = await connect({ hasUnstableTies: true })
    const before = new Set(sandbox.state.activities.keys())
    const ids = [...before]
    const pages = await walk(connector, ask('activities', 'backfill', { pageSize: 30 }), (_, number) => {
      sandbox.colleagues.editActivity(ids[(number * 37) % ids.length] ?? '')
      sandbox.colleagues.deleteActivity(ids[(number * 53 + 1) % ids.length] ?? '')
      sandbox.colleagues.newActivity()
    })
    const sinceMs = (pages[0]?.newestStampMs ?? 0) - 5 * minuteMs
    const news = await walk(connector, ask('activities', 'incremental', { sinceMs, pageSize: 30 }))
    const seen = new Set([...pages, ...news].flatMap((page) => page.activities).map((row) => row.remoteId))
    expect([...sandbox.state.activities.keys()].filter((id) => !seen.has(id))).toEqual([])
  })

  it.each(['duplicate_items', 'reorder_items', 'repeat_page'] as const)(
    'bring everything although answers are spoiled by %s',
    async (kind) => {
      const { connector, sandbox } = await connect()
      sandbox.faults.add({
        kind,
        times: 12,
        skip: 3,
        match: { pathPattern: 'RetrieveByActivityEvent|RecentlyModified' },
      })
      const activities = await walk(connector, ask('activities', 'sweep', { pageSize: 30 }))
      expect(remoteIds(activities.flatMap((page) => page.activities))).toEqual(idsOf(sandbox.state.activities.values()))
      sandbox.faults.add({ kind, times: 2, match: { pathPattern: 'RecentlyModified' } })
      const leads = await walk(connector, ask('leads', 'sweep', { pageSize: 30 }))
      expect(remoteIds(leads.flatMap((page) => page.leads))).toEqual(idsOf(sandbox.state.leads.values()))
    },
  )

  it('read a second with more rows than a page holds', async () => {
    const { connector, sandbox } = await connect({ activities: 50, wallMs: () => Date.parse('2026-10-02T10:00:00Z') })
    for (let made = 0; made < 90; made += 1) sandbox.colleagues.newActivity({ eventCode: 201 })
    const pages = await walk(connector, ask('activities', 'backfill', { pageSize: 30 }))
    expect(remoteIds(pages.flatMap((page) => page.activities))).toEqual(idsOf(sandbox.state.activities.values()))
  })

  it.each([dayMs, 30 * dayMs, 400 * dayMs])(
    'split windows that are too wide for the server: %d ms',
    async (widestWindowMs) => {
      const { connector, sandbox } = await connect({ widestWindowMs, activities: 300 })
      const pages = await walk(connector, ask('activities', 'backfill', { pageSize: 100 }))
      expect(remoteIds(pages.flatMap((page) => page.activities))).toEqual(idsOf(sandbox.state.activities.values()))
      const failed = sandbox.requests.matching().filter((entry) => entry.status === 500)
      expect(failed.length).toBeLessThan(40)
    },
  )

  it('go on in another process where the cursor says', async () => {
    const { connector, sandbox, again } = await connect()
    const first = successOf(await connector.pull(ask('activities', 'backfill', { pageSize: 200 })))
    const rest = await walkFrom(again(), first.next)
    expect(remoteIds([...first.activities, ...rest])).toEqual(idsOf(sandbox.state.activities.values()))
    const names = new Set([...sandbox.state.types.values()].map((type) => type.name))
    expect([...first.activities, ...rest].filter((row) => !names.has(row.type))).toEqual([])
    const refused = successOf(await again().pull(ask('leads', 'backfill', { cursor: first.next })))
    expect(refused.cursorExpired).toBe(true)
  })

  it('keep what cannot be read out of the replica, and go on', async () => {
    const { connector, sandbox } = await connect()
    sandbox.faults.add({ kind: 'drop_item_id', times: 1, match: { pathPattern: 'RetrieveByActivityEvent' } })
    const pages = await walk(connector, ask('activities', 'backfill', { pageSize: 200 }))
    expect(pages.flatMap((page) => page.quarantined)).toHaveLength(1)
    expect(remoteIds(pages.flatMap((page) => page.activities)).length).toBeGreaterThanOrEqual(
      sandbox.state.activities.size - 1,
    )
  })

  it('leave out a type that the account refuses, and say so', async () => {
    const { connector, sandbox } = await connect()
    await connector.activityTypes?.('on_demand')
    const gone = 203
    sandbox.state.types.delete(gone)
    const pages = await walk(connector, ask('activities', 'backfill', { pageSize: 200 }))
    const rest = [...sandbox.state.activities.values()].filter((row) => row.eventCode !== gone)
    expect(remoteIds(pages.flatMap((page) => page.activities))).toEqual(idsOf(rest))
    expect(pages.flatMap((page) => page.quarantined)).toMatchObject([{ issues: [expect.stringContaining('203')] }])
  })

  it('fail where the server fails, and do not end', async () => {
    const { connector, sandbox } = await connect()
    sandbox.faults.add({ kind: 'status', status: 503, times: 'until_cleared' })
    expect(failureOf(await connector.pull(ask('activities', 'backfill')))).toMatchObject({
      kind: 'server',
      status: 503,
    })
    sandbox.faults.clear()
    await connector.activityTypes?.('on_demand')
    sandbox.faults.add({ kind: 'status', status: 500, detail: 'Internal', times: 'until_cleared' })
    expect(failureOf(await connector.pull(ask('activities', 'backfill')))).toMatchObject({
      kind: 'server',
      status: 500,
    })
  })

  it.each([429, 200] as const)('wait for the limit, told under %d', async (throttleStatus) => {
    const { connector } = await connect({ rateLimit: { requests: 3, windowMs: 5_000 }, throttleStatus })
    const outcomes = []
    for (let asked = 0; asked < 5; asked += 1) outcomes.push(await connector.pullLead('nobody', 'on_demand'))
    expect(outcomes.at(-1)).toEqual({ ok: false, failure: { kind: 'throttled', retryAfterMs: 6_000 } })
  })
})

describe('what the user opens', () => {
  it.each([
    ['from 0', { firstOffset: 0 }],
    ['from 1', { firstOffset: 1 }],
    [
      'from 1, ten rows a page',
      { firstOffset: 1, maxRetrieveRows: 25, retrieveCounts: 'page', retrieveNamesAuthor: true },
    ],
  ] as const)('a timeline, pages counted %s', async (_, settings) => {
    const { connector, sandbox } = await connect({ ...settings, leads: 4, activities: 300 })
    for (const lead of sandbox.state.leads.values()) {
      const rows: string[] = []
      let cursor: string | null = null
      do {
        const page: PullPage = successOf(await connector.pullConversation(lead.id, cursor, 'on_demand'))
        rows.push(...page.activities.map((row) => row.remoteId))
        cursor = page.next
      } while (cursor !== null)
      expect([...new Set(rows)].sort()).toEqual(idsOf(sandbox.state.activitiesOf(lead.id)))
    }
  })

  it('a timeline says of each activity what the list by type says', async () => {
    const { connector, sandbox } = await connect({ leads: 6, retrieveNamesAuthor: true })
    const listed = new Map(
      (await walk(connector, ask('activities', 'backfill', { pageSize: 200 })))
        .flatMap((page) => page.activities)
        .map((row) => [row.remoteId, row]),
    )
    for (const lead of sandbox.state.leads.values()) {
      const page = successOf(await connector.pullConversation(lead.id, null, 'on_demand'))
      for (const { authorName: _, extra: __, isPartial, ...row } of page.activities) {
        expect(isPartial).toBe(true)
        expect(listed.get(row.remoteId)).toMatchObject(row)
      }
    }
  })

  it('a lead, and none where it is gone', async () => {
    const { connector, sandbox } = await connect()
    const [lead] = sandbox.state.leads.values()
    const id = lead?.id ?? ''
    const opened = successOf(await connector.pullLead(id, 'on_demand'))
    expect(opened.leads).toMatchObject([{ remoteId: id, email: lead?.email }])
    expect(opened.conversations).toMatchObject([
      { remoteId: id, leadRemoteId: id, sweptBy: 'leads', lastEventFrom: 'timeline' },
    ])
    sandbox.colleagues.deleteLead(id)
    expect(successOf(await connector.pullLead(id, 'on_demand')).leads).toEqual([])
  })

  it('an activity with its fields under the names that people know', async () => {
    const { connector, sandbox } = await connect()
    const there = [...sandbox.state.activities.values()].find(
      (row) => row.eventCode === 202 && (row.fields.mx_Custom_1 ?? '') !== '',
    )
    const detail = successOf(await connector.eventDetail(there?.id ?? '', 'on_demand'))
    expect(detail).toMatchObject({ eventType: 'Meeting', summary: there?.note, status: 'Completed' })
    expect(detail.description).toContain(`Outcome: ${there?.fields.mx_Custom_1}`)
    expect(failureOf(await connector.eventDetail('nothing', 'on_demand'))).toMatchObject({ kind: 'rejected' })
  })

  it.each(['json', 'empty'] as const)(
    'the types of activity with their fields, options told as %s',
    async (optionSet) => {
      const { connector } = await connect({ optionSet })
      const types = successOf(await typesOf(connector))
      expect(types.filter((type) => type.isWritable).map((type) => type.code)).toEqual(['200', '201', '202', '203'])
      const meeting = types.find((type) => type.code === '202')
      expect(meeting?.fields).toContainEqual({
        name: 'mx_Custom_1',
        label: 'Outcome',
        kind: 'dropdown',
        options: ['Interested', 'Not now', 'Signed', 'No show'],
        isMandatory: true,
        maxCharacters: null,
        isReference: false,
      })
      const note = types.find((type) => type.code === '200')
      expect(note?.fields.filter((field) => field.isReference)).toMatchObject([
        { label: 'Fieldpost reference', maxCharacters: 200 },
      ])
    },
  )
})

async function walkFrom(connector: Connector, cursor: string | null): Promise<readonly ActivityRecord[]> {
  const rows: ActivityRecord[] = []
  let next = cursor
  while (next !== null) {
    const request = ask('activities', 'backfill', { pageSize: 200, cursor: next })
    const page: PullPage = successOf(await connector.pull(request))
    rows.push(...page.activities)
    next = page.next
  }
  return rows
}

function typesOf({ activityTypes }: Connector, priority: Priority = 'on_demand') {
  if (activityTypes === undefined) throw new Error('the connector has no types of activity')
  return activityTypes(priority)
}
