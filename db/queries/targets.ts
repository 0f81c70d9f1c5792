import type { Replica } from '../connection.ts'
import { findActivity } from '../ingest/activities.ts'
import { countLive } from '../sweep.ts'
import { displayNameOf, type NameColumns, nameColumns } from './names.ts'

export { removalOfAccountRows, removeAccountRows } from '../remove-account.ts'

/** What the engine asks of the replica: local ids to remote ones, and what to fetch next. */

export interface ConversationTarget {
  readonly accountId: number
  readonly remoteId: string
  readonly leadRemoteId: string | null
  readonly displayName: string
}

export interface ActivityTarget {
  readonly accountId: number
  readonly remoteId: string
  readonly conversationId: number | null
  readonly hasDetail: boolean
}

/** Null where the CRM does not show it (any more). */
export function conversationTarget(replica: Replica, conversationId: number): ConversationTarget | null {
  const row = replica
    .prepare<[number], NameColumns & { account_id: number; remote_id: string; lead_remote_id: string | null }>(
      `SELECT c.account_id, c.remote_id, l.remote_id AS lead_remote_id, ${nameColumns}
       FROM conversations AS c LEFT JOIN leads AS l ON l.id = c.lead_id WHERE c.id = ? AND c.removed_at_ms IS NULL`,
    )
    .get(conversationId)
  if (!row) return null
  return {
    accountId: row.account_id,
    remoteId: row.remote_id,
    leadRemoteId: row.lead_remote_id,
    displayName: displayNameOf(row),
  }
}

/** What the journal calls a conversation, also one that the CRM does not show any more: what was begun to be written there is still here. */
export function draftPlace(
  replica: Replica,
  conversationId: number,
): Pick<ConversationTarget, 'accountId' | 'remoteId'> | null {
  const row = replica
    .prepare<[number], { account_id: number; remote_id: string }>(
      'SELECT account_id, remote_id FROM conversations WHERE id = ?',
    )
    .get(conversationId)
  return row ? { accountId: row.account_id, remoteId: row.remote_id } : null
}

export function conversationIdOf(replica: Replica, accountId: number, remoteId: string): number | null {
  const row = replica
    .prepare<[number, string], { id: number }>(
      'SELECT id FROM conversations WHERE account_id = ? AND remote_id = ? AND removed_at_ms IS NULL',
    )
    .get(accountId, remoteId)
  return row?.id ?? null
}

/** Null where the CRM does not show it (any more). */
export function activityIdOf(replica: Replica, accountId: number, remoteId: string): number | null {
  const found = findActivity(replica, accountId, remoteId)
  return found === null || found.removed_at_ms !== null ? null : found.activity_key
}

export function activityTarget(replica: Replica, activityId: number): ActivityTarget | null {
  const row = replica
    .prepare<[number], { account_id: number; remote_id: string; conversation_id: number | null; has_detail: number }>(
      `SELECT account_id, remote_id, conversation_id,
         EXISTS (SELECT 1 FROM event_details AS d WHERE d.activity_key = activities.activity_key) AS has_detail
       FROM activities WHERE activity_key = ? AND removed_at_ms IS NULL`,
    )
    .get(activityId)
  if (!row) return null
  return {
    accountId: row.account_id,
    remoteId: row.remote_id,
    conversationId: row.conversation_id,
    hasDetail: row.has_detail === 1,
  }
}

/** Of each kind of conversation that matters, and of each such conversation: how many are looked at for prefetching. */
const prefetchedConversations = 50
const prefetchedActivities = 20

const thatMatter = [
  { index: 'conversations_account_list', where: 'list_state = 1' },
  { index: 'conversations_account_unread', where: 'list_state = 1 AND is_shown_unread = 1' },
  { index: 'conversations_starred', where: 'list_state = 1 AND is_starred = 1' },
]

/** Activities without a kept detail, of the most recent, unread and starred conversations, newest first. */
export function prefetchCandidates(
  replica: Replica,
  accountId: number,
  limit: number,
): { activityId: number; remoteId: string }[] {
  const conversations = new Set(
    thatMatter.flatMap(({ index, where }) =>
      replica
        .prepare<[number, number], { id: number }>(
          `SELECT id FROM conversations INDEXED BY ${index} WHERE account_id = ? AND ${where}
           ORDER BY recency_key LIMIT ?`,
        )
        .all(accountId, prefetchedConversations)
        .map(({ id }) => id),
    ),
  )
  const activities = replica.prepare<[number, number], { activity_key: number; remote_id: string; has_detail: number }>(
    `SELECT activity_key, remote_id,
       EXISTS (SELECT 1 FROM event_details AS d WHERE d.activity_key = activities.activity_key) AS has_detail
     FROM activities INDEXED BY activities_timeline
     WHERE conversation_id = ? AND removed_at_ms IS NULL ORDER BY activity_key LIMIT ?`,
  )
  return [...conversations]
    .flatMap((id) => activities.all(id, prefetchedActivities))
    .filter((row) => row.has_detail === 0)
    .sort((left, right) => left.activity_key - right.activity_key)
    .slice(0, limit)
    .map((row) => ({ activityId: row.activity_key, remoteId: row.remote_id }))
}

/** Any activity that the account shows: something to ask the CRM about. */
export function someActivityRemoteId(replica: Replica, accountId: number): string | null {
  const row = replica
    .prepare<[number], { remote_id: string }>(
      `SELECT remote_id FROM activities INDEXED BY activities_remote
       WHERE account_id = ? AND removed_at_ms IS NULL LIMIT 1`,
    )
    .get(accountId)
  return row?.remote_id ?? null
}

/** Rows that lists may show. */
export function countRows(
  replica: Replica,
  accountId: number,
): { readonly conversations: number; readonly activities: number; readonly leads: number } {
  return {
    conversations: countLive(replica, accountId, 'conversations'),
    activities: countLive(replica, accountId, 'activities'),
    leads: countLive(replica, accountId, 'leads'),
  }
}
