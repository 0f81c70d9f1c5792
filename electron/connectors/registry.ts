import type { ConnectorFactory, Provider } from './connector.ts'
import { createLeadpingConnector } from './leadping/connector.ts'
import { dialects } from './leadping/dialect.ts'
import { createSampleConnector } from './sample/connector.ts'

const factories: Readonly<Partial<Record<Provider, ConnectorFactory>>> = {
  leadping: createLeadpingConnector,
  sample: createSampleConnector,
}

/** How to connect to a provider, so that nothing above switches on names. Null: this version cannot connect to it. */
export function connectorFor(provider: Provider): ConnectorFactory | null {
  return factories[provider] ?? null
}

/** What may be said of an account besides address and secret: names with their values, kept as the connector's memory. */
const options: Readonly<Partial<Record<Provider, Readonly<Record<string, readonly string[]>>>>> = {
  leadping: { dialect: dialects },
}

export function connectorOptions(provider: Provider): Readonly<Record<string, readonly string[]>> {
  return options[provider] ?? {}
}
