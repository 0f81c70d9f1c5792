import { afterEach, describe, expect, it } from 'vitest'
import type { LeadsquaredSandbox } from '../../sandbox/leadsquared/sandbox.ts'
import { isObject, type Json, type Reply } from './client.ts'
import {
  call,
  closeAccounts,
  idOf,
  leadCalls,
  leadOf,
  listOf,
  nowMs,
  rowsOf,
  startAccount,
} from './leadsquared-client.ts'

afterEach(closeAccounts)

const everything = { FromDate: '2020-01-01 00:00:00', ToDate: '2030-01-01 00:00:00' }

function recent(sandbox: LeadsquaredSandbox, body: Json = {}): Promise<Reply> {
  return call(sandbox, `${leadCalls}/Leads.RecentlyModified`, {
    Parameter: everything,
    Paging: { PageIndex: 1, PageSize: 5_000 },
    Sorting: { ColumnName: 'ModifiedOn', Direction: 0 },
    ...body,
  })
}

/** The leads of an answer, each as one object instead of attributes and values. */
function leadsOf(reply: Reply): Json[] {
  return rowsOf(reply, 'Leads').map((row) => {
    const list = Array.isArray(row.LeadPropertyList) ? row.LeadPropertyList.filter(isObject) : []
    return Object.fromEntries(list.map((pair) => [pair.Attribute, pair.Value]))
  })
}

function arrayOf(reply: Reply): Json[] {
  return Array.isArray(reply.json) ? reply.json.filter(isObject) : []
}

describe('leads that were modified', () => {
  it('come as attributes and values, page by page to the end, only the columns asked for', async () => {
    const sandbox = await startAccount()
    const Columns = { Include_CSV: 'ProspectID,EmailAddress,ModifiedOn' }
    const ids: unknown[] = []
    for (const PageIndex of [1, 2, 3]) {
      const reply = await recent(sandbox, { Columns, Paging: { PageIndex, PageSize: 25 } })
      expect(reply.json).toMatchObject({ RecordCount: PageIndex === 3 ? 10 : 25 })
      const leads = leadsOf(reply)
      expect(Object.keys(leads[0] ?? {})).toEqual(['ProspectID', 'EmailAddress', 'ModifiedOn'])
      ids.push(...leads.map((lead) => lead.ProspectID))
    }
    expect(new Set(ids)).toEqual(new Set(sandbox.state.leads.keys()))
    sandbox.settings.leadsCount = 'all'
    expect((await recent(sandbox, { Paging: { PageIndex: 1, PageSize: 5 } })).json).toMatchObject({ RecordCount: 60 })
  })

  it('are found again when they are edited, not when they are given an activity, unless set so', async () => {
    const sandbox = await startAccount({ wallMs: () => nowMs + 60_000 })
    const window = { Parameter: { FromDate: '2026-11-20 12:00:30', ToDate: '2026-11-20 12:02:00' } }
    const found = async () => leadsOf(await recent(sandbox, window)).map((lead) => lead.ProspectID)
    const [one, other] = [leadOf(sandbox, 1), leadOf(sandbox, 2)]
    sandbox.colleagues.newActivity({ leadId: one })
    sandbox.colleagues.rescoreLead(one, 99)
    expect(await found()).toEqual([])
    sandbox.colleagues.editLead(other)
    expect(await found()).toEqual([other])
    sandbox.settings.activityTouchesLead = true
    sandbox.colleagues.newActivity({ leadId: one })
    expect(new Set(await found())).toEqual(new Set([one, other]))
  })

  it('refuse a page beyond 5000 and a column that cannot be sorted by', async () => {
    const sandbox = await startAccount()
    expect((await recent(sandbox, { Paging: { PageIndex: 1, PageSize: 5_001 } })).text).toContain('more than 5000')
    expect((await recent(sandbox, { Sorting: { ColumnName: 'Phone', Direction: 1 } })).status).toBe(500)
  })
})

