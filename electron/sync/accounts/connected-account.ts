import { type AccountRow, insertAccount, listAccounts, saveCredential, updateAccount } from '../../../db/accounts.ts'
import type { Journal } from '../../../db/connection.ts'
import type { Identity, Provider } from '../../connectors/connector.ts'

/** An account that its CRM has answered for. `sealed` null: the credential is kept elsewhere, and one kept here stays. */
export interface ConnectedAccount {
  readonly provider: Provider
  /** As `checkBaseUrl` returns it. */
  readonly baseUrl: string
  readonly identity: Identity
  readonly sealed: { readonly cipher: Buffer; readonly isPlainText: boolean } | null
}

/** Keeps a connected account and returns its id: the known one where the same user of the same CRM is connected already. */
export function storeConnectedAccount(journal: Journal, account: ConnectedAccount, nowMs: number): number {
  const { provider, baseUrl, identity, sealed } = account
  return journal.write(() => {
    const known = listAccounts(journal).find(
      (each) => each.provider === provider && each.baseUrl === baseUrl && each.userRemoteId === identity.remoteUserId,
    )
    const user = accountUserOf(identity)
    const accountId = known?.accountId ?? insertAccount(journal, { provider, baseUrl, createdAtMs: nowMs, ...user })
    if (known !== undefined) updateAccount(journal, accountId, user)
    if (sealed !== null) saveCredential(journal, accountId, sealed.cipher, sealed.isPlainText)
    return accountId
  })
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
  return listAccounts(journal).find((account) => account.provider === 'sample') ?? null
}

/** The sample's data is told relative to the moment of its making, so that it is as fresh as the user's first look. */
export function newSampleAddress(nowMs: number): string {
  return `sample:${nowMs}`
}
