import type {
  ActivityRecord,
  ConversationRecord,
  EventDetailRecord,
  ExtraFields,
  Identity,
  LeadRecord,
} from '../connector.ts'
import { isUnset, parseTimestamp } from './timestamps.ts'
import type { ConversationWire, EventDetailWire, EventRowWire, LeadRowWire, LeadWire, UserWire } from './wire.ts'

/** Leadping's payloads in the replica's words. Each record's `extra` has every field that no column holds, verbatim. */

export function toConversation(wire: ConversationWire): ConversationRecord {
  const columns = {
    firstName: wire.firstName ?? null,
    lastName: wire.lastName ?? null,
    email: wire.email ?? null,
    status: word(wire.status),
    statusReason: wire.statusReason ?? null,
    nextStep: wire.nextStep ?? null,
  }
  const snippet = wire.lastSnippet ?? null
  const lastEventAtMs = moment(wire.lastEventAt)
  const archivedAtMs = moment(wire.archivedAt)
  const leadRemoteId = wire.leadId ?? null
  // `phoneNumber` is the organization's own line, not the lead's.
  const phone = filled(wire.leadPhoneNumber)
  return {
    ...columns,
    remoteId: wire.id,
    leadRemoteId,
    phone,
    snippet,
    lastEventAtMs,
    outcome: outcomeOf(wire),
    isUnread: wire.isUnread ?? false,
    isArchived: wire.isArchived ?? archivedAtMs !== null,
    archivedAtMs,
    extra: extraOf(wire, {
      ...columns,
      id: wire.id,
      leadId: leadRemoteId,
      leadPhoneNumber: phone,
      lastSnippet: snippet,
      lastEventAt: lastEventAtMs,
      archivedAt: archivedAtMs,
      isUnread: wire.isUnread,
      isArchived: wire.isArchived,
    }),
  }
}

export function toActivity(wire: EventRowWire): ActivityRecord {
  const columns = {
    direction: word(wire.direction),
    status: word(wire.status),
    statusReason: wire.statusReason ?? null,
    summary: wire.summary ?? null,
    description: wire.description ?? null,
  }
  const type = word(wire.timelineType) ?? word(wire.activityType) ?? word(wire.eventType) ?? 'Activity'
  const category = word(wire.timelineCategory) ?? word(wire.activityCategory)
  const author = authorOf(wire)
  const createdAtMs = parseTimestamp(wire.createdAt) ?? 0 // the schema has refused what does not parse
  const scheduledForMs = moment(wire.scheduledFor)
  const canceledAtMs = moment(wire.canceledAt)
  const trafficType = trafficOf(wire)
  const conversationRemoteId = wire.conversationId ?? null
  const leadRemoteId = wire.leadId ?? null
  return {
    ...columns,
    remoteId: wire.id,
    conversationRemoteId,
    leadRemoteId,
    type,
    category,
    authorId: author.id,
    authorName: author.name,
    trafficType,
    scheduledForMs,
    canceledAtMs,
    createdAtMs,
    extra: extraOf(wire, {
      ...columns,
      id: wire.id,
      conversationId: conversationRemoteId,
      leadId: leadRemoteId,
      timelineType: type,
      activityType: type,
      eventType: type,
      timelineCategory: category,
      activityCategory: category,
      actorUserId: author.id,
      actorDisplayName: author.name,
      createdBy: author.name === wire.createdBy ? author.name : author.id,
      trafficType,
      isWarmup: wire.isWarmup === (trafficType === 'Warmup') ? wire.isWarmup : null,
      scheduledFor: scheduledForMs,
      canceledAt: canceledAtMs,
      createdAt: createdAtMs,
    }),
  }
}

export function toEventDetail(wire: EventDetailWire, activityRemoteId: string): EventDetailRecord {
  const columns = {
    eventType: word(wire.eventType),
    secondaryEventType: word(wire.secondaryEventType),
    description: wire.description ?? null,
    summary: wire.summary ?? null,
    status: word(wire.status),
    statusReason: wire.statusReason ?? null,
    direction: word(wire.direction),
  }
  const createdAtMs = moment(wire.createdAt)
  const modifiedAtMs = moment(wire.modifiedAt)
  return {
    ...columns,
    activityRemoteId,
    authorName: filled(wire.user?.name),
    createdAtMs,
    modifiedAtMs,
    extra: extraOf(wire, { ...columns, id: wire.id, createdAt: createdAtMs, modifiedAt: modifiedAtMs }),
  }
}

