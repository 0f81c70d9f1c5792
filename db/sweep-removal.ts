import type { Replica } from './connection.ts'
import { deriveLastEvents } from './ingest/last-events.ts'
import { IngestTransaction } from './ingest/transaction.ts'
import type { ChangedTopic } from './records.ts'
import type { StreamName } from './stream-state.ts'

/** What the marks of a sweep name a row by. */
export const keyOf = {
  conversations: 'id',
  activities: 'activity_key',
  leads: 'id',
} as const satisfies Record<StreamName, string>

/** Rows that the CRM shows no more. */
export interface MissingRows {
  readonly table: StreamName
  readonly keys: readonly number[]
}

/** Hides rows from every list and search; they come back as they were when the CRM shows them again. */
export function hideRows(
  replica: Replica,
  accountId: number,
  missing: readonly MissingRows[],
  nowMs: number,
): ChangedTopic[] {
  if (missing.every(({ keys }) => keys.length === 0)) return []
  const transaction = new IngestTransaction(replica)
  for (const { table, keys } of missing) {
    const remove = replica.prepare<[number, number]>(`UPDATE ${table} SET removed_at_ms = ? WHERE ${keyOf[table]} = ?`)
    for (const rowKey of keys) {
      remove.run(nowMs, rowKey)
      announceRemoval(transaction, accountId, table, rowKey)
    }
  }
  deriveLastEvents(transaction)
  transaction.flushText()
  transaction.changes.inbox(accountId)
  return transaction.changes.topics()
}

function announceRemoval(transaction: IngestTransaction, accountId: number, table: StreamName, rowKey: number): void {
  const { changes, contactText, activityText, touchedTimelines } = transaction
  switch (table) {
    case 'conversations':
      contactText.touchConversation(rowKey, null)
      changes.conversation(accountId, rowKey)
      return
    case 'leads':
      contactText.touchLead(rowKey)
      for (const { id } of conversationsOfLead(transaction.replica, rowKey)) changes.conversation(accountId, id)
      return
    case 'activities': {
      activityText.remove(rowKey)
      const conversationId = conversationOfActivity(transaction.replica, rowKey)
      if (conversationId === null) return
      touchedTimelines.add(conversationId)
      changes.conversation(accountId, conversationId)
      return
    }
    default:
      table satisfies never
  }
}

function conversationsOfLead(replica: Replica, leadId: number): { id: number }[] {
  return replica.prepare<[number], { id: number }>('SELECT id FROM conversations WHERE lead_id = ?').all(leadId)
}

function conversationOfActivity(replica: Replica, key: number): number | null {
  const row = replica
    .prepare<[number], { conversation_id: number | null }>(
      'SELECT conversation_id FROM activities WHERE activity_key = ?',
    )
    .get(key)
  return row?.conversation_id ?? null
}
