import type { ActivityRecord, ConversationRecord, ExtraFields, Identity, LeadRecord } from '../connector.ts'
import { dataInWords, noteInWords } from './note-words.ts'
import { ownHostOf } from './own-host.ts'
import { momentOf } from './timestamps.ts'
import type { LeadActivityWire, LeadWire, ListedActivityWire, Row, UserWire } from './wire.ts'

/** LeadSquared's rows in the replica's words. Each record's `extra` has every field that no column holds, verbatim. */

/** What a type is called; null where the account does not say. */
export type TypeNames = (code: number) => string | null

export function toActivity(wire: ListedActivityWire, nameOf: TypeNames): ActivityRecord {
  const held = {
    ProspectActivityId: true,
    RelatedProspectId: true,
    ActivityEvent: true,
    ActivityEvent_Note: true,
    Status: true,
    CreatedOn: true,
    CreatedBy: true,
    CreatedByName: true,
  }
  return {
    ...bareActivity(wire.ProspectActivityId, wire.RelatedProspectId, wire.ActivityEvent, nameOf),
    status: wire.Status,
    summary: noteInWords(wire.ActivityEvent_Note),
    authorId: wire.CreatedBy,
    authorName: wire.CreatedByName,
    createdAtMs: momentOf(wire.CreatedOn) ?? 0, // the schema has refused what does not parse
    extra: extraOf(wire, held),
  }
}

/** A lead's own list tells less of an activity than the list by type: who wrote it and when it changed may be missing. */
export function toLeadActivity(wire: LeadActivityWire, leadId: string, nameOf: TypeNames): ActivityRecord {
  const { ActivityFields: fields, Data: data, ...row } = wire
  const note = fields?.ActivityEvent_Note
  const held = {
    Id: true,
    EventCode: true,
    EventName: true,
    CreatedOn: true,
    CreatedBy: true,
    CreatedByName: true,
    ActivityEvent_Note: true,
    Status: true,
  }
  return {
    ...bareActivity(wire.Id, leadId, wire.EventCode, (code) => nameOf(code) ?? wire.EventName),
    status: filled(fields?.Status),
    summary: noteInWords(filled(note)) ?? dataInWords(data ?? []),
    authorId: wire.CreatedBy ?? filled(fields?.CreatedBy),
    authorName: wire.CreatedByName ?? filled(fields?.CreatedByName),
    createdAtMs: momentOf(wire.CreatedOn) ?? 0,
    isPartial: true,
    extra: extraOf({ ...row, ...fields }, held),
  }
}

/** An activity of which nothing is known but whose it is and what kind. */
export function bareActivity(remoteId: string, leadId: string, code: number, nameOf: TypeNames): ActivityRecord {
  return {
    remoteId,
    conversationRemoteId: leadId,
    leadRemoteId: leadId,
    type: nameOf(code) ?? `Activity ${code}`,
    category: String(code),
    direction: directions[code] ?? null,
    status: null,
    statusReason: null,
    summary: null,
    description: null,
    authorId: null,
    authorName: null,
    trafficType: null,
    scheduledForMs: null,
    canceledAtMs: null,
    createdAtMs: 0,
    extra: {},
  }
}

/** Calls; of other types the documents do not say which number means which way. */
const directions: Readonly<Record<number, string>> = { 21: 'Inbound', 22: 'Outbound' }

export function toLead(wire: LeadWire): LeadRecord {
  const phone = wire.Phone ?? wire.Mobile
  const score = Number(wire.Score ?? wire.ProspectScore ?? Number.NaN)
  const held = {
    ProspectID: true,
    FirstName: true,
    LastName: true,
    EmailAddress: true,
    Phone: true,
    Mobile: wire.Mobile === phone,
    ProspectStage: true,
    Source: true,
    Score: true,
    CreatedOn: true,
    ModifiedOn: true,
  }
  return {
    remoteId: wire.ProspectID,
    firstName: wire.FirstName,
    lastName: wire.LastName,
    email: wire.EmailAddress,
    phone,
    stage: wire.ProspectStage,
    source: wire.Source,
    ...(Number.isFinite(score) ? { score } : {}),
    isArchived: false,
    createdAtMs: momentOf(wire.CreatedOn),
    updatedAtMs: momentOf(wire.ModifiedOn),
    extra: extraOf(wire, held),
  }
}

/** A lead has one conversation, itself; when something last happened, its activities say. */
export function toConversation(wire: LeadWire): ConversationRecord {
  const lead = toLead(wire)
  return {
    remoteId: lead.remoteId,
    leadRemoteId: lead.remoteId,
    firstName: lead.firstName,
    lastName: lead.lastName,
    phone: lead.phone,
    email: lead.email,
    snippet: null,
    // ModifiedOn moves with every import and score; the lead's arrival is something that happened.
    lastEventAtMs: lead.createdAtMs,
    status: null,
    statusReason: null,
    outcome: lead.stage,
    nextStep: null,
    isUnread: false,
    isArchived: false,
    archivedAtMs: null,
    sweptBy: 'leads',
    lastEventFrom: 'timeline',
    extra: {},
  }
}

export function toIdentity(user: UserWire, baseUrl: string): Identity {
  const ownHost = ownHostOf(user, baseUrl)
  return {
    remoteUserId: user.Id,
    displayName: user.Name ?? user.EmailAddress ?? user.Id,
    email: user.EmailAddress,
    organizationName: user.OrgDisplayName ?? user.OrgShortCode,
    ...(ownHost === null ? {} : { baseUrl: ownHost }),
  }
}

function filled(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value : null
}

/** The fields that no column holds; those without a value are left out, as the API does not tell missing from empty. */
function extraOf(wire: Row, held: Readonly<Record<string, boolean>>): ExtraFields {
  return Object.fromEntries(
    Object.entries(wire).filter(
      ([name, value]) => held[name] !== true && value !== null && value !== undefined && value !== '',
    ),
  )
}
