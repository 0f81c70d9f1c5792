import { type AccountRow, readAccount } from '../../../db/accounts.ts'
import { listActivityTypes } from '../../../db/activity-types.ts'
import type { NoteTarget } from '../../sync/outbox/user-actions.ts'
import { crmOf } from '../accounts/provider.ts'
import { findNoteTarget } from '../find.ts'
import { failed, type Outcome } from '../outcome.ts'
import { noteText as words } from '../text-notes.ts'
import type { Workspace } from '../workspace.ts'
import type { NoteAccount } from './note-form.ts'

export interface FoundTargets {
  /** Each once, in the order given. */
  readonly targets: readonly NoteTarget[]
  /** Each once, in the order of their first target. */
  readonly accounts: readonly NoteAccount[]
  /** The longest text that all their CRMs take; null: they say nothing of it. */
  readonly maxCharacters: number | null
}

/** Where a note for these words goes, and what the accounts there let it be. */
export function findTargets(workspace: Workspace, given: readonly string[]): Outcome<FoundTargets> {
  const targets = new Map<number, NoteTarget>()
  for (const word of given) {
    const found = findNoteTarget(workspace, word)
    if (!found.ok) return found
    targets.set(found.value.conversationId, found.value)
  }
  const list = [...targets.values()]
  const rows = [...new Set(list.map(({ accountId }) => accountId))].flatMap(
    (accountId) => readAccount(workspace.journal, accountId) ?? [],
  )
  for (const { accountId, label, capabilities } of rows.map(withCapabilities)) {
    const isOne = list.filter((target) => target.accountId === accountId).length === 1
    if (!isOne && !capabilities.note.manyTargets) return failed('refused', words.oneAtATime(label))
  }
  const longest = rows.flatMap((row) => crmOf(row).capabilities.maxNoteCharacters ?? [])
  return {
    ok: true,
    value: {
      targets: list,
      accounts: rows.map((row) => noteAccount(workspace, row)),
      maxCharacters: longest.length === 0 ? null : Math.min(...longest),
    },
  }
}

export function noteAccount({ replica }: Workspace, account: AccountRow): NoteAccount {
  const { note } = crmOf(account).capabilities
  const types = note.activityTypes ? listActivityTypes(replica, account.accountId) : []
  return { accountId: account.accountId, label: account.label, note, types }
}

function withCapabilities(account: AccountRow) {
  return { ...account, ...crmOf(account) }
}
