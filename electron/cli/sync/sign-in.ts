import type { AccountRow } from '../../../db/accounts.ts'
import { connectorFor } from '../../connectors/registry.ts'
import { connectProblemOf } from '../../sync/accounts/connect-problem.ts'
import { isAccountOf } from '../../sync/accounts/connected-account.ts'
import { identify } from '../../sync/accounts/identify.ts'
import { sleep } from '../../sync/clock.ts'
import { crmOf } from '../accounts/provider.ts'
import { failed, type Outcome } from '../outcome.ts'
import { secretOf } from '../secrets.ts'
import type { CommandContext } from '../surroundings.ts'
import { text } from '../text.ts'
import type { Workspace } from '../workspace.ts'

const askAgainMs = 5_000

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
  for (;;) {
    const accepted = await acceptedSecret(context, account, value)
    if (accepted.ok || accepted.failure.kind === 'credentials') return accepted
    if (!isPatient || signal.aborted) return accepted
    await sleep(context.clock, askAgainMs, signal)
  }
}

/** `secret`, once its CRM has said that it is the account's own user's. */
export async function acceptedSecret(
  context: CommandContext,
  account: AccountRow,
  secret: string,
): Promise<Outcome<string>> {
  const { baseUrl, memory, label } = account
  const request = { provider: crmOf(account).provider, baseUrl, secret, memory }
  const checked = await identify({ ...context, connectorFor }, request)
  if (checked.ok) {
    return isAccountOf(account, checked.identity)
      ? { ok: true, value: secret }
      : failed('credentials', text.otherUser(label, checked.identity.displayName))
  }
  const problem = connectProblemOf(checked.failure)
  return problem.kind === 'unauthorized'
    ? failed('credentials', text.refusedSecret(label))
    : failed('unreachable', text.unreachable(label, problem.detail ?? ''))
}
