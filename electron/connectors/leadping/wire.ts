import { z } from 'zod'
import { isUnset, parseTimestamp } from './timestamps.ts'

/**
 * What Leadping sends, as far as Fieldpost depends on it: seeds 000, 001, 004 and the OpenAPI document. Parsing only
 * checks; the values stay as they came, so that what no column holds is kept verbatim. Null and missing are one and the
 * same throughout. Words of an enumeration are not checked: the API adds and renames them without notice.
 */

const id = z.string().min(1)
const text = z.string().nullish()
/** An enumeration's word, or its number: ASP.NET services switch between the two. Anything else is kept, not drawn. */
const word = z.unknown().optional()
const flag = z.boolean().nullish()
const timestamp = z.string().refine((value) => parseTimestamp(value) !== null, 'expected an ISO 8601 date-time')
const createdAt = timestamp.refine((value) => {
  const at = parseTimestamp(value)
  return at === null || !isUnset(at)
}, 'expected a date-time that is set')

const outcome = z.looseObject({ outcome: text, displayName: text }).nullish()
const named = z.looseObject({ id: text, name: text }).nullish()

export const conversationWire = z.looseObject({
  id,
  leadId: text,
  firstName: text,
  lastName: text,
  email: text,
  lastSnippet: text,
  lastEventAt: timestamp.nullish(),
  status: word,
  statusReason: text,
  archivedAt: timestamp.nullish(),
  isArchived: flag,
  currentDisposition: outcome,
  currentLeadStatus: outcome,
  nextStep: text,
  isUnread: flag,
  leadPhoneNumber: text,
})
export type ConversationWire = z.infer<typeof conversationWire>

export const eventRowWire = z.looseObject({
  id,
  eventType: word,
  activityType: word,
  timelineType: word,
  activityCategory: word,
  timelineCategory: word,
  description: text,
  conversationId: text,
  leadId: text,
  summary: text,
  direction: word,
  status: word,
  statusReason: text,
  isWarmup: flag,
  trafficType: word,
  scheduledFor: timestamp.nullish(),
  canceledAt: timestamp.nullish(),
  createdAt,
  /** A name or an id: the documents do not say which. */
  createdBy: text,
  actorUserId: text,
  actorDisplayName: text,
})
export type EventRowWire = z.infer<typeof eventRowWire>

export const eventDetailWire = z.looseObject({
  id: text,
  eventType: word,
  secondaryEventType: word,
  description: text,
  summary: text,
  status: word,
  statusReason: text,
  direction: word,
  user: named,
  createdAt: timestamp.nullish(),
  modifiedAt: timestamp.nullish(),
})
export type EventDetailWire = z.infer<typeof eventDetailWire>

export const leadRowWire = z.looseObject({
  id,
  firstName: text,
  lastName: text,
  phone: text,
  email: text,
  status: word,
  isArchived: flag,
  archivedAt: timestamp.nullish(),
  currentLeadStatus: outcome,
  currentDisposition: outcome,
  source: named,
  createdAt: timestamp.nullish(),
  updatedAt: timestamp.nullish(),
})
export type LeadRowWire = z.infer<typeof leadRowWire>

export const leadWire = z.looseObject({
  id,
  contact: z
    .looseObject({
      firstName: text,
      lastName: text,
      email: text,
      phone: z.looseObject({ number: text }).nullish(),
    })
    .nullish(),
  currentLeadStatus: outcome,
  currentDisposition: outcome,
  isArchived: flag,
  archivedAt: timestamp.nullish(),
  deletedAt: timestamp.nullish(),
  createdAt: timestamp.nullish(),
  modifiedAt: timestamp.nullish(),
})
export type LeadWire = z.infer<typeof leadWire>

export const userWire = z.looseObject({
  id,
  name: text,
  firstName: text,
  lastName: text,
  email: text,
  currentOrganization: named,
})
export type UserWire = z.infer<typeof userWire>

/** An int32 as JSON number (newer dialect) or digit string (older one). */
const count = z
  .union([z.int(), z.string().regex(/^-?(?:0|[1-9]\d*)$/)])
  .transform(Number)
  .nullish()

export const pageWire = z.looseObject({
  items: z.array(z.unknown()),
  pageSize: count.catch(null),
  totalCount: count.catch(null),
  continuationToken: text,
})

export const problemWire = z.looseObject({
  title: text.catch(null),
  detail: text.catch(null),
  errors: z.record(z.string(), z.array(z.string())).nullish().catch(null),
})
