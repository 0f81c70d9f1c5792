import { expect } from 'vitest'
import type { ConnectorMemory } from '../../../../electron/connectors/connector.ts'
import { createLeadpingConnector } from '../../../../electron/connectors/leadping/connector.ts'
import { plainNoteTo } from '../../../support/note-to-send.ts'
import { bodyOf, documented, jsonOf, lineOf, type Recorded, recorded, reply } from '../recorded.ts'
import { ask, failureOf, inWorld, successOf, walk } from '../world.ts'
import { conversationsOfLead, createdNote, createNoteBody, eventDetail } from './examples.ts'
import { leadpingSubject } from './subject.ts'

const dialectA = leadpingSubject({ title: 'dialect A', dialect: 'A' })
const dialectB = leadpingSubject({ title: 'dialect B', dialect: 'B' })
const exampleMs = Date.parse('2023-11-07T05:31:56Z')
const emptyPage = '{"items":[],"pageSize":"50","totalCount":null,"continuationToken":null}'

function readerOf({ transport }: Recorded, memory: ConnectorMemory = { dialect: 'activity' }) {
  return createLeadpingConnector({
    baseUrl: 'https://api.leadping.ai',
    secret: 'sk_example',
    transport,
    memory,
    remember: () => undefined,
    clockSkewMs: 0,
    nowMs: () => exampleMs,
    monotonicMs: () => exampleMs,
  })
}

