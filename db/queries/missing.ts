import type { Replica } from '../connection.ts'
import { heldBack } from '../held-back.ts'
import type { StreamName } from '../stream-state.ts'
import { countLive } from '../sweep.ts'

/** What two full checks in a row did not find, by kind, and how many of the kind are here: the user has to say what became of it. */
export function missingRows(
  replica: Replica,
  accountId: number,
): { readonly stream: StreamName; readonly rows: number; readonly of: number }[] {
  return heldBack(replica, accountId).map(({ table, rows }) => ({
    stream: table,
    rows,
    of: countLive(replica, accountId, table),
  }))
}
