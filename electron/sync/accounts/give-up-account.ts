import { removeAccount } from '../../../db/accounts.ts'
import type { Journal } from '../../../db/connection.ts'
import { laneNotes, listOpenNotes, moveNote, type OutboxRow } from '../../../db/outbox.ts'

/** Every note of the account that its CRM has not confirmed, those that need the user among them. */
export function unsentNotesOf(journal: Journal, accountId: number): OutboxRow[] {
  const open = [
    ...laneNotes(journal, accountId),
    ...listOpenNotes(journal).filter((row) => row.accountId === accountId),
  ]
  return [...new Map(open.map((row) => [row.noteId, row])).values()]
}

/**
 * Forgets the account and discards its unsent notes, as the user has agreed to; their receipts stay. Nothing of the account may be on its
 * way any more. Its rows in the replica are the caller's to remove.
 */
export function giveUpAccount(journal: Journal, accountId: number, nowMs: number): void {
  journal.write(() => {
    const cause = JSON.stringify({ kind: 'user', action: 'remove_account' })
    for (const row of unsentNotesOf(journal, accountId)) moveNote(journal, row, { state: 'discarded' }, cause, nowMs)
    removeAccount(journal, accountId)
  })
}
