import type { Replica } from './connection.ts'
import { tableOfMark } from './ingest/seen-marks.ts'
import type { ChangedTopic } from './records.ts'
import { type StreamName, streamNames } from './stream-state.ts'
import { hideRows } from './sweep-removal.ts'

/** Rows of one table that sweeps of one stream decide over, by the keys of its marks. */
interface MarkedRows {
  readonly markCode: number
  readonly keys: readonly number[]
}

/**
 * So many that nobody has deleted them by hand: another account's answer. They stay, and nobody is asked. What main hides at the user's word
 * takes it 9 ms a thousand, so that even this is over before they wonder.
 */
const mostHeld = 20_000

/**
 * Remembers what a sweep missed that missed too much to hide any of it. What two of them in a row missed is asked about, once: what the user
 * said stays said as long as such sweeps go on.
 */
export function holdBack(replica: Replica, accountId: number, missed: readonly MarkedRows[]): void {
  const earlier = new Map(missed.map(({ markCode }) => [markCode, heldRows(replica, accountId, markCode)]))
  letGoOfHeld(replica, accountId, missed)
  if (missed.reduce((sum, { keys }) => sum + keys.length, 0) > mostHeld) return
  const hold = replica.prepare<[number, number, number, number, number]>(
    'INSERT INTO sweep_held (account_id, stream_code, row_key, times, is_kept) VALUES (?, ?, ?, ?, ?)',
  )
  for (const { markCode, keys } of missed) {
    const known = earlier.get(markCode)
    for (const key of keys) {
      const before = known?.get(key)
      hold.run(accountId, markCode, key, before === undefined ? 1 : 2, before?.isKept ?? 0)
    }
  }
}

/** A sweep found all of them, or so many that the others went by themselves. */
export function letGoOfHeld(replica: Replica, accountId: number, swept: readonly MarkedRows[]): void {
  const forget = replica.prepare<[number, number]>('DELETE FROM sweep_held WHERE account_id = ? AND stream_code = ?')
  for (const { markCode } of swept) forget.run(accountId, markCode)
}

function heldRows(
  replica: Replica,
  accountId: number,
  markCode: number,
): ReadonlyMap<number, { readonly isKept: number }> {
  const rows = replica
    .prepare<[number, number], { row_key: number; is_kept: number }>(
      'SELECT row_key, is_kept FROM sweep_held WHERE account_id = ? AND stream_code = ?',
    )
    .all(accountId, markCode)
  return new Map(rows.map(({ row_key, is_kept }) => [row_key, { isKept: is_kept }]))
}

/** How many rows of each table the user has to say something about. */
export function heldBack(replica: Replica, accountId: number): { readonly table: StreamName; readonly rows: number }[] {
  const counted = new Map<StreamName, number>()
  const codes = replica
    .prepare<[number], { stream_code: number; rows: number }>(
      `SELECT stream_code, count(*) AS rows FROM sweep_held
       WHERE account_id = ? AND times > 1 AND is_kept = 0 GROUP BY stream_code`,
    )
    .all(accountId)
  for (const { stream_code, rows } of codes) {
    const table = tableOfMark(stream_code)
    counted.set(table, (counted.get(table) ?? 0) + rows)
  }
  return [...counted].map(([table, rows]) => ({ table, rows }))
}

/** "They were deleted": hides what was asked about. It comes back as it was where the CRM shows it again. */
export function hideHeldBack(replica: Replica, accountId: number, nowMs: number): ChangedTopic[] {
  return replica.write(() => {
    const rows = replica
      .prepare<[number], { stream_code: number; row_key: number }>(
        'SELECT stream_code, row_key FROM sweep_held WHERE account_id = ? AND times > 1 AND is_kept = 0',
      )
      .all(accountId)
    const missing = streamNames.map((table) => ({
      table,
      keys: rows.filter((row) => tableOfMark(row.stream_code) === table).map((row) => row.row_key),
    }))
    replica
      .prepare<[number]>('DELETE FROM sweep_held WHERE account_id = ? AND times > 1 AND is_kept = 0')
      .run(accountId)
    return hideRows(replica, accountId, missing, nowMs)
  })
}

/** "They are still there": nobody is asked about them again. */
export function keepHeldBack(replica: Replica, accountId: number): void {
  replica.write(() =>
    replica.prepare<[number]>('UPDATE sweep_held SET is_kept = 1 WHERE account_id = ? AND times > 1').run(accountId),
  )
}
