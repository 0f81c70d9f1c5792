import type { Replica } from '../../db/connection.ts'
import type { LeadpingModel } from '../sandbox/leadping/model.ts'
import type { Dialect } from '../sandbox/leadping/types.ts'

type Row = Readonly<Record<string, unknown>> & { readonly remote_id: string }

/** What is compared: the rows that the user can see, by their remote id. */
export interface ComparedRows {
  readonly conversations: Row[]
  readonly activities: Row[]
  readonly leads: Row[]
}

/** The replica's visible rows of an account, or of all that there are, sorted by remote id. */
export function replicaRows(replica: Pick<Replica, 'raw'>, accountId: number | null = null): ComparedRows {
  const rows = (sql: string) => replica.raw.prepare<[number | null], Row>(sql).all(accountId).sort(byRemoteId)
  return {
    conversations: rows(
      `SELECT c.remote_id, l.remote_id AS lead, c.first_name, c.last_name, c.snippet, c.last_event_at_ms, c.status, c.status_reason, c.next_step,
         c.outcome, c.email, c.is_unread, c.is_archived, c.archived_at_ms
       FROM conversations c LEFT JOIN leads l ON l.id = c.lead_id WHERE c.is_placeholder = 0 AND c.removed_at_ms IS NULL AND c.account_id = coalesce(?, c.account_id)`,
    ),
    activities: rows(
      `SELECT a.remote_id, c.remote_id AS conversation, l.remote_id AS lead, a.type, a.direction, a.status, a.status_reason, a.summary, a.author_id,
         a.scheduled_for_ms, a.canceled_at_ms, a.created_at_ms
       FROM activities a LEFT JOIN conversations c ON c.id = a.conversation_id LEFT JOIN leads l ON l.id = a.lead_id WHERE a.removed_at_ms IS NULL
         AND a.account_id = coalesce(?, a.account_id)`,
    ),
    leads: rows(
      `SELECT remote_id, first_name, last_name, phone, email, source, is_archived, created_at_ms, updated_at_ms
       FROM leads WHERE is_placeholder = 0 AND removed_at_ms IS NULL AND account_id = coalesce(?, account_id)`,
    ),
  }
}

/** What the sandbox's API shows, in the replica's columns, sorted by remote id: an independent reading of the contract. */
export function crmRows({ state, wire }: Pick<LeadpingModel, 'state' | 'wire'>, dialect: Dialect): ComparedRows {
  const conversations = state.listedConversations().map((row) => ({
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
    email: dialect === 'A' ? null : row.email,
    is_unread: Number(row.isUnread),
    is_archived: Number(row.isArchived),
    archived_at_ms: row.archivedAtMs,
  }))
  const activities = state.listedEvents().map((row) => ({
    remote_id: row.id,
    conversation: row.conversationId,
    lead: row.leadId,
    type: wire.rowType(row),
    direction: row.direction,
    status: row.status,
    status_reason: row.statusReason,
    summary: wire.summary(row),
    author_id: row.actor?.id ?? null,
    scheduled_for_ms: row.scheduledForMs,
    canceled_at_ms: row.canceledAtMs,
    created_at_ms: row.createdAtMs,
  }))
  const leads = state.listedLeads().map((row) => ({
    remote_id: row.id,
    first_name: row.firstName,
    last_name: row.lastName,
    phone: row.phone,
    email: row.email,
    source: row.source.name,
    is_archived: Number(row.archivedAtMs !== null),
    created_at_ms: row.createdAtMs,
    updated_at_ms: row.updatedAtMs,
  }))
  return {
    conversations: conversations.sort(byRemoteId),
    activities: activities.sort(byRemoteId),
    leads: leads.sort(byRemoteId),
  }
}

/** Where two sides differ, one line a row, at most `limit` lines; empty: they are equal. */
export function rowDifferences(here: ComparedRows, there: ComparedRows, limit = 5): string[] {
  const lines: string[] = []
  for (const table of ['conversations', 'activities', 'leads'] as const) {
    const left = new Map(here[table].map((row) => [row.remote_id, JSON.stringify(row)]))
    const right = new Map(there[table].map((row) => [row.remote_id, JSON.stringify(row)]))
    for (const [id, row] of left) {
      const other = right.get(id)
      if (other === undefined) lines.push(`${table}: the CRM does not show ${row}`)
      else if (other !== row) lines.push(`${table}: here ${row}, in the CRM ${other}`)
    }
    for (const [id, row] of right) if (!left.has(id)) lines.push(`${table}: missing here ${row}`)
  }
  return lines.slice(0, limit)
}

const byRemoteId = (left: Row, right: Row) => (String(left.remote_id) < String(right.remote_id) ? -1 : 1)
