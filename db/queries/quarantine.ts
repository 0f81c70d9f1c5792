import type { Replica } from '../connection.ts'

/** How many payloads of this account could not be read. */
export function quarantineCount(replica: Replica, accountId: number): number {
  const row = replica
    .prepare<[number], { rows: number }>(
      'SELECT count(*) AS rows FROM quarantine INDEXED BY quarantine_item WHERE account_id = ?',
    )
    .get(accountId)
  return row?.rows ?? 0
}
