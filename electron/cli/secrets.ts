import { type AccountRow, listAccounts, readCredential } from '../../db/accounts.ts'
import { crmOf } from './accounts/provider.ts'
import { failed, type Outcome } from './outcome.ts'
import type { CommandContext } from './surroundings.ts'
import { text } from './text.ts'
import type { Workspace } from './workspace.ts'

export interface Secret {
  readonly value: string
  /** It came with this run, so whose it is was not checked when it was stored. */
  readonly isUnchecked: boolean
}

/**
 * The account's secret, from FIELDPOST_SECRET_<id>, from FIELDPOST_SECRET where only one account needs one (one CRM's key
 * is never shown to another), or from the data folder where the user keeps it there in plain text.
 */
export function secretOf(
  { environment }: CommandContext,
  { journal }: Workspace,
  account: AccountRow,
): Outcome<Secret> {
  if (!needsSecret(account)) return { ok: true, value: { value: '', isUnchecked: false } }
  const isOnlyOne = listAccounts(journal).filter(needsSecret).length === 1
  const given = environment[`FIELDPOST_SECRET_${account.accountId}`] || (isOnlyOne && environment.FIELDPOST_SECRET)
  if (given) return { ok: true, value: { value: given.trim(), isUnchecked: true } }
  const kept = readCredential(journal, account.accountId)
  if (kept?.isPlainText) return { ok: true, value: { value: kept.cipher.toString('utf8'), isUnchecked: false } }
  const words = kept === null ? text.missingSecret : text.sealedSecret
  return failed('credentials', words(account.label, account.accountId))
}

function needsSecret(account: AccountRow): boolean {
  return crmOf(account).description.secretParts.length > 0
}
