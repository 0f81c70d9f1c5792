import { readAccount, saveConnectorMemory, saveCredential, updateAccount } from '../../../db/accounts.ts'
import type { Identity } from '../../connectors/connector.ts'
import { descriptionOf } from '../../connectors/descriptions.ts'
import { checkBaseUrl } from '../../connectors/fetch-transport.ts'
import type { ProviderDescription } from '../../connectors/provider-description.ts'
import type { Input } from '../../ipc/contract.ts'
import { type Member, type Provider, provider } from '../../ipc/shapes.ts'
import { type ConnectProblem, connectProblemOf } from '../../sync/accounts/connect-problem.ts'
import {
  accountUserOf,
  connectedSample,
  homeOf,
  isAccountOf,
  memoryWith,
  newSampleAddress,
  storeConnectedAccount,
} from '../../sync/accounts/connected-account.ts'
import type { ShellContext } from '../context.ts'
import { postAccount } from '../engine-accounts.ts'
import type { Handlers } from '../router.ts'
import type { SealedSecret } from '../vault.ts'
import { accountView } from './account-view.ts'

interface Credential {
  readonly provider: Provider
  readonly baseUrl: string
  readonly secret: string
  readonly memory: Readonly<Record<string, string>>
  readonly mayBePlainText: boolean
}

type Checked =
  | { ok: true; identity: Identity; sealed: SealedSecret }
  | { ok: false; error: ConnectProblem | { kind: 'vault_unavailable'; detail: null } }
  | { ok: false; error: MemberChoice }

interface MemberChoice {
  kind: 'choose_member'
  detail: null
  choices: Member[]
}

function refused<K extends string>(kind: K, detail: string | null = null) {
  return { ok: false as const, error: { kind, detail } }
}

/** Signing in, for the first time and again. The CRM is asked first: what it does not answer for leaves no trace. */
export function connectHandlers(context: ShellContext) {
  return {
    'accounts.connect': (request) => connect(context, request),
    'accounts.reauthenticate': (request) => reauthenticate(context, request),
  } satisfies Partial<Handlers>
}

async function connect(context: ShellContext, request: Input<'accounts.connect'>) {
  const { journal, clock } = context
  const description = descriptionOf(request.provider)
  if (description === null) return refused('not_this_crm')
  const known = description.isMadeUp ? connectedSample(journal) : null
  if (known !== null) return { ok: true as const, account: accountView(journal, known) }
  const address = description.isMadeUp ? sampleAddress(clock.nowMs()) : checkBaseUrl(request.baseUrl)
  if (!address.ok) return refused(address.kind)
  const memory = knownOptions(description, request.options ?? {})
  const baseUrl = address.value
  const checked = await check(context, {
    provider: request.provider,
    baseUrl,
    secret: request.secret,
    memory,
    // Made-up people have no secret that anyone could steal.
    mayBePlainText: request.allowPlainTextVault || description.isMadeUp,
  })
  if (!checked.ok) return checked
  const { identity, sealed } = checked
  const connected = { provider: request.provider, baseUrl, identity, memory, sealed }
  const accountId = storeConnectedAccount(journal, connected, clock.nowMs())
  const account = readAccount(journal, accountId)
  if (account === null) throw new Error('An account that was just stored cannot be read')
  await postAccount(context, account)
  context.announce([{ kind: 'accounts' }, { kind: 'inbox', accountId }])
  return { ok: true as const, account: accountView(journal, account) }
}

async function reauthenticate(context: ShellContext, request: Input<'accounts.reauthenticate'>) {
  const { journal } = context
  const account = readAccount(journal, request.accountId)
  if (account === null) return refused('gone')
  const name = provider.parse(account.provider)
  const description = descriptionOf(name)
  if (description === null) return refused('not_this_crm')
  const options = knownOptions(description, request.options ?? {})
  const checked = await check(context, {
    provider: name,
    baseUrl: account.baseUrl,
    secret: request.secret,
    memory: { ...account.memory, ...options },
    mayBePlainText: request.allowPlainTextVault,
  })
  if (!checked.ok) return checked
  const { identity, sealed } = checked
  // Another user's notes and inbox must not mix with this one's.
  if (!isAccountOf(account, identity)) return refused('other_user', identity.displayName)
  journal.write(() => {
    saveCredential(journal, account.accountId, sealed.cipher, sealed.isPlainText)
    const memory = memoryWith({ ...account.memory, ...options }, identity)
    if (Object.keys(memory).length > 0) saveConnectorMemory(journal, account.accountId, memory)
    const baseUrl = homeOf({ baseUrl: account.baseUrl, identity })
    updateAccount(journal, account.accountId, { ...accountUserOf(identity), baseUrl })
  })
  await postAccount(context, readAccount(journal, account.accountId) ?? account)
  context.announce([{ kind: 'accounts' }])
  return { ok: true as const }
}

/** Seals the credential and asks the CRM whose it is. Stores nothing. The vault first: it needs no network to say no. */
async function check({ vault, engine }: ShellContext, credential: Credential): Promise<Checked> {
  const { provider, baseUrl, secret, memory } = credential
  const sealed = await vault.seal(secret, credential.mayBePlainText)
  if (sealed === null) return { ok: false, error: { kind: 'vault_unavailable', detail: null } }
  const result = await engine.identify({ provider, baseUrl, secret, memory })
  if (!result.ok) return { ok: false, error: connectProblemOf(result.failure) }
  const { identity } = result
  if (identity.remoteUserId !== '' || identity.choices === undefined) return { ok: true, identity, sealed }
  const choices = identity.choices.map((choice) => ({ ...choice }))
  return { ok: false, error: { kind: 'choose_member', detail: null, choices } }
}

/** What the CRM's description knows of; the rest is nobody's business. */
function knownOptions(
  description: ProviderDescription,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(given).filter(([name, value]) => {
      const values = Object.hasOwn(description.options, name) ? description.options[name] : undefined
      return values === null || values?.includes(value)
    }),
  )
}

function sampleAddress(nowMs: number) {
  return { ok: true as const, value: newSampleAddress(nowMs) }
}
