import type { Databases } from '../../../db/open.ts'
import { readNote } from '../../../db/outbox.ts'
import { conversationIdOf } from '../../../db/queries/targets.ts'
import { timelinePage } from '../../../db/queries/timeline.ts'
import { readStreamState } from '../../../db/streams.ts'
import type { SimulatedCrm } from '../crm.ts'
import type { Laptop } from '../time.ts'
import type { ToldNote } from '../user.ts'
import type { Violation } from './violation.ts'

type Row = Record<string, unknown>

const liveRows = {
  conversations: `SELECT c.remote_id, l.remote_id AS lead, c.first_name, c.last_name, c.snippet, c.last_event_at_ms, c.status,
      c.status_reason, c.next_step, c.outcome, c.is_unread, c.is_archived, c.archived_at_ms
    FROM conversations c LEFT JOIN leads l ON l.id = c.lead_id WHERE c.is_placeholder = 0 AND c.removed_at_ms IS NULL`,
  activities: `SELECT a.remote_id, c.remote_id AS conversation, l.remote_id AS lead, a.type, a.direction, a.status,
      a.status_reason, a.summary, a.scheduled_for_ms, a.canceled_at_ms, a.created_at_ms
    FROM activities a LEFT JOIN conversations c ON c.id = a.conversation_id LEFT JOIN leads l ON l.id = a.lead_id
    WHERE a.removed_at_ms IS NULL`,
  leads: `SELECT remote_id, first_name, last_name, phone, email, is_archived, created_at_ms, updated_at_ms
    FROM leads WHERE is_placeholder = 0 AND removed_at_ms IS NULL`,
} as const

/** At rest: each row that the CRM lists is here as it is there, and nothing else is, save what the brake on deletions holds back. */
export function replicaEqualsCrm({ replica }: Databases, crm: SimulatedCrm): Violation[] {
  const { state } = crm.model
  const conversations = replica.prepare<[], Row>(liveRows.conversations).all()
  const activities = replica.prepare<[], Row>(liveRows.activities).all()
  const leads = replica.prepare<[], Row>(liveRows.leads).all()
  const isGoneLead = (id: unknown) => typeof id === 'string' && state.isDeleted(id)
  return [
    ...differences('conversation', conversations, listedConversations(crm), (row) => isGoneLead(row.lead)),
    ...differences('lead', leads, listedLeads(crm), (row) => isGoneLead(row.remote_id)),
    // An activity leaves the CRM's lists only with its lead, and is hidden here together with its conversation.
    ...differences('activity', activities, listedActivities(crm), (row) => isGoneLead(row.lead), 'any number'),
  ]
}

function listedConversations(crm: SimulatedCrm): Row[] {
  return crm.model.state.listedConversations().map((row) => ({
    remote_id: row.id,
    lead: row.leadId,
    first_name: row.firstName,
    last_name: row.lastName,
    snippet: row.lastSnippet,
    last_event_at_ms: row.lastEventAtMs,
    status: row.status,
    status_reason: row.statusReason,
    next_step: row.nextStep,
    outcome: row.outcome?.displayName ?? null,
    is_unread: Number(row.isUnread),
    is_archived: Number(row.isArchived),
    archived_at_ms: row.archivedAtMs,
  }))
}

function listedActivities(crm: SimulatedCrm): Row[] {
  const { state, wire } = crm.model
  return state.listedEvents().map((row) => ({
    remote_id: row.id,
    conversation: row.conversationId,
    lead: row.leadId,
    type: wire.rowType(row),
    direction: row.direction,
    status: row.status,
    status_reason: row.statusReason,
    summary: wire.summary(row),
    scheduled_for_ms: row.scheduledForMs,
    canceled_at_ms: row.canceledAtMs,
    created_at_ms: row.createdAtMs,
  }))
}

function listedLeads(crm: SimulatedCrm): Row[] {
  return crm.model.state.listedLeads().map((row) => ({
    remote_id: row.id,
    first_name: row.firstName,
    last_name: row.lastName,
    phone: row.phone,
    email: row.email,
    is_archived: Number(row.archivedAtMs !== null),
    created_at_ms: row.createdAtMs,
    updated_at_ms: row.updatedAtMs,
  }))
}

function differences(
  what: string,
  here: readonly Row[],
  there: readonly Row[],
  isDeleted: (row: Row) => boolean,
  mayStay: 'any number' | 'braked' = 'braked',
): Violation[] {
  const found = new Map(here.map((row) => [row.remote_id, row]))
  const violations: string[] = []
  for (const expected of there) {
    const row = found.get(expected.remote_id)
    found.delete(expected.remote_id)
    if (row === undefined) violations.push(`${what} ${String(expected.remote_id)} is missing`)
    else violations.push(...fieldsThatDiffer(what, row, expected))
  }
  const extra = [...found.values()]
  for (const row of extra.filter((each) => !isDeleted(each)))
    violations.push(`${what} ${String(row.remote_id)} is not in the CRM and was never deleted there`)
  // Two sweeps have passed, so what is deleted is gone, unless that is more than a tenth: then the user is asked first.
  const isBraked = extra.length * 10 > here.length
  if (mayStay === 'braked' && extra.length > 0 && !isBraked)
    violations.push(`${extra.length} deleted ${what}s are still shown`)
  return violations.map((detail) => ({ invariant: 'replica equals the CRM', detail }))
}

function fieldsThatDiffer(what: string, row: Row, expected: Row): string[] {
  return Object.entries(expected)
    .filter(([name, value]) => row[name] !== value)
    .map(
      ([name, value]) =>
        `${what} ${String(expected.remote_id)}: ${name} is ${JSON.stringify(row[name])}, in the CRM ${JSON.stringify(value)}`,
    )
}

