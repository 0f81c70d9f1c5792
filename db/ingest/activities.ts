import type { Replica } from '../connection.ts'
import { hash32 } from '../recency-key.ts'
import type { ActivityRecord } from '../records.ts'
import type { StreamName } from '../stream-state.ts'
import { joinedText, type SearchableText } from './full-text.ts'
import { streamCodes } from './seen-marks.ts'
import { bit, type Cell, type IngestTransaction, isSameRow, mergedExtra } from './transaction.ts'

const columns = [
  'conversation_id',
  'lead_id',
  'type',
  'category',
  'direction',
  'status',
  'status_reason',
  'summary',
  'description',
  'author_id',
  'author_name',
  'traffic_type',
  'scheduled_for_ms',
  'canceled_at_ms',
  'created_at_ms',
  'extra',
  'is_html',
  'swept_by',
] as const

const assignments = columns.map((column) => `${column} = ?`).join(', ')
const placeholders = columns.map(() => '?').join(', ')

export interface StoredActivity {
  activity_key: number
  remote_id: string
  removed_at_ms: number | null
  note_id: string | null
  conversation_id: number | null
  lead_id: number | null
  type: string
  category: string | null
  direction: string | null
  status: string | null
  status_reason: string | null
  summary: string | null
  description: string | null
  author_id: string | null
  author_name: string | null
  traffic_type: string | null
  scheduled_for_ms: number | null
  canceled_at_ms: number | null
  created_at_ms: number
  extra: string | null
  is_html: number
  swept_by: number
}

/** The activity as stored, removed or not. The index holds only a hash of the remote id, so the id itself is compared. */
export function findActivity(replica: Replica, accountId: number, remoteId: string): StoredActivity | null {
  return (
    replica
      .prepare<[number, number, string], StoredActivity>(
        `SELECT activity_key, remote_id, removed_at_ms, note_id, ${columns.join(', ')}
         FROM activities INDEXED BY activities_remote WHERE account_id = ? AND remote_hash = ? AND remote_id = ?`,
      )
      .get(accountId, hash32(remoteId), remoteId) ?? null
  )
}

/** Inserts or updates one activity and returns its key. A changed creation time moves it, with its detail and note. */
export function writeActivity(transaction: IngestTransaction, accountId: number, given: ActivityRecord): number {
  const stored = findActivity(transaction.replica, accountId, given.remoteId)
  const activity = stored === null || given.isPartial !== true ? given : completed(given, stored)
  const leadId = activity.leadRemoteId === null ? null : transaction.leadId(accountId, activity.leadRemoteId)
  const { conversationRemoteId } = activity
  const conversationId =
    conversationRemoteId === null ? null : transaction.conversationId(accountId, conversationRemoteId, leadId)
  const cells = cellsOf(activity, conversationId, leadId, stored?.extra ?? null)
  if (stored === null) return insertActivity(transaction, accountId, activity, cells)
  const isShown = stored.removed_at_ms === null
  if (
    isShown &&
    isSameRow(
      columns.map((column) => stored[column]),
      cells,
    )
  ) {
    transaction.seen.mark(accountId, 'activities', sweptBy(activity), stored.activity_key)
    transaction.changes.unchanged += 1
    return stored.activity_key
  }
  const key = updateActivity(transaction, accountId, activity, stored, cells)
  transaction.seen.mark(accountId, 'activities', sweptBy(activity), key)
  transaction.changes.updated += 1
  if (stored.conversation_id !== null) timelineChanged(transaction, accountId, stored.conversation_id)
  if (conversationId !== null) timelineChanged(transaction, accountId, conversationId)
  return key
}

/** What the answer does not tell is as it was. */
function completed(given: ActivityRecord, stored: StoredActivity): ActivityRecord {
  return {
    ...given,
    category: given.category ?? stored.category,
    direction: given.direction ?? stored.direction,
    status: given.status ?? stored.status,
    statusReason: given.statusReason ?? stored.status_reason,
    summary: given.summary ?? stored.summary,
    description: given.description ?? stored.description,
    isHtml: given.description === null ? stored.is_html === 1 : (given.isHtml ?? false),
    authorId: given.authorId ?? stored.author_id,
    authorName: given.authorName ?? stored.author_name,
    trafficType: given.trafficType ?? stored.traffic_type,
    scheduledForMs: given.scheduledForMs ?? stored.scheduled_for_ms,
    canceledAtMs: given.canceledAtMs ?? stored.canceled_at_ms,
  }
}

