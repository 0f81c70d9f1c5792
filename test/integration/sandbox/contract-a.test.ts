import { afterEach, describe, expect, it } from 'vitest'
import { isObject, type Json, pageOf, send } from './client.ts'
import { closeSandboxes, someConversation, start } from './running.ts'

afterEach(closeSandboxes)

/** What a member may be, in the words of the pages that describe dialect A. */
type Kind = 'string' | 'string?' | 'date' | 'date?' | 'boolean' | 'integer?' | 'object?' | readonly string[]

const activityTypes = [
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
]

/** "Creates a note activity for a conversation": the activity table row. */
const activityRow: Readonly<Record<string, Kind>> = {
  id: 'string',
  activityType: activityTypes,
  activityCategory: 'string',
  conversationId: 'string?',
  leadId: 'string?',
  summary: 'string?',
  direction: 'string?',
  status: 'string?',
  statusReason: 'string?',
  isWarmup: 'boolean',
  trafficType: 'string?',
  scheduledFor: 'date?',
  scheduledReason: 'string?',
  canceledAt: 'date?',
  cancelReason: 'string?',
  createdAt: 'date',
  createdBy: 'string',
}

/** "List inbox conversations for a lead": one item, with the enum member that its sample leaves out. */
const conversation: Readonly<Record<string, Kind>> = {
  id: 'string',
  leadId: 'string',
  firstName: 'string?',
  lastName: 'string?',
  lastSnippet: 'string?',
  lastEventAt: 'date?',
  status: 'string?',
  statusReason: 'string?',
  archivedAt: 'date?',
  archiveReason: 'integer?',
  isArchived: 'boolean',
  currentDisposition: 'object?',
  nextStep: 'string?',
  isUnread: 'boolean',
  phoneNumber: 'object?',
  outboundPhoneNumberOverrideId: 'string?',
  activeOutboundPhoneNumberId: 'string?',
}

const disposition: Readonly<Record<string, Kind>> = {
  id: 'string?',
  outcome: 'string?',
  displayName: 'string',
  changedAt: 'date?',
  changedByUserId: 'string?',
  changedByAutomationId: 'string?',
}

const phoneNumber: Readonly<Record<string, Kind>> = { id: 'string', name: 'string', value: 'string?' }

/** "Get full lead activity event payload by ID". */
const eventDetail: Readonly<Record<string, Kind>> = {
  eventType: 'string',
  secondaryEventType: 'string?',
  description: 'string?',
  eventCategory: 'string?',
  activityType: [...activityTypes, 'Disposition', 'Warmup'],
  activityCategory: 'string?',
  conversationId: 'string?',
  summary: 'string?',
  direction: 'string?',
  status: 'string?',
  user: 'object?',
  userId: 'string',
  leadId: 'string?',
  id: 'string',
  createdAt: 'date',
  modifiedAt: 'date?',
}

const detailStatuses = [null, 'Pending', 'InProgress', 'Completed', 'Failed', 'Cancelled']

function fits(value: unknown, kind: Kind): boolean {
  if (typeof kind !== 'string') return kind.some((word) => word === value)
  if (kind.endsWith('?') && value === null) return true
  switch (kind) {
    case 'string':
    case 'string?':
      return typeof value === 'string'
    case 'date':
    case 'date?':
      return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)
    case 'boolean':
      return typeof value === 'boolean'
    case 'integer?':
      return Number.isInteger(value)
    case 'object?':
      return isObject(value)
  }
}

/** One line for each member that is missing, unknown or of another kind; `optional` ones may be missing. */
function problemsOf(item: unknown, fields: Readonly<Record<string, Kind>>, optional: readonly string[] = []): string[] {
  if (!isObject(item)) return ['not an object']
  const unknown = Object.keys(item).filter((name) => !(name in fields))
  const wrong = Object.entries(fields).filter(([name, kind]) =>
    name in item ? !fits(item[name], kind) : !optional.includes(name),
  )
  return [
    ...unknown.map((name) => `${name}: not documented`),
    ...wrong.map(([name]) => `${name}: ${String(item[name])}`),
  ]
}

