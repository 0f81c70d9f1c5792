import { describe, expect, it } from 'vitest'
import { plainNote } from '../../../../db/records.ts'
import type { NoteForm, NoteSearch } from '../../../../electron/connectors/connector.ts'
import { isSameNote } from '../../../../electron/connectors/leadsquared/note-text.ts'
import { dataInWords, markIn, noteInWords } from '../../../../electron/connectors/leadsquared/note-words.ts'
import { plainNoteTo } from '../../../support/note-to-send.ts'
import { requestBody } from '../../../support/request-body.ts'
import { failureOf, json, pathOf, successOf } from '../scripted-transport.ts'
import { failure, leadsquared, nowMs, typesPath, userPath, withTypes } from './leadsquared.ts'

/** The payload of the documents' page "Post an Activity on a Lead", as it stands there. */
const documented = {
  RelatedProspectId: '00727844-51aa-11e2-9e64-12314004ac6b',
  ActivityEvent: 201,
  ActivityNote: 'Your Activity Note',
  ProcessFilesAsync: true,
  ActivityDateTime: '2015-10-11 12:13:44',
  Fields: [
    { SchemaName: 'mx_Custom_1', Value: '123123123' },
    { SchemaName: 'mx_Custom_2', Value: '123' },
    { SchemaName: 'mx_Custom_3', Value: '3' },
    { SchemaName: 'mx_Custom_4', Value: '4' },
    { SchemaName: 'mx_Custom_5', Value: '2016-07-07 10:55:00' },
    { SchemaName: 'mx_Custom_6', Value: 'Value for Custom field' },
    { SchemaName: 'mx_Custom_7', Value: 'Value for Custom field' },
    { SchemaName: 'mx_Custom_8', Value: '1' },
    { SchemaName: 'mx_Custom_9', Value: 'Value for Custom field' },
    { SchemaName: 'mx_Custom_10', Value: '' },
    { SchemaName: 'mx_Custom_11', Value: '' },
    { SchemaName: 'mx_Custom_12', Value: '' },
    { SchemaName: 'mx_Custom_13', Value: 'Value for Custom field' },
    { SchemaName: 'mx_Custom_14', Value: 'Value for Custom field' },
    { SchemaName: 'mx_Custom_15', Value: 'asd' },
  ],
}
const createdId = '0b14ace6-5df5-11e5-981b-22000a9700b4'
const created = json({ Status: 'Success', Message: { Id: createdId } })

function noteWith(activity: Partial<NonNullable<NoteForm['activity']>>, text = 'Your Activity Note') {
  const lead = documented.RelatedProspectId
  const form = { typeCode: '201', typeName: 'Site survey', occurredAtMs: null, fields: [], ...activity }
  return { ...plainNoteTo(lead, lead, text), form: { ...plainNote, activity: form } }
}

const exampleFields = documented.Fields.map(({ SchemaName, Value }) => ({ name: SchemaName, value: Value }))