/** What holds for Leadping only. */
export const own = {
  'posts the example of a note to the address of the example': () =>
    inWorld(dialectA, {}, async ({ crm, connectWith }) => {
      const { conversationRemoteId, leadRemoteId } = crm.notes.target
      const network = recorded()
      const connector = connectWith({ transport: network.transport })
      successOf(await connector.createNote(plainNoteTo(conversationRemoteId, leadRemoteId, '<string>')))
      const sent = network.requests.findLast((request) => request.isWrite)
      expect(sent === undefined ? null : lineOf(sent)).toBe(
        `POST /activities/conversations/${conversationRemoteId}/notes`,
      )
      expect(JSON.parse(bodyOf(sent))).toEqual(JSON.parse(createNoteBody))
      expect(sent?.headers).toMatchObject({ 'content-type': 'application/json', authorization: `Bearer ${crm.secret}` })
    }),
  'reads the example of a created note, whatever its samples put in the place of words': async () => {
    const network = documented(() => reply(createdNote))
    const note = plainNoteTo('<string>', '<string>', '<string>')
    const { activity } = successOf(await readerOf(network).createNote(note))
    expect(activity).toMatchObject({
      remoteId: '<string>',
      conversationRemoteId: '<string>',
      leadRemoteId: '<string>',
      type: 'Note',
      category: '<string>',
      direction: '<string>',
      statusReason: '<string>',
      summary: '<string>',
      trafficType: 'Warmup',
      scheduledForMs: exampleMs,
      canceledAtMs: exampleMs,
      createdAtMs: exampleMs,
      authorName: '<string>',
      extra: { scheduledReason: '<string>', cancelReason: '<string>' },
    })
  },
  'asks for a lead’s conversations as the example does, and reads its answer to the last page': async () => {
    let pages = 0
    const network = documented((request) => {
      const line = lineOf(request)
      if (line === 'GET /leads/<string>') return reply('{"id":"<string>","contact":{"firstName":"<string>"}}')
      if (line !== 'POST /conversations/lead/<string>') return reply(emptyPage)
      pages += 1
      return reply(pages === 1 ? conversationsOfLead : emptyPage)
    })
    const { conversations } = successOf(await readerOf(network).pullLead('<string>', 'on_demand'))
    expect(conversations).toMatchObject([
      {
        remoteId: '<string>',
        leadRemoteId: '<string>',
        firstName: '<string>',
        lastName: '<string>',
        snippet: '<string>',
        lastEventAtMs: exampleMs,
        statusReason: '<string>',
        archivedAtMs: exampleMs,
        isArchived: true,
        outcome: '<string>',
        nextStep: '<string>',
        isUnread: true,
        extra: {
          archiveReason: '<unknown>',
          phoneNumber: { id: '<string>', name: '<string>', value: '<string>' },
          outboundPhoneNumberOverrideId: '<string>',
          activeOutboundPhoneNumberId: '<string>',
        },
      },
    ])
    const asked = network.requests.filter((request) => lineOf(request) === 'POST /conversations/lead/<string>')
    const [first, second] = asked.map(jsonOf)
    // Numbers are digits in a string, the token is left out at first and echoed then.
    // Nothing else is asked for: a lead’s conversations are few, and read whole.
    expect(first).toEqual({ pageSize: expect.stringMatching(/^\d+$/) })
    expect(second).toEqual({ pageSize: expect.stringMatching(/^\d+$/), continuationToken: '<string>' })
  },
  'reads the example of an event’s detail': async () => {
    const network = documented(() => reply(eventDetail))
    const detail = successOf(await readerOf(network).eventDetail('<string>', 'on_demand'))
    expect(network.requests.map(lineOf)).toEqual(['GET /events/<string>/detail'])
    expect(detail).toMatchObject({
      activityRemoteId: '<string>',
      eventType: '<string>',
      secondaryEventType: '<string>',
      description: '<string>',
      summary: '<string>',
      direction: '<string>',
      authorName: '<string>',
      createdAtMs: exampleMs,
      modifiedAtMs: exampleMs,
      extra: {
        eventCategory: '<string>',
        activityCategory: '<string>',
        conversationId: '<string>',
        userId: '<string>',
        leadId: '<string>',
      },
    })
  },
  'asks lists for an order, a count and a bound where the walk needs them, and for no search': () =>
    inWorld(dialectA, { people: 25, activities: 80 }, async (world) => {
      const network = recorded()
      const connector = world.connectWith({ transport: network.transport })
      const sinceMs = exampleMs
      const counted = successOf(await connector.pull(ask('conversations', 'backfill')))
      successOf(await connector.pull(ask('conversations', 'incremental', { sinceMs })))
      successOf(await connector.pull(ask('conversations', 'sweep')))
      const { leadRemoteId } = world.crm.opened() ?? { leadRemoteId: '' }
      successOf(await connector.pullLead(leadRemoteId, 'on_demand'))
      expect(counted.total).toBe(world.crm.rows('conversations').size)

      const bodies = network.requests.filter(({ method }) => method === 'POST').map((request) => jsonOf(request))
      const newestFirst = [{ field: 'lastEventAt', direction: 'Desc' }]
      expect(bodies).toContainEqual(expect.objectContaining({ orderBy: newestFirst, includeCount: true }))
      const bound = { field: 'lastEventAt', greaterThanOrEqual: expect.stringMatching(/^2023-11-07T05:31:56/) }
      expect(bodies).toContainEqual(expect.objectContaining({ rangeFilters: [bound] }))
      expect(bodies).toContainEqual(expect.objectContaining({ filters: [{ field: 'id', value: leadRemoteId }] }))
      for (const body of bodies) {
        expect(body).not.toHaveProperty('search')
        expect(body).not.toHaveProperty('searchFields')
      }
    }),
  'finds out by reading which dialect an account has, and posts the note once': async () => {
    for (const subject of [dialectA, dialectB]) {
      await inWorld(subject, {}, async ({ crm, connectWith }) => {
        const network = recorded()
        const connector = connectWith({ transport: network.transport })
        const { conversationRemoteId, leadRemoteId } = crm.notes.target
        successOf(await connector.createNote(plainNoteTo(conversationRemoteId, leadRemoteId, 'Which dialect?')))
        expect(network.requests.filter((request) => request.isWrite)).toHaveLength(1)
        expect(network.requests.at(-1)?.isWrite).toBe(true)
        expect(crm.notes.kept()).toHaveLength(1)
      })
    }
  },
  'writes numbers as each dialect does, and the other’s paths and words': () =>
    inWorld(dialectB, {}, async (world) => {
      const network = recorded()
      const connector = world.connectWith({ transport: network.transport })
      await walk({ ...world, connector }, ask('activities', 'backfill'))
      const { conversationRemoteId, leadRemoteId } = world.crm.notes.target
      successOf(await connector.createNote(plainNoteTo(conversationRemoteId, leadRemoteId, 'In dialect B')))
      const bodies = network.requests.filter(({ url }) => url.includes('/events/all/my')).map(jsonOf)
      expect(bodies.at(-1)).toMatchObject({ pageSize: 10, orderBy: [{ field: 'createdAt', direction: 'desc' }] })
      expect(network.requests.map(lineOf)).toContain(`POST /events/conversations/${conversationRemoteId}/notes`)
      const details = network.requests.map(lineOf).filter((line) => line.startsWith('GET /events/detail/'))
      expect(details.length).toBeGreaterThan(0)
    }),
  'begins again where a continuation token has expired': async () => {
    for (const status of [400, 404, 410]) {
      await inWorld(dialectA, { people: 25, activities: 80 }, async ({ connector, crm }) => {
        const { next } = successOf(await connector.pull(ask('activities', 'backfill')))
        crm.faults.add({ kind: 'status', status, match: { pathPattern: '/events/all/my$' } })
        const page = successOf(await connector.pull(ask('activities', 'backfill', { cursor: next })))
        expect(page).toMatchObject({ cursorExpired: true, next: null })
      })
    }
  },
  'takes a refused lead for one that is not ours, and not for a bad key': () =>
    inWorld(dialectB, {}, async ({ connector, crm }) => {
      const { leadRemoteId } = crm.opened() ?? { leadRemoteId: '' }
      crm.faults.add({ kind: 'status', status: 401, match: { pathPattern: '^/leads/[^/]+$' } })
      expect(successOf(await connector.pullLead(leadRemoteId, 'on_demand')).leads).toEqual([])
      crm.revoke()
      expect(failureOf(await connector.pullLead(leadRemoteId, 'on_demand')).kind).toBe('unauthorized')
    }),
} as const satisfies Readonly<Record<string, () => Promise<void>>>
