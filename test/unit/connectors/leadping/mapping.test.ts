import { describe, expect, it } from 'vitest'
import {
  toActivity,
  toConversation,
  toEventDetail,
  toIdentity,
  toLead,
  toOpenedLead,
} from '../../../../electron/connectors/leadping/mapping.ts'
import {
  conversationWire,
  eventDetailWire,
  eventRowWire,
  leadRowWire,
  leadWire,
  userWire,
} from '../../../../electron/connectors/leadping/wire.ts'
import { conversationInA, noteRowInA, noteRowInB } from './leadping.ts'

const conversation = (fields: object) => toConversation(conversationWire.parse({ id: 'c-1', ...fields }))
const activity = (fields: object) =>
  toActivity(eventRowWire.parse({ id: 'e-1', createdAt: '2026-11-20T17:10:00Z', ...fields }))

describe('a conversation', () => {
  it('of the older dialect fills every column and keeps the rest verbatim', () => {
    expect(conversation(conversationInA)).toEqual({
      remoteId: 'c-1',
      leadRemoteId: 'l-1',
      firstName: 'Maria',
      lastName: 'Delgado',
      phone: null,
      email: null,
      snippet: 'Can we make it 6 instead?',
      lastEventAtMs: Date.parse('2026-11-20T17:05:09.123Z'),
      status: null,
      statusReason: 'The lead wrote last.',
      outcome: 'Appointment set',
      nextStep: 'Confirm Thursday',
      isUnread: true,
      isArchived: false,
      archivedAtMs: null,
      extra: {
        currentDisposition: conversationInA.currentDisposition,
        phoneNumber: conversationInA.phoneNumber,
        activeOutboundPhoneNumberId: 'p-1',
      },
    })
  })

  it("of the newer dialect has the lead's number, address, status and outcome", () => {
    const currentLeadStatus = {
      id: 's-1',
      category: 'Qualified',
      outcome: 'Hot',
      displayName: 'Hot lead',
      source: 'AI',
    }
    const record = conversation({
      email: 'maria@mail.example',
      leadPhoneNumber: '+15125550123',
      status: 'needs_reply',
      lastEventIsInternalNote: true,
      archivedAt: '2026-11-20T18:00:00Z',
      archiveReason: 3,
      isArchived: true,
      currentLeadStatus,
    })
    expect(record).toMatchObject({
      email: 'maria@mail.example',
      phone: '+15125550123',
      status: 'needs_reply',
      outcome: 'Hot lead',
      isArchived: true,
      archivedAtMs: Date.parse('2026-11-20T18:00:00Z'),
    })
    expect(record.extra).toEqual({ lastEventIsInternalNote: true, archiveReason: 3, currentLeadStatus })
  })

  it.each(['needs_reply', 'waiting', 'failed', 'open', 'a_word_of_next_year'])('keeps the status %s', (status) => {
    expect(conversation({ status }).status).toBe(status)
  })

  it('needs nothing but its id', () => {
    expect(conversation({})).toEqual(
      conversation(Object.fromEntries(Object.keys(conversationInA).map((key) => [key, key === 'id' ? 'c-1' : null]))),
    )
    expect(conversation({})).toMatchObject({ isUnread: false, isArchived: false, outcome: null, extra: {} })
  })

  it("does not pass the organization's own line off as the lead's number", () => {
    expect(conversation({ phoneNumber: { id: 'p', name: 'Main', value: '+15125550100' } }).phone).toBeNull()
  })

  it('keeps fields that nobody has heard of', () => {
    expect(conversation({ mood: { is: 'sunny' }, tags: ['a'] }).extra).toEqual({ mood: { is: 'sunny' }, tags: ['a'] })
  })
})

const typesOfA = [
  'Message',
  'Sms',
  'Mms',
  'Call',
  'Voicemail',
  'Note',
  'LeadCreated',
  'LeadUpdated',
  'Notification',
  'Payment',
  'Disposition',
  'Warmup',
]
const typesOfB = [
  'Message',
  'Sms',
  'Mms',
  'Call',
  'Voicemail',
  'Note',
  'LeadStatusChange',
  'LeadCreated',
  'LeadUpdated',
  'Notification',
  'Payment',
  'Warmup',
]
const statuses = [
  'Pending',
  'InProgress',
  'Completed',
  'Cancelled',
  'Scheduled',
  'Queued',
  'Sending',
  'Sent',
  'Received',
  'Delivered',
  'Undeliverable',
  'Opted out',
  'Blocked',
  'Initiated',
  'Ringing',
  'Active',
  'Ended',
  'Missed',
  'Voicemail',
  'Failed',
  'Canceled',
]