/** Holds at every moment: of the time that a stream claims to be complete for, no row is missing that the CRM listed by then. */
export function coverageIsTrue(
  { replica }: Databases,
  accountId: number,
  crm: SimulatedCrm,
  laptop: Laptop,
): Violation[] {
  const state = readStreamState(replica, accountId, 'activities')
  if (state === null || state.coveredFromMs === null || state.freshAsOfMs === null) return []
  const asOfMs = laptop.trueTimeOf(state.freshAsOfMs)
  if (asOfMs === null) return []
  const isHere = replica.prepare<[number, string], unknown>(
    'SELECT 1 FROM activities WHERE account_id = ? AND remote_id = ?',
  )
  const { coveredFromMs } = state
  const missing = crm.model.state.listedEvents().filter((event) => {
    const listedAtMs = crm.listedAtMs(event.id)
    const isClaimed = event.createdAtMs >= coveredFromMs && listedAtMs !== null && listedAtMs <= asOfMs
    return isClaimed && !crm.garbled.has(event.id) && isHere.get(accountId, event.id) === undefined
  })
  return missing.map((event) => ({
    invariant: 'coverage is true',
    detail: `complete since ${coveredFromMs} as of ${asOfMs}, but ${event.id} of ${event.createdAtMs} is missing`,
  }))
}

/** Holds at every moment: only what the CRM deleted is hidden here, and no row vanishes. `known`: the rows of the last look, renewed. */
export function nothingRemovedWrongly({ replica }: Databases, crm: SimulatedCrm, known: Set<string>): Violation[] {
  const violations: Violation[] = []
  const rows = replica
    .prepare<[], { remote_id: string; lead: string | null; removed: number }>(
      `SELECT 'conversation ' || c.remote_id AS remote_id, l.remote_id AS lead, c.removed_at_ms IS NOT NULL AS removed
         FROM conversations c LEFT JOIN leads l ON l.id = c.lead_id
       UNION ALL SELECT 'lead ' || remote_id, remote_id, removed_at_ms IS NOT NULL FROM leads
       UNION ALL SELECT 'activity ' || a.remote_id, l.remote_id, a.removed_at_ms IS NOT NULL
         FROM activities a LEFT JOIN leads l ON l.id = a.lead_id`,
    )
    .all()
  const now = new Set<string>()
  for (const row of rows) {
    now.add(row.remote_id)
    if (row.removed === 1 && !crm.model.state.isDeleted(row.lead))
      violations.push({ invariant: 'nothing removed wrongly', detail: `${row.remote_id} is hidden, and is in the CRM` })
  }
  for (const id of known) {
    if (!now.has(id)) violations.push({ invariant: 'nothing removed wrongly', detail: `${id} has vanished` })
  }
  known.clear()
  for (const id of now) known.add(id)
  return violations
}

/** Holds at every moment: each note that is not given up shows exactly once in its timeline, as itself or as its activity. */
export function shownOnce(
  { replica, journal }: Databases,
  accountId: number,
  told: ReadonlyMap<string, ToldNote>,
  crm: SimulatedCrm,
): Violation[] {
  const violations: Violation[] = []
  for (const conversation of new Set([...told.values()].map((each) => each.conversationRemoteId))) {
    const id = conversationIdOf(replica, accountId, conversation)
    // What the CRM deleted it does not let us look up: a note may be refused there although it arrived before.
    const isGone = crm.model.state.isDeleted(crm.model.state.conversations.get(conversation)?.leadId ?? null)
    if (id === null || isGone) continue
    const page = timelinePage(replica, journal, { conversationId: id, cursor: null, limit: 200 })
    // Hidden: the CRM deleted it, and a sweep noticed.
    const isShown = page.rows.length > 0
    const times = new Map<string, number>()
    for (const row of page.rows) {
      const noteId = row.kind === 'note' ? row.note.noteId : row.noteId
      if (noteId !== null) times.set(noteId, (times.get(noteId) ?? 0) + 1)
    }
    for (const { noteId, conversationRemoteId } of told.values()) {
      if (conversationRemoteId !== conversation || !isShown) continue
      const note = readNote(journal, noteId)
      if (note === null) continue
      const shown = times.get(noteId) ?? 0
      const mustShow = note.state !== 'delivered' && note.state !== 'discarded'
      if (shown > 1 || (mustShow && shown === 0) || (note.state === 'discarded' && shown > 0 && !note.needsAnswer))
        violations.push({ invariant: 'shown once', detail: `${noteId} (${note.state}) is shown ${shown} times` })
    }
    violations.push(...sameTextTooOften(conversation, page.rows, told, journal))
  }
  return violations
}

/** A note and its own activity side by side have one text and one noteId between them: count texts, too. */
function sameTextTooOften(
  conversation: string,
  rows: ReturnType<typeof timelinePage>['rows'],
  told: ReadonlyMap<string, ToldNote>,
  journal: Databases['journal'],
): Violation[] {
  const written = new Map<string, number>()
  for (const { noteId, conversationRemoteId } of told.values()) {
    const text = conversationRemoteId === conversation ? readNote(journal, noteId)?.text : undefined
    if (text !== undefined) written.set(text, (written.get(text) ?? 0) + 1)
  }
  const shown = new Map<string, number>()
  for (const row of rows) {
    const text = row.kind === 'note' ? row.note.text : row.type === 'Note' ? row.summary : null
    if (text !== null) shown.set(text, (shown.get(text) ?? 0) + 1)
  }
  return [...written].flatMap(([text, count]) => {
    const times = shown.get(text) ?? 0
    if (times <= count) return []
    const detail = `${JSON.stringify(text)} was written ${count} times and is shown ${times} times`
    return [{ invariant: 'shown once' as const, detail }]
  })
}
