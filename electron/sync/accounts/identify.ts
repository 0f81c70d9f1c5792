import type { ConnectorFactory, Provider, Transport } from '../../connectors/connector.ts'
import type { Clock } from '../clock.ts'
import type { IdentifyResult } from '../protocol.ts'

export interface IdentifySurroundings {
  readonly connectorFor: (provider: Provider) => ConnectorFactory | null
  readonly transport: Transport
  readonly clock: Pick<Clock, 'nowMs' | 'monotonicMs'>
}

/** Asks a CRM who a credential belongs to. Stores nothing. */
export async function identify(
  { connectorFor, transport, clock }: IdentifySurroundings,
  request: {
    readonly provider: Provider
    readonly baseUrl: string
    readonly secret: string
    readonly memory?: Readonly<Record<string, string>>
  },
): Promise<IdentifyResult> {
  const connect = connectorFor(request.provider)
  if (connect === null) {
    const failure = { kind: 'contract', issues: ['This CRM is not supported yet.'], mayHaveLanded: false } as const
    return { ok: false, failure }
  }
  const connector = connect({
    baseUrl: request.baseUrl,
    secret: request.secret,
    transport,
    memory: request.memory ?? {},
    remember: () => undefined,
    clockSkewMs: 0,
    nowMs: () => clock.nowMs(),
    monotonicMs: () => clock.monotonicMs(),
  })
  const outcome = await connector.identify('on_demand')
  return outcome.ok ? { ok: true, identity: outcome.value } : { ok: false, failure: outcome.failure }
}