describe('an activity', () => {
  it('of the older dialect fills every column and keeps the rest verbatim', () => {
    expect(activity(noteRowInA)).toEqual({
      remoteId: 'e-1',
      conversationRemoteId: 'c-1',
      leadRemoteId: 'l-1',
      type: 'Note',
      category: 'Notes',
      direction: null,
      status: 'Completed',
      statusReason: null,
      summary: 'Roof faces south-west',
      description: null,
      authorId: null,
      authorName: 'Dana Petrov',
      trafficType: null,
      scheduledForMs: null,
      canceledAtMs: null,
      createdAtMs: Date.parse('2026-11-20T17:10:00Z'),
      extra: { trafficType: 'RealLead' },
    })
  })

  it('of the newer dialect keeps media, delivery stamps and numbers as they came', () => {
    const beside = {
      media: [{ url: 'https://media.example/1.jpg', contentType: 'image/jpeg', size: 12 }],
      fromPhoneNumber: '+15125550100',
      deliveredAt: '2026-11-20T17:10:02Z',
      retryCount: 2,
      errorCode: 'E30003',
      wasManuallyOverridden: false,
      billableAmount: 0.0079,
    }
    const record = activity({
      ...noteRowInB,
      ...beside,
      timelineType: 'Mms',
      direction: 'Outbound',
      scheduledFor: '2026-11-20T17:00:00Z',
      canceledAt: '2026-11-20T17:01:00Z',
    })
    expect(record).toMatchObject({
      type: 'Mms',
      category: 'Notes',
      direction: 'Outbound',
      description: 'Roof faces south-west',
      authorId: 'u-1',
      authorName: 'Dana Petrov',
      scheduledForMs: Date.parse('2026-11-20T17:00:00Z'),
      canceledAtMs: Date.parse('2026-11-20T17:01:00Z'),
    })
    expect(record.extra).toMatchObject({ ...beside, eventType: 'Note', actorEmail: 'dana@brightside.example' })
    expect(record.extra).not.toHaveProperty('summary')
  })

  it.each([...typesOfA, 'FaxReceived'])('takes the type %s from activityType', (activityType) => {
    expect(activity({ activityType }).type).toBe(activityType)
  })

  it.each([...typesOfB, 'FaxReceived'])('takes the type %s from timelineType', (timelineType) => {
    expect(activity({ timelineType }).type).toBe(timelineType)
  })

  it.each([...statuses, 'Teleported'])('keeps the status %s', (status) => {
    expect(activity({ status }).status).toBe(status)
  })

  it.each([
    ['RealLead', null],
    ['Warmup', 'Warmup'],
    ['Test', 'Test'],
    ['SystemInternal', 'SystemInternal'],
    ['FailedAttempt', 'FailedAttempt'],
    ['SomethingNew', 'SomethingNew'],
  ])('marks traffic %s as %s', (trafficType, marked) => {
    expect(activity({ trafficType }).trafficType).toBe(marked)
  })

  it('knows a warm-up of the older dialect by its flag', () => {
    expect(activity({ isWarmup: true }).trafficType).toBe('Warmup')
    expect(activity({ isWarmup: false }).trafficType).toBeNull()
  })

  it("draws no enum that is an object, as the documents' sample has it, but keeps it", () => {
    const record = activity({ status: {}, trafficType: {} })
    expect(record).toMatchObject({ status: null, trafficType: null, extra: { status: {}, trafficType: {} } })
  })

  it('takes an enum that is a number for its word', () => {
    expect(activity({ activityType: 5, status: 2 })).toMatchObject({ type: '5', status: '2' })
  })

  it('takes createdBy for an id only where it looks like one', () => {
    const id = '8b0c5f3e-6f0e-4d0c-9b7b-0a8a6e1f9c11'
    expect(activity({ createdBy: id })).toMatchObject({ authorId: id, authorName: null })
    expect(activity({ createdBy: 'Dana Petrov' })).toMatchObject({ authorId: null, authorName: 'Dana Petrov' })
    expect(activity({ createdBy: 'u-1', actorUserId: 'u-1' })).toMatchObject({ authorId: 'u-1', authorName: null })
  })

  it('falls back to the event type, then to a plain word, where no type is given', () => {
    expect(activity({ eventType: 'NoteCreated' }).type).toBe('NoteCreated')
    expect(activity({}).type).toBe('Activity')
  })

  it('cannot be without an id, or without a time at which it happened', () => {
    const issuesOf = (fields: object) =>
      eventRowWire.safeParse(fields).error?.issues.map((issue) => issue.path.join('.'))
    expect(issuesOf({ createdAt: '2026-11-20T17:10:00Z' })).toEqual(['id'])
    expect(issuesOf({ id: '', createdAt: '2026-11-20T17:10:00Z' })).toEqual(['id'])
    expect(issuesOf({ id: 'e-1' })).toEqual(['createdAt'])
    expect(issuesOf({ id: 'e-1', createdAt: 'noon' })).toEqual(['createdAt'])
    expect(issuesOf({ id: 'e-1', createdAt: '0001-01-01T00:00:00Z' })).toEqual(['createdAt'])
  })
})