describe('an activity posted to LeadSquared', () => {
  it('is the documents’ own example to the letter', async () => {
    const { connector, transport } = leadsquared(withTypes({ 201: [] }, () => created))
    const occurredAtMs = Date.UTC(2015, 9, 11, 12, 13, 44)
    const note = noteWith({ occurredAtMs, fields: exampleFields, processesFilesAsync: true })
    const outcome = successOf(await connector.createNote(note))
    const request = transport.requests.at(-1)
    expect(request).toMatchObject({
      method: 'POST',
      url: 'https://api.leadsquared.com/v2/ProspectActivity.svc/Create',
      isWrite: true,
      headers: { 'content-type': 'application/json', 'x-lsq-accesskey': 'access', 'x-lsq-secretkey': 'secret' },
    })
    expect(request === undefined ? null : requestBody(request).text).toBe(JSON.stringify(documented))
    expect(outcome.activity).toMatchObject({ remoteId: createdId, category: '201', type: 'Type 201', authorId: 'u-1' })
    expect(transport.requests.every((each) => !each.url.includes('accessKey') && !each.url.includes('secret'))).toBe(
      true,
    )
  })

  it('happened when it was written, whatever the clock of a captive portal shows', async () => {
    const headers = { 'content-type': 'text/html', date: 'Fri, 02 Jan 1970 00:00:00 GMT' }
    const portal = {
      kind: 'answer',
      status: 200,
      headers,
      body: '<!doctype html><title>Airport Wi-Fi</title>',
    } as const
    let isPortal = false
    const server = withTypes({ 201: [] }, () => created)
    const { connector, transport } = leadsquared((request, number) => (isPortal ? portal : server(request, number)))
    const types = { stream: 'activities', mode: 'sweep', cursor: null, sinceMs: null, pageSize: 50 } as const
    await connector.pull({ ...types, priority: 'sweep' })
    isPortal = true
    failureOf(await connector.pull({ ...types, priority: 'sweep' }))
    isPortal = false
    successOf(await connector.createNote(noteWith({})))
    expect(transport.bodyOf(transport.requests.length - 1)).toMatchObject({ ActivityDateTime: '2026-01-05 09:00:00' })
  })

  it('happened when it was written, also where our clock was set since the CRM told its own', async () => {
    const headers = { 'content-type': 'application/json', date: new Date(nowMs).toUTCString() }
    const server = withTypes({ 201: [] }, () => created)
    let aheadMs = 0
    const { connector, transport } = leadsquared(
      (request, number) => {
        const reply = server(request, number)
        return reply.kind === 'answer' && request.method === 'GET' ? { ...reply, headers } : reply
      },
      { nowMs: () => nowMs + aheadMs, monotonicMs: () => nowMs },
    )
    successOf(await connector.createNote(noteWith({})))
    aheadMs = -400 * 24 * 3_600_000
    successOf(await connector.createNote(noteWith({})))
    expect(transport.bodyOf(transport.requests.length - 1)).toMatchObject({ ActivityDateTime: '2026-01-05 09:00:00' })
  })

  it('has the switches only where the user set them', async () => {
    const { connector, transport } = leadsquared(withTypes({ 201: [] }, () => created))
    successOf(await connector.createNote(noteWith({})))
    const plain = transport.bodyOf(transport.requests.length - 1)
    expect(Object.keys(plain ?? {})).toEqual([
      'RelatedProspectId',
      'ActivityEvent',
      'ActivityNote',
      'ActivityDateTime',
      'Fields',
    ])
    expect(plain).toMatchObject({ ActivityDateTime: '2026-01-05 09:00:00', Fields: [] })
    successOf(await connector.createNote(noteWith({ skipsOptionCheck: true, wantsLeadScore: true })))
    expect(transport.bodyOf(transport.requests.length - 1)).toMatchObject({
      ValidateDropDownOptions: true,
      IncludeLeadScore: true,
    })
  })

  it('carries our reference in the field that is set aside for it, last', async () => {
    const fields = [
      { SchemaName: 'mx_Custom_1', DisplayName: 'Meter' },
      { SchemaName: 'mx_Custom_2', DisplayName: 'FIELDPOST Reference', DataType: 'String' },
    ]
    const { connector, transport, remembered } = leadsquared(withTypes({ 201: fields }, () => created))
    const note = noteWith({ fields: [{ name: 'mx_Custom_1', value: '7' }] })
    successOf(await connector.createNote(note))
    expect(transport.bodyOf(transport.requests.length - 1)).toMatchObject({
      Fields: [
        { SchemaName: 'mx_Custom_1', Value: '7' },
        { SchemaName: 'mx_Custom_2', Value: note.noteId },
      ],
    })
    expect(remembered.at(-1)).toMatchObject({ 'referenceSince:201': expect.stringMatching(/^\d+$/) })
  })

  it('takes no other kind of field for the reference', async () => {
    const fields = [
      { SchemaName: 'mx_Custom_2', DisplayName: 'Fieldpost reference', DataType: 'Dropdown', OptionSet: 'A,B' },
    ]
    const { connector, transport } = leadsquared(withTypes({ 201: fields }, () => created))
    successOf(await connector.createNote(noteWith({})))
    expect(transport.bodyOf(transport.requests.length - 1)).toMatchObject({ Fields: [] })
  })

  it.each([
    [{ LeadScore: '45' }, 45],
    [{ ProspectScore: 12.5 }, 12.5],
    [{ Score: 0 }, 0],
    [{}, null],
    [{ LeadScore: 'n/a' }, null],
  ])('tells the score from %j', async (told, score) => {
    const inside = leadsquared(withTypes({ 201: [] }, () => json({ Status: 'Success', Message: { Id: 'a', ...told } })))
    expect(successOf(await inside.connector.createNote(noteWith({}))).leadScore).toBe(score)
    const beside = leadsquared(withTypes({ 201: [] }, () => json({ Status: 'Success', Message: { Id: 'a' }, ...told })))
    expect(successOf(await beside.connector.createNote(noteWith({}))).leadScore).toBe(score)
  })

  it('does not leave where what it needs cannot be read', async () => {
    const offline = leadsquared(() => ({ kind: 'cut', reason: 'reset' }), { memory: {} })
    expect(failureOf(await offline.connector.createNote(noteWith({})))).toMatchObject({
      kind: 'timeout',
      mayHaveLanded: false,
    })
    expect(offline.transport.lines).toEqual([`GET ${userPath}`])
  })

  it('asks whose keys these are once, however many leave together', async () => {
    const { connector, transport } = leadsquared(
      withTypes({ 201: [] }, (request) => (pathOf(request) === userPath ? json({ Id: 'u-1' }) : created)),
      { memory: {} },
    )
    const notes = await Promise.all([1, 2, 3].map((number) => connector.createNote(noteWith({}, `Note ${number}`))))
    expect(notes.map(({ ok }) => ok)).toEqual([true, true, true])
    expect(transport.lines.filter((line) => line.includes(userPath))).toHaveLength(1)
  })

  it('leaves although a type’s fields cannot be told', async () => {
    const { connector, transport } = leadsquared((request) =>
      request.url.includes('/Create') ? created : failure('MXException'),
    )
    expect(successOf(await connector.createNote(noteWith({}))).activity.type).toBe('Site survey')
    expect(transport.lines.at(-1)).toContain('/Create')
  })
})

