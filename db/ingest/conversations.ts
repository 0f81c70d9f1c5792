import type { ConversationRecord } from '../records.ts'
import { bit, type Cell, type IngestTransaction, isSameRow, mergedExtra, streamOf } from './transaction.ts'

const columns = [
  'lead_id',
  'first_name',
  'last_name',
  'phone',
  'email',
  'snippet',
  'last_event_at_ms',
  'status',
  'status_reason',
  'outcome',
  'next_step',
  'is_unread',
  'is_archived',
  'archived_at_ms',
  'extra',
] as const

interface StoredConversation extends Record<(typeof columns)[number], Cell> {
  id: number
  recency_key: number
  is_placeholder: number
  removed_at_ms: number | null
  lead_id: number | null
  last_event_at_ms: number | null
  extra: string | null
}

export function writeConversation(
  transaction: IngestTransaction,
  accountId: number,
  conversation: ConversationRecord,
): void {
  const { replica, changes, contactText, seen } = transaction
  const { remoteId, lastEventAtMs } = conversation
  const stored = replica
    .prepare<[number, string], StoredConversation>(
      `SELECT id, recency_key, is_placeholder, removed_at_ms, ${columns.join(', ')} FROM conversations
       WHERE account_id = ? AND remote_id = ?`,
    )
    .get(accountId, remoteId)
  const leadId = conversation.leadRemoteId === null ? null : transaction.leadId(accountId, conversation.leadRemoteId)
  if (!stored) {
    insertConversation(transaction, accountId, conversation, leadId)
    return
  }
  seen.mark(accountId, streamOf.conversation, stored.id)
  const cells = cellsOf(conversation, leadId, stored.extra)
  const isShown = stored.is_placeholder === 0 && stored.removed_at_ms === null
  if (
    isShown &&
    isSameRow(
      columns.map((column) => stored[column]),
      cells,
    )
  ) {
    changes.unchanged += 1
    return
  }
  if (stored.last_event_at_ms !== lastEventAtMs) {
    contactText.leftConversationKey(stored.recency_key)
    replica
      .prepare<[number, number]>('UPDATE conversations SET recency_key = ?, text_hash = NULL WHERE id = ?')
      .run(transaction.freeConversationKey(lastEventAtMs ?? 0, accountId, remoteId), stored.id)
  }
  replica
    .prepare<Cell[]>(
      `UPDATE conversations SET ${columns.map((column) => `${column} = ?`).join(', ')}, is_placeholder = 0,
         removed_at_ms = NULL WHERE id = ?`,
    )
    .run(...cells, stored.id)
  contactText.touchConversation(stored.id, stored.lead_id)
  changes.updated += 1
  changes.inbox(accountId)
  changes.conversation(accountId, stored.id)
}

function insertConversation(
  transaction: IngestTransaction,
  accountId: number,
  conversation: ConversationRecord,
  leadId: number | null,
): void {
  const key = transaction.freeConversationKey(conversation.lastEventAtMs ?? 0, accountId, conversation.remoteId)
  const { lastInsertRowid } = transaction.replica
    .prepare<Cell[]>(
      `INSERT INTO conversations (account_id, remote_id, recency_key, ${columns.join(', ')})
       VALUES (?, ?, ?, ${columns.map(() => '?').join(', ')})`,
    )
    .run(accountId, conversation.remoteId, key, ...cellsOf(conversation, leadId, null))
  const id = Number(lastInsertRowid)
  transaction.contactText.touchConversation(id, null)
  transaction.seen.mark(accountId, streamOf.conversation, id)
  transaction.changes.inserted += 1
  transaction.changes.inbox(accountId)
  transaction.changes.conversation(accountId, id)
}

function cellsOf(conversation: ConversationRecord, leadId: number | null, earlierExtra: string | null): Cell[] {
  return [
    leadId,
    conversation.firstName,
    conversation.lastName,
    conversation.phone,
    conversation.email,
    conversation.snippet,
    conversation.lastEventAtMs,
    conversation.status,
    conversation.statusReason,
    conversation.outcome,
    conversation.nextStep,
    bit(conversation.isUnread),
    bit(conversation.isArchived),
    conversation.archivedAtMs,
    mergedExtra(earlierExtra, conversation.extra),
  ]
}
