import type { Journal, Replica } from '../connection.ts'
import { readClaim } from '../note-claims.ts'
import { matchedRemoteIds, type OutboxRow, openNotesOf } from '../outbox.ts'
import { firstKeyAt } from '../recency-key.ts'
import { coverageOf } from './coverage.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { outboxNoteOf } from './outbox-note.ts'
import type { Page, TimelineActivity, TimelineRow } from './shapes.ts'

interface ActivityRow {
  activity_key: number
  type: string
  category: string | null
  direction: string | null
  status: string | null
  status_reason: string | null
  summary: string | null
  description: string | null
  author_name: string | null
  traffic_type: string | null
  scheduled_for_ms: number | null
  canceled_at_ms: number | null
  created_at_ms: number
  note_id: string | null
}

interface TwinCandidate {
  activity_key: number
  remote_id: string
  summary: string | null
  description: string | null
}

/** How far the CRM's clock may be behind ours: a twin may be stamped that long before we sent it. */
const clockSkewMs = 5 * 60_000
/** Notes of colleagues and of other machines that may stand between us and a twin. */
const mostCandidates = 500

/**
 * One conversation, newest first: what the CRM shows, and at its place by time each note that the CRM has not confirmed.
 * A note whose activity is here already shows as that activity, with `noteId` set, never twice: whether it was adopted, or
 * arrived by a pull while its note is still sending or in doubt.
 */
export function timelinePage(
  replica: Replica,
  journal: Journal,
  query: { readonly conversationId: number; readonly cursor: string | null; readonly limit: number },
): Page<TimelineRow> {
  const { conversationId, limit } = query
  const conversation = replica
    .prepare<[number], { account_id: number; remote_id: string }>(
      'SELECT account_id, remote_id FROM conversations WHERE id = ? AND removed_at_ms IS NULL',
    )
    .get(conversationId)
  if (!conversation) return { rows: [], next: null, coverage: { isComplete: false, completeSinceMs: null } }
  const { account_id: accountId, remote_id: remoteId } = conversation
  const after = decodeCursor(query.cursor).key
  const found = activitiesAfter(replica, conversationId, after, limit + 1)
  const activities = found.slice(0, limit)
  const lastKey = found.length > limit ? (activities.at(-1)?.activity_key ?? null) : null

  const open = openNotesOf(journal, accountId, remoteId).filter((note) => !isAdopted(replica, note.noteId))
  const twins = twinsOf(replica, journal, conversationId, open, matchedRemoteIds(journal, accountId, remoteId))
  const shownAsTwin = new Set(twins.values())
  const notes = open.filter(
    (note) => !shownAsTwin.has(note.noteId) && isWithin(firstKeyAt(note.createdAtMs), after, lastKey),
  )
  return {
    rows: merged(journal, activities, notes, twins, conversationId),
    next: lastKey === null ? null : encodeCursor({ key: lastKey, rank: 0 }),
    coverage: coverageOf(replica, journal, accountId, ['activities']),
  }
}

function activitiesAfter(replica: Replica, conversationId: number, after: number, limit: number): ActivityRow[] {
  return replica
    .prepare<[number, number, number], ActivityRow>(
      `SELECT activity_key, type, category, direction, status, status_reason, summary, description, author_name,
         traffic_type, scheduled_for_ms, canceled_at_ms, created_at_ms, note_id
       FROM activities INDEXED BY activities_timeline
       WHERE conversation_id = ? AND activity_key > ? AND removed_at_ms IS NULL ORDER BY activity_key LIMIT ?`,
    )
    .all(conversationId, after, limit)
}

function isAdopted(replica: Replica, noteId: string): boolean {
  return (
    replica
      .prepare<[string], unknown>('SELECT 1 FROM activities INDEXED BY activities_note WHERE note_id = ?')
      .get(noteId) !== undefined
  )
}

/** A note whose request may have arrived, ours or that of the machine that a file carried it to. */
function mayBeThere(journal: Journal, { state, noteId }: OutboxRow): boolean {
  return state === 'sending' || state === 'in_doubt' || (state === 'queued' && readClaim(journal, noteId) !== null)
}

/** By activity: the note on its way that it must be. Oldest note to oldest activity, each once: equal notes are two. */
function twinsOf(
  replica: Replica,
  journal: Journal,
  conversationId: number,
  open: readonly OutboxRow[],
  matched: ReadonlySet<string>,
): Map<number, string> {
  const twins = new Map<number, string>()
  for (const note of open) {
    if (!mayBeThere(journal, note)) continue
    const sinceKey = firstKeyAt((note.sentAtMs ?? note.createdAtMs) - clockSkewMs) + 1_024
    const text = normalised(note.text)
    const twin = replica
      .prepare<[number, number, number], TwinCandidate>(
        `SELECT activity_key, remote_id, summary, description FROM activities INDEXED BY activities_timeline
         WHERE conversation_id = ? AND activity_key < ? AND type = 'Note' AND note_id IS NULL AND removed_at_ms IS NULL
         ORDER BY activity_key LIMIT ?`,
      )
      .all(conversationId, sinceKey, mostCandidates)
      .findLast(
        (candidate) =>
          !twins.has(candidate.activity_key) &&
          !matched.has(candidate.remote_id) &&
          (normalised(candidate.summary ?? '') === text || normalised(candidate.description ?? '') === text),
      )
    if (twin) twins.set(twin.activity_key, note.noteId)
  }
  return twins
}

/** CRMs trim and collapse white space. */
function normalised(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** A page shows the notes of its own stretch of time; the last one also those older than everything. */
function isWithin(key: number, after: number, lastKey: number | null): boolean {
  return key > after && (lastKey === null || key <= lastKey)
}

function merged(
  journal: Journal,
  activities: readonly ActivityRow[],
  notes: readonly OutboxRow[],
  twins: ReadonlyMap<number, string>,
  conversationId: number,
): TimelineRow[] {
  const placed = [
    ...notes
      .toSorted((left, right) => right.laneSequence - left.laneSequence)
      .map((note) => ({
        key: firstKeyAt(note.createdAtMs),
        row: {
          kind: 'note' as const,
          atMs: note.createdAtMs,
          note: outboxNoteOf(note, conversationId, readClaim(journal, note.noteId)),
        },
      })),
    ...activities.map((activity) => ({
      key: activity.activity_key,
      row: activityOf(activity, activity.note_id ?? twins.get(activity.activity_key) ?? null),
    })),
  ]
  return placed.sort((left, right) => left.key - right.key).map(({ row }) => row)
}

function activityOf(row: ActivityRow, noteId: string | null): TimelineActivity {
  return {
    kind: 'activity',
    id: row.activity_key,
    type: row.type,
    category: row.category,
    direction: row.direction,
    status: row.status,
    statusReason: row.status_reason,
    summary: row.summary,
    description: row.description,
    authorName: row.author_name,
    trafficType: row.traffic_type,
    scheduledForMs: row.scheduled_for_ms,
    canceledAtMs: row.canceled_at_ms,
    atMs: row.created_at_ms,
    noteId,
  }
}