describe('dialect A against the pages that describe it', () => {
  it('pages say their numbers as strings of digits', async () => {
    const sandbox = await start({ dialect: 'A' })
    const page = await send(sandbox, 'POST', '/conversations/my', { pageSize: '10', includeCount: true })
    expect(page.json).toMatchObject({ pageSize: '10', totalCount: expect.stringMatching(/^(?:0|[1-9]\d*)$/) })
    expect(Object.keys(isObject(page.json) ? page.json : {}).toSorted()).toEqual([
      'continuationToken',
      'items',
      'pageSize',
      'totalCount',
    ])
    expect(pageOf(await send(sandbox, 'POST', '/conversations/my', { pageSize: '10' })).totalCount).toBeNull()
  })

  it('conversations have the documented members and no other', async () => {
    const sandbox = await start({ dialect: 'A' })
    const leadId = sandbox.state.conversations.get(someConversation(sandbox))?.leadId
    const items = [
      ...pageOf(await send(sandbox, 'POST', '/conversations/my?archiveFilter=2', { pageSize: '200' })).items,
      ...pageOf(await send(sandbox, 'POST', `/conversations/lead/${leadId}`, {})).items,
    ]
    expect(items.length).toBeGreaterThan(120)
    expect(items.flatMap((item) => problemsOf(item, conversation, ['phoneNumber']))).toEqual([])
    const inside = (name: string): Json[] => items.map((item) => item[name]).filter(isObject)
    expect(inside('currentDisposition').flatMap((one) => problemsOf(one, disposition))).toEqual([])
    expect(inside('phoneNumber').flatMap((one) => problemsOf(one, phoneNumber))).toEqual([])
    expect(inside('currentDisposition').length).toBeGreaterThan(10)
  })

  it('activities have the documented members and types, also the one that a new note returns', async () => {
    const sandbox = await start({ dialect: 'A', maxPageSize: 2_000 })
    const { items } = pageOf(await send(sandbox, 'POST', '/events/all/my', { pageSize: '2000' }))
    const path = `/activities/conversations/${someConversation(sandbox)}/notes`
    const note = await send(sandbox, 'POST', path, { text: 'A note' })
    expect(items).toHaveLength(1_500)
    expect([...items, note.json].flatMap((item) => problemsOf(item, activityRow))).toEqual([])
    expect(new Set(items.map((item) => item.activityType))).toEqual(new Set(activityTypes))
    expect(items.some((item) => item.isWarmup === true && item.activityType === 'Sms')).toBe(true)
  })

  it('event details have the documented members, types and statuses', async () => {
    const sandbox = await start({ dialect: 'A' })
    const ids = new Map([...sandbox.state.events.values()].map((event) => [`${event.type} ${event.status}`, event.id]))
    const details = await Promise.all([...ids.values()].map((id) => send(sandbox, 'GET', `/events/${id}/detail`)))
    const items = details.map((reply) => reply.json).filter(isObject)
    expect(items).toHaveLength(ids.size)
    expect(items.flatMap((item) => problemsOf(item, eventDetail))).toEqual([])
    expect(items.filter((item) => !detailStatuses.some((status) => status === item.status))).toEqual([])
    const types = new Set(items.map((item) => item.activityType))
    expect([types.has('Disposition'), types.has('Warmup')]).toEqual([true, true])
  })

  it('knows the older word for the organization, and not the newer', async () => {
    const sandbox = await start({ dialect: 'A' })
    const { id } = sandbox.state.team.organization
    expect((await send(sandbox, 'POST', `/events/businesses/${id}`, {})).status).toBe(200)
    expect((await send(sandbox, 'POST', `/events/organizations/${id}`, {})).status).toBe(404)
    expect((await send(sandbox, 'POST', '/events/businesses/another', {})).status).toBe(403)
  })
})
