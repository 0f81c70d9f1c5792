import type { StoredContact } from '../person-keys.ts'
import type { ConversationRecord } from '../records.ts'
import { streamCodes } from './seen-marks.ts'
import { bit, type Cell, type IngestTransaction, isSameRow, mergedExtra } from './transaction.ts'

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
  'swept_by',
  'derives_last_event',
  'given_event_at_ms',
  'given_snippet',
  'takes_notes',
  'email_key',
  'phone_key',
] as const

interface StoredConversation
  extends Record<Exclude<(typeof columns)[number], keyof StoredContact>, Cell>,
    StoredContact {
  id: number
  recency_key: number
  is_placeholder: number
  removed_at_ms: number | null
  lead_id: number | null
  last_event_at_ms: number | null
  snippet: string | null
  extra: string | null
}

export function writeConversation(
  transaction: IngestTransaction,
  accountId: number,
  conversation: ConversationRecord,
): void {
  const { replica, changes, contactText, seen } = transaction
  const { remoteId } = conversation
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
  seen.mark(accountId, 'conversations', conversation.sweptBy ?? 'conversations', stored.id)
  const lastEvent = lastEventOf(conversation, stored)
  const cells = cellsOf(transaction, conversation, leadId, lastEvent, stored)
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
  if (stored.last_event_at_ms !== lastEvent.atMs) {
    contactText.leftConversationKey(stored.recency_key)
    replica
      .prepare<[number, number]>('UPDATE conversations SET recency_key = ?, text_hash = NULL WHERE id = ?')
      .run(transaction.freeConversationKey(lastEvent.atMs ?? 0, accountId, remoteId), stored.id)
  }
  replica
    .prepare<Cell[]>(
      `UPDATE conversations SET ${columns.map((column) => `${column} = ?`).join(', ')}, is_placeholder = 0,
         removed_at_ms = NULL WHERE id = ?`,
    )
    .run(...cells, stored.id)
  contactText.touchConversation(stored.id, stored.lead_id)
  if (lastEvent.isDerived) transaction.touchedTimelines.add(stored.id)
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
  const lastEvent = lastEventOf(conversation, null)
  const key = transaction.freeConversationKey(lastEvent.atMs ?? 0, accountId, conversation.remoteId)
  const { lastInsertRowid } = transaction.replica
    .prepare<Cell[]>(
      `INSERT INTO conversations (account_id, remote_id, recency_key, ${columns.join(', ')})
       VALUES (?, ?, ?, ${columns.map(() => '?').join(', ')})`,
    )
    .run(accountId, conversation.remoteId, key, ...cellsOf(transaction, conversation, leadId, lastEvent, null))
  const id = Number(lastInsertRowid)
  transaction.contactText.touchConversation(id, null)
  transaction.seen.mark(accountId, 'conversations', conversation.sweptBy ?? 'conversations', id)
  transaction.changes.inserted += 1
  transaction.changes.inbox(accountId)
  transaction.changes.conversation(accountId, id)
}

interface LastEvent {
  readonly isDerived: boolean
  readonly atMs: number | null
  readonly snippet: string | null
}

/** What stands in the row until the end of the transaction, when a derived value is derived anew. */
function lastEventOf(
  { lastEventFrom, lastEventAtMs, snippet }: ConversationRecord,
  stored: StoredConversation | null,
): LastEvent {
  const isDerived = lastEventFrom === 'timeline'
  return isDerived && stored?.derives_last_event === 1
    ? { isDerived, atMs: stored.last_event_at_ms, snippet: stored.snippet }
    : { isDerived, atMs: lastEventAtMs, snippet }
}

function cellsOf(
  transaction: IngestTransaction,
  conversation: ConversationRecord,
  leadId: number | null,
  lastEvent: LastEvent,
  stored: StoredConversation | null,
): Cell[] {
  const keys = transaction.personKeys.keysOfStored(conversation, stored)
  return [
    leadId,
    conversation.firstName,
    conversation.lastName,
    conversation.phone,
    conversation.email,
    lastEvent.snippet,
    lastEvent.atMs,
    conversation.status,
    conversation.statusReason,
    conversation.outcome,
    conversation.nextStep,
    bit(conversation.isUnread),
    bit(conversation.isArchived),
    conversation.archivedAtMs,
    mergedExtra(stored?.extra ?? null, conversation.extra),
    streamCodes[conversation.sweptBy ?? 'conversations'],
    bit(lastEvent.isDerived),
    lastEvent.isDerived ? conversation.lastEventAtMs : null,
    lastEvent.isDerived ? conversation.snippet : null,
    bit(conversation.takesNotes ?? true),
    keys.emailKey,
    keys.phoneKey,
  ]
}
