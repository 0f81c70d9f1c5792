import type { Replica } from './connection.ts'
import { streamCodes } from './ingest/seen-marks.ts'
import { IngestTransaction } from './ingest/transaction.ts'
import type { ChangedTopic } from './records.ts'
import { readStreamState, type StreamName, saveStreamState } from './stream-state.ts'

/** `topics` are what the removal changed. A braked sweep removed nothing: it waits for the user. */
export type SweepResult =
  | { readonly kind: 'done'; readonly removed: number; readonly missedOnce: number; readonly topics: ChangedTopic[] }
  | { readonly kind: 'braked'; readonly missed: number; readonly of: number; readonly topics: ChangedTopic[] }

interface SweptTable {
  readonly table: 'conversations' | 'activities' | 'leads'
  /** What the marks of a sweep name a row by. */
  readonly key: 'id' | 'activity_key'
  readonly index: string
  readonly removedIndex: string
  /** Only references to rows not here yet are placeholders; nothing refers to an activity. */
  readonly hasPlaceholders: boolean
}

const sweptTables: Record<StreamName, SweptTable> = {
  conversations: {
    table: 'conversations',
    key: 'id',
    index: 'conversations_remote',
    removedIndex: 'conversations_removed',
    hasPlaceholders: true,
  },
  activities: {
    table: 'activities',
    key: 'activity_key',
    index: 'activities_remote',
    removedIndex: 'activities_removed',
    hasPlaceholders: false,
  },
  leads: {
    table: 'leads',
    key: 'id',
    index: 'leads_remote',
    removedIndex: 'leads_removed',
    hasPlaceholders: true,
  },
}

const keptRemovedMs = 30 * 24 * 3_600_000

/**
 * Call after the last page of a sweep. A row goes only when two finished sweeps in a row missed it and nothing else brought
 * it meanwhile; it is hidden now and deleted 30 days later. A sweep that missed more than a tenth of the account's rows (an
 * empty answer, another account, a permission lost) takes none, and does not count as one of the two.
 */
export function finishSweep(
  replica: Replica,
  accountId: number,
  stream: StreamName,
  generation: number,
  nowMs: number,
): SweepResult {
  const swept = sweptTables[stream]
  // Looking through all rows takes long; nobody waits for the lock meanwhile. Each row is looked at again before it goes.
  const candidates = unseenRows(replica, accountId, swept, streamCodes[stream], generation)
  return replica.write(() => {
    const missed = candidates.filter((key) => !isSeen(replica, accountId, stream, key, generation))
    const of = countLive(replica, accountId, stream)
    const isBraked = missed.length * 10 > of
    const twice = isBraked ? [] : missed.filter((key) => wasMissed(replica, accountId, stream, key))
    const topics = removeRows(replica, accountId, stream, twice, nowMs)
    // What a sweep missed that missed so much proves nothing of any row: neither now nor as the first of two.
    if (isBraked) forgetSeen(replica, accountId, stream)
    else rememberMissed(replica, accountId, stream, without(missed, twice))
    closeSweep(replica, accountId, stream, nowMs)
    return isBraked
      ? { kind: 'braked', missed: missed.length, of, topics }
      : { kind: 'done', removed: twice.length, missedOnce: missed.length - twice.length, topics }
  })
}

/** Deletes what was removed more than 30 days ago, and returns how many rows went. */
export function purgeRemoved(replica: Replica, nowMs: number): number {
  const before = nowMs - keptRemovedMs
  return replica.write(() => {
    const activities = replica
      .prepare<[number]>('DELETE FROM activities WHERE removed_at_ms IS NOT NULL AND removed_at_ms < ?')
      .run(before)
    // A conversation whose activities the CRM still shows stays, hidden: without it they would belong to nothing.
    const conversations = replica
      .prepare<[number]>(
        `DELETE FROM conversations WHERE removed_at_ms IS NOT NULL AND removed_at_ms < ? AND NOT EXISTS (
           SELECT 1 FROM activities WHERE conversation_id = conversations.id)`,
      )
      .run(before)
    const leads = replica
      .prepare<[number]>('DELETE FROM leads WHERE removed_at_ms IS NOT NULL AND removed_at_ms < ?')
      .run(before)
    return activities.changes + conversations.changes + leads.changes
  })
}

