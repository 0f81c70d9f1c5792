import type { TimelineRow } from '../electron/ipc/shapes.ts'
import { lookOf } from './activity-look.ts'
import { dayKey, here, type Place } from './text-time.ts'

/** What the timeline draws, oldest first. Rows of one run (same side, close together) are drawn as a group. */
export type TimelineItem =
  | { readonly kind: 'day'; readonly key: string; readonly atMs: number }
  | {
      readonly kind: 'row'
      readonly key: string
      readonly row: TimelineRow
      readonly startsRun: boolean
      readonly endsRun: boolean
    }

const runGapMs = 5 * 60_000

/** A note keeps its key from the moment it is saved until long after the CRM has it. */
export function timelineKey(row: TimelineRow): string {
  if (row.kind === 'note') return row.note.noteId
  return row.noteId ?? activityKey(row.id)
}

export function activityKey(activityId: number): string {
  return `activity-${activityId}`
}

/** Puts rows (newest first) into the order of a chat, day by day. */
export function timelineItems(newestFirst: readonly TimelineRow[], place: Place = here): TimelineItem[] {
  const rows = newestFirst
    .toReversed()
    // Stable: what the CRM stamped with the same moment stays in the order in which it was listed.
    .toSorted((one, other) => one.atMs - other.atMs)

  const items: TimelineItem[] = []
  let day = ''
  rows.forEach((row, index) => {
    const rowDay = dayKey(row.atMs, place)
    if (rowDay !== day) items.push({ kind: 'day', key: `day-${rowDay}`, atMs: row.atMs })
    const previous = rowDay === day ? rows[index - 1] : undefined
    const following = rows[index + 1]
    const nextOfDay = following !== undefined && dayKey(following.atMs, place) === rowDay ? following : undefined
    items.push({
      kind: 'row',
      key: timelineKey(row),
      row,
      startsRun: !isOneRun(previous, row),
      endsRun: !isOneRun(row, nextOfDay),
    })
    day = rowDay
  })
  return items
}

function isOneRun(earlier: TimelineRow | undefined, later: TimelineRow | undefined): boolean {
  if (earlier === undefined || later === undefined) return false
  const side = messageSide(earlier)
  return side !== null && side === messageSide(later) && later.atMs - earlier.atMs < runGapMs
}

function messageSide(row: TimelineRow): 'in' | 'out' | null {
  if (row.kind === 'note') return null
  const look = lookOf(row)
  return look.kind === 'message' ? look.side : null
}
