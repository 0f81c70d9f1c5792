import { z } from 'zod'

/** The shapes that cross from main to the renderer. All times are integer ms UTC; ids named `id` are local integers. */

export const provider = z.enum(['leadping', 'saleshandy', 'leadsquared', 'sample'])

const localId = z.int().nonnegative()
const timestampMs = z.number()
const nullableText = z.string().nullable()

/** How complete a list is. `completeSinceMs` null: nothing is proved yet. `isComplete`: reaches the oldest row there is. */
export const coverage = z.object({
  isComplete: z.boolean(),
  completeSinceMs: timestampMs.nullable(),
})

export const inboxFilter = z.enum(['active', 'unread', 'archived'])

export const inboxRow = z.object({
  id: localId,
  accountId: localId,
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
  isArchived: z.boolean(),
  createdAtMs: timestampMs.nullable(),
  updatedAtMs: timestampMs.nullable(),
})

export const conversation = inboxRow.extend({
  email: nullableText,
  statusReason: nullableText,
  archivedAtMs: timestampMs.nullable(),
  accountLabel: z.string(),
  lead: lead.nullable(),
  draft: z.string(),
  coverage,
})

export const noteState = z.enum(['held', 'queued', 'sending', 'in_doubt', 'rejected', 'delivered', 'discarded'])

/** Why a note is where it is, as data; the words for it are the renderer's. */
export const noteTrouble = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('offline') }),
  z.object({ kind: z.literal('timeout') }),
  z.object({ kind: z.literal('server'), status: z.number() }),
  z.object({ kind: z.literal('throttled') }),
  z.object({ kind: z.literal('unauthorized') }),
  z.object({ kind: z.literal('rejected'), status: z.number(), reason: z.string() }),
  z.object({ kind: z.literal('contract'), reason: z.string() }),
  z.object({ kind: z.literal('interrupted') }),
  z.object({ kind: z.literal('ambiguous'), candidates: z.int() }),
  z.object({ kind: z.literal('unverifiable') }),
  z.object({ kind: z.literal('damaged') }),
])

export const outboxNote = z.object({
  noteId: z.uuid(),
  accountId: localId,
  /** Null where the replica does not hold the conversation (any more, or not yet again). */
  conversationId: localId.nullable(),
  conversationName: z.string(),
  text: z.string(),
  state: noteState,
  trouble: noteTrouble.nullable(),
  attempts: z.int(),
  createdAtMs: timestampMs,
  /** held: when it leaves the undo window. queued: not tried before this. Null: as soon as its turn comes. */
  nextTryAtMs: timestampMs.nullable(),
  /** in_doubt: the user has to say whether it is there. */
  needsAnswer: z.boolean(),
  /** It was saved to a file for another machine, which may send it as well. */
  savedToFileAtMs: timestampMs.nullable(),
  /** It was taken over from another machine's file. */
  takenOverAtMs: timestampMs.nullable(),
})

/** What became of one note of a file. */
export const takenOverNote = z.object({
  conversationName: z.string(),
  accountLabel: z.string(),
  outcome: z.enum(['imported', 'already_here', 'account_not_connected']),
  /** False: the conversation is not on this computer yet; the note is sent to it all the same. */
  isConversationHere: z.boolean(),
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

const connectivity = z.enum(['connecting', 'online', 'offline', 'degraded', 'throttled', 'signed_out', 'paused'])

const streamProgress = z.object({
  stream: z.enum(['conversations', 'activities', 'leads']),
  phase: z.enum(['backfill', 'current']),
  have: z.int(),
  total: z.int().nullable(),
  coverage,
})

export const accountStatus = z.object({
  accountId: localId,
  connectivity,
  /** Since when `connectivity` holds. */
  sinceMs: timestampMs,
  /** Everything the CRM showed up to this moment is here; null before the first complete pull. */
  freshAsOfMs: timestampMs.nullable(),
  isSyncing: z.boolean(),
  streams: z.array(streamProgress),
  nextTryAtMs: timestampMs.nullable(),
  /** Plain reason of the last failure, for the status panel; null when all is well. */
  trouble: noteTrouble.nullable(),
  quarantined: z.int(),
})

export const account = z.object({
  id: localId,
  provider,
  label: z.string(),
  baseUrl: z.string(),
  userName: nullableText,
  organizationName: nullableText,
  isPaused: z.boolean(),
})

export const settings = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  undoHoldMs: z.int().min(0).max(60_000),
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

export type Provider = z.infer<typeof provider>
export type Coverage = z.infer<typeof coverage>
export type InboxFilter = z.infer<typeof inboxFilter>
export type InboxRow = z.infer<typeof inboxRow>
export type Conversation = z.infer<typeof conversation>
export type NoteState = z.infer<typeof noteState>
export type NoteTrouble = z.infer<typeof noteTrouble>
export type OutboxNote = z.infer<typeof outboxNote>
export type TakenOverNote = z.infer<typeof takenOverNote>
export type TimelineActivity = z.infer<typeof timelineActivity>
export type TimelineRow = z.infer<typeof timelineRow>
export type EventDetail = z.infer<typeof eventDetail>
export type Highlighted = z.infer<typeof highlighted>
export type SearchHit = z.infer<typeof searchHit>
export type Connectivity = z.infer<typeof connectivity>
export type StreamProgress = z.infer<typeof streamProgress>
export type AccountStatus = z.infer<typeof accountStatus>
export type Account = z.infer<typeof account>
export type Settings = z.infer<typeof settings>
export type Topic = z.infer<typeof topic>
export type Notice = z.infer<typeof notice>