const referenceField = { SchemaName: 'mx_Custom_2', DisplayName: 'Fieldpost reference', DataType: 'String' }

describe('a note without our reference', () => {
  const sent = noteWith({}, 'Left at the door')
  const search: NoteSearch = {
    ...sent,
    sentAtMs: nowMs - 60_000,
    gaveUpAtMs: nowMs - 30_000,
    authorRemoteId: 'u-1',
    authorName: 'Maya Lindqvist',
    snapshot: null,
    excludeRemoteIds: new Set(),
  }
  const there = (given: Readonly<Record<string, unknown>> = {}) => ({
    ProspectActivityId: 'a-1',
    RelatedProspectId: documented.RelatedProspectId.toUpperCase(),
    ActivityEvent: 201,
    ActivityEvent_Note: 'Left at the door',
    CreatedOn: '2026-11-21 09:59:10',
    ModifiedOn: '2026-11-21 09:59:10',
    CreatedBy: 'u-1',
    ...given,
  })
  const memory = { userId: 'u-1', userName: 'Maya Lindqvist', 'referenceSince:201': '1700000000000' }
  const found = { kind: 'found', activity: { remoteId: 'a-1' } }
  /** A server that loses the answer to each note. */
  const withSetting = (setting: () => ReturnType<typeof json>, rows: readonly unknown[]) =>
    leadsquared(
      (request) => {
        const path = pathOf(request)
        if (path === typesPath) return json([{ ActivityEvent: 201, ActivityEventName: 'Survey' }])
        if (path.includes('GetActivitySetting')) return setting()
        if (path.endsWith('/Create')) return { kind: 'cut', reason: 'reset' }
        return json({ RecordCount: rows.length, List: rows })
      },
      { memory },
    )
  const lookAmong = (rows: readonly unknown[], memory: Readonly<Record<string, string>> = { userId: 'u-1' }) =>
    leadsquared(
      withTypes({ 201: [] }, () => json({ RecordCount: rows.length, List: rows })),
      { memory },
    ).connector.findNote(search)

  it.each([
    ['could not be told', failure('MXException')],
    ['was removed', json({ Name: 'Survey', Fields: [] })],
    ['was renamed', json({ Name: 'Survey', Fields: [{ ...referenceField, DisplayName: 'Ours' }] })],
    ['is too short', json({ Name: 'Survey', Fields: [{ ...referenceField, MaxFieldLength: '35' }] })],
  ])('because the field for it %s is found by its words, though earlier ones had one', async (_, setting) => {
    const withIt = json({ Name: 'Survey', Fields: [{ ...referenceField, MaxFieldLength: 36 }] })
    let isBack = false
    const given = withSetting(() => (isBack ? withIt : setting), [there()])
    failureOf(await given.connector.createNote(sent))
    expect(given.transport.bodyOf(given.transport.requests.length - 1)).toMatchObject({ Fields: [] })
    // Known before the note left: another process looks for it in the same way.
    expect(given.remembered.at(-1)).toEqual({ userId: 'u-1', userName: 'Maya Lindqvist' })
    isBack = true
    expect(successOf(await given.connector.findNote(search))).toMatchObject(found)
  })

  it('is asked about the field for it again with the next one, where that could not be told', async () => {
    let isTold = false
    const given = withSetting(
      () => (isTold ? json({ Name: 'Survey', Fields: [referenceField] }) : failure('MXException')),
      [],
    )
    failureOf(await given.connector.createNote(sent))
    isTold = true
    failureOf(await given.connector.createNote(sent))
    expect(given.transport.bodyOf(given.transport.requests.length - 1)).toMatchObject({
      Fields: [{ SchemaName: 'mx_Custom_2', Value: sent.noteId }],
    })
  })

  it('is not called absent over a row without a text', async () => {
    const blank = there({ ActivityEvent_Note: null })
    expect(successOf(await lookAmong([blank]))).toMatchObject({ kind: 'ambiguous', candidates: [{ remoteId: 'a-1' }] })
    const whole = there({ ProspectActivityId: 'a-2' })
    expect(successOf(await lookAmong([blank, whole]))).toMatchObject({ kind: 'found', activity: { remoteId: 'a-2' } })
    for (const other of [{ CreatedBy: 'u-2' }, { RelatedProspectId: 'another' }])
      expect(successOf(await lookAmong([{ ...blank, ...other }]))).toEqual({ kind: 'absent' })
  })

  it('is not called absent over a row that cannot be read, unless that is another’s', async () => {
    const broken = { CreatedOn: 'soon' }
    for (const doubtful of [
      broken,
      { RelatedProspectId: null },
      { ...broken, ActivityEvent_Note: null },
      { ActivityEvent: null },
    ])
      expect(failureOf(await lookAmong([there(doubtful)]))).toMatchObject({ kind: 'contract', mayHaveLanded: false })
    for (const other of [
      { ...broken, RelatedProspectId: 'another' },
      { RelatedProspectId: null, ActivityEvent_Note: 'Called' },
    ])
      expect(successOf(await lookAmong([there(other)]))).toEqual({ kind: 'absent' })
    const merged = there({ ...broken, RelatedProspectId: 'another', mx_Custom_2: sent.noteId })
    expect(failureOf(await lookAmong([merged], memory))).toMatchObject({ kind: 'contract' })
    expect(failureOf(await lookAmong([there({ ...broken, ActivityEvent_Note: 'Called' })], memory))).toMatchObject({
      kind: 'contract',
    })
  })
})

