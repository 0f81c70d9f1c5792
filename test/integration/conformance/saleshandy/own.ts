import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import { plainNote } from '../../../../db/records.ts'
import type { ConnectorMemory, NoteForm } from '../../../../electron/connectors/connector.ts'
import { createSaleshandyConnector } from '../../../../electron/connectors/saleshandy/connector.ts'
import { startSaleshandySandbox } from '../../../sandbox/saleshandy/sandbox.ts'
import { plainNoteTo } from '../../../support/note-to-send.ts'
import { bodyOf, documented, jsonOf, lineOf, type Recorded, recorded, reply } from '../recorded.ts'
import { created } from '../shared/sending.ts'
import { ask, failureOf, gathered, inWorld, networkTransport, startMs, successOf, walk } from '../world.ts'
import { saleshandySubject } from './subject.ts'

const subject = saleshandySubject('Saleshandy')

/** Body and answer of the page "Create Note", byte for byte. */
const exampleBody = `{
"content": "Follow up with this prospect next week regarding the demo.",
"visibility": "1",
"prospectIds": [
"8PvBmrB7P7"
]
}`
const exampleAnswer = `{
"message": "Notes created successfully",
"payload": {
"results": [
{
"prospectId": "Pr9xQ2Lm",
"noteId": "Nt7Yp4Za",
"success": true
},
{
"prospectId": "Pr4Kb8Qw",
"noteId": "Nt4Kb8Qw",
"success": true
},
{
"prospectId": "INVALIDxx",
"noteId": null,
"success": false
}
]
}
}`
const exampleText = 'Follow up with this prospect next week regarding the demo.'
const exampleIds = ['Pr9xQ2Lm', 'Pr4Kb8Qw', 'INVALIDxx'] as const
const exampleNotes = ['Nt7Yp4Za', 'Nt4Kb8Qw'] as const

function connectorOn(
  network: Pick<Recorded, 'transport'>,
  baseUrl: string,
  secret: string,
  memory: ConnectorMemory = {},
) {
  return createSaleshandyConnector({
    baseUrl,
    secret,
    transport: network.transport,
    memory,
    remember: () => undefined,
    clockSkewMs: 0,
    nowMs: () => startMs,
    monotonicMs: () => startMs,
  })
}

function example(network: Recorded) {
  return connectorOn(network, 'https://open-api.saleshandy.com', 'sh_example', { member: 'me@example.com' })
}

const noteTo = (prospectId: string, text = exampleText, form: NoteForm = { ...plainNote, visibility: 'public' }) => ({
  ...plainNoteTo(prospectId, prospectId, text),
  form,
})

