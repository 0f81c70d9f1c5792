import type { Replica } from './connection.ts'
import { FullTextWriter } from './ingest/full-text.ts'

/** Rows that one transaction deletes, so that readers and other writers are never kept waiting for a whole account. */
const deletedAtOnce = 2_000

/** Children before what they refer to. `recency` is the order of the file and of full text: both are taken from one end. */
const emptied = [
  { table: 'activities', text: 'activity_text', key: 'activity_key', recency: 'activity_key', order: 'NOT INDEXED' },
  {
    table: 'conversations',
    text: 'conversation_text',
    key: 'id',
    recency: 'recency_key',
    order: 'INDEXED BY conversations_recency',
  },
  { table: 'leads', text: 'lead_text', key: 'id', recency: 'recency_key', order: 'INDEXED BY leads_recency' },
] as const

/** Deletes everything of an account that was removed, in short transactions. Interrupted, it can be called again. */
export function removeAccountRows(replica: Replica, accountId: number): void {
  const steps = removalOfAccountRows(replica, accountId)
  while (steps.next().done !== true);
}

/** The same, a transaction a step: who has other things to do pauses in between. */
export function* removalOfAccountRows(replica: Replica, accountId: number): Generator<void, void> {
  for (const each of emptied) yield* emptyTable(replica, accountId, each)
  replica.write(() => {
    for (const table of [
      'sync_streams',
      'sweep_seen',
      'sweep_missed',
      'sweep_held',
      'sync_runs',
      'quarantine',
      'activity_types',
    ]) {
      replica.prepare<[number]>(`DELETE FROM ${table} WHERE account_id = ?`).run(accountId)
    }
  })
}

/** Deletes the rows of accounts that are no more: a removal that was interrupted, or an account that a damage took. */
export function removeStrayRows(replica: Replica, accountIds: readonly number[]): void {
  const known = new Set(accountIds)
  const present = new Set(emptied.flatMap(({ table }) => accountsIn(replica, table)))
  for (const accountId of present) {
    if (!known.has(accountId)) removeAccountRows(replica, accountId)
  }
}

/** One step in the index an account, however many rows it has. */
function accountsIn(replica: Replica, table: (typeof emptied)[number]['table']): number[] {
  const next = replica.prepare<[number], { account_id: number | null }>(
    `SELECT min(account_id) AS account_id FROM ${table} INDEXED BY ${table}_remote WHERE account_id > ?`,
  )
  const found: number[] = []
  for (;;) {
    const accountId = next.get(found.at(-1) ?? -1)?.account_id ?? null
    if (accountId === null) return found
    found.push(accountId)
  }
}

function* emptyTable(
  replica: Replica,
  accountId: number,
  { table, text, key, recency, order }: (typeof emptied)[number],
): Generator<void, void> {
  const isOnlyAccount = replica.write(() => {
    const isOnly = !hasOtherRows(replica, accountId, table)
    // Dropping a whole index at once spares it a tombstone for every row.
    if (isOnly) replica.prepare(`INSERT INTO ${text} (${text}) VALUES ('delete-all')`).run()
    return isOnly
  })
  const next = replica.prepare<[number, number, number], { row_key: number; recency: number }>(
    `SELECT ${key} AS row_key, ${recency} AS recency FROM ${table} ${order}
     WHERE ${recency} > ? AND account_id = ? ORDER BY ${recency} LIMIT ?`,
  )
  const remove = replica.prepare<[number]>(`DELETE FROM ${table} WHERE ${key} = ?`)
  let last: number | null = -1
  while (last !== null) {
    const after: number = last
    last = replica.write(() => {
      const rows = next.all(after, accountId, deletedAtOnce)
      const fullText = new FullTextWriter(replica, text)
      for (const row of rows) {
        if (!isOnlyAccount) fullText.remove(row.recency)
        remove.run(row.row_key)
      }
      fullText.flush()
      return rows.at(-1)?.recency ?? null
    })
    if (last !== null) yield
  }
}

function hasOtherRows(replica: Replica, accountId: number, table: 'activities' | 'conversations' | 'leads'): boolean {
  return ['<', '>'].some(
    (side) =>
      replica
        .prepare<[number], unknown>(
          `SELECT 1 FROM ${table} INDEXED BY ${table}_remote WHERE account_id ${side} ? LIMIT 1`,
        )
        .get(accountId) !== undefined,
  )
}
