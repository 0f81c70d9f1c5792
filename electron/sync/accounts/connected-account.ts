import {
  type AccountRow,
  insertAccount,
  listAccounts,
  saveConnectorMemory,
  saveCredential,
  updateAccount,
} from '../../../db/accounts.ts'
import type { Journal } from '../../../db/connection.ts'
import type { Identity, Provider } from '../../connectors/connector.ts'
import { isMadeUp } from '../../connectors/descriptions.ts'
import { checkBaseUrl } from '../../connectors/fetch-transport.ts'

/** An account that its CRM has answered for. `sealed` null: the credential is kept elsewhere, and one kept here stays. */
export interface ConnectedAccount {
  readonly provider: Provider
  /** As `checkBaseUrl` returns it. */
  readonly baseUrl: string
  readonly identity: Identity
  /** What the user said of it besides; the connector's memory from the start. */
  readonly memory: Readonly<Record<string, string>>
  readonly sealed: { readonly cipher: Buffer; readonly isPlainText: boolean } | null
}

/** Keeps a connected account and returns its id: the known one where the same user of the same CRM is connected already. */
export function storeConnectedAccount(journal: Journal, account: ConnectedAccount, nowMs: number): number {
  const { provider, identity, memory, sealed } = account
  const baseUrl = homeOf(account)
  return journal.write(() => {
    const known = listAccounts(journal).find(
      (each) => each.provider === provider && each.baseUrl === baseUrl && isAccountOf(each, identity),
    )
    const user = accountUserOf(identity)
    const accountId = known?.accountId ?? insertAccount(journal, { provider, baseUrl, createdAtMs: nowMs, ...user })
    if (known !== undefined) updateAccount(journal, accountId, user)
    const kept = memoryWith({ ...known?.memory, ...memory }, identity)
    if (Object.keys(kept).length > 0) saveConnectorMemory(journal, accountId, kept)
    if (sealed !== null) saveCredential(journal, accountId, sealed.cipher, sealed.isPlainText)
    return accountId
  })
}

/** The connector's memory with what the CRM said of where the user works, which later tells their account from others. */
export function memoryWith(memory: Readonly<Record<string, string>>, { workspace }: Identity): Record<string, string> {
  return workspace === undefined ? { ...memory } : { ...memory, workspace }
}

/** Whether the CRM named the account's own user. Another user's notes and inbox must not mix with theirs. */
export function isAccountOf(account: Pick<AccountRow, 'userRemoteId' | 'memory'>, identity: Identity): boolean {
  const { workspace: known } = account.memory
  const { workspace } = identity
  const isElsewhere = known !== undefined && workspace !== undefined && known !== workspace
  return account.userRemoteId === identity.remoteUserId && !isElsewhere
}

/** Where the account lives: the CRM's own word for it, if that is an address, goes before the one that was typed in. */
export function homeOf({ baseUrl, identity }: Pick<ConnectedAccount, 'baseUrl' | 'identity'>): string {
  if (identity.baseUrl === undefined) return baseUrl
  const home = checkBaseUrl(identity.baseUrl)
  return home.ok ? home.value : baseUrl
}

/** What an account keeps of the user whom its CRM named. */
export function accountUserOf({ remoteUserId, displayName, email, organizationName }: Identity) {
  return {
    label: organizationName ?? displayName,
    userRemoteId: remoteUserId,
    userName: displayName,
    userEmail: email,
    organizationName,
  }
}

/** There is one sample workspace at most. */
export function connectedSample(journal: Journal): AccountRow | null {
  return listAccounts(journal).find((account) => isMadeUp(account.provider)) ?? null
}

/** The sample's data is told relative to the moment of its making, so that it is as fresh as the user's first look. */
export function newSampleAddress(nowMs: number): string {
  return `sample:${nowMs}`
}
