import { afterEach, describe, expect, it } from 'vitest'
import type { LeadsquaredSandbox } from '../../sandbox/leadsquared/sandbox.ts'
import { isObject, type Json } from './client.ts'
import {
  activities,
  byEvent,
  call,
  closeAccounts,
  create,
  idOf,
  leadOf,
  listOf,
  nowMs,
  rowsOf,
  startAccount,
} from './leadsquared-client.ts'

afterEach(closeAccounts)

const recent = (sandbox: LeadsquaredSandbox, parameter: Json = {}) =>
  call(sandbox, `${activities}/RetrieveRecentlyModified`, {
    Parameter: { FromDate: '2020-01-01 00:00:00', ToDate: '2030-01-01 00:00:00', ...parameter },
    Paging: { PageIndex: 1, PageSize: 1_000 },
  })

/** The lead with the most activities, and how many it has. */
function busiestLead(sandbox: LeadsquaredSandbox): { readonly id: string; readonly count: number } {
  const counts = [...sandbox.state.leads.keys()].map((id) => ({ id, count: sandbox.state.activitiesOf(id).length }))
  const [busiest] = counts.sort((one, other) => other.count - one.count)
  if (busiest === undefined) throw new Error('No leads')
  return busiest
}

describe('activities of one type', () => {
  it('come flat, every value text, with the total of the window, page by page to the end', async () => {
    const sandbox = await startAccount()
    const expected = sandbox.state.listedOfType(22)
    const ids: unknown[] = []
    for (let page = 1; page === 1 || ids.length % 30 === 0; page++) {
      const reply = await byEvent(sandbox, 22, { PageIndex: page, PageSize: 30 })
      expect(reply.json).toMatchObject({ RecordCount: expected.length })
      const rows = listOf(reply)
      expect(
        rows.every((row) => Object.values(row).every((value) => value === null || typeof value === 'string')),
      ).toBe(true)
      ids.push(...rows.map((row) => row.ProspectActivityId))
    }
    const inOrder = [...expected].sort((one, other) => one.modifiedAtMs - other.modifiedAtMs)
    expect(ids).toHaveLength(expected.length)
    expect(new Set(ids)).toEqual(new Set(expected.map((one) => one.id)))
    expect(ids[0]).toBe(inOrder[0]?.id)
  })

  it('name every field of their type, or with RemoveEmptyValue only those that are not empty', async () => {
    const sandbox = await startAccount()
    const body = { RelatedProspectId: leadOf(sandbox), ActivityEvent: 201, ActivityNote: 'n' }
    const id = idOf(await create(sandbox, { ...body, Fields: [{ SchemaName: 'mx_Custom_2', Value: '12' }] }))
    const row = async (parameter: Json) =>
      listOf(await byEvent(sandbox, 201, undefined, parameter)).find((one) => one.ProspectActivityId === id)
    expect(await row({})).toMatchObject({ mx_Custom_1: null, mx_Custom_2: '12', mx_Custom_15: null })
    const { me } = sandbox.state.team
    expect(await row({ RemoveEmptyValue: true })).toEqual({
      ProspectActivityId: id,
      RelatedProspectId: leadOf(sandbox),
      ActivityEvent: '201',
      ActivityEvent_Note: 'n',
      Status: 'Active',
      Score: '10',
      CreatedOn: '2026-11-20 12:00:00',
      ModifiedOn: '2026-11-20 12:00:00',
      CreatedBy: me.id,
      CreatedByName: me.name,
      ModifiedBy: me.id,
      ModifiedByName: me.name,
      Owner: me.id,
      OwnerName: me.name,
      mx_Custom_2: '12',
    })
  })

  it('are selected by when they were modified: a back-dated one is in the window of its writing', async () => {
    const sandbox = await startAccount()
    const activity = sandbox.colleagues.backDatedActivity({ eventCode: 200 })
    const window = { FromDate: '2026-11-20 11:59:00', ToDate: '2026-11-20 12:01:00' }
    const row = listOf(await byEvent(sandbox, 200, undefined, window)).find(
      (one) => one.ProspectActivityId === activity?.id,
    )
    expect(row).toMatchObject({ ModifiedOn: '2026-11-20 12:00:00' })
    expect(String(row?.CreatedOn) < '2026-11-19 12:00:01').toBe(true)
  })

  it('keep or leave out rows stamped exactly at a bound, as set', async () => {
    const sandbox = await startAccount({ activities: 0 })
    sandbox.colleagues.newActivity({ eventCode: 200 })
    const count = async (FromDate: string, ToDate: string) =>
      listOf(await byEvent(sandbox, 200, undefined, { FromDate, ToDate })).length
    const at = '2026-11-20 12:00:00'
    expect([await count(at, '2026-11-21 00:00:00'), await count('2026-11-19 00:00:00', at)]).toEqual([1, 1])
    sandbox.settings.includesFromDate = false
    sandbox.settings.includesToDate = false
    expect([await count(at, '2026-11-21 00:00:00'), await count('2026-11-19 00:00:00', at)]).toEqual([0, 0])
  })

  it('may carry hidden fractions of a second, which bounds do not have', async () => {
    const sandbox = await startAccount({ activities: 0, wallMs: () => nowMs + 600, hasHiddenFractions: true })
    sandbox.colleagues.newActivity({ eventCode: 200 })
    const upTo = async (ToDate: string) =>
      listOf(await byEvent(sandbox, 200, undefined, { ToDate })).map((row) => row.ModifiedOn)
    expect(await upTo('2026-11-20 12:00:00')).toEqual([])
    expect(await upTo('2026-11-20 12:00:01')).toEqual(['2026-11-20 12:00:00'])
  })

  it.each<[string, Json, Json, string]>([
    ['without a type', { ActivityEvent: undefined }, {}, 'You have not passed any ActivityEvent'],
    ['of a type that is none', { ActivityEvent: 555 }, {}, '555 does not exist'],
    ['without FromDate', { FromDate: undefined }, {}, 'FromDate value is not correct'],
    ['with a date in ISO form', { ToDate: '2030-01-01T00:00:00Z' }, {}, 'ToDate value is not correct'],
    ['with dates the wrong way round', { FromDate: '2030-01-02 00:00:00' }, {}, "can't be greater"],
    ['with a page beyond the cap', {}, { PageIndex: 1, PageSize: 1_001 }, 'PageSize can not be more than 1000'],
    ['with a page before the first', {}, { PageIndex: 0, PageSize: 10 }, 'PageIndex'],
  ])('are refused under 500 %s', async (_, parameter, paging, words) => {
    const sandbox = await startAccount()
    const reply = await byEvent(sandbox, 200, paging, parameter)
    expect(reply.status).toBe(500)
    expect(reply.json).toMatchObject({ Status: 'Error', ExceptionType: 'MXInvalidInputException' })
    expect(reply.text).toContain(words)
  })

  it('sort by the columns they have, either way, and by no others', async () => {
    const sandbox = await startAccount()
    const sorted = (ColumnName: string, Direction: number) =>
      call(sandbox, `${activities}/CustomActivity/RetrieveByActivityEvent`, {
        Parameter: { FromDate: '2020-01-01 00:00:00', ToDate: '2030-01-01 00:00:00', ActivityEvent: 200 },
        Paging: { PageIndex: 1, PageSize: 1_000 },
        Sorting: { ColumnName, Direction },
      })
    const stamps = async (column: string, direction: number) =>
      listOf(await sorted(column, direction)).map((row) => String(row[column]))
    const ascending = await stamps('CreatedOn', 0)
    expect(ascending).toEqual(ascending.toSorted())
    const descending = await stamps('ModifiedOn', 1)
    expect(descending).toEqual(descending.toSorted().toReversed())
    expect((await sorted('Owner', 0)).status).toBe(500)
  })

  it('cut a page beyond the cap down where the account is set so', async () => {
    const sandbox = await startAccount({ pageSizeAboveMax: 'cut', maxPageSize: 10 })
    expect(listOf(await byEvent(sandbox, 200))).toHaveLength(10)
  })

  it('fail with a nameless 500 for windows that are too wide, as set', async () => {
    const sandbox = await startAccount({ widestWindowMs: 86_400_000 })
    expect((await byEvent(sandbox, 200)).json).toMatchObject({ ExceptionType: 'MXException' })
    const narrow = { FromDate: '2026-11-20 00:00:00', ToDate: '2026-11-21 00:00:00' }
    expect((await byEvent(sandbox, 200, undefined, narrow)).status).toBe(200)
  })

  it('leave an empty list away or send it, as set', async () => {
    const sandbox = await startAccount({ activities: 0 })
    expect((await byEvent(sandbox, 200)).json).toEqual({ RecordCount: 0 })
    sandbox.settings.omitsEmptyLists = false
    expect((await byEvent(sandbox, 200)).json).toEqual({ RecordCount: 0, List: [] })
  })

  it('shift between pages: an edited row moves to the end, and the next page begins one row later', async () => {
    const sandbox = await startAccount()
    const first = listOf(await byEvent(sandbox, 22, { PageIndex: 1, PageSize: 20 }))
    const all = listOf(await byEvent(sandbox, 22)).map((row) => row.ProspectActivityId)
    sandbox.colleagues.editActivity(String(first[0]?.ProspectActivityId))
    const second = listOf(await byEvent(sandbox, 22, { PageIndex: 2, PageSize: 20 }))
    expect(second[0]?.ProspectActivityId).toBe(all[21])
    const frozen = listOf(await byEvent(sandbox, 22, undefined, { ToDate: '2026-11-20 11:59:59' }))
    expect(frozen.map((row) => row.ProspectActivityId)).not.toContain(first[0]?.ProspectActivityId)
  })

  it('come in another order with every call where stamps tie, as set', async () => {
    const sandbox = await startAccount({ activities: 0 })
    for (let count = 0; count < 12; count++) sandbox.colleagues.newActivity({ eventCode: 200 })
    const order = async () => listOf(await byEvent(sandbox, 200)).map((row) => row.ProspectActivityId)
    expect(await order()).toEqual(await order())
    sandbox.settings.hasUnstableTies = true
    const [one, other] = [await order(), await order()]
    expect(one).not.toEqual(other)
    expect(one.toSorted()).toEqual(other.toSorted())
  })

  it('show what is new or edited after the delay that is set; reads by id know it at once', async () => {
    let wallMs = nowMs
    const sandbox = await startAccount({ activities: 0, wallMs: () => wallMs, readAfterWriteDelayMs: 3_000 })
    const leadId = leadOf(sandbox)
    const id = idOf(await create(sandbox, { RelatedProspectId: leadId, ActivityEvent: 200, ActivityNote: 'late' }))
    const notes = async () => listOf(await byEvent(sandbox, 200)).map((row) => row.ActivityEvent_Note)
    expect(await notes()).toEqual([])
    expect((await call(sandbox, `${activities}/GetActivityDetails?activityId=${id}`)).text).toContain('late')
    wallMs += 3_000
    expect(await notes()).toEqual(['late'])
    sandbox.colleagues.editActivity(id, 'later')
    expect(await notes()).toEqual(['late'])
    wallMs += 3_000
    expect(await notes()).toEqual(['later'])
  })
})

