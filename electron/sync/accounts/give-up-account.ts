import { removeAccount } from '../../../db/accounts.ts'
import type { Journal } from '../../../db/connection.ts'
import { moveNote, openNotesOfAccount } from '../../../db/outbox.ts'

/**
 * Forgets the account and discards its unsent notes, as the user has agreed to; their receipts stay. The engine has forgotten the
 * account before: of a note that was on its way it is then known what became of it, as far as anything is known. Its rows in the replica are the caller's to remove.
 */
export function giveUpAccount(journal: Journal, accountId: number, nowMs: number): void {
  journal.write(() => {
    const cause = JSON.stringify({ kind: 'user', action: 'remove_account' })
    for (const row of openNotesOfAccount(journal, accountId))
      moveNote(journal, row, { state: 'discarded' }, cause, nowMs)
    removeAccount(journal, accountId)
  })
}
