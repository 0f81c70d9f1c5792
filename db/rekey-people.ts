import type { Journal, Replica } from './connection.ts'
import { PersonKeyMaker, type StoredContact } from './person-keys.ts'

/** How far the work has come: rows of `table` up to `afterId` have their keys. */
export interface RekeyPosition {
  readonly table: 'conversations' | 'leads'
  readonly afterId: number
  /** Rows whose keys changed so far. */
  readonly changed: number
}

export const rekeyStart: RekeyPosition = { table: 'conversations', afterId: 0, changed: 0 }

/** Rows of one transaction: reading a number takes a while, and nobody should wait for the lock. */
const rowsAtOnce = 500
const settingName = 'peopleKeyedFor'

interface KeyedRow extends StoredContact {
  readonly id: number
}

/**
 * Makes the keys of people anew for numbers that are at home in `phoneRegion`, a batch at a time: call it until `isDone`. Needed
 * when the region changes, and once for rows from before there were keys; rows that come meanwhile have theirs already.
 */
export function rekeyPeople(
  replica: Replica,
  phoneRegion: string,
  from: RekeyPosition,
): { readonly isDone: boolean; readonly position: RekeyPosition } {
  const { table, afterId } = from
  const rows = replica
    .prepare<[number, number], KeyedRow>(
      `SELECT id, email, phone, email_key, phone_key FROM ${table} WHERE id > ? ORDER BY id LIMIT ?`,
    )
    .all(afterId, rowsAtOnce)
  const maker = new PersonKeyMaker(phoneRegion)
  const differing = rows.flatMap((row) => {
    const { emailKey, phoneKey } = maker.keysOf(row)
    return emailKey === row.email_key && phoneKey === row.phone_key ? [] : [{ id: row.id, emailKey, phoneKey }]
  })
  if (differing.length > 0) {
    const save = replica.prepare<[string | null, string | null, number]>(
      `UPDATE ${table} SET email_key = ?, phone_key = ? WHERE id = ?`,
    )
    replica.write(() => {
      for (const { id, emailKey, phoneKey } of differing) save.run(emailKey, phoneKey, id)
    })
  }
  const changed = from.changed + differing.length
  const last = rows.length < rowsAtOnce ? undefined : rows.at(-1)
  if (last !== undefined) return { isDone: false, position: { table, afterId: last.id, changed } }
  return { isDone: table === 'leads', position: { table: 'leads', afterId: 0, changed } }
}

/** Whether all rows have their keys for this region. */
export function areKeyedFor(journal: Journal, phoneRegion: string): boolean {
  const row = journal.prepare<[string], { value: string }>('SELECT value FROM settings WHERE name = ?').get(settingName)
  return row?.value === JSON.stringify(phoneRegion)
}

export function saveKeyedFor(journal: Journal, phoneRegion: string): void {
  journal.write(() =>
    journal
      .prepare<[string, string]>('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)')
      .run(settingName, JSON.stringify(phoneRegion)),
  )
}
