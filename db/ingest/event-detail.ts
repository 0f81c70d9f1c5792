import type { EventDetailRecord } from '../records.ts'
import { findActivity, rewriteActivityText } from './activities.ts'
import { type Cell, type IngestTransaction, isSameRow, mergedExtra } from './transaction.ts'

const columns = [
  'event_type',
  'secondary_event_type',
  'description',
  'summary',
  'status',
  'status_reason',
  'direction',
  'author_name',
  'created_at_ms',
  'modified_at_ms',
  'extra',
] as const

/** Keeps the full payload of an activity. One whose activity is not here (any more) has nowhere to be shown. */
export function writeEventDetail(
  transaction: IngestTransaction,
  accountId: number,
  detail: EventDetailRecord,
  nowMs: number,
): void {
  const { replica, changes } = transaction
  const activity = findActivity(replica, accountId, detail.activityRemoteId)
  if (activity === null) return
  const stored = replica
    .prepareArrays<[number], Cell[]>(`SELECT ${columns.join(', ')} FROM event_details WHERE activity_key = ?`)
    .get(activity.activity_key)
  const earlierExtra = stored?.at(-1) ?? null
  const cells = cellsOf(detail, typeof earlierExtra === 'string' ? earlierExtra : null)
  if (stored && isSameRow(stored, cells)) {
    replica
      .prepare<[number, number]>('UPDATE event_details SET kept_at_ms = ? WHERE activity_key = ?')
      .run(nowMs, activity.activity_key)
    return
  }
  replica
    .prepare<Cell[]>(
      `INSERT INTO event_details (activity_key, ${columns.join(', ')}, kept_at_ms)
       VALUES (?, ${columns.map(() => '?').join(', ')}, ?)
       ON CONFLICT DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')},
         kept_at_ms = excluded.kept_at_ms`,
    )
    .run(activity.activity_key, ...cells, nowMs)
  rewriteActivityText(transaction, activity)
  if (activity.conversation_id !== null) changes.conversation(accountId, activity.conversation_id)
}

function cellsOf(detail: EventDetailRecord, earlierExtra: string | null): Cell[] {
  return [
    detail.eventType,
    detail.secondaryEventType,
    detail.description,
    detail.summary,
    detail.status,
    detail.statusReason,
    detail.direction,
    detail.authorName,
    detail.createdAtMs,
    detail.modifiedAtMs,
    mergedExtra(earlierExtra, detail.extra),
  ]
}
