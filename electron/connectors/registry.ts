import type { ConnectorFactory, Provider } from './connector.ts'
import { createLeadpingConnector } from './leadping/connector.ts'
import { createLeadsquaredConnector } from './leadsquared/connector.ts'
import { createSaleshandyConnector } from './saleshandy/connector.ts'
import { createSampleConnector } from './sample/connector.ts'

const factories: Readonly<Partial<Record<Provider, ConnectorFactory>>> = {
  leadping: createLeadpingConnector,
  saleshandy: createSaleshandyConnector,
  leadsquared: createLeadsquaredConnector,
  sample: createSampleConnector,
}

/** How to connect to a provider, so that nothing above switches on names. Null: this version cannot connect to it. */
export function connectorFor(provider: Provider): ConnectorFactory | null {
  return factories[provider] ?? null
}
