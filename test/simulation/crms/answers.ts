import type { Capabilities } from '../../../electron/connectors/connector.ts'
import type { SimulatedCrm } from '../crm.ts'

/** The streams as the connector declares them. */
export function streamsOf({ streams }: Capabilities): SimulatedCrm['streams'] {
  return streams.map(({ name, hasWatermark, sweepEveryMs }) => ({ name, hasWatermark, isSwept: sweepEveryMs !== null }))
}