function timelineChanged(transaction: IngestTransaction, accountId: number, conversationId: number): void {
  transaction.changes.conversation(accountId, conversationId)
  transaction.touchedTimelines.add(conversationId)
}

function sweptBy(activity: ActivityRecord): StreamName {
  return activity.sweptBy ?? 'activities'
}

function insertActivity(
  transaction: IngestTransaction,
  accountId: number,
  activity: ActivityRecord,
  cells: readonly Cell[],
): number {
  const { remoteId } = activity
  const key = transaction.freeActivityKey(activity.createdAtMs, accountId, remoteId)
  transaction.replica
    .prepare<Cell[]>(
      `INSERT INTO activities (activity_key, account_id, remote_id, remote_hash, ${columns.join(', ')})
       VALUES (?, ?, ?, ?, ${placeholders})`,
    )
    .run(key, accountId, remoteId, hash32(remoteId), ...cells)
  transaction.activityText.insert(key, textOf(activity, ''))
  transaction.seen.mark(accountId, 'activities', sweptBy(activity), key)
  transaction.changes.inserted += 1
  const [conversationId] = cells
  if (typeof conversationId === 'number') timelineChanged(transaction, accountId, conversationId)
  return key
}

function updateActivity(
  transaction: IngestTransaction,
  accountId: number,
  activity: ActivityRecord,
  stored: StoredActivity,
  cells: readonly Cell[],
): number {
  const { replica } = transaction
  const earlierKey = stored.activity_key
  const isMoved = stored.created_at_ms !== activity.createdAtMs
  const key = isMoved ? transaction.freeActivityKey(activity.createdAtMs, accountId, activity.remoteId) : earlierKey
  if (isMoved) {
    // The detail follows by its foreign key.
    replica
      .prepare<[number, number]>('UPDATE activities SET activity_key = ? WHERE activity_key = ?')
      .run(key, earlierKey)
  }
  replica
    .prepare<Cell[]>(`UPDATE activities SET ${assignments}, removed_at_ms = NULL WHERE activity_key = ?`)
    .run(...cells, key)
  const hasSameText =
    stored.summary === activity.summary &&
    stored.description === activity.description &&
    stored.author_name === activity.authorName &&
    stored.is_html === bit(activity.isHtml ?? false)
  if (isMoved || stored.removed_at_ms !== null || !hasSameText) {
    transaction.activityText.remove(earlierKey)
    transaction.activityText.insert(key, textOf(activity, keptDetailText(replica, key)))
  }
  return key
}

/** Writes the full text of an activity again from what is stored, after its detail changed. */
export function rewriteActivityText(transaction: IngestTransaction, stored: StoredActivity): void {
  if (stored.removed_at_ms !== null) return
  const { activity_key, summary, description, author_name: authorName } = stored
  transaction.activityText.remove(activity_key)
  const text = { summary, description, authorName, isHtml: stored.is_html === 1 }
  transaction.activityText.insert(activity_key, textOf(text, keptDetailText(transaction.replica, activity_key)))
}

function keptDetailText(replica: Replica, key: number): string {
  const detail = replica
    .prepare<[number], { summary: string | null; description: string | null }>(
      'SELECT summary, description FROM event_details WHERE activity_key = ?',
    )
    .get(key)
  return detail ? joinedText(detail.summary, detail.description) : ''
}

/** HTML is found by what it says, which is the summary, and not by its tags. */
function textOf(
  {
    summary,
    description,
    authorName,
    isHtml,
  }: Pick<ActivityRecord, 'summary' | 'description' | 'authorName' | 'isHtml'>,
  detail: string,
): SearchableText {
  return [summary ?? '', isHtml === true ? '' : (description ?? ''), detail, authorName ?? '']
}

function cellsOf(
  activity: ActivityRecord,
  conversationId: number | null,
  leadId: number | null,
  earlierExtra: string | null,
): Cell[] {
  return [
    conversationId,
    leadId,
    activity.type,
    activity.category,
    activity.direction,
    activity.status,
    activity.statusReason,
    activity.summary,
    activity.description,
    activity.authorId,
    activity.authorName,
    activity.trafficType,
    activity.scheduledForMs,
    activity.canceledAtMs,
    activity.createdAtMs,
    mergedExtra(earlierExtra, activity.extra),
    bit(activity.isHtml ?? false),
    streamCodes[sweptBy(activity)],
  ]
}
