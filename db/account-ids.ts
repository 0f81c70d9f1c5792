import type { Journal } from './connection.ts'

/** The ids of all accounts; asked with every list, hence without what `listAccounts` reads. */
export function listAccountIds(journal: Journal): number[] {
  return journal
    .prepare<[], { account_id: number }>('SELECT account_id FROM accounts ORDER BY account_id')
    .all()
    .map((row) => row.account_id)
}
