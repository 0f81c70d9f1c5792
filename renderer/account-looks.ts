import type { Account } from '../electron/ipc/shapes.ts'
import { oneLine } from './display-text.ts'

/** How many colours there are to tell accounts apart (`account-dot` in accounts.css). */
const colours = 8

/** How an account is told apart where several are shown: a few words, and a colour that only helps. */
export interface AccountLook {
  readonly label: string
  readonly colour: number
}

/** Of an account that is going or coming just now. */
export const unknownLook: AccountLook = { label: '', colour: 0 }

/**
 * The shortest words that tell each account from all others: the CRM's name where there is one account of it, else the
 * account's own name, else its user's too.
 */
export function accountLooks(accounts: readonly Account[]): ReadonlyMap<number, AccountLook> {
  const candidates: readonly ((account: Account) => string)[] = [
    (account) => account.providerName,
    (account) => account.label,
    (account) => `${account.providerName} · ${account.label}`,
    (account) => `${account.label} · ${account.userName ?? account.baseUrl}`,
  ]
  const isUnique = (wordsOf: (account: Account) => string, account: Account) =>
    accounts.filter((other) => wordsOf(other) === wordsOf(account)).length === 1
  return new Map(
    accounts.map((account, index) => {
      const wordsOf = candidates.find((words) => isUnique(words, account))
      const label = oneLine(wordsOf?.(account) ?? `${account.label} · ${account.id}`)
      return [account.id, { label, colour: index % colours }]
    }),
  )
}
