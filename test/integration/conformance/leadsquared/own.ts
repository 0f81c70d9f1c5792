import { expect } from 'vitest'
import { type ActivityForm, plainNote } from '../../../../db/records.ts'
import type { Failure, NoteToSend } from '../../../../electron/connectors/connector.ts'
import { createLeadsquaredConnector } from '../../../../electron/connectors/leadsquared/connector.ts'
import { type LeadsquaredSandbox, startLeadsquaredSandbox } from '../../../sandbox/leadsquared/sandbox.ts'
import { plainNoteTo } from '../../../support/note-to-send.ts'
import { exampleBody } from '../../sandbox/leadsquared-example.ts'
import { bodyOf, documented, jsonOf, lineOf, type Recorded, recorded, reply } from '../recorded.ts'
import { created, send } from '../shared/sending.ts'
import { rowKey } from '../subject.ts'
import { ask, expectRows, failureOf, inWorld, networkTransport, startMs, successOf, walk } from '../world.ts'
import { leadsquaredSubject } from './subject.ts'

const subject = leadsquaredSubject({ title: 'LeadSquared', referenceField: true })
const unreferenced = leadsquaredSubject({ title: 'LeadSquared', referenceField: false })
const createCall = '/v2/ProspectActivity.svc/Create'

/** The form of the page "Post an Activity on a Lead". */
const exampleForm: ActivityForm = {
  typeCode: '201',
  typeName: 'Site Survey',
  occurredAtMs: Date.UTC(2015, 9, 11, 12, 13, 44),
  processesFilesAsync: true,
  fields: [
    '123123123',
    '123',
    '3',
    '4',
    '2016-07-07 10:55:00',
    'Value for Custom field',
    'Value for Custom field',
    '1',
    'Value for Custom field',
    '',
    '',
    '',
    'Value for Custom field',
    'Value for Custom field',
    'asd',
  ].map((value, index) => ({ name: `mx_Custom_${index + 1}`, value })),
}
const exampleLead = '00727844-51aa-11e2-9e64-12314004ac6b'
const exampleAnswer = `{
    "Status": "Success",
    "Message": {
        "Id": "0b14ace6-5df5-11e5-981b-22000a9700b4"
    }
}`

function noteTo(leadId: string, text: string, form: ActivityForm): NoteToSend {
  return { ...plainNoteTo(leadId, leadId, text), form: { ...plainNote, activity: form } }
}

const fieldNote: ActivityForm = { typeCode: '200', typeName: 'Field Note', occurredAtMs: null, fields: [] }

/** The user and the types are read; what is posted meets the page's answer, or another. */
function onPaper(answerToCreate: string, status = 200) {
  const network = documented((request) => {
    const line = lineOf(request)
    if (line.endsWith(createCall)) return reply(answerToCreate, status)
    if (line.includes('UserByAccessKey')) return reply('{"Id":"u1","Name":"Maya"}')
    return reply(line.includes('ActivityTypes.Get') ? '[]' : '{"Fields":[]}')
  })
  return { network, connector: connectorOn(network, 'https://api-in21.leadsquared.com', 'access:secret') }
}

function connectorOn({ transport }: Pick<Recorded, 'transport'>, baseUrl: string, secret: string) {
  return createLeadsquaredConnector({
    baseUrl,
    secret,
    transport,
    memory: {},
    remember: () => undefined,
    clockSkewMs: 0,
    nowMs: () => startMs,
    monotonicMs: () => startMs,
  })
}

async function withSandbox(
  prove: (sandbox: LeadsquaredSandbox) => Promise<void>,
  settings: Partial<Parameters<typeof startLeadsquaredSandbox>[0]> = {},
): Promise<void> {
  const given = { seed: 9, leads: 6, activities: 30, nowMs: startMs - 60_000, rateLimit: null, wallMs: () => startMs }
  const sandbox = await startLeadsquaredSandbox({ ...given, ...settings })
  try {
    await prove(sandbox)
  } finally {
    await sandbox.close()
  }
}

function errorBody(type: string, message = 'Not like this.'): string {
  return JSON.stringify({ Status: 'Error', ExceptionType: type, ExceptionMessage: message })
}

