import type { Ability, ConnectorFactory, Identity, Provider } from '../../connectors/connector.ts'
import { connectorFor } from '../../connectors/registry.ts'
import { connectProblemOf } from '../../sync/accounts/connect-problem.ts'
import { identify } from '../../sync/accounts/identify.ts'
import { type Failure, failed, type Outcome } from '../outcome.ts'
import type { CommandContext } from '../surroundings.ts'
import { accountText } from '../text-accounts.ts'

/** What a CRM is asked with before anything is stored. */
export interface Credential {
  readonly provider: Provider
  readonly baseUrl: string
  readonly secret: string
  readonly memory: Readonly<Record<string, string>>
}

export interface Identified {
  readonly identity: Identity
  /** With the member as the CRM writes it, where one had to be chosen. */
  readonly memory: Readonly<Record<string, string>>
}

/**
 * Asks whose credential it is. Where it does not say, the chosen `member` is looked for among those whom the CRM names, however the user
 * wrote it; without a choice the failure names them all.
 */
export async function askWhose(context: CommandContext, credential: Credential): Promise<Outcome<Identified>> {
  const first = await identify({ ...context, connectorFor }, credential)
  if (!first.ok) return { ok: false, failure: notConnected(first.failure, credential.baseUrl) }
  const choices = isUnnamed(first.identity) ? (first.identity.choices ?? []) : null
  if (choices === null) return { ok: true, value: { identity: first.identity, memory: credential.memory } }
  const given = credential.memory.member?.trim().toLowerCase()
  const member = choices.find((each) =>
    [each.remoteUserId, each.email, each.displayName].some((known) => known?.toLowerCase() === given),
  )
  if (member === undefined || member.remoteUserId === credential.memory.member) return mustChoose(choices, given)
  const memory = { ...credential.memory, member: member.remoteUserId }
  const second = await identify({ ...context, connectorFor }, { ...credential, memory })
  if (!second.ok) return { ok: false, failure: notConnected(second.failure, credential.baseUrl) }
  return isUnnamed(second.identity)
    ? mustChoose(choices, given)
    : { ok: true, value: { identity: second.identity, memory } }
}

/** What the credential may do; null where the CRM could not be asked. Writes nothing there. */
export async function askAbilities(
  { transport, clock }: CommandContext,
  { provider, baseUrl, secret, memory }: Credential,
): Promise<readonly Ability[] | null> {
  const connect: ConnectorFactory | null = connectorFor(provider)
  const asked = await connect?.({
    baseUrl,
    secret,
    transport,
    memory,
    remember: () => undefined,
    clockSkewMs: 0,
    nowMs: () => clock.nowMs(),
    monotonicMs: () => clock.monotonicMs(),
  }).abilities('on_demand')
  return asked?.ok ? asked.value : null
}

/** The CRM knows the credential and not the person. */
function isUnnamed({ remoteUserId, choices }: Identity): boolean {
  return remoteUserId === '' && choices !== undefined
}

function mustChoose(choices: NonNullable<Identity['choices']>, given: string | undefined): Outcome<never> {
  const listed = choices.map(({ remoteUserId, displayName, email }) => ({
    option: `member=${remoteUserId}`,
    name: displayName,
    email,
  }))
  return failed('choice_needed', accountText.chooseMember(listed, given ?? null), listed)
}

function notConnected(failure: Parameters<typeof connectProblemOf>[0], baseUrl: string): Failure {
  const problem = connectProblemOf(failure)
  const kind = problem.kind === 'unauthorized' ? 'credentials' : 'unreachable'
  return { kind, message: accountText.connectProblem(problem, baseUrl) }
}
