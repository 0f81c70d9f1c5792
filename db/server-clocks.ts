import { eq } from 'drizzle-orm'
import type { Journal } from './connection.ts'
import { orm } from './journal/orm.ts'
import { serverClocks } from './journal/schema.ts'

/** `offsetMs`: what to add to our wall clock to get the CRM's; `learntAtMs` is ms UTC by ours. */
export interface ServerClockRow {
  readonly offsetMs: number
  readonly learntAtMs: number
}

/** Null: this account's CRM has not told its time yet. */
export function readServerClock(journal: Journal, accountId: number): ServerClockRow | null {
  const { offsetMs, learntAtMs } = serverClocks
  const row = orm(journal).select({ offsetMs, learntAtMs }).from(serverClocks)
  return row.where(eq(serverClocks.accountId, accountId)).get() ?? null
}

export function saveServerClock(journal: Journal, accountId: number, row: ServerClockRow): void {
  journal.write(() =>
    orm(journal)
      .insert(serverClocks)
      .values({ accountId, ...row })
      .onConflictDoUpdate({ target: serverClocks.accountId, set: row })
      .run(),
  )
}
