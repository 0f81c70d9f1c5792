import type { Journal, Replica } from '../connection.ts'
import { draftKeys } from '../drafts.ts'
import { type NoteCounts, noteCountsByConversation } from '../outbox.ts'
import { accountLabels } from './account-labels.ts'
import { inboxCoverage } from './coverage.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { displayNameOf, type NameColumns, nameColumns } from './names.ts'
import type { InboxRow, Page } from './shapes.ts'

export type InboxFilter = 'active' | 'unread' | 'archived'

export interface InboxCounts {
  active: number
  unread: number
  archived: number
  /** Notes that the CRM has not confirmed, and how many of them need the user. */
  outbox: number
  troubled: number
}

/** What both the list and the head of one conversation show. */
export interface InboxColumns extends NameColumns {
  readonly id: number
  readonly account_id: number
  readonly remote_id: string
  readonly recency_key: number
  readonly snippet: string | null
  readonly last_event_at_ms: number | null
  readonly status: string | null
  readonly outcome: string | null
  readonly next_step: string | null
  readonly is_archived: number
  readonly is_starred: number
  readonly is_shown_unread: number
}

export const inboxColumns = `c.id, c.account_id, c.remote_id, c.recency_key, c.snippet, c.last_event_at_ms, c.status,
  c.outcome, c.next_step, c.is_archived, c.is_starred, c.is_shown_unread, ${nameColumns}`

/** Each filter is one index, entered at the cursor and read in order. Named, so that statistics never change the plan. */
const listings = {
  active: {
    all: { index: 'conversations_list', where: 'c.list_state = 1' },
    one: { index: 'conversations_account_list', where: 'c.account_id = ? AND c.list_state = 1' },
  },
  archived: {
    all: { index: 'conversations_list', where: 'c.list_state = 2' },
    one: { index: 'conversations_account_list', where: 'c.account_id = ? AND c.list_state = 2' },
  },
  unread: {
    all: { index: 'conversations_unread', where: 'c.list_state = 1 AND c.is_shown_unread = 1' },
    one: {
      index: 'conversations_account_unread',
      where: 'c.account_id = ? AND c.list_state = 1 AND c.is_shown_unread = 1',
    },
  },
} as const satisfies Record<InboxFilter, unknown>

/** Conversations, the one with the latest event first; those without any event come last. */
export function inboxPage(
  replica: Replica,
  journal: Journal,
  query: {
    readonly accountId: number | null
    readonly filter: InboxFilter
    readonly cursor: string | null
    readonly limit: number
  },
): Page<InboxRow> {
  const { accountId, filter, limit } = query
  const { index, where } = listings[filter][accountId === null ? 'all' : 'one']
  const found = replica
    .prepare<number[], InboxColumns>(
      `SELECT ${inboxColumns} FROM conversations AS c INDEXED BY ${index} LEFT JOIN leads AS l ON l.id = c.lead_id
       WHERE ${where} AND c.recency_key > ? ORDER BY c.recency_key LIMIT ?`,
    )
    .all(...(accountId === null ? [] : [accountId]), decodeCursor(query.cursor).key, limit + 1)
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  const beside = besideOf(journal)
  return {
    rows: rows.map((row) => inboxRowOf(row, beside)),
    next: found.length > limit && last ? encodeCursor({ key: last.recency_key, rank: 0 }) : null,
    coverage: inboxCoverage(replica, journal, accountId),
  }
}

/** What the journal adds to rows: what the user has written and the CRM does not have, by `accountId:conversationRemoteId`. */
export interface Beside {
  readonly notes: ReadonlyMap<string, NoteCounts>
  readonly drafts: ReadonlySet<string>
  readonly labels: ReadonlyMap<number, string>
}

export function besideOf(journal: Journal): Beside {
  return { notes: noteCountsByConversation(journal), drafts: draftKeys(journal), labels: accountLabels(journal) }
}

export function inboxRowOf(row: InboxColumns, { notes, drafts, labels }: Beside): InboxRow {
  const conversation = `${row.account_id}:${row.remote_id}`
  const counts = notes.get(conversation)
  return {
    id: row.id,
    accountId: row.account_id,
    accountLabel: labels.get(row.account_id) ?? '',
    displayName: displayNameOf(row),
    snippet: row.snippet,
    lastEventAtMs: row.last_event_at_ms,
    isUnread: row.is_shown_unread === 1,
    isArchived: row.is_archived === 1,
    isStarred: row.is_starred === 1,
    status: row.status,
    outcome: row.outcome,
    nextStep: row.next_step,
    phone: row.phone ?? row.lead_phone,
    pendingNotes: counts?.pending ?? 0,
    troubledNotes: counts?.troubled ?? 0,
    hasDraft: drafts.has(conversation),
  }
}

/** How many rows each filter holds, of one account or of all (null), and how full the outbox is. */
export function inboxCounts(
  replica: Replica,
  journal: Journal,
  { accountId }: { readonly accountId: number | null },
): InboxCounts {
  const count = (filter: InboxFilter) => {
    const { index, where } = listings[filter][accountId === null ? 'all' : 'one']
    return (
      replica
        .prepare<number[], { rows: number }>(
          `SELECT count(*) AS rows FROM conversations AS c INDEXED BY ${index} WHERE ${where}`,
        )
        .get(...(accountId === null ? [] : [accountId]))?.rows ?? 0
    )
  }
  const notes = [...noteCountsByConversation(journal)].filter(
    ([conversation]) => accountId === null || conversation.startsWith(`${accountId}:`),
  )
  const troubled = notes.reduce((sum, [, counts]) => sum + counts.troubled, 0)
  const pending = notes.reduce((sum, [, counts]) => sum + counts.pending, 0)
  return {
    active: count('active'),
    unread: count('unread'),
    archived: count('archived'),
    outbox: pending + troubled,
    troubled,
  }
}
