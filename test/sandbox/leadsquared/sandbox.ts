import { FaultyServer } from '../faulty-server.ts'
import { type Ports, type RunningServers, runSandbox } from '../run-sandbox.ts'
import { leadsquaredSwitches } from './admin.ts'
import { createLeadsquaredModel, type LeadsquaredModel, type LeadsquaredModelOptions } from './model.ts'

export interface LeadsquaredSandboxOptions extends LeadsquaredModelOptions, Ports {}

/** A LeadSquared account that runs on loopback; `url` is its own host's root. */
export interface LeadsquaredSandbox
  extends Omit<LeadsquaredModel, 'provider' | 'wrongRegion' | 'setApiUrl'>,
    RunningServers {
  /** The host of another region, which refuses everything but `UserByAccessKey.Get`. */
  readonly wrongRegionUrl: string
}

/** Starts a LeadSquared account on loopback that keeps to the documented contract. */
export async function startLeadsquaredSandbox(options: LeadsquaredSandboxOptions): Promise<LeadsquaredSandbox> {
  const created = createLeadsquaredModel(options)
  const running = await runSandbox(created, leadsquaredSwitches(created), options)
  const elsewhere = new FaultyServer(created.wrongRegion, 0)
  await elsewhere.setOffline(false)
  const { provider: _, wrongRegion: __, setApiUrl, ...model } = created
  setApiUrl(running.url)
  return {
    ...model,
    ...running,
    wrongRegionUrl: elsewhere.url,
    async close() {
      await Promise.all([running.close(), elsewhere.setOffline(true)])
    },
  }
}