describe('an event detail', () => {
  it("has its author's name, and the rest verbatim", () => {
    const wire = {
      id: 'e-1',
      eventType: 'CallEnded',
      secondaryEventType: 'Transferred',
      description: 'Talked about the roof',
      activityType: 'Call',
      summary: 'Call, 11 min',
      status: 'Completed',
      direction: 'Outbound',
      user: { id: 'u-1', name: 'Dana Petrov' },
      userId: 'u-1',
      createdAt: '2026-11-20T17:10:00Z',
      modifiedAt: '2026-11-20T17:21:00Z',
      payload: { recording: 'https://media.example/r.mp3' },
    }
    expect(toEventDetail(eventDetailWire.parse(wire), 'e-1')).toEqual({
      activityRemoteId: 'e-1',
      eventType: 'CallEnded',
      secondaryEventType: 'Transferred',
      description: 'Talked about the roof',
      summary: 'Call, 11 min',
      status: 'Completed',
      statusReason: null,
      direction: 'Outbound',
      authorName: 'Dana Petrov',
      createdAtMs: Date.parse('2026-11-20T17:10:00Z'),
      modifiedAtMs: Date.parse('2026-11-20T17:21:00Z'),
      extra: { activityType: 'Call', user: wire.user, userId: 'u-1', payload: wire.payload },
    })
  })

  it('may be all but empty', () => {
    expect(toEventDetail(eventDetailWire.parse({}), 'e-1')).toMatchObject({ activityRemoteId: 'e-1', extra: {} })
  })
})

describe('a lead', () => {
  const row = leadRowWire.parse({
    id: 'l-1',
    firstName: 'Maria',
    lastName: 'Delgado',
    phone: '+15125550123',
    email: '',
    status: 'Contacted',
    statusTone: 'info',
    currentLeadStatus: { displayName: 'Hot lead', category: 'Qualified' },
    source: { id: 's-1', name: 'Home show' },
    archivedAt: null,
    createdAt: '2026-11-01T08:00:00Z',
    updatedAt: '2026-11-02T08:00:00Z',
  })
  const single = leadWire.parse({
    id: 'l-1',
    contact: {
      firstName: 'Maria',
      lastName: 'Delgado',
      email: 'maria@mail.example',
      phone: { number: '+15125550123' },
    },
    metadata: { utmSource: 'google' },
    isArchived: true,
    createdAt: '2026-11-01T08:00:00Z',
    modifiedAt: '2026-11-03T08:00:00Z',
  })

  it('from a list has its stage and source, and keeps what folds into them', () => {
    expect(toLead(row)).toEqual({
      remoteId: 'l-1',
      firstName: 'Maria',
      lastName: 'Delgado',
      phone: '+15125550123',
      email: null,
      stage: 'Hot lead',
      source: 'Home show',
      isArchived: false,
      createdAtMs: Date.parse('2026-11-01T08:00:00Z'),
      updatedAtMs: Date.parse('2026-11-02T08:00:00Z'),
      extra: {
        email: '',
        status: 'Contacted',
        statusTone: 'info',
        currentLeadStatus: { displayName: 'Hot lead', category: 'Qualified' },
        source: { id: 's-1', name: 'Home show' },
      },
    })
  })

  it('opened by itself is read from its contact', () => {
    expect(toOpenedLead(single, null)).toMatchObject({
      firstName: 'Maria',
      phone: '+15125550123',
      email: 'maria@mail.example',
      isArchived: true,
      updatedAtMs: Date.parse('2026-11-03T08:00:00Z'),
      extra: { metadata: { utmSource: 'google' } },
    })
  })

  it('does not lose its source and stage by being opened', () => {
    expect(toOpenedLead(single, row)).toMatchObject({
      stage: 'Hot lead',
      source: 'Home show',
      extra: { metadata: { utmSource: 'google' }, statusTone: 'info' },
    })
  })
})

describe('the user', () => {
  it.each([
    [{ name: 'Dana Petrov', email: 'dana@brightside.example' }, 'Dana Petrov'],
    [{ name: '', firstName: 'Dana', lastName: 'Petrov' }, 'Dana Petrov'],
    [{ name: null, email: 'dana@brightside.example' }, 'dana@brightside.example'],
    [{}, 'u-1'],
  ])('%j is shown as %s', (fields, displayName) => {
    expect(toIdentity(userWire.parse({ id: 'u-1', ...fields })).displayName).toBe(displayName)
  })
})