export function toLead(wire: LeadRowWire): LeadRecord {
  const columns = {
    firstName: wire.firstName ?? null,
    lastName: wire.lastName ?? null,
    email: filled(wire.email),
    phone: filled(wire.phone),
  }
  const stage = outcomeOf(wire) ?? word(wire.status)
  const createdAtMs = moment(wire.createdAt)
  const updatedAtMs = moment(wire.updatedAt)
  return {
    ...columns,
    remoteId: wire.id,
    stage,
    source: filled(wire.source?.name),
    isArchived: wire.isArchived ?? moment(wire.archivedAt) !== null,
    createdAtMs,
    updatedAtMs,
    extra: extraOf(wire, {
      ...columns,
      id: wire.id,
      status: stage,
      isArchived: wire.isArchived,
      createdAt: createdAtMs,
      updatedAt: updatedAtMs,
    }),
  }
}

/**
 * A single lead is described in other fields than the same lead in a list, and lacks its source and status. `row` is the
 * list's description where it could be had: its columns win, so that opening a lead does not empty them.
 */
export function toOpenedLead(wire: LeadWire, row: LeadRowWire | null): LeadRecord {
  const createdAtMs = moment(wire.createdAt)
  const updatedAtMs = moment(wire.modifiedAt)
  const own: LeadRecord = {
    remoteId: wire.id,
    firstName: wire.contact?.firstName ?? null,
    lastName: wire.contact?.lastName ?? null,
    email: filled(wire.contact?.email),
    phone: filled(wire.contact?.phone?.number),
    stage: outcomeOf(wire),
    source: null,
    isArchived: wire.isArchived ?? moment(wire.archivedAt) !== null,
    createdAtMs,
    updatedAtMs,
    extra: extraOf(wire, {
      id: wire.id,
      isArchived: wire.isArchived,
      createdAt: createdAtMs,
      modifiedAt: updatedAtMs,
    }),
  }
  if (row === null) return own
  const listed = toLead(row)
  return { ...listed, extra: { ...own.extra, ...listed.extra } }
}

export function toIdentity(wire: UserWire): Identity {
  const fullName = [wire.firstName, wire.lastName].filter((part) => filled(part) !== null).join(' ')
  return {
    remoteUserId: wire.id,
    displayName: filled(wire.name) ?? filled(fullName) ?? filled(wire.email) ?? wire.id,
    email: filled(wire.email),
    organizationName: filled(wire.currentOrganization?.name),
  }
}

/** Who wrote it, in the one field the answer uses for it: an id where the API gives one, else what `createdBy` says. */
export function authorKey(activity: ActivityRecord): string | null {
  return activity.authorId ?? activity.authorName
}

const uuid = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i

/** `createdBy` is "a name or an identifier"; only what has an identifier's shape is taken for one. */
function authorOf(wire: EventRowWire): { readonly id: string | null; readonly name: string | null } {
  const createdBy = filled(wire.createdBy)
  const isId = createdBy !== null && (uuid.test(createdBy) || createdBy === wire.actorUserId)
  return {
    id: filled(wire.actorUserId) ?? (isId ? createdBy : null),
    name: filled(wire.actorDisplayName) ?? (isId ? null : createdBy),
  }
}

function trafficOf(wire: EventRowWire): string | null {
  const traffic = word(wire.trafficType)
  if (traffic !== null && traffic !== 'RealLead') return traffic
  return wire.isWarmup === true ? 'Warmup' : null
}

function outcomeOf(wire: Pick<ConversationWire, 'currentLeadStatus' | 'currentDisposition'>): string | null {
  const summary = wire.currentLeadStatus ?? wire.currentDisposition
  return filled(summary?.displayName) ?? filled(summary?.outcome)
}

function moment(value: string | null | undefined): number | null {
  const at = value === null || value === undefined ? null : parseTimestamp(value)
  return at === null || isUnset(at) ? null : at
}

function word(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? filled(value) : null
}

function filled(value: string | null | undefined): string | null {
  return value === null || value === undefined || value.trim() === '' ? null : value
}

/**
 * The fields of `wire` that `held` does not hold. Null fields are left out: the API uses null and missing alike, and a
 * million rows of nulls would be most of the replica.
 */
function extraOf(wire: Readonly<Record<string, unknown>>, held: Readonly<Record<string, unknown>>): ExtraFields {
  return Object.fromEntries(Object.entries(wire).filter(([name, value]) => !isHeld(value, held[name])))
}

function isHeld(value: unknown, column: unknown): boolean {
  if (value === null || value === undefined) return true
  if (column === null || column === undefined) return false
  return typeof value === 'string' && typeof column === 'string' ? value === column : true
}