describe('a note’s text', () => {
  it('is the same after a trip through the CRM', () => {
    const sent = '  Roof < 20 m² & “steep”\r\n\r\ncall   José '
    for (const shown of [
      sent,
      sent.trim(),
      'Roof &lt; 20 m² &amp; “steep” call Jose\u0301',
      sent.replaceAll('\r\n', '\n'),
    ]) {
      expect(isSameNote(sent, shown)).toBe(true)
    }
    expect(isSameNote(sent, 'Roof < 20 m²')).toBe(false)
    expect(isSameNote('', null)).toBe(true)
  })

  it('that was cut after a long beginning is the note, a short one is not', () => {
    const long = 'word '.repeat(60)
    expect(isSameNote(long, long.slice(0, 200))).toBe(true)
    expect(isSameNote(long, 'word word')).toBe(false)
  })

  it('of the system’s pairs is read as words, from either list', () => {
    const words = 'Caller: +91-9800000000\nStatus: Missed'
    expect(noteInWords('{keyvalueinfo}{Caller}{=}{+91-9800000000}{next}{Status}{=}{Missed}')).toBe(words)
    expect(noteInWords('Caller{=}+91-9800000000{next}Status{=}Missed{next}Empty{=}')).toBe(words)
    const data = [
      { Key: 'Caller', Value: '+91-9800000000' },
      { Key: 'Status', Value: 'Missed' },
    ]
    expect(dataInWords(data)).toBe(words)
    expect(dataInWords([{ Key: 'NotableEventDescription', Value: 'As it was' }])).toBe('As it was')
    expect(noteInWords('As it was')).toBe('As it was')
    expect([markIn('a {next} b'), markIn('{=}'), markIn('{ next } = {}')]).toEqual(['{next}', '{=}', null])
  })
})
