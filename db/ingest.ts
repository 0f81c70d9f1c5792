import type { Replica } from './connection.ts'
import { findActivity, writeActivity } from './ingest/activities.ts'
import { writeConversation } from './ingest/conversations.ts'
import { writeEventDetail } from './ingest/event-detail.ts'
import { deriveLastEvents } from './ingest/last-events.ts'
import { writeLead } from './ingest/leads.ts'
import { quarantineItem, releaseFromQuarantine } from './ingest/quarantine.ts'
import { streamCodes } from './ingest/seen-marks.ts'
import { IngestTransaction } from './ingest/transaction.ts'
import { defaultPhoneRegion } from './person-keys.ts'
import type {
  ActivityRecord,
  ChangedTopic,
  ConversationRecord,
  EventDetailRecord,
  LeadRecord,
  QuarantinedItem,
} from './records.ts'
import { readStreamState, type StreamName, type StreamState, saveStreamState } from './stream-state.ts'

/** One page of a CRM's answer, as the replica takes it. */
export interface IngestPage {
  readonly accountId: number
  readonly nowMs: number
  readonly leads: readonly LeadRecord[]
  readonly conversations: readonly ConversationRecord[]
  readonly activities: readonly ActivityRecord[]
  readonly quarantined: readonly QuarantinedItem[]
  /** Saved in the same transaction; null leaves the stream's state as it is. */
  readonly streamState: StreamState | null
  /** A page of this sweep of `sweptStream`: its rows are marked as met. */
  readonly sweepGeneration: number | null
  readonly sweptStream: StreamName | null
  /** Remote ids of conversations whose activities this sweep could not read: they are marked as met as well. */
  readonly unreadConversations?: readonly string[]
  /** Ids under which something was set aside that could be read now. */
  readonly readAgain?: readonly string[]
  /** Where phone numbers without a country code are from, an ISO 3166 code; absent: the default of the settings. */
  readonly phoneRegion?: string
}

export interface Ingested {
  readonly topics: ChangedTopic[]
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
}

/**
 * Writes pages in the order given, in one transaction: either all rows are in with the state that says so, or nothing is.
 * Only rows that differ are written and announced; the same page again changes nothing.
 */
export function ingestPages(replica: Replica, pages: readonly IngestPage[]): Ingested {
  return inTransaction(replica, (transaction) => {
    for (const page of pages) ingestPage(transaction, page)
  })
}

/** Keeps the full payload of an activity for offline. */
export function saveEventDetail(
  replica: Replica,
  accountId: number,
  detail: EventDetailRecord,
  nowMs: number,
): ChangedTopic[] {
  return inTransaction(replica, (transaction) => writeEventDetail(transaction, accountId, detail, nowMs)).topics
}

/**
 * The CRM's activity for a note of ours: stores it and ties it to the note. Idempotent, and the same whether a pull brought
 * the activity before or brings it later.
 */
export function adoptDelivered(
  replica: Replica,
  accountId: number,
  activity: ActivityRecord,
  noteId: string,
  nowMs: number,
): ChangedTopic[] {
  return inTransaction(replica, (transaction) => {
    ingestPage(transaction, { ...emptyPage, accountId, nowMs, activities: [activity] })
    const key = findActivity(replica, accountId, activity.remoteId)?.activity_key
    if (key === undefined) throw new Error('An activity that was just stored cannot be found')
    replica
      .prepare<[string, number]>('UPDATE activities SET note_id = NULL WHERE note_id = ? AND activity_key <> ?')
      .run(noteId, key)
    const { changes } = replica
      .prepare<[string, number, string]>(
        'UPDATE activities SET note_id = ? WHERE activity_key = ? AND (note_id IS NULL OR note_id <> ?)',
      )
      .run(noteId, key, noteId)
    if (changes === 0 || activity.conversationRemoteId === null) return
    const conversationId = transaction.conversationId(accountId, activity.conversationRemoteId, null)
    transaction.changes.conversation(accountId, conversationId)
  }).topics
}

const emptyPage = {
  leads: [],
  conversations: [],
  quarantined: [],
  streamState: null,
  sweepGeneration: null,
  sweptStream: null,
} as const

function inTransaction(replica: Replica, task: (transaction: IngestTransaction) => void): Ingested {
  return replica.write(() => {
    const transaction = new IngestTransaction(replica)
    task(transaction)
    deriveLastEvents(transaction)
    transaction.flushText()
    const { inserted, updated, unchanged } = transaction.changes
    return { topics: transaction.changes.topics(), inserted, updated, unchanged }
  })
}

function ingestPage(transaction: IngestTransaction, page: IngestPage): void {
  const { replica } = transaction
  const { accountId } = page
  transaction.personKeys = transaction.personKeys.of(page.phoneRegion ?? defaultPhoneRegion)
  if (page.sweptStream !== null && page.sweepGeneration !== null) {
    transaction.seen.beginPage(accountId, page.sweptStream, page.sweepGeneration)
  }
  for (const lead of lastOfEach(page.leads)) writeLead(transaction, accountId, lead)
  for (const conversation of lastOfEach(page.conversations)) writeConversation(transaction, accountId, conversation)
  // Newest first is key order: the table and its indexes are appended to.
  const newestFirst = lastOfEach(page.activities).sort((left, right) => right.createdAtMs - left.createdAtMs)
  for (const activity of newestFirst) writeActivity(transaction, accountId, activity)
  if (page.sweptStream !== null) markUnread(transaction, accountId, page.sweptStream, page.unreadConversations ?? [])
  for (const stream of ['leads', 'conversations', 'activities'] as const) {
    releaseFromQuarantine(replica, accountId, stream, [
      ...page[stream].map(({ remoteId }) => remoteId),
      ...(page.readAgain ?? []),
    ])
  }
  for (const item of page.quarantined) quarantineItem(replica, accountId, item, page.nowMs)
  if (page.streamState !== null) saveState(transaction, accountId, page.streamState)
}

/** What is known of a conversation that could not be read stays, as far as sweeps of this stream decide over it. */
function markUnread(
  { replica, seen }: IngestTransaction,
  accountId: number,
  stream: StreamName,
  remoteIds: readonly string[],
): void {
  const activities = replica.prepare<[number, string, number], { activity_key: number }>(
    `SELECT activity_key FROM activities INDEXED BY activities_timeline WHERE conversation_id = (
       SELECT id FROM conversations WHERE account_id = ? AND remote_id = ?) AND swept_by = ?`,
  )
  for (const remoteId of remoteIds) {
    for (const { activity_key } of activities.all(accountId, remoteId, streamCodes[stream]))
      seen.mark(accountId, 'activities', stream, activity_key)
  }
}

/** Lists say how complete they are, so a claim that changes is a change of theirs. */
function saveState(transaction: IngestTransaction, accountId: number, state: StreamState): void {
  const earlier = readStreamState(transaction.replica, accountId, state.stream)
  saveStreamState(transaction.replica, accountId, state)
  if (earlier?.backfill !== state.backfill || earlier.coveredFromMs !== state.coveredFromMs) {
    transaction.changes.inbox(accountId)
  }
}

/** A page may hold one row twice (it moved while the CRM was paging); the last word counts. */
function lastOfEach<T extends { readonly remoteId: string }>(rows: readonly T[]): T[] {
  return [...new Map(rows.map((row) => [row.remoteId, row])).values()]
}