describe('activities of one lead', () => {
  const page = (sandbox: LeadsquaredSandbox, leadId: string, paging: Json, parameter: Json = {}) =>
    call(sandbox, `${activities}/Retrieve?leadId=${leadId}`, { Parameter: parameter, Paging: paging })

  it('come newest first, 25 at most, with what types do not share in key-value parts', async () => {
    const sandbox = await startAccount({ leads: 5 })
    const { id, count } = busiestLead(sandbox)
    const reply = await call(sandbox, `${activities}/Retrieve?leadId=${id}`, '')
    const rows = rowsOf(reply, 'ProspectActivities')
    expect([rows.length, reply.json]).toEqual([25, expect.objectContaining({ RecordCount: count })])
    expect(rowsOf(await page(sandbox, id, { Offset: '0', RowCount: '100' }), 'ProspectActivities')).toHaveLength(25)
    const stamps = rows.map((row) => String(row.CreatedOn))
    expect(stamps).toEqual(stamps.toSorted().toReversed())
    const note = rows.find((row) => row.EventCode === 200)
    expect(note).toMatchObject({
      EventName: 'Field Note',
      ActivityScore: 5,
      Data: [{ Key: 'NotableEventDescription', Value: expect.any(String) }],
      ActivityFields: { ActivityEvent_Note: expect.any(String), Status: 'Active' },
    })
    expect(rows.some((row) => isObject(row.ActivityFields) && Object.values(row.ActivityFields).includes(''))).toBe(
      false,
    )
  })

  it.each([0, 1] as const)('number their pages from %i, and the number below leads to the first too', async (first) => {
    const sandbox = await startAccount({ leads: 5, firstOffset: first })
    const { id, count } = busiestLead(sandbox)
    const ids = async (offset: number) =>
      rowsOf(await page(sandbox, id, { Offset: String(offset), RowCount: '10' }), 'ProspectActivities').map(
        (row) => row.Id,
      )
    const walked: unknown[] = []
    for (let offset = first; walked.length < count; offset++) walked.push(...(await ids(offset)))
    expect(new Set(walked).size).toBe(count)
    if (first === 1) expect(await ids(0)).toEqual(await ids(1))
    else expect(await ids(0)).not.toEqual(await ids(1))
  })

  it('are of one type where one is asked for; an unknown lead has none', async () => {
    const sandbox = await startAccount({ leads: 5 })
    const { id } = busiestLead(sandbox)
    const rows = rowsOf(await page(sandbox, id, {}, { ActivityEvent: 22 }), 'ProspectActivities')
    expect(new Set(rows.map((row) => row.EventCode))).toEqual(new Set([22]))
    expect((await page(sandbox, 'nobody', {})).json).toEqual({ RecordCount: 0 })
    expect((await call(sandbox, `${activities}/Retrieve`, {})).status).toBe(500)
  })

  it('count the page instead of all, and name the author, where the account is set so', async () => {
    const sandbox = await startAccount({ leads: 5, retrieveCounts: 'page', retrieveNamesAuthor: true })
    const reply = await page(sandbox, busiestLead(sandbox).id, { Offset: '0', RowCount: '7' })
    expect(reply.json).toMatchObject({ RecordCount: 7 })
    expect(reply.text).toContain('"CreatedBy":')
  })
})

