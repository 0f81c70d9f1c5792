import type { Dialect, SandboxConversation, SandboxEvent, SandboxLead } from './types.ts'
import type { LeadpingWire } from './wire.ts'
import { categoryOf, createdBy, describe, eventCategoryOf, eventTypeOf } from './words.ts'

export type FieldValue = string | number | boolean | null

/** One name that lists can sort, filter and search by. Dates are compared as milliseconds. */
export interface Field<Row> {
  readonly kind: 'string' | 'date' | 'number' | 'boolean'
  readonly read: (row: Row) => FieldValue
}

/** Looked up by the lower-case name: the documents do not say whether case matters, so it does not. */
export type Fields<Row> = ReadonlyMap<string, Field<Row>>

function table<Row>(fields: Readonly<Record<string, Field<Row>>>): Fields<Row> {
  return new Map(Object.entries(fields).map(([name, field]) => [name.toLowerCase(), field]))
}

function text<Row>(read: (row: Row) => string | null): Field<Row> {
  return { kind: 'string', read }
}

function date<Row>(read: (row: Row) => number | null): Field<Row> {
  return { kind: 'date', read }
}

function flag<Row>(read: (row: Row) => boolean): Field<Row> {
  return { kind: 'boolean', read }
}

function amount<Row>(read: (row: Row) => number | null): Field<Row> {
  return { kind: 'number', read }
}

type Conversation = Readonly<SandboxConversation>
type Event = Readonly<SandboxEvent>
type Lead = Readonly<SandboxLead>

export const conversationFields: Fields<Conversation> = table<Conversation>({
  id: text((row) => row.id),
  leadId: text((row) => row.leadId),
  firstName: text((row) => row.firstName),
  lastName: text((row) => row.lastName),
  email: text((row) => row.email),
  leadPhoneNumber: text((row) => row.leadPhoneNumber),
  lastSnippet: text((row) => row.lastSnippet),
  lastEventAt: date((row) => row.lastEventAtMs),
  lastEventIsInternalNote: flag((row) => row.lastEventIsInternalNote),
  status: text((row) => row.status),
  statusReason: text((row) => row.statusReason),
  isArchived: flag((row) => row.isArchived),
  archivedAt: date((row) => row.archivedAtMs),
  archiveReason: amount((row) => row.archiveReason),
  nextStep: text((row) => row.nextStep),
  isUnread: flag((row) => row.isUnread),
})

export const leadFields: Fields<Lead> = table<Lead>({
  id: text((row) => row.id),
  firstName: text((row) => row.firstName),
  lastName: text((row) => row.lastName),
  phone: text((row) => row.phone),
  email: text((row) => row.email),
  status: text((row) => row.status),
  createdAt: date((row) => row.createdAtMs),
  updatedAt: date((row) => row.updatedAtMs),
  enabled: flag((row) => row.enabled),
  isArchived: flag((row) => row.archivedAtMs !== null),
  archivedAt: date((row) => row.archivedAtMs),
  processingStatus: text((row) => row.processingStatus),
  price: amount((row) => row.price),
})

/** The names of type and category are the dialect's own. */
export function eventFields(dialect: Dialect, wire: LeadpingWire, createdByIs: () => 'id' | 'name'): Fields<Event> {
  const prefix = dialect === 'A' ? 'activity' : 'timeline'
  return table<Event>({
    id: text((row) => row.id),
    conversationId: text((row) => row.conversationId),
    leadId: text((row) => row.leadId),
    [`${prefix}Type`]: text((row) => wire.rowType(row)),
    [`${prefix}Category`]: text((row) => categoryOf(row.type)),
    summary: text((row) => wire.summary(row)),
    direction: text((row) => row.direction),
    status: text((row) => row.status),
    trafficType: text((row) => row.trafficType),
    createdAt: date((row) => row.createdAtMs),
    createdBy: text((row) => createdBy(row.actor, createdByIs())),
    scheduledFor: date((row) => row.scheduledForMs),
    canceledAt: date((row) => row.canceledAtMs),
    ...(dialect === 'B'
      ? {
          eventType: text<Event>((row) => eventTypeOf(row)),
          eventCategory: text<Event>((row) => eventCategoryOf(row.type)),
          description: text<Event>((row) => describe(row)),
          actorUserId: text<Event>((row) => row.actor?.id ?? null),
          actorDisplayName: text<Event>((row) => row.actor?.name ?? null),
        }
      : { isWarmup: flag<Event>((row) => row.type === 'Warmup') }),
  })
}
