import type { Journal, Replica } from './connection.ts'

/**
 * What the user read and starred here. The journal holds the truth, by remote id; the replica mirrors it in columns, so
 * that filters are served by an index, and gets it back from here when it was built anew.
 */

interface Marks {
  readonly readUpToMs: number | null
  readonly isMarkedUnread: number
  readonly isStarred: number
}

/** Read: everything up to the last event shown. Unread: until the user reads it, whatever the CRM says. */
export function setRead(
  replica: Replica,
  journal: Journal,
  accountId: number,
  remoteId: string,
  isRead: boolean,
  nowMs: number,
): void {
  const readUpToMs = isRead ? lastEventAtMs(replica, accountId, remoteId, nowMs) : null
  journal.write(() => {
    journal
      .prepare<[number, string, number | null, number]>(
        `INSERT OR REPLACE INTO read_marks (account_id, conversation_remote_id, read_up_to_ms, is_marked_unread)
         VALUES (?, ?, ?, ?)`,
      )
      .run(accountId, remoteId, readUpToMs, isRead ? 0 : 1)
  })
  restoreMarks(replica, journal, accountId, [remoteId])
}

export function setStarred(
  replica: Replica,
  journal: Journal,
  accountId: number,
  remoteId: string,
  isStarred: boolean,
  nowMs: number,
): void {
  journal.write(() => {
    if (isStarred) {
      journal
        .prepare<[number, string, number]>(
          'INSERT OR IGNORE INTO stars (account_id, conversation_remote_id, starred_at_ms) VALUES (?, ?, ?)',
        )
        .run(accountId, remoteId, nowMs)
      return
    }
    journal
      .prepare<[number, string]>('DELETE FROM stars WHERE account_id = ? AND conversation_remote_id = ?')
      .run(accountId, remoteId)
  })
  restoreMarks(replica, journal, accountId, [remoteId])
}

/** Brings the replica's columns to what the journal says, for conversations that just (re)appeared. */
export function restoreMarks(
  replica: Replica,
  journal: Journal,
  accountId: number,
  remoteIds: readonly string[],
): void {
  const wanted = remoteIds.map((remoteId) => ({ remoteId, ...marksOf(journal, accountId, remoteId) }))
  const differing = wanted.filter((marks) => !isMirrored(replica, accountId, marks.remoteId, marks))
  if (differing.length === 0) return
  replica.write(() => {
    for (const { remoteId, readUpToMs, isMarkedUnread, isStarred } of differing) {
      replica
        .prepare<[number | null, number, number, number, string]>(
          `UPDATE conversations SET read_up_to_ms = ?, is_marked_unread = ?, is_starred = ?
           WHERE account_id = ? AND remote_id = ?`,
        )
        .run(readUpToMs, isMarkedUnread, isStarred, accountId, remoteId)
    }
  })
}

function lastEventAtMs(replica: Replica, accountId: number, remoteId: string, nowMs: number): number {
  const row = replica
    .prepare<[number, string], { last_event_at_ms: number | null }>(
      'SELECT last_event_at_ms FROM conversations WHERE account_id = ? AND remote_id = ?',
    )
    .get(accountId, remoteId)
  return row ? (row.last_event_at_ms ?? 0) : nowMs
}

function marksOf(journal: Journal, accountId: number, remoteId: string): Marks {
  const read = journal
    .prepare<[number, string], Pick<Marks, 'readUpToMs' | 'isMarkedUnread'>>(
      `SELECT read_up_to_ms AS readUpToMs, is_marked_unread AS isMarkedUnread FROM read_marks
       WHERE account_id = ? AND conversation_remote_id = ?`,
    )
    .get(accountId, remoteId)
  const star = journal
    .prepare<[number, string], unknown>('SELECT 1 FROM stars WHERE account_id = ? AND conversation_remote_id = ?')
    .get(accountId, remoteId)
  return {
    readUpToMs: read?.readUpToMs ?? null,
    isMarkedUnread: read?.isMarkedUnread ?? 0,
    isStarred: star === undefined ? 0 : 1,
  }
}

function isMirrored(replica: Replica, accountId: number, remoteId: string, marks: Marks): boolean {
  const row = replica
    .prepare<[number, string], Marks>(
      `SELECT read_up_to_ms AS readUpToMs, is_marked_unread AS isMarkedUnread, is_starred AS isStarred
       FROM conversations WHERE account_id = ? AND remote_id = ?`,
    )
    .get(accountId, remoteId)
  if (!row) return true
  return (
    row.readUpToMs === marks.readUpToMs &&
    row.isMarkedUnread === marks.isMarkedUnread &&
    row.isStarred === marks.isStarred
  )
}
