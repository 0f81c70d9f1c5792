import type { Journal, Replica } from '../connection.ts'
import { readClaim } from '../note-claims.ts'
import { matchedRemoteIds, type OutboxRow, openNotesOf } from '../outbox.ts'
import { plainTextOf } from '../plain-text.ts'
import { firstKeyAt } from '../recency-key.ts'
import { timelineCoverage } from './coverage.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { outboxNoteOf } from './outbox-note.ts'
import { sentNoteOf } from './sent-note.ts'
import type { OutboxNote, Page, TimelineActivity, TimelineRow } from './shapes.ts'
import { activityIdOf } from './targets.ts'

interface ActivityRow {
  activity_key: number
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
  note_id: string | null
  is_html: number
}

interface TwinCandidate {
  activity_key: number
  remote_id: string
  summary: string | null
  description: string | null
  is_html: number
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
  const edits = editsOf(replica, open)
  const twins = twinsOf(replica, journal, conversationId, open, matchedRemoteIds(journal, accountId, remoteId))
  const shownElsewhere = new Set([...twins.values(), ...[...edits.values()].flat().map(({ noteId }) => noteId)])
  const notes = open.filter(
    (note) => !shownElsewhere.has(note.noteId) && isWithin(firstKeyAt(note.createdAtMs), after, lastKey),
  )
  const shown = (note: OutboxRow) => outboxNoteOf({ journal, replica }, note, conversationId)
  const userRemoteId = userRemoteIdOf(journal, accountId)
  const activityRow = (row: ActivityRow): TimelineActivity => {
    const edit = edits.get(row.activity_key)?.at(-1)
    const noteId = row.note_id ?? twins.get(row.activity_key) ?? null
    return {
      ...activityOf(row, noteId, userRemoteId),
      pendingEdit: edit === undefined ? null : shown(edit),
      sent: noteId === null ? null : sentNoteOf(journal, noteId),
    }
  }
  return {
    rows: merged(
      activities.map((row) => ({ key: row.activity_key, row: activityRow(row) })),
      notes.map((note) => ({ laneSequence: note.laneSequence, note: shown(note) })),
    ),
    next: lastKey === null ? null : encodeCursor({ key: lastKey, rank: 0 }),
    coverage: timelineCoverage(replica, accountId, conversationId),
  }
}

/** By activity: its open edits, oldest first. One whose note is not here (any more) is shown by itself, like a note. */
function editsOf(replica: Replica, open: readonly OutboxRow[]): Map<number, OutboxRow[]> {
  const edits = new Map<number, OutboxRow[]>()
  for (const row of open) {
    if (row.kind !== 'edit' || row.editsRemoteId === null) continue
    const key = activityIdOf(replica, row.accountId, row.editsRemoteId)
    if (key !== null) edits.set(key, [...(edits.get(key) ?? []), row])
  }
  return edits
}

/** As the CRM names the account's own user in activities; empty: it is not known, and nothing is theirs. */
function userRemoteIdOf(journal: Journal, accountId: number): string {
  const row = journal
    .prepare<[number], { user_remote_id: string }>('SELECT user_remote_id FROM accounts WHERE account_id = ?')
    .get(accountId)
  return row?.user_remote_id ?? ''
}

function activitiesAfter(replica: Replica, conversationId: number, after: number, limit: number): ActivityRow[] {
  return replica
    .prepare<[number, number, number], ActivityRow>(
      `SELECT activity_key, type, category, direction, status, status_reason, summary, description, author_id,
         author_name, traffic_type, scheduled_for_ms, canceled_at_ms, created_at_ms, note_id, is_html
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
    if (note.kind !== 'create' || !mayBeThere(journal, note)) continue
    const sinceKey = firstKeyAt(stampedFromMs(note) - clockSkewMs) + 1_024
    const isSame = sameTextAs(note)
    const twin = replica
      .prepare<[number, number, string, number], TwinCandidate>(
        `SELECT activity_key, remote_id, summary, description, is_html FROM activities INDEXED BY activities_timeline
         WHERE conversation_id = ? AND activity_key < ? AND type = ? AND note_id IS NULL AND removed_at_ms IS NULL
         ORDER BY activity_key LIMIT ?`,
      )
      .all(conversationId, sinceKey, note.form.activity?.typeName ?? 'Note', mostCandidates)
      .findLast(
        (candidate) => !twins.has(candidate.activity_key) && !matched.has(candidate.remote_id) && isSame(candidate),
      )
    if (twin) twins.set(twin.activity_key, note.noteId)
  }
  return twins
}

/** The earliest that the CRM may stamp it with: users may say that their activity was earlier than it is written down. */
function stampedFromMs({ sentAtMs, createdAtMs, form }: OutboxRow): number {
  // An activity of which the user said nothing happened, for its CRM, when it was written: by our clock, which may be hours behind.
  const saidMs = form.activity === null ? Number.POSITIVE_INFINITY : (form.activity.occurredAtMs ?? createdAtMs)
  return Math.min(sentAtMs ?? createdAtMs, saidMs)
}

/** Formatted notes are the same where they say the same: CRMs write HTML in their own way, and white space wherever they like. */
function sameTextAs({ text, form }: OutboxRow): (candidate: TwinCandidate) => boolean {
  if (form.format === 'html') {
    const said = withoutSpace(plainTextOf(text))
    return ({ summary, description }) =>
      withoutSpace(summary ?? '') === said || withoutSpace(plainTextOf(description ?? '')) === said
  }
  const said = normalised(text)
  return ({ summary, description, is_html }) =>
    normalised(summary ?? '') === said ||
    normalised(is_html === 1 ? plainTextOf(description ?? '') : (description ?? '')) === said
}

function withoutSpace(text: string): string {
  return text.replace(/\s+/g, '')
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
  activities: readonly { readonly key: number; readonly row: TimelineActivity }[],
  notes: readonly { readonly laneSequence: number; readonly note: OutboxNote }[],
): TimelineRow[] {
  const placed: { readonly key: number; readonly row: TimelineRow }[] = [
    ...notes
      .toSorted((left, right) => right.laneSequence - left.laneSequence)
      .map(({ note }) => ({
        key: firstKeyAt(note.createdAtMs),
        row: { kind: 'note' as const, atMs: note.createdAtMs, note },
      })),
    ...activities,
  ]
  return placed.sort((left, right) => left.key - right.key).map(({ row }) => row)
}

function activityOf(
  row: ActivityRow,
  noteId: string | null,
  userRemoteId: string,
): Omit<TimelineActivity, 'pendingEdit' | 'sent'> {
  const isMine = userRemoteId !== '' && row.author_id === userRemoteId
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
    isHtml: row.is_html === 1,
    isMine,
    isEditable: isMine && row.type === 'Note',
  }
}