/** Rows that lists may show: neither removed nor known by reference only. */
export function countLive(replica: Replica, accountId: number, stream: StreamName): number {
  const { table, index, removedIndex, hasPlaceholders } = sweptTables[stream]
  if (hasPlaceholders) {
    return count(
      replica,
      `SELECT count(*) AS rows FROM ${table} INDEXED BY ${index}
       WHERE account_id = ? AND removed_at_ms IS NULL AND is_placeholder = 0`,
      accountId,
    )
  }
  // The two indexes hold no row bodies: counting a million activities stays a matter of milliseconds.
  const all = count(
    replica,
    `SELECT count(*) AS rows FROM ${table} INDEXED BY ${index} WHERE account_id = ?`,
    accountId,
  )
  const removed = count(
    replica,
    `SELECT count(*) AS rows FROM ${table} INDEXED BY ${removedIndex} WHERE account_id = ? AND removed_at_ms IS NOT NULL`,
    accountId,
  )
  return all - removed
}

function count(replica: Replica, sql: string, accountId: number): number {
  return replica.prepare<[number], { rows: number }>(sql).get(accountId)?.rows ?? 0
}

function unseenRows(
  replica: Replica,
  accountId: number,
  { table, key, index, hasPlaceholders }: SweptTable,
  streamCode: number,
  generation: number,
): number[] {
  return replica
    .prepare<[number, number, number, number], { row_key: number }>(
      `SELECT row.${key} AS row_key FROM ${table} AS row INDEXED BY ${index}
       WHERE row.account_id = ? AND row.removed_at_ms IS NULL AND ${hasPlaceholders ? 'row.is_placeholder = 0' : '1'}
         AND NOT EXISTS (SELECT 1 FROM sweep_seen AS seen WHERE seen.account_id = ? AND seen.stream_code = ?
           AND seen.row_key = row.${key} AND seen.generation = ?)`,
    )
    .all(accountId, accountId, streamCode, generation)
    .map(({ row_key }) => row_key)
}

function isSeen(replica: Replica, accountId: number, stream: StreamName, key: number, generation: number): boolean {
  return (
    replica
      .prepare<[number, number, number, number], unknown>(
        'SELECT 1 FROM sweep_seen WHERE account_id = ? AND stream_code = ? AND row_key = ? AND generation = ?',
      )
      .get(accountId, streamCodes[stream], key, generation) !== undefined
  )
}

function wasMissed(replica: Replica, accountId: number, stream: StreamName, key: number): boolean {
  return (
    replica
      .prepare<[number, number, number], unknown>(
        'SELECT 1 FROM sweep_missed WHERE account_id = ? AND stream_code = ? AND row_key = ?',
      )
      .get(accountId, streamCodes[stream], key) !== undefined
  )
}

/** Hides rows from every list and search; they come back as they were when the CRM shows them again. */
function removeRows(
  replica: Replica,
  accountId: number,
  stream: StreamName,
  keys: readonly number[],
  nowMs: number,
): ChangedTopic[] {
  if (keys.length === 0) return []
  const { table, key } = sweptTables[stream]
  const transaction = new IngestTransaction(replica)
  const remove = replica.prepare<[number, number]>(`UPDATE ${table} SET removed_at_ms = ? WHERE ${key} = ?`)
  for (const rowKey of keys) {
    remove.run(nowMs, rowKey)
    announceRemoval(transaction, accountId, stream, rowKey)
  }
  transaction.flushText()
  transaction.changes.inbox(accountId)
  return transaction.changes.topics()
}

function announceRemoval(transaction: IngestTransaction, accountId: number, stream: StreamName, rowKey: number): void {
  const { changes, contactText, activityText } = transaction
  switch (stream) {
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
      if (conversationId !== null) changes.conversation(accountId, conversationId)
      return
    }
    default:
      stream satisfies never
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

function rememberMissed(replica: Replica, accountId: number, stream: StreamName, keys: readonly number[]): void {
  const code = streamCodes[stream]
  replica
    .prepare<[number, number]>('DELETE FROM sweep_missed WHERE account_id = ? AND stream_code = ?')
    .run(accountId, code)
  const insert = replica.prepare<[number, number, number]>(
    'INSERT INTO sweep_missed (account_id, stream_code, row_key) VALUES (?, ?, ?)',
  )
  for (const key of keys) insert.run(accountId, code, key)
  forgetSeen(replica, accountId, stream)
}

function forgetSeen(replica: Replica, accountId: number, stream: StreamName): void {
  replica
    .prepare<[number, number]>('DELETE FROM sweep_seen WHERE account_id = ? AND stream_code = ?')
    .run(accountId, streamCodes[stream])
}

function closeSweep(replica: Replica, accountId: number, stream: StreamName, nowMs: number): void {
  const state = readStreamState(replica, accountId, stream)
  if (state !== null) saveStreamState(replica, accountId, { ...state, sweep: null, lastSweepAtMs: nowMs })
}

function without(keys: readonly number[], gone: readonly number[]): number[] {
  const set = new Set(gone)
  return keys.filter((key) => !set.has(key))
}
