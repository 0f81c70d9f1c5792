import { createHash } from 'node:crypto'
import type { Replica } from '../connection.ts'
import type { QuarantinedItem } from '../records.ts'

/** Keeps a payload that did not parse, once, however often it comes. */
export function quarantineItem(replica: Replica, accountId: number, item: QuarantinedItem, nowMs: number): void {
  const itemKey = item.remoteId ?? `sha256:${createHash('sha256').update(item.payload).digest('hex')}`
  replica
    .prepare<[number, string, string, string | null, string, string, number, number]>(
      `INSERT INTO quarantine (account_id, stream, item_key, remote_id, issues, payload, first_seen_at_ms, last_seen_at_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET issues = excluded.issues, payload = excluded.payload,
         last_seen_at_ms = excluded.last_seen_at_ms
       WHERE issues <> excluded.issues OR payload <> excluded.payload`,
    )
    .run(accountId, item.stream, itemKey, item.remoteId, JSON.stringify(item.issues), item.payload, nowMs, nowMs)
}

/** An item that parses again leaves the quarantine. */
export function releaseFromQuarantine(
  replica: Replica,
  accountId: number,
  stream: string,
  remoteIds: readonly string[],
): void {
  const holdsAny = replica
    .prepare<[number, string], unknown>('SELECT 1 FROM quarantine WHERE account_id = ? AND stream = ? LIMIT 1')
    .get(accountId, stream)
  if (holdsAny === undefined) return
  const release = replica.prepare<[number, string, string]>(
    'DELETE FROM quarantine WHERE account_id = ? AND stream = ? AND item_key = ?',
  )
  for (const remoteId of remoteIds) release.run(accountId, stream, remoteId)
}
