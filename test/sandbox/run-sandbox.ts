import { AdminServer, type OwnSwitches, type Switchable } from './admin.ts'
import { FaultyServer, type Provider } from './faulty-server.ts'

export interface Ports {
  /** 0, the default: any free port of 127.0.0.1. */
  readonly port?: number
  /** Of the switches, which have a port of their own; 0, the default: any free one. */
  readonly adminPort?: number
}

/** What a provider's model becomes by being put on the network. */
export interface RunningServers extends Pick<Switchable, 'requests' | 'faults' | 'isOffline' | 'setOffline'> {
  readonly url: string
  readonly adminUrl: string
  close(): Promise<void>
}

/** Puts a provider's model on loopback: the API on one port, its switches on another. */
export async function runSandbox(
  model: Pick<Switchable, 'clock' | 'traffic' | 'settings'> & { readonly provider: Provider },
  own: OwnSwitches,
  ports: Ports,
): Promise<RunningServers> {
  const server = new FaultyServer(model.provider, ports.port ?? 0)
  await server.setOffline(false)
  const network = {
    requests: server.requests,
    faults: server.faults,
    isOffline: () => server.isOffline,
    setOffline: (offline: boolean) => server.setOffline(offline),
  }
  const { clock, traffic, settings } = model
  const admin = new AdminServer({ ...network, clock, traffic, settings }, own, ports.adminPort ?? 0)
  await admin.open()
  return {
    ...network,
    url: server.url,
    adminUrl: admin.url,
    async close() {
      traffic.stop()
      await Promise.all([admin.close(), server.setOffline(true)])
    },
  }
}
