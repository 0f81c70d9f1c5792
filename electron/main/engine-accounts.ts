import { type AccountRow, listAccounts, readCredential } from '../../db/accounts.ts'
import { provider } from '../ipc/shapes.ts'
import type { ShellContext } from './context.ts'

type Context = Pick<ShellContext, 'journal' | 'vault' | 'engine' | 'notices'>

/** Tells the engine of every account, as after its start. */
export async function postAllAccounts(context: Context): Promise<void> {
  for (const account of listAccounts(context.journal)) await postAccount(context, account)
}

/**
 * Tells the engine how to run one account. A credential that this machine's keychain does not open leaves the account
 * signed out, with everything kept.
 */
export async function postAccount(context: Context, account: AccountRow): Promise<void> {
  const sealed = readCredential(context.journal, account.accountId)
  const secret = sealed === null ? null : await context.vault.open(sealed)
  if (sealed !== null && secret === null) context.notices.add('vault_unavailable', account.label)
  context.engine.post({
    kind: 'account',
    account: {
      accountId: account.accountId,
      provider: provider.parse(account.provider),
      baseUrl: account.baseUrl,
      secret,
      isPaused: account.isPaused,
    },
  })
}