describe('the combined list of activities', () => {
  it('holds all types, with custom fields where asked for', async () => {
    const sandbox = await startAccount()
    const rows = rowsOf(await recent(sandbox), 'ProspectActivities')
    expect(rows).toHaveLength(sandbox.state.activities.size)
    expect(rows[0]).toMatchObject({ Id: expect.any(String), RelatedProspectId: expect.any(String) })
    expect(rows.some((row) => 'Fields' in row)).toBe(false)
    const some = rowsOf(await recent(sandbox, { ActivityEvent: 202, IncludeCustomFields: 1 }), 'ProspectActivities')
    expect(new Set(some.map((row) => row.EventCode))).toEqual(new Set([202]))
    expect(some[0]?.Fields).toContainEqual({ SchemaName: 'mx_Custom_1', Value: expect.any(String) })
  })

  it('fails always or for wide windows where the account is set so', async () => {
    const sandbox = await startAccount({ retrieveRecentlyModified: 'fails_wide' })
    const day = { FromDate: '2026-11-20 00:00:00', ToDate: '2026-11-21 00:00:00' }
    expect([(await recent(sandbox)).status, (await recent(sandbox, day)).status]).toEqual([500, 200])
    sandbox.settings.retrieveRecentlyModified = 'fails'
    expect((await recent(sandbox, day)).json).toMatchObject({ ExceptionType: 'MXException' })
  })
})

describe('one activity', () => {
  it('is told field by field with its values; one that is no more is refused', async () => {
    const sandbox = await startAccount()
    const id = sandbox.colleagues.newActivity({ eventCode: 203, note: 'the deed' })?.id ?? ''
    const details = () => call(sandbox, `${activities}/GetActivityDetails?activityId=${id}`)
    expect((await details()).json).toMatchObject({
      ID: id,
      Name: 'Document Collected',
      Fields: [
        { SchemaName: 'ActivityEvent_Note', Value: 'the deed' },
        { SchemaName: 'Status', Value: 'Active' },
        { SchemaName: 'mx_Custom_1', Value: expect.any(String), DataType: 'Dropdown', IsMandatory: true },
        { SchemaName: 'mx_Custom_2' },
        { SchemaName: 'mx_Custom_3' },
      ],
    })
    sandbox.colleagues.deleteActivity(id)
    expect([(await details()).status, (await details()).json]).toEqual([
      500,
      expect.objectContaining({ ExceptionType: 'MXUnknownProspectActivityException' }),
    ])
  })
})