describe('leads looked up', () => {
  it('by a field and an operator, as a bare list', async () => {
    const sandbox = await startAccount()
    const find = (LookupName: string, LookupValue: string, SqlOperator: string) =>
      call(sandbox, `${leadCalls}/Leads.Get`, { Parameter: { LookupName, LookupValue, SqlOperator } })
    const email = arrayOf(await find('EmailAddress', 'amelia.hartwell@example.com', '='))
    expect(email).toMatchObject([{ ProspectID: leadOf(sandbox), FirstName: 'Amelia', Score: expect.any(String) }])
    expect(arrayOf(await find('LastName', '%raghu%', 'LIKE'))).toMatchObject([{ FirstName: 'Priya' }])
    expect(arrayOf(await find('ProspectAutoId', '58', '>'))).toHaveLength(2)
    expect(arrayOf(await find('ProspectAutoId', '2', '<='))).toHaveLength(2)
    expect(arrayOf(await find('EmailAddress', 'nobody@example.com', '='))).toEqual([])
    expect((await find('ShoeSize', '44', '=')).status).toBe(500)
    expect((await find('Phone', '1', 'BETWEEN')).status).toBe(500)
  })

  it('by their ids, those that exist', async () => {
    const sandbox = await startAccount()
    const [one, other] = [leadOf(sandbox, 3), leadOf(sandbox, 4)]
    const byIds = (body: Json) => call(sandbox, `${leadCalls}/Leads/Retrieve/ByIds`, body)
    const SearchParameters = { LeadIds: [one, 'nobody', other] }
    const Columns = { Include_CSV: 'ProspectID' }
    expect((await byIds({ SearchParameters, Columns })).json).toEqual({
      RecordCount: 2,
      Leads: [{ ProspectID: one }, { ProspectID: other }],
    })
    expect((await byIds({ SearchParameters })).json).toMatchObject({
      ExceptionType: 'MXMandatoryAttributeMissingException',
    })
  })

  it('by one id: a list of one or of none', async () => {
    const sandbox = await startAccount()
    const byId = async (id: string) => arrayOf(await call(sandbox, `${leadCalls}/Leads.GetById?id=${id}`))
    const [lead] = await byId(leadOf(sandbox))
    expect(lead).toMatchObject({
      ProspectID: leadOf(sandbox),
      OwnerId: expect.any(String),
      ProspectStage: expect.any(String),
    })
    expect(await byId('nobody')).toEqual([])
  })

  it('by a text in names, addresses and numbers', async () => {
    const sandbox = await startAccount()
    const search = async (key: string) =>
      arrayOf(await call(sandbox, `${leadCalls}/Leads.GetByQuickSearch?key=${encodeURIComponent(key)}`))
    expect(await search('rahul desh')).toMatchObject([{ LastName: 'Deshmukh' }])
    expect(await search('harbour fit')).toHaveLength(2)
    expect(await search('zzzz')).toEqual([])
  })

  it('have the fields that the metadata names', async () => {
    const sandbox = await startAccount()
    const names = arrayOf(await call(sandbox, `${leadCalls}/LeadsMetaData.Get`)).map((field) => field.SchemaName)
    const [lead] = arrayOf(await call(sandbox, `${leadCalls}/Leads.GetById?id=${leadOf(sandbox)}`))
    expect(names).toEqual(Object.keys(lead ?? {}))
    expect(names).toContain('mx_City')
  })
})

describe('notes of a lead', () => {
  it('are written, read newest first, changed, and are no activities', async () => {
    let wallMs = nowMs
    const sandbox = await startAccount({ wallMs: () => wallMs })
    const RelatedProspectId = sandbox.colleagues.newLead().id
    const before = sandbox.state.activities.size
    const ids: string[] = []
    for (const Note of ['one', 'two']) {
      wallMs += 1_000
      ids.push(idOf(await call(sandbox, `${leadCalls}/CreateNote`, { RelatedProspectId, Note })))
    }
    const read = (parameter: Json = {}) =>
      call(sandbox, `${leadCalls}/RetrieveNote`, { Parameter: { RelatedId: RelatedProspectId, ...parameter } })
    expect(listOf(await read()).map((note) => note.Note)).toEqual(['two', 'one'])
    expect(listOf(await read({ Id: ids[0] }))).toMatchObject([
      { ProspectNoteId: ids[0], Note: 'one', CreatedByName: sandbox.state.team.me.name },
    ])
    const change = { RelatedProspectId, ProspectNoteId: ids[0], Note: 'one, revised' }
    expect(idOf(await call(sandbox, `${leadCalls}/UpdateNote`, change))).toBe(ids[0])
    expect(listOf(await read({ Id: ids[0] }))[0]?.Note).toBe('one, revised')
    expect([sandbox.state.activities.size, sandbox.state.notesFromApi().length]).toEqual([before, 2])
  })

  it.each<[string, Json, RegExp]>([
    ['without a text', { Note: '' }, /Note is missing/],
    ['on an unknown lead', { RelatedProspectId: 'nobody' }, /lead does not exist/],
    ['with an attachment that is no URL', { AttachmentName: 'photo.jpg' }, /has to be a URL/],
  ])('are refused %s', async (_, change, words) => {
    const sandbox = await startAccount()
    const body = { RelatedProspectId: leadOf(sandbox), Note: 'x', ...change }
    const reply = await call(sandbox, `${leadCalls}/CreateNote`, body)
    expect([reply.status, reply.text]).toEqual([500, expect.stringMatching(words)])
    expect(sandbox.state.notesFromApi()).toEqual([])
  })
})