/** What holds for LeadSquared only. */
export const own = {
  'posts the example of the page byte for byte, with its fifteen fields': async () => {
    const { network, connector } = onPaper(exampleAnswer)
    const note = noteTo(exampleLead, 'Your Activity Note', exampleForm)
    const { activity } = successOf(await connector.createNote(note))
    const sent = network.requests.find((request) => request.isWrite)
    expect(sent === undefined ? null : lineOf(sent)).toBe(`POST ${createCall}`)
    expect(JSON.stringify(jsonOf(sent), null, 2)).toBe(exampleBody)
    expect(bodyOf(sent)).toBe(JSON.stringify(JSON.parse(exampleBody)))
    expect(sent?.headers).toMatchObject({ 'content-type': 'application/json' })
    expect(activity).toMatchObject({
      remoteId: '0b14ace6-5df5-11e5-981b-22000a9700b4',
      leadRemoteId: exampleLead,
      createdAtMs: exampleForm.occurredAtMs,
    })
  },
  'brings the example to an account that checks it': () =>
    withSandbox(async (sandbox) => {
      const connector = connectorOn({ transport: networkTransport() }, sandbox.url, sandbox.key)
      const leadId = [...sandbox.state.leads.keys()][0] ?? ''
      successOf(await connector.createNote(noteTo(leadId, 'Your Activity Note', exampleForm)))
      expect(sandbox.state.activitiesFromApi()).toMatchObject([
        {
          leadId,
          eventCode: 201,
          note: 'Your Activity Note',
          happenedAtMs: exampleForm.occurredAtMs,
          fields: Object.fromEntries(exampleForm.fields.map(({ name, value }) => [name, value])),
        },
      ])
    }),
  'sends the switches of the page only where the user says so': async () => {
    const { network, connector } = onPaper(exampleAnswer)
    successOf(await connector.createNote(noteTo(exampleLead, 'Plain', fieldNote)))
    const switched = { ...fieldNote, skipsOptionCheck: true, wantsLeadScore: true, processesFilesAsync: false }
    successOf(await connector.createNote(noteTo(exampleLead, 'With all of them', switched)))
    const [plain, all] = network.requests.filter((request) => request.isWrite).map(jsonOf)
    for (const name of ['ProcessFilesAsync', 'ValidateDropDownOptions', 'IncludeLeadScore']) {
      expect(plain).not.toHaveProperty(name)
    }
    expect(all).toMatchObject({ ProcessFilesAsync: false, ValidateDropDownOptions: true, IncludeLeadScore: true })
  },
  'tells the lead’s new score where it was asked for': () =>
    withSandbox(async (sandbox) => {
      const connector = connectorOn({ transport: networkTransport() }, sandbox.url, sandbox.key)
      const leadId = [...sandbox.state.leads.keys()][0] ?? ''
      const before = sandbox.state.leads.get(leadId)?.score ?? 0
      const scored = noteTo(leadId, 'With the score', { ...fieldNote, wantsLeadScore: true })
      expect(successOf(await connector.createNote(scored)).leadScore).toBe(before + 5)
      expect(successOf(await connector.createNote(noteTo(leadId, 'Without', fieldNote))).leadScore).toBeNull()
    }),
  'says when it happened in UTC, to the second': async () => {
    const { network, connector } = onPaper(exampleAnswer)
    const note = noteTo(exampleLead, 'Now', fieldNote)
    successOf(await connector.createNote(note))
    const sent = network.requests.find((request) => request.isWrite)
    const expected = new Date(note.writtenAtMs).toISOString().slice(0, 19).replace('T', ' ')
    expect(jsonOf(sent)).toMatchObject({ ActivityDateTime: expected })
  },
  'carries the keys in headers and never in an address': () =>
    inWorld(subject, {}, async ({ crm, connectWith }) => {
      const network = recorded()
      const connector = connectWith({ transport: network.transport })
      await connector.identify('on_demand')
      for (const name of ['activities', 'leads'] as const) await connector.pull(ask(name, 'backfill'))
      const [accessKey = '', secretKey = ''] = crm.secret.split(':')
      for (const { url, headers } of network.requests) {
        expect(headers).toMatchObject({ 'x-lsq-accesskey': accessKey, 'x-lsq-secretkey': secretKey })
        expect(decodeURIComponent(url)).not.toContain(accessKey)
        expect(decodeURIComponent(url)).not.toContain(secretKey)
      }
    }),
  'finds the account’s own host from any other, and says so where it is asked at a wrong one': () =>
    withSandbox(async (sandbox) => {
      const stray = connectorOn({ transport: networkTransport() }, sandbox.wrongRegionUrl, sandbox.key)
      expect(successOf(await stray.identify('on_demand'))).toMatchObject({
        remoteUserId: sandbox.state.team.me.id,
        baseUrl: sandbox.url,
      })
      const failure = failureOf(await stray.pull(ask('leads', 'backfill', { priority: 'on_demand' })))
      expect(failure).toMatchObject({ kind: 'unauthorized', detail: expect.stringContaining(sandbox.url) })
      const home = connectorOn({ transport: networkTransport() }, sandbox.url, sandbox.key)
      expect(successOf(await home.identify('on_demand')).baseUrl).toBeUndefined()
    }),
  'says that the keys of a user who was deactivated are not good': () =>
    withSandbox(async (sandbox) => {
      const connector = connectorOn({ transport: networkTransport() }, sandbox.url, sandbox.key)
      successOf(await connector.pull(ask('leads', 'backfill')))
      sandbox.colleagues.setUserActive(sandbox.state.team.me, false)
      expect(failureOf(await connector.pull(ask('leads', 'backfill')))).toMatchObject({ kind: 'unauthorized' })
      const written = await connector.createNote(noteTo(exampleLead, 'Nobody’s note', fieldNote))
      expect(failureOf(written)).toMatchObject({ kind: 'unauthorized' })
      expect(sandbox.state.activitiesFromApi()).toEqual([])
    }),
  'reads an error’s envelope before its status': async () => {
    const rows: readonly {
      readonly type: string
      readonly statuses: readonly number[]
      readonly failure: Partial<Failure>
    }[] = [
      { type: 'MXAPIRateLimitExceededException', statuses: [429, 200, 500], failure: { kind: 'throttled' } },
      { type: 'MXMandatoryAttributeMissingException', statuses: [500, 400, 200], failure: { kind: 'rejected' } },
      { type: 'MXInvalidInputException', statuses: [500, 400, 200], failure: { kind: 'rejected' } },
      { type: 'MXDuplicateEntryException', statuses: [500, 400, 200], failure: { kind: 'rejected' } },
      { type: 'MXException', statuses: [500, 200], failure: { kind: 'server', mayHaveLanded: true } },
      { type: 'MXNobodyKnowsThisException', statuses: [500, 200], failure: { kind: 'server', mayHaveLanded: true } },
    ]
    for (const { type, statuses, failure } of rows) {
      for (const status of statuses) {
        const { connector } = onPaper(errorBody(type), status)
        const outcome = await connector.createNote(noteTo(exampleLead, 'Hello', fieldNote))
        expect(failureOf(outcome), `${type} under ${status}`).toMatchObject(failure)
      }
    }
  },
  'takes a success without an id for no answer at all': async () => {
    for (const answer of ['{"Status":"Success"}', '{"Status":"Success","Message":{}}', '{}', '[]', 'null']) {
      const { connector } = onPaper(answer)
      const outcome = await connector.createNote(noteTo(exampleLead, 'Hello', fieldNote))
      expect(failureOf(outcome), answer).toMatchObject({ kind: 'contract', mayHaveLanded: true })
    }
  },
  'says which field must be filled in, and which option is not in the list': () =>
    withSandbox(async (sandbox) => {
      for (const validationStatus of [500, 400, 200] as const) {
        sandbox.settings.validationStatus = validationStatus
        const connector = connectorOn({ transport: networkTransport() }, sandbox.url, sandbox.key)
        const leadId = [...sandbox.state.leads.keys()][0] ?? ''
        const meeting = (fields: ActivityForm['fields']) =>
          noteTo(leadId, 'We met', { ...fieldNote, typeCode: '202', typeName: 'Meeting', fields })
        const missing = failureOf(await connector.createNote(meeting([])))
        expect(missing).toMatchObject({ kind: 'rejected', reason: expect.stringContaining('Outcome') })
        const fields = [
          { name: 'mx_Custom_1', value: 'Undecided' },
          { name: 'mx_Custom_2', value: 'Roof' },
        ]
        const wrong = failureOf(await connector.createNote(meeting(fields)))
        expect(wrong).toMatchObject({ kind: 'rejected', reason: expect.stringContaining('Undecided') })
      }
      expect(sandbox.state.activitiesFromApi()).toEqual([])
    }),
  'sends its own reference in the field set aside for it, and finds the note by it whatever became of its text': () =>
    inWorld(subject, {}, async (world) => {
      const { crm } = world
      crm.faults.add({ kind: 'drop_after_commit', match: { pathPattern: `${createCall}$` } })
      const sent = await send(world)
      const sentBody = jsonOf(world.written[0])
      expect(sentBody).toMatchObject({ Fields: [{ SchemaName: 'mx_Custom_1', Value: sent.note.noteId }] })
      const remoteId = crm.notes.kept()[0]?.remoteId ?? ''
      crm.notes.change(remoteId, 'A colleague has rewritten it.')
      expect(successOf(await world.connector.findNote(sent.search))).toMatchObject({
        kind: 'found',
        activity: { remoteId },
      })
    }),
  'finds a note without a reference by lead, author, words and time, and asks where two could be it': () =>
    inWorld(unreferenced, {}, async (world) => {
      await created(world)
      world.crm.faults.add({ kind: 'drop_after_commit', match: { pathPattern: `${createCall}$` } })
      const sent = await send(world)
      const finding = successOf(await world.connector.findNote(sent.search))
      expect(finding).toMatchObject({ kind: 'ambiguous', candidates: [{}, {}] })
    }),
  'does not send what the CRM would take apart': () =>
    inWorld(subject, {}, async (world) => {
      for (const mark of ['{=}', '{next}']) {
        const { outcome } = await send(world, { text: `Call back {me}${mark}{today}` })
        expect(failureOf(outcome)).toMatchObject({ kind: 'rejected', reason: expect.stringContaining(mark) })
      }
      expect(world.written).toEqual([])
    }),
  'finds what happened long ago and was written now': () =>
    withSandbox(async (sandbox) => {
      const connector = connectorOn({ transport: networkTransport() }, sandbox.url, sandbox.key)
      const activity = sandbox.colleagues.backDatedActivity({ eventCode: 200 })
      const first = ask('activities', 'incremental', { sinceMs: startMs - 60_000 })
      const found: string[] = []
      let cursor: string | null = null
      do {
        const page: { readonly activities: readonly { readonly remoteId: string }[]; readonly next: string | null } =
          successOf(await connector.pull({ ...first, cursor }))
        found.push(...page.activities.map((row) => row.remoteId))
        cursor = page.next
      } while (cursor !== null)
      expect(found).toContain(activity?.id)
    }),
  'walks in windows as wide as the account answers': async () => {
    const narrow = leadsquaredSubject({ title: 'narrow', referenceField: true, widestWindowMs: 14 * 86_400_000 })
    await inWorld(narrow, { people: 12, activities: 120 }, async (world) => {
      expectRows(await walk(world, ask('activities', 'backfill')), world.crm.rows('activities'))
    })
  },
  'finds what is new whether or not the account answers for all types together': async () => {
    for (const retrieveRecentlyModified of ['works', 'fails_wide', 'fails'] as const) {
      const mood = leadsquaredSubject({ title: 'together', referenceField: true, retrieveRecentlyModified })
      await inWorld(mood, {}, async (world) => {
        await walk(world, ask('activities', 'backfill'))
        for (let look = 0; look < 3; look += 1) {
          await world.clock.advance(3 * 60_000)
          const sinceMs = world.clock.nowMs() - 60_000
          const added = world.crm.add('activities')
          const { rows } = await walk(world, ask('activities', 'incremental', { sinceMs }))
          expect([...rows.keys()], retrieveRecentlyModified).toEqual(expect.arrayContaining([...added]))
        }
      })
    }
  },
  'writes one note at a time and deletes nothing': () =>
    inWorld(subject, {}, async (world) => {
      for (const { form } of world.crm.notes.forms) await created(world, { form })
      const changing = world.crm.requests.matching({ pathPattern: 'Create|Update|Delete|Bulk|Add' })
      expect(changing.map(({ path }) => path)).toEqual(world.crm.notes.forms.map(() => createCall))
    }),
  'sees in a sweep whose activities a merge has moved': () =>
    withSandbox(async (sandbox) => {
      const connector = connectorOn({ transport: networkTransport() }, sandbox.url, sandbox.key)
      const [loser, winner] = [...sandbox.state.leads.keys()]
      const moved = sandbox.state.activitiesOf(loser ?? '').map((activity) => activity.id)
      sandbox.colleagues.mergeLeads(loser ?? '', winner ?? '')
      const seen = new Map<string, string | null>()
      let cursor: string | null = null
      do {
        const page: {
          readonly activities: readonly { readonly remoteId: string; readonly leadRemoteId: string | null }[]
          readonly next: string | null
        } = successOf(await connector.pull(ask('activities', 'sweep', { cursor })))
        for (const row of page.activities) seen.set(rowKey('activities', row.remoteId), row.leadRemoteId)
        cursor = page.next
      } while (cursor !== null)
      expect(moved.length).toBeGreaterThan(0)
      expect(moved.map((id) => seen.get(rowKey('activities', id)))).toEqual(moved.map(() => winner))
    }),
  'asks for a dropdown’s options where the type leaves them out': async () => {
    const quiet = leadsquaredSubject({ title: 'quiet', referenceField: true, optionSet: 'empty' })
    await inWorld(quiet, {}, async ({ connector, crm }) => {
      const told = successOf((await connector.activityTypes?.('on_demand')) ?? notOffered)
      const optionsOf = (types: typeof told) =>
        types.flatMap((type) => type.fields.map((field) => [type.code, field.name, field.options]))
      expect(optionsOf(told)).toEqual(optionsOf(crm.notes.types?.() ?? []))
    })
  },
} as const satisfies Readonly<Record<string, () => Promise<void>>>

const notOffered = { ok: false, failure: { kind: 'offline', reason: 'the connector does not offer it' } } as const
