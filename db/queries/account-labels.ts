import type { Journal } from '../connection.ts'

/** What the user knows each account by. */
export function accountLabels(journal: Journal): ReadonlyMap<number, string> {
  const rows = journal
    .prepare<[], { account_id: number; label: string }>('SELECT account_id, label FROM accounts')
    .all()
  return new Map(rows.map((row) => [row.account_id, row.label]))
}