/** What holds for Saleshandy only. */
export const own = {
  'sends the example of the page “Create Note”, and says outright the status that the page leaves to its default':
    async () => {
      const network = documented(() =>
        reply('{"message":"","payload":{"results":[{"prospectId":"8PvBmrB7P7","noteId":"Nt1","success":true}]}}'),
      )
      successOf(await example(network).createNote(noteTo('8PvBmrB7P7')))
      const [sent] = network.requests
      expect(network.requests.map(lineOf)).toEqual(['POST /v1/notes'])
      expect(jsonOf(sent)).toEqual({ ...JSON.parse(exampleBody), status: '1' })
      expect(sent?.headers).toMatchObject({ 'x-api-key': 'sh_example', 'content-type': 'application/json' })
    },
  'brings a note for the page’s three prospects to two of them and tells of the third, a request for each':
    async () => {
      const sandbox = await startSaleshandySandbox({
        seed: 5,
        prospects: 3,
        notes: 0,
        threads: 0,
        nowMs: startMs,
        presetProspects: [{ id: exampleIds[0] }, { id: exampleIds[1] }],
        nextNoteIds: exampleNotes,
        rateLimit: null,
      })
      try {
        const network = recorded()
        const connector = connectorOn(network, sandbox.url, sandbox.key)
        const outcomes = []
        for (const prospectId of exampleIds) outcomes.push(await connector.createNote(noteTo(prospectId)))
        const [first, second, third] = outcomes
        expect(first).toMatchObject({ ok: true, value: { activity: { remoteId: exampleNotes[0] } } })
        expect(second).toMatchObject({ ok: true, value: { activity: { remoteId: exampleNotes[1] } } })
        expect(third).toMatchObject({ ok: false, failure: { kind: 'rejected' } })
        const bodies = network.requests.filter((request) => request.isWrite).map(jsonOf)
        expect(bodies).toMatchObject(exampleIds.map((prospectId) => ({ prospectIds: [prospectId] })))
        expect(sandbox.state.notesFromApi().map((note) => note.prospectId)).toEqual(exampleIds.slice(0, 2))
      } finally {
        await sandbox.close()
      }
    },
  'reads the page’s answer for three prospects, each outcome for itself': async () => {
    const connector = example(documented(() => reply(exampleAnswer, 201)))
    const outcomes = await Promise.all(exampleIds.map((prospectId) => connector.createNote(noteTo(prospectId))))
    expect(outcomes).toMatchObject([
      { ok: true, value: { activity: { remoteId: exampleNotes[0], conversationRemoteId: exampleIds[0] } } },
      { ok: true, value: { activity: { remoteId: exampleNotes[1], conversationRemoteId: exampleIds[1] } } },
      { ok: false, failure: { kind: 'rejected' } },
    ])
  },
  'takes a success that does not name its prospect for no answer at all': async () => {
    const answers = [
      '{"message":"ok","payload":{"results":[]}}',
      '{"message":"ok","payload":{"results":[{"prospectId":"another","noteId":"Nt1","success":true}]}}',
      '{"message":"ok","payload":{"results":[{"prospectId":"Pr9xQ2Lm","noteId":null,"success":true}]}}',
      '{"message":"ok"}',
    ]
    for (const answer of answers) {
      const outcome = await example(documented(() => reply(answer))).createNote(noteTo(exampleIds[0]))
      expect(failureOf(outcome), answer).toMatchObject({ kind: 'contract', mayHaveLanded: true })
    }
  },
  'says who may see a note, whether it is a draft and which files it has as the page does': async () => {
    const answer = '{"message":"","payload":{"results":[{"prospectId":"p","noteId":"n","success":true}]}}'
    const network = documented(() => reply(answer))
    const connector = example(network)
    const forms: readonly NoteForm[] = [
      plainNote,
      { ...plainNote, visibility: 'private' },
      { ...plainNote, visibility: 'public', isDraft: true },
      { ...plainNote, visibility: 'public', format: 'html' },
    ]
    for (const form of forms) successOf(await connector.createNote(noteTo('p', '<p>Hello</p>', form)))
    successOf(await connector.createNote({ ...noteTo('p'), attachmentRemoteIds: ['Aw83gqRXvk', 'BV4yLpC2nX'] }))
    expect(network.requests.filter((request) => request.isWrite).map(jsonOf)).toMatchObject([
      { visibility: '1', status: '1' },
      { visibility: '2', status: '1' },
      { visibility: '1', status: '0' },
      { visibility: '1', status: '1', content: '<p>Hello</p>' },
      { attachmentIds: ['Aw83gqRXvk', 'BV4yLpC2nX'] },
    ])
  },
  'uploads a file as the one part “file” of a form': () =>
    inWorld(subject, {}, async ({ connectWith }) => {
      const network = recorded()
      const connector = connectWith({ transport: network.transport })
      const bytes = new TextEncoder().encode('a plan of the roof')
      const file = { fileName: 'plan.txt', mediaType: 'text/plain', bytes }
      successOf((await connector.uploadAttachment?.(file, () => undefined)) ?? notOffered)
      const [sent] = network.requests
      expect(sent === undefined ? null : lineOf(sent)).toBe('POST /v1/notes/attachments')
      expect(bodyOf(sent)).toMatch(/name="file"; filename="plan\.txt"\r\nContent-Type: text\/plain\r\n\r\na plan/i)
      expect(sent?.isWrite).toBe(false)
    }),
  'takes a file of 20 MB and not a byte more': () =>
    inWorld(subject, {}, async (world) => {
      const maxBytes = subject.capabilities.note.attachments?.maxBytes ?? 0
      expect(maxBytes).toBe(20 * 1024 * 1024)
      const upload = async (size: number) => {
        const file = { fileName: 'film.mp4', mediaType: 'video/mp4', bytes: new Uint8Array(size) }
        return (await world.connector.uploadAttachment?.(file, () => undefined)) ?? notOffered
      }
      successOf(await upload(maxBytes))
      expect(failureOf(await upload(maxBytes + 1))).toMatchObject({ kind: 'rejected' })
    }),
  'finds the attachment’s id wherever the answer has it': async () => {
    const places = ['payload.attachmentId', 'payload.id', 'payload.attachment.id', 'attachmentId', 'payload.data.id']
    for (const attachmentIdPath of places) {
      await inWorld(saleshandySubject('elsewhere', { attachmentIdPath }), {}, async (world) => {
        const file = { fileName: 'a.txt', mediaType: 'text/plain', bytes: new Uint8Array([1, 2, 3]) }
        const { remoteId } = successOf((await world.connector.uploadAttachment?.(file, () => undefined)) ?? notOffered)
        await created(world, { attachmentRemoteIds: [remoteId] })
        const digest = createHash('sha256').update(file.bytes).digest('hex')
        expect(world.crm.notes.kept()[0]?.files, attachmentIdPath).toEqual([digest])
      })
    }
  },
  'asks whose key it is, as the key does not say': async () => {
    const sandbox = await startSaleshandySandbox({ seed: 5, prospects: 1, notes: 0, threads: 0, nowMs: startMs })
    const alone = await startSaleshandySandbox({
      seed: 5,
      prospects: 1,
      notes: 0,
      threads: 0,
      nowMs: startMs,
      members: 1,
    })
    const network = { transport: networkTransport() }
    try {
      const { members, me } = sandbox.state.team
      const unknown = successOf(await connectorOn(network, sandbox.url, sandbox.key).identify('on_demand'))
      expect(unknown.remoteUserId).toBe('')
      expect(unknown.choices?.map((choice) => choice.email)).toEqual(members.map((member) => member.email))
      const member = (unknown.choices?.[0]?.remoteUserId ?? '').toUpperCase()
      const chosen = connectorOn(network, sandbox.url, sandbox.key, { member })
      expect(successOf(await chosen.identify('on_demand'))).toMatchObject({ remoteUserId: me.email })
      const only = connectorOn(network, alone.url, alone.key)
      expect(successOf(await only.identify('on_demand')).remoteUserId).toBe(alone.state.team.me.email)
    } finally {
      await Promise.all([sandbox.close(), alone.close()])
    }
  },
  'asks for the inbox until it is understood, and remembers how': async () => {
    const moods = [{ ownersRequired: false }, { emptyOwnersMean: 'nobody' }, { maxInboxLimit: 5 }] as const
    for (const mood of moods) {
      await inWorld(saleshandySubject('inbox', mood), { people: 12, activities: 120 }, async (world) => {
        const { rows } = await walk(world, ask('conversations', 'backfill'))
        expect([...rows.keys()].sort()).toEqual([...world.crm.rows('conversations').keys()].sort())
      })
    }
  },
  'reads threads and messages in every shape that is plausible': async () => {
    for (const threadMessagesAs of ['emails', 'messages', 'list'] as const) {
      for (const messageContentAs of ['content', 'body', 'html'] as const) {
        const mood = saleshandySubject('shapes', { threadMessagesAs, messageContentAs, inboxExtras: false })
        await inWorld(mood, { people: 6, activities: 12 }, async (world) => {
          const { rows } = await walk(world, ask('conversations', 'backfill'))
          expect([...rows.keys()].sort()).toEqual([...world.crm.rows('conversations').keys()].sort())
          const { activityRemoteId, fields } = world.crm.detail()
          const detail = successOf(await world.connector.eventDetail(activityRemoteId, 'on_demand'))
          expect(detail).toMatchObject({ activityRemoteId, ...fields })
        })
      }
    }
  },
  'opens a mail thread by its messages, and takes no note on it': () =>
    inWorld(subject, { people: 12, activities: 60 }, async ({ connector, crm }) => {
      const expected = [...crm.rows('conversations')]
      const thread = expected.find(([key]) => key.startsWith('conversations/thread:'))
      const remoteId = thread?.[0].split('/')[1] ?? ''
      expect(thread?.[1].fields.takesNotes).toBe(false)
      const page = successOf(await connector.pullConversation(remoteId, null, 'on_demand'))
      const messages = expected.filter(([, row]) => row.fields.conversationRemoteId === remoteId)
      expect(
        gathered([page])
          .keys.filter((key) => key.startsWith('activities/'))
          .sort(),
      ).toEqual(messages.map(([key]) => key).sort())
    }),
  'reads a prospect’s notes to the last page, wherever pinned ones stand': async () => {
    for (const noteOrder of ['newest_first', 'oldest_first'] as const) {
      await inWorld(saleshandySubject('many notes', { noteOrder }), { people: 2, activities: 6 }, async (world) => {
        const { target, kept, writeElsewhere } = world.crm.notes
        for (let count = 0; count < 230; count += 1)
          writeElsewhere(`Note ${count}`, { ...plainNote, visibility: 'public' }, 'me')
        world.crm.faults.add({
          kind: 'drop_after_commit',
          match: { method: 'POST', pathPattern: world.crm.paths.createNote },
        })
        const note = noteTo(target.conversationRemoteId, 'The one that was lost')
        const snapshot = successOf((await world.connector.snapshotNotes?.(note)) ?? notOffered)
        expect(snapshot.length).toBeGreaterThanOrEqual(230)
        failureOf(await world.connector.createNote(note))
        const search = {
          ...note,
          snapshot,
          sentAtMs: startMs,
          gaveUpAtMs: startMs + 2_000,
          authorRemoteId: null,
          authorName: null,
        }
        const finding = await world.connector.findNote({ ...search, excludeRemoteIds: new Set() })
        expect(successOf(finding)).toMatchObject({ kind: 'found', activity: { remoteId: kept().at(-1)?.remoteId } })
        const { rows } = await walk(world, ask('activities', 'sweep'))
        expect([...rows.keys()].sort()).toEqual([...world.crm.rows('activities').keys()].sort())
      })
    }
  },
  'waits until the moment that a refusal names in its place': async () => {
    const date = 'Thu, 01 Oct 2026 10:00:00 GMT'
    const resets = ['2026-10-01T10:00:30.000Z', 'Thu Oct 01 2026 10:00:30 GMT+0000 (Coordinated Universal Time)', '30']
    for (const reset of resets) {
      const headers = { date, 'content-type': 'application/json', 'x-ratelimit-reset': reset }
      const network = documented(() => reply('{"message":"Too Many Requests"}', 429, headers))
      const failure = failureOf(await example(network).createNote(noteTo('p')))
      if (failure.kind !== 'throttled') throw new Error(`expected throttled, got ${failure.kind}`)
      expect(failure.retryAfterMs, reset).toBeGreaterThanOrEqual(30_000)
      expect(failure.retryAfterMs, reset).toBeLessThanOrEqual(31_000)
    }
  },
  'reads an error wherever its code and its words stand': async () => {
    const bodies = [
      '{"code":4000,"message":"content should not be empty"}',
      '{"error":{"code":4000,"message":"content should not be empty"}}',
      '{"code":"4000","message":["content should not be empty"]}',
      'content should not be empty',
    ]
    for (const body of bodies) {
      const network = documented(() => reply(body, 400))
      const failure = failureOf(await example(network).createNote(noteTo('p')))
      expect(failure, body).toEqual({ kind: 'rejected', status: 400, reason: 'content should not be empty' })
    }
  },
} as const satisfies Readonly<Record<string, () => Promise<void>>>

const notOffered = { ok: false, failure: { kind: 'offline', reason: 'the connector does not offer it' } } as const
