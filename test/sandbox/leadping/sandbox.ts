import { type Ports, runSandbox } from '../run-sandbox.ts'
import { leadpingSwitches } from './admin.ts'
import { createLeadpingModel, type LeadpingModelOptions } from './model.ts'
import type { LeadpingSandbox } from './sandbox-core.ts'

export interface LeadpingSandboxOptions extends LeadpingModelOptions, Ports {}

/** Starts a Leadping server on loopback that keeps to the documented contract in one dialect. */
export async function startLeadpingSandbox(options: LeadpingSandboxOptions): Promise<LeadpingSandbox> {
  const created = createLeadpingModel(options)
  const running = await runSandbox(created, leadpingSwitches(created), options)
  const { provider: _, ...model } = created
  return { ...model, ...running }
}
