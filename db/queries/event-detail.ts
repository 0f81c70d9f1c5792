import type { Replica } from '../connection.ts'

export interface EventDetail {
  eventType: string | null
  secondaryEventType: string | null
  description: string | null
  summary: string | null
  status: string | null
  statusReason: string | null
  direction: string | null
  authorName: string | null
  createdAtMs: number | null
  modifiedAtMs: number | null
  /** When it was fetched. */
  keptAtMs: number
}

/** The full payload of an activity, where it was fetched already. */
export function eventDetailOf(replica: Replica, activityId: number): EventDetail | null {
  return (
    replica
      .prepare<[number], EventDetail>(
        `SELECT d.event_type AS eventType, d.secondary_event_type AS secondaryEventType, d.description, d.summary,
           d.status, d.status_reason AS statusReason, d.direction, d.author_name AS authorName,
           d.created_at_ms AS createdAtMs, d.modified_at_ms AS modifiedAtMs, d.kept_at_ms AS keptAtMs
         FROM event_details AS d JOIN activities AS a ON a.activity_key = d.activity_key
         WHERE d.activity_key = ? AND a.removed_at_ms IS NULL`,
      )
      .get(activityId) ?? null
  )
}
