import type { Capabilities, Provider } from './connector.ts'
import { capabilities as leadping } from './leadping/capabilities.ts'
import { description as leadpingDescription } from './leadping/description.ts'
import { capabilities as leadsquared } from './leadsquared/capabilities.ts'
import { description as leadsquaredDescription } from './leadsquared/description.ts'
import type { ProviderDescription } from './provider-description.ts'
import { capabilities as saleshandy } from './saleshandy/capabilities.ts'
import { description as saleshandyDescription } from './saleshandy/description.ts'
import { capabilities as sample } from './sample/capabilities.ts'
import { description as sampleDescription } from './sample/description.ts'

interface Described {
  readonly description: ProviderDescription
  readonly capabilities: Capabilities
}

/** In the order in which the user is offered them; a CRM joins by a line here and one in the registry. */
const known: Readonly<Partial<Record<Provider, Described>>> = {
  leadping: { description: leadpingDescription, capabilities: leadping },
  saleshandy: { description: saleshandyDescription, capabilities: saleshandy },
  leadsquared: { description: leadsquaredDescription, capabilities: leadsquared },
  sample: { description: sampleDescription, capabilities: sample },
}

/** Every CRM that this version can connect to. */
export function providerDescriptions(): readonly ProviderDescription[] {
  return Object.values(known).map(({ description }) => description)
}

/** Null: this version cannot connect to it. */
export function descriptionOf(provider: Provider): ProviderDescription | null {
  return known[provider]?.description ?? null
}

/** What a provider can do, without a connection to it. Null: this version cannot connect to it. */
export function capabilitiesOf(provider: Provider): Capabilities | null {
  return known[provider]?.capabilities ?? null
}

/** Whether an account's data is made up on this machine. A provider that this version does not know is not. */
export function isMadeUp(provider: string): boolean {
  return providerDescriptions().some((description) => description.provider === provider && description.isMadeUp)
}
