import type { AccountRow } from '../../../db/accounts.ts'
import type { Transport } from '../../connectors/connector.ts'
import { connectorFor } from '../../connectors/registry.ts'
import { serverDateOf } from '../../connectors/server-date.ts'
import { connectProblemOf } from '../../sync/accounts/connect-problem.ts'
import { isAccountOf } from '../../sync/accounts/connected-account.ts'
import { identify } from '../../sync/accounts/identify.ts'
import type { Clock } from '../../sync/clock.ts'
import { crmOf } from '../accounts/provider.ts'
import { hostOf } from '../host.ts'
import { secretOf } from '../secrets.ts'
import type { CommandContext } from '../surroundings.ts'
import { text } from '../text.ts'
import type { Workspace } from '../workspace.ts'
import { type Check, finding } from './check.ts'

const words = text.doctor
/** Lost answers are looked up with five minutes' allowance for the clocks' difference. */
const wrongSkewMs = 5 * 60_000
const notableSkewMs = 60_000

/** Asks the account's CRM who its secret belongs to: whether it answers, whether it accepts, what time it has. */
export async function accountChecks(
  context: CommandContext,
  workspace: Workspace,
  account: AccountRow,
): Promise<Check[]> {
  const { accountId, label } = account
  const secret = secretOf(context, workspace, account)
  const timed = timedTransport(context.transport, context.clock)
  const asked = {
    provider: crmOf(account).provider,
    baseUrl: account.baseUrl,
    memory: account.memory,
    secret: secret.ok ? secret.value.value : 'none',
  }
  const answer = await identify({ connectorFor, transport: timed.transport, clock: context.clock }, asked)
  const problem = answer.ok ? null : connectProblemOf(answer.failure)
  const isReached = problem === null || problem.kind === 'unauthorized'
  const host = hostOf(account.baseUrl)
  const address = isReached
    ? finding('address', 'ok', words.reachable(label, host), null, accountId)
    : finding(
        'address',
        'wrong',
        words.unreachable(label, host, problem.detail ?? problem.kind),
        words.unreachableAdvice,
        accountId,
      )
  return [address, ...credentialChecks(), ...skewChecks(account, timed.skewMs())]

  function credentialChecks(): Check[] {
    if (!secret.ok) return [finding('credentials', 'wrong', secret.failure.message, null, accountId)]
    if (problem?.kind === 'unauthorized') {
      return [finding('credentials', 'wrong', words.refused(label), words.refusedAdvice, accountId)]
    }
    if (!answer.ok) return []
    return isAccountOf(account, answer.identity)
      ? [finding('credentials', 'ok', words.accepted(label), null, accountId)]
      : [
          finding(
            'credentials',
            'wrong',
            text.otherUser(label, answer.identity.displayName),
            words.refusedAdvice,
            accountId,
          ),
        ]
  }
}

function skewChecks({ accountId, label }: AccountRow, skewMs: number | null): Check[] {
  if (skewMs === null) return []
  const size = Math.abs(skewMs)
  const status = size >= wrongSkewMs ? 'wrong' : size >= notableSkewMs ? 'note' : 'ok'
  const message = words.clock(label, Math.round(size / 1_000))
  return [finding('clock', status, message, status === 'ok' ? null : words.clockAdvice, accountId)]
}

/** Compares the server's clock, by the Date header of its answers (RFC 9110 section 6.6.1), with ours in mid-request. */
function timedTransport(transport: Transport, clock: Clock) {
  let skewMs: number | null = null
  const timed: Transport = {
    async send(request) {
      const sentMs = clock.nowMs()
      const reply = await transport.send(request)
      const date = serverDateOf(reply)
      if (date.kind === 'told') skewMs = date.atMs + 500 - (sentMs + clock.nowMs()) / 2
      return reply
    },
  }
  return { transport: timed, skewMs: () => skewMs }
}
