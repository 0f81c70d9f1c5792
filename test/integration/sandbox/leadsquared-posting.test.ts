import { afterEach, describe, expect, it } from 'vitest'
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
  startAccount,
} from './leadsquared-client.ts'
import { exampleBody } from './leadsquared-example.ts'

afterEach(closeAccounts)

const refused = (type: string, text: string | RegExp): unknown => ({
  Status: 'Error',
  ExceptionType: type,
  ExceptionMessage: expect.stringMatching(text),
})

describe('posting an activity', () => {
  it("takes the documents' own example byte for byte and answers as they do", async () => {
    const sandbox = await startAccount()
    const reply = await create(sandbox, exampleBody)
    expect([reply.status, reply.json]).toEqual([
      200,
      { Status: 'Success', Message: { Id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) } },
    ])
    const [activity, ...others] = sandbox.state.activitiesFromApi()
    expect(others).toEqual([])
    expect(activity).toMatchObject({
      id: idOf(reply),
      leadId: '00727844-51aa-11e2-9e64-12314004ac6b',
      eventCode: 201,
      note: 'Your Activity Note',
      happenedAtMs: Date.UTC(2015, 9, 11, 12, 13, 44),
      createdById: sandbox.state.team.me.id,
    })
    const sent: unknown = JSON.parse(exampleBody)
    const fields = isObject(sent) && Array.isArray(sent.Fields) ? sent.Fields : []
    expect(Object.entries(activity?.fields ?? {}).map(([SchemaName, Value]) => ({ SchemaName, Value }))).toEqual(fields)
    expect(fields).toHaveLength(15)
  })

  it('takes the keys in the query as the documents show it', async () => {
    const sandbox = await startAccount()
    const [accessKey = '', secretKey = ''] = sandbox.key.split(':')
    const query = new URLSearchParams({ accessKey, secretKey })
    const bare = await fetch(`${sandbox.url}${activities}/Create?${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: exampleBody,
    })
    expect(bare.status).toBe(200)
  })

  it('makes a second activity of a second equal call', async () => {
    const sandbox = await startAccount()
    const ids = [idOf(await create(sandbox, exampleBody)), idOf(await create(sandbox, exampleBody))]
    expect(new Set(ids).size).toBe(2)
    expect(sandbox.state.activitiesFromApi().map((one) => one.id)).toEqual(ids)
  })

  it('adds the new score of the lead where it is asked for', async () => {
    const sandbox = await startAccount()
    const leadId = leadOf(sandbox)
    const before = sandbox.state.leads.get(leadId)?.score ?? 0
    const body = { RelatedProspectId: leadId, ActivityEvent: 201, ActivityNote: 'x', IncludeLeadScore: true }
    const reply = await create(sandbox, body)
    expect(reply.json).toMatchObject({ Message: { LeadScore: String(before + 10) } })
  })

  it('stamps by the caller or by the clock, as set, and always writes ModifiedOn when it is written', async () => {
    const sandbox = await startAccount()
    const body = { RelatedProspectId: leadOf(sandbox), ActivityEvent: 200, ActivityNote: 'x' }
    const dated = idOf(await create(sandbox, { ...body, ActivityDateTime: '2026-11-01 08:00:00' }))
    const row = async (id: string) => listOf(await byEvent(sandbox, 200)).find((one) => one.ProspectActivityId === id)
    expect(await row(dated)).toMatchObject({ CreatedOn: '2026-11-01 08:00:00', ModifiedOn: '2026-11-20 12:00:00' })
    sandbox.settings.createdOn = 'write_time'
    sandbox.settings.printsMilliseconds = true
    expect(await row(dated)).toMatchObject({
      CreatedOn: '2026-11-20 12:00:00.000',
      ModifiedOn: '2026-11-20 12:00:00.000',
    })
    sandbox.settings.createdOn = 'activity_time'
    sandbox.settings.printsMilliseconds = false
    sandbox.settings.activityTimeZoneMinutes = 330
    const local = idOf(await create(sandbox, { ...body, ActivityDateTime: '2026-11-01 08:00:00' }))
    expect(await row(local)).toMatchObject({ CreatedOn: '2026-11-01 02:30:00' })
  })

  it.each<[string, Json, string, RegExp]>([
    ['no lead', { RelatedProspectId: undefined }, 'MXMandatoryAttributeMissingException', /RelatedProspectId/],
    ['no type', { ActivityEvent: undefined }, 'MXMandatoryAttributeMissingException', /ActivityEvent/],
    ['an unknown lead', { RelatedProspectId: 'nobody' }, 'MXInvalidInputException', /lead does not exist/],
    ['an unknown type', { ActivityEvent: 999 }, 'MXInvalidInputException', /999 does not exist/],
    ["a type of the system's own", { ActivityEvent: 2 }, 'MXInvalidInputException', /by the system only/],
    ['a date in ISO form', { ActivityDateTime: '2026-11-01T08:00:00Z' }, 'MXInvalidInputException', /ActivityDateTime/],
    ['a date that is none', { ActivityDateTime: '2026-02-30 08:00:00' }, 'MXInvalidInputException', /ActivityDateTime/],
    ['an unknown field', field('mx_Custom_44', 'x'), 'MXInvalidInputException', /mx_Custom_44 does not exist/],
    ['letters in a number', field('mx_Custom_3', 'many'), 'MXInvalidInputException', /not a number/],
    ['a date field without a date', field('mx_Custom_4', 'soon'), 'MXInvalidInputException', /not a date/],
    ['a boolean that is none', field('mx_Custom_5', 'perhaps'), 'MXInvalidInputException', /not a boolean/],
    ['an option that is none', field('mx_Custom_1', 'Maybe'), 'MXInvalidInputException', /valid dropdown option/],
    ['one wrong option of several', field('mx_Custom_6', 'Price;Love'), 'MXInvalidInputException', /dropdown option/],
    ['a mandatory field left out', { Fields: [] }, 'MXMandatoryAttributeMissingException', /mx_Custom_1 \(Outcome\)/],
    ['a mandatory field left empty', field('mx_Custom_2', ' '), 'MXMandatoryAttributeMissingException', /Agenda/],
    ['a text beyond its length', field('mx_Custom_2', 'x'.repeat(201)), 'MXInvalidInputException', /longer than 200/],
    ['a note beyond its length', { ActivityNote: 'x'.repeat(20_001) }, 'MXInvalidInputException', /ActivityNote/],
  ])('refuses %s under 500 with the envelope and makes nothing', async (_, change, type, words) => {
    const sandbox = await startAccount()
    const reply = await create(sandbox, { ...meeting(leadOf(sandbox)), ...change })
    expect([reply.status, reply.json]).toEqual([500, refused(type, words)])
    expect(sandbox.state.activitiesFromApi()).toEqual([])
  })

  it('accepts the same call with nothing wrong in it', async () => {
    const sandbox = await startAccount()
    expect((await create(sandbox, meeting(leadOf(sandbox)))).status).toBe(200)
  })

  it('says the same under 200 or 400 where the account is set so', async () => {
    const sandbox = await startAccount({ validationStatus: 200 })
    const body = { ...meeting(leadOf(sandbox)), ActivityEvent: 999 }
    const quiet = await create(sandbox, body)
    expect([quiet.status, quiet.json]).toEqual([200, refused('MXInvalidInputException', 'does not exist')])
    sandbox.settings.validationStatus = 400
    expect((await create(sandbox, body)).status).toBe(400)
  })

  it.each<[string, unknown]>([
    ['that is not JSON', '{"RelatedProspectId":'],
    ['with a lead that is no text', { RelatedProspectId: 5, ActivityEvent: 200 }],
    ['with fields that are no list', { RelatedProspectId: 'x', ActivityEvent: 200, Fields: { a: 1 } }],
    ['with an attribute that nobody knows', { RelatedProspectId: 'x', ActivityEvent: 200, Notes: 'x' }],
  ])('answers 400 to a body %s', async (_, body) => {
    const sandbox = await startAccount()
    expect((await create(sandbox, body)).status).toBe(400)
    expect(sandbox.state.activitiesFromApi()).toEqual([])
  })

  it('answers 400 where the content type is not JSON', async () => {
    const sandbox = await startAccount()
    const [accessKey = '', secretKey = ''] = sandbox.key.split(':')
    const headers = { 'x-LSQ-AccessKey': accessKey, 'x-LSQ-SecretKey': secretKey, 'content-type': 'text/plain' }
    const reply = await fetch(`${sandbox.url}${activities}/Create`, { method: 'POST', headers, body: exampleBody })
    expect(reply.status).toBe(400)
  })

  it('refuses an option that was removed meanwhile, unless the check of options is skipped', async () => {
    const sandbox = await startAccount()
    const body = meeting(leadOf(sandbox))
    expect(sandbox.colleagues.removeOption(202, 'mx_Custom_1', 'Signed')).toBe(true)
    expect((await create(sandbox, body)).json).toEqual(refused('MXInvalidInputException', 'dropdown option'))
    expect((await create(sandbox, { ...body, ValidateDropDownOptions: true })).status).toBe(200)
    expect((await create(sandbox, { ...body, ValidateDropDownOptions: false })).status).toBe(500)
  })

  it('keeps the note of a call as it came, and takes keys and values in it apart for reading', async () => {
    const sandbox = await startAccount()
    const leadId = leadOf(sandbox)
    const note = 'price {=} high {next} call later'
    const id = idOf(await create(sandbox, { RelatedProspectId: leadId, ActivityEvent: 21, ActivityNote: note }))
    expect(sandbox.state.activities.get(id)?.note).toBe(note)
    const reply = await call(sandbox, `${activities}/Retrieve?leadId=${leadId}`, { Parameter: { ActivityEvent: 21 } })
    expect(reply.text).toContain('{"Key":"price ","Value":" high "}')
  })
})

describe('posting in bulk', () => {
  it('does each row by itself and tells which was refused', async () => {
    const sandbox = await startAccount()
    const good = { RelatedProspectId: leadOf(sandbox), ActivityEvent: 200, ActivityNote: 'bulk' }
    const rows = [
      good,
      { ...good, ActivityEvent: 999 },
      { ...good, ActivityOwnerEmail: sandbox.state.team.salesUser.email },
    ]
    const reply = await call(sandbox, `${activities}/Bulk/CustomActivity/Add/ByLeadId`, rows)
    expect(reply.json).toMatchObject({
      Response: [
        { RowNumber: 1, ActivityCreated: true, ProspectActivityId: expect.any(String) },
        { RowNumber: 2, ActivityCreated: false, ExceptionType: 'MXInvalidInputException' },
        { RowNumber: 3, ActivityCreated: true },
      ],
    })
    const [, second] = sandbox.state.activitiesFromApi()
    expect(second?.ownerId).toBe(sandbox.state.team.salesUser.id)
  })

  it('takes up to 25 rows', async () => {
    const sandbox = await startAccount()
    const row = { RelatedProspectId: leadOf(sandbox), ActivityEvent: 200, ActivityNote: 'bulk' }
    const post = (count: number) =>
      call(
        sandbox,
        `${activities}/Bulk/CustomActivity/Add/ByLeadId`,
        Array.from({ length: count }, () => row),
      )
    expect((await post(26)).json).toEqual(refused('MXInvalidInputException', '25'))
    expect((await post(25)).status).toBe(200)
    expect(sandbox.state.activitiesFromApi()).toHaveLength(25)
  })
})

describe('changing and deleting activities', () => {
  it('updates what is named and moves ModifiedOn', async () => {
    let wallMs = nowMs
    const sandbox = await startAccount({ wallMs: () => wallMs })
    const id = idOf(await create(sandbox, meeting(leadOf(sandbox))))
    wallMs += 60_000
    const change = {
      ProspectActivityId: id,
      ActivityEvent: 202,
      ActivityNote: 'they signed',
      Fields: [{ SchemaName: 'mx_Custom_3', Value: '4' }],
    }
    expect(idOf(await call(sandbox, `${activities}/CustomActivity/Update`, change))).toBe(id)
    const row = listOf(await byEvent(sandbox, 202)).find((one) => one.ProspectActivityId === id)
    expect(row).toMatchObject({
      ActivityEvent_Note: 'they signed',
      mx_Custom_1: 'Signed',
      mx_Custom_3: '4',
      CreatedOn: '2026-11-20 12:00:00',
      ModifiedOn: '2026-11-20 12:01:00',
    })
    const unknown = await call(sandbox, `${activities}/CustomActivity/Update`, { ...change, ProspectActivityId: 'no' })
    expect(unknown.json).toEqual(refused('MXUnknownProspectActivityException', 'does not exist'))
    const emptied = { ...change, Fields: [{ SchemaName: 'mx_Custom_2', Value: '' }] }
    expect((await call(sandbox, `${activities}/CustomActivity/Update`, emptied)).status).toBe(500)
  })

  it("deletes all of the named types on the lead, also colleagues', once the queue has come to it", async () => {
    let wallMs = nowMs
    const sandbox = await startAccount({ wallMs: () => wallMs, deletionDelayMs: 5_000 })
    const leadId = leadOf(sandbox)
    await create(sandbox, meeting(leadId))
    sandbox.colleagues.newActivity({ leadId, eventCode: 202 })
    const held = () => sandbox.state.activitiesOf(leadId).filter((one) => one.eventCode === 202).length
    const others = sandbox.state.activitiesOf(leadId).length - held()
    const body = { ProspectId: leadId, ActivityEventList: [202] }
    expect((await call(sandbox, `${activities}/DeleteActivities`, body)).json).toMatchObject({ Status: 'Success' })
    expect(held()).toBeGreaterThanOrEqual(2)
    wallMs += 5_000
    await byEvent(sandbox, 202)
    expect([held(), sandbox.state.activitiesOf(leadId).length]).toEqual([0, others])
    expect(sandbox.state.activitiesFromApi()[0]?.deletedAtMs).toBe(wallMs)
  })
})

describe('activity types', () => {
  it('are listed with their fields inside a string', async () => {
    const sandbox = await startAccount()
    const { json } = await call(sandbox, `${activities}/ActivityTypes.Get`)
    const types = Array.isArray(json) ? json.filter(isObject) : []
    expect(types.map((type) => type.ActivityEvent)).toEqual([1, 2, 21, 22, 200, 201, 202, 203])
    const properties: unknown = JSON.parse(String(types[5]?.ActivityProperties))
    expect(properties).toMatchObject({ FormMetaData: { Fields: expect.any(Array) } })
  })

  it('tell their fields one by one, and their options there or by a call of their own', async () => {
    const sandbox = await startAccount()
    const optionSet = async (): Promise<unknown> => {
      const { json } = await call(sandbox, `${activities}/CustomActivity/GetActivitySetting?code=202`)
      const fields = isObject(json) && Array.isArray(json.Fields) ? json.Fields.filter(isObject) : []
      return fields.find((one) => one.SchemaName === 'mx_Custom_1')?.OptionSet
    }
    expect(JSON.parse(String(await optionSet()))).toContainEqual({ Value: 'Interested' })
    expect((await call(sandbox, `${activities}/CustomActivity/GetActivitySetting?code=202`)).json).toMatchObject({
      Name: 'Meeting',
      Fields: [
        { SchemaName: 'ActivityEvent_Note' },
        { SchemaName: 'Status', DataType: 'Dropdown' },
        { SchemaName: 'mx_Custom_1', DisplayName: 'Outcome', DataType: 'Dropdown', IsMandatory: true },
        {
          SchemaName: 'mx_Custom_2',
          DisplayName: 'Agenda',
          DataType: 'String',
          IsMandatory: true,
          MaxFieldLength: 200,
        },
        { DataType: 'Number' },
        { DataType: 'Date' },
        { DataType: 'Boolean' },
        { DataType: 'MultiSelect' },
      ],
    })
    sandbox.settings.optionSet = 'empty'
    expect(await optionSet()).toBe('')
    const options = (schemaName: string) =>
      call(sandbox, `${activities}/ActivityField/Dropdown/Options/Get`, {
        Parameter: { SchemaName: schemaName, ActivityEventCode: 202 },
      })
    expect((await options('mx_Custom_1')).json).toEqual({ Options: ['Interested', 'Not now', 'Signed', 'No show'] })
    expect((await options('mx_Custom_2')).status).toBe(500)
    expect((await call(sandbox, `${activities}/CustomActivity/GetActivitySetting?code=777`)).status).toBe(500)
  })

  it('have a string field set aside for a reference, unless the account has none', async () => {
    const names = async (referenceField: boolean) => {
      const sandbox = await startAccount({ referenceField })
      return sandbox.state.types.get(200)?.fields.map((field) => field.displayName)
    }
    expect(await names(true)).toEqual(['Fieldpost reference'])
    expect(await names(false)).toEqual([])
  })

  it('are made, and an activity of the new type can be posted', async () => {
    const sandbox = await startAccount()
    const fields = [{ SchemaName: 'mx_Custom_1', DisplayName: 'Fieldpost reference', DataType: 'String' }]
    const body = { ActivityEventName: 'Visit', Score: 7, Direction: 1, Fields: fields }
    const made = await call(sandbox, `${activities}/CreateType`, body)
    expect(made.json).toEqual({ Status: 'Success', Message: { Id: 204 } })
    expect((await call(sandbox, `${activities}/CreateType`, body)).json).toEqual(
      refused('MXDuplicateEntryException', 'Visit'),
    )
    expect((await call(sandbox, `${activities}/CreateType`, {})).json).toEqual(
      refused('MXMandatoryAttributeMissingException', 'ActivityEventName'),
    )
    const post = {
      RelatedProspectId: leadOf(sandbox),
      ActivityEvent: 204,
      Fields: [{ SchemaName: 'mx_Custom_1', Value: 'ref-1' }],
    }
    expect((await create(sandbox, post)).status).toBe(200)
  })
})

function meeting(leadId: string): Json {
  return {
    RelatedProspectId: leadId,
    ActivityEvent: 202,
    ActivityNote: 'met them',
    Fields: [
      { SchemaName: 'mx_Custom_1', Value: 'Signed' },
      { SchemaName: 'mx_Custom_2', Value: 'contract' },
    ],
  }
}

/** The fields of a meeting with one of them changed or added. */
function field(schemaName: string, value: string): Json {
  const fields = new Map([
    ['mx_Custom_1', 'Signed'],
    ['mx_Custom_2', 'contract'],
  ]).set(schemaName, value)
  return { Fields: [...fields].map(([SchemaName, Value]) => ({ SchemaName, Value })) }
}
