import type { AccountRow } from '../../../db/accounts.ts'
import type { Capabilities, Provider } from '../../connectors/connector.ts'
import { capabilitiesOf, providerDescriptions } from '../../connectors/descriptions.ts'
import type { ProviderDescription } from '../../connectors/provider-description.ts'

/** The CRM called so on the command line; null: this version cannot connect to it. */
export function describedProvider(word: string): ProviderDescription | null {
  return providerDescriptions().find((description) => description.provider === word) ?? null
}

/** What an account's CRM is called, asks for and can do. */
export function crmOf(account: Pick<AccountRow, 'accountId' | 'provider'>): {
  readonly provider: Provider
  readonly description: ProviderDescription
  readonly capabilities: Capabilities
} {
  const description = describedProvider(account.provider)
  const capabilities = description === null ? null : capabilitiesOf(description.provider)
  if (description === null || capabilities === null) {
    throw new Error(`Account ${account.accountId} is of a CRM that this version does not know`)
  }
  return { provider: description.provider, description, capabilities }
}
