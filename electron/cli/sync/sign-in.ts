import type { AccountRow } from '../../../db/accounts.ts'
import type { Provider } from '../../connectors/connector.ts'
import { connectorFor } from '../../connectors/registry.ts'
import { connectProblemOf } from '../../sync/accounts/connect-problem.ts'
import { identify } from '../../sync/accounts/identify.ts'
import { sleep } from '../../sync/clock.ts'
import { failed, type Outcome } from '../outcome.ts'
import { secretOf } from '../secrets.ts'
import type { CommandContext } from '../surroundings.ts'
import { text } from '../text.ts'
import type { Workspace } from '../workspace.ts'

const known: readonly Provider[] = ['leadping', 'saleshandy', 'leadsquared', 'sample']
const askAgainMs = 5_000

export function providerOf(account: AccountRow): Provider {
  const provider = known.find((each) => each === account.provider)
  if (provider === undefined) throw new Error(`Account ${account.accountId} is of an unknown CRM`)
  return provider
}

/**
 * The secret to sync an account with. One that came with this run is shown to the CRM first: with another user's key,
 * notes would be written in the wrong name. `isPatient`: a CRM that cannot be asked is asked again until `signal` aborts.
 */
export async function signIn(
  context: CommandContext,
  workspace: Workspace,
  account: AccountRow,
  { isPatient, signal }: { readonly isPatient: boolean; readonly signal: AbortSignal },
): Promise<Outcome<string>> {
  const secret = secretOf(context, workspace, account)
  if (!secret.ok) return secret
  const { value, isUnchecked } = secret.value
  if (!isUnchecked) return { ok: true, value }
  const request = { provider: providerOf(account), baseUrl: account.baseUrl, secret: value }
  for (;;) {
    const checked = await identify({ ...context, connectorFor }, request)
    if (checked.ok) {
      if (checked.identity.remoteUserId === account.userRemoteId) return { ok: true, value }
      return failed('credentials', text.otherUser(account.label, checked.identity.displayName))
    }
    const problem = connectProblemOf(checked.failure)
    if (problem.kind === 'unauthorized') return failed('credentials', text.refusedSecret(account.label))
    if (!isPatient || signal.aborted)
      return failed('unreachable', text.unreachable(account.label, problem.detail ?? ''))
    await sleep(context.clock, askAgainMs, signal)
  }
}
