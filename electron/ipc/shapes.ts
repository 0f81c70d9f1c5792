import { z } from 'zod'
import { coverage, localId, nullableText, timestampMs } from './shapes-basics.ts'
import { noteForm, outboxNote } from './shapes-notes.ts'

/** The shapes that cross from main to the renderer. All times are integer ms UTC; ids named `id` are local integers. */

export * from './shapes-accounts.ts'
export { type Coverage, coverage, type Provider, provider } from './shapes-basics.ts'
export * from './shapes-notes.ts'

export const inboxFilter = z.enum(['active', 'unread', 'archived'])

export const inboxRow = z.object({
  id: localId,
  accountId: localId,
  accountLabel: z.string(),
  displayName: z.string(),
  snippet: nullableText,
  lastEventAtMs: timestampMs.nullable(),
  isUnread: z.boolean(),
  isArchived: z.boolean(),
  isStarred: z.boolean(),
  status: nullableText,
  outcome: nullableText,
  nextStep: nullableText,
  phone: nullableText,
  /** Notes of this conversation that the CRM has not confirmed yet, and those that need the user. */
  pendingNotes: z.int(),
  troubledNotes: z.int(),
  hasDraft: z.boolean(),
})

const lead = z.object({
  id: localId,
  displayName: z.string(),
  phone: nullableText,
  email: nullableText,
  stage: nullableText,
  source: nullableText,
  /** Null: the CRM keeps none. */
  score: z.number().nullable(),
  isArchived: z.boolean(),
  createdAtMs: timestampMs.nullable(),
  updatedAtMs: timestampMs.nullable(),
})

/** Somebody who is the same person as another record says, by number or address; in any account. */
export const person = z.object({
  conversationId: localId,
  accountId: localId,
  displayName: z.string(),
  phone: nullableText,
  email: nullableText,
  stage: nullableText,
  lastEventAtMs: timestampMs.nullable(),
  /** What both records have in common; empty where only the user said so. */
  matchedBy: z.array(z.enum(['email', 'phone'])),
  /** The user said that it is somebody else: not shown as the same, and can be joined again. */
  isSeparated: z.boolean(),
  takesNotes: z.boolean(),
})

/** A record that takes a note. */
export const noteTarget = z.object({ conversationId: localId, displayName: z.string() })

export const conversation = inboxRow.extend({
  email: nullableText,
  statusReason: nullableText,
  archivedAtMs: timestampMs.nullable(),
  lead: lead.nullable(),
  draft: z.string(),
  draftForm: noteForm.nullable(),
  draftAlsoTo: z.array(noteTarget),
  /** False: the CRM takes no note on it, only on the person: `noteTarget`. */
  takesNotes: z.boolean(),
  /** Where a note written here goes: this conversation, or the person's. Null: nowhere, yet. */
  noteTarget: noteTarget.nullable(),
  coverage,
})

const timelineActivity = z.object({
  kind: z.literal('activity'),
  id: localId,
  type: z.string(),
  category: nullableText,
  direction: nullableText,
  status: nullableText,
  statusReason: nullableText,
  summary: nullableText,
  description: nullableText,
  authorName: nullableText,
  trafficType: nullableText,
  scheduledForMs: timestampMs.nullable(),
  canceledAtMs: timestampMs.nullable(),
  atMs: timestampMs,
  /** Set where this activity is a note written here: the row keeps its identity from pending to delivered. */
  noteId: z.uuid().nullable(),
  /** `description` is HTML as the CRM gave it, to be sanitised before it is drawn; `summary` its plain text. */
  isHtml: z.boolean(),
  /** The account's own user made it. */
  isMine: z.boolean(),
  /** It is a note of one's own and the CRM lets it be changed. */
  isEditable: z.boolean(),
  /** The change of it that the CRM has not confirmed. */
  pendingEdit: outboxNote.nullable(),
  /** Of a note written here: what only this machine knows of it. Null: of others. */
  sent: z
    .object({
      files: z.array(z.object({ position: z.int(), fileName: z.string(), bytes: z.int() })),
      /** The person's score after it, where the CRM told. */
      leadScore: z.number().nullable(),
    })
    .nullable(),
})
const timelineNote = z.object({ kind: z.literal('note'), atMs: timestampMs, note: outboxNote })
export const timelineRow = z.discriminatedUnion('kind', [timelineActivity, timelineNote])

export const eventDetail = z.object({
  eventType: nullableText,
  secondaryEventType: nullableText,
  description: nullableText,
  summary: nullableText,
  status: nullableText,
  statusReason: nullableText,
  direction: nullableText,
  authorName: nullableText,
  createdAtMs: timestampMs.nullable(),
  modifiedAtMs: timestampMs.nullable(),
  /** When it was fetched. */
  keptAtMs: timestampMs,
})

/** Text in pieces, those that matched marked. */
const highlighted = z.array(z.object({ text: z.string(), isMatch: z.boolean() }))

export const searchHit = z.object({
  kind: z.enum(['conversation', 'lead', 'activity', 'note']),
  /** Stable within one result list. */
  key: z.string(),
  accountId: localId,
  conversationId: localId.nullable(),
  activityId: localId.nullable(),
  title: highlighted,
  body: highlighted,
  atMs: timestampMs.nullable(),
})

export const settings = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  undoHoldMs: z.int().min(0).max(60_000),
  /** Whether quitting with unsent notes asks first. */
  asksBeforeQuit: z.boolean(),
  /** Where numbers without a country code are at home: two letters of ISO 3166-1. */
  phoneRegion: z.string().regex(/^[A-Z]{2}$/),
})

/**
 * What a committed write touched, so that only the queries that depend on it run again. `account` null: all accounts.
 * `conversation` null: lists may have changed, but no particular timeline.
 */
export const topic = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('inbox'), accountId: localId }),
  z.object({ kind: z.literal('conversation'), accountId: localId, conversationId: localId }),
  z.object({ kind: z.literal('outbox') }),
  z.object({ kind: z.literal('accounts') }),
  z.object({ kind: z.literal('settings') }),
  /** A whole account was replaced or removed. */
  z.object({ kind: z.literal('everything') }),
])

/** A sentence the user must see once: what happened to a file at start, what was rebuilt. */
export const notice = z.object({
  id: z.string(),
  kind: z.enum([
    'replica_rebuilt',
    'journal_salvaged',
    'storage_full',
    'storage_read_only',
    'vault_unavailable',
    'engine_stopped',
  ]),
  detail: z.string().nullable(),
  atMs: timestampMs,
})

export type InboxFilter = z.infer<typeof inboxFilter>
export type InboxRow = z.infer<typeof inboxRow>
export type Person = z.infer<typeof person>
export type Conversation = z.infer<typeof conversation>
export type TimelineActivity = z.infer<typeof timelineActivity>
export type TimelineRow = z.infer<typeof timelineRow>
export type EventDetail = z.infer<typeof eventDetail>
export type Highlighted = z.infer<typeof highlighted>
export type SearchHit = z.infer<typeof searchHit>
export type Settings = z.infer<typeof settings>
export type Topic = z.infer<typeof topic>
export type Notice = z.infer<typeof notice>
