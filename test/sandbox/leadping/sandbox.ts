import { FaultyServer } from '../faulty-server.ts'
import { AdminServer } from './admin.ts'
import { createLeadpingModel, type LeadpingModelOptions } from './model.ts'
import type { LeadpingSandbox, SandboxCore } from './sandbox-core.ts'

export interface LeadpingSandboxOptions extends LeadpingModelOptions {
  /** 0, the default: any free port of 127.0.0.1. */
  readonly port?: number
  /** Of the switches, which have a port of their own; 0, the default: any free one. */
  readonly adminPort?: number
}

/** Starts a Leadping server on loopback that keeps to the documented contract in one dialect. */
export async function startLeadpingSandbox(options: LeadpingSandboxOptions): Promise<LeadpingSandbox> {
  const { provider, ...model } = createLeadpingModel(options)
  const server = new FaultyServer(provider, options.port ?? 0)
  await server.setOffline(false)
  const core: SandboxCore = {
    ...model,
    url: server.url,
    requests: server.requests,
    faults: server.faults,
    isOffline: () => server.isOffline,
    setOffline: (offline) => server.setOffline(offline),
  }
  const admin = new AdminServer(core, options.adminPort ?? 0)
  await admin.open()
  return {
    ...core,
    adminUrl: admin.url,
    async close() {
      model.traffic.stop()
      await Promise.all([admin.close(), server.setOffline(true)])
    },
  }
}
