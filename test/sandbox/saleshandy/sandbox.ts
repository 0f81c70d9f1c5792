import { type Ports, type RunningServers, runSandbox } from '../run-sandbox.ts'
import { saleshandySwitches } from './admin.ts'
import { createSaleshandyModel, type SaleshandyModel, type SaleshandyModelOptions } from './model.ts'

export interface SaleshandySandboxOptions extends SaleshandyModelOptions, Ports {}

/** A Saleshandy that runs on loopback: the API below `url`, as in `${url}/v1/prospects`. */
export interface SaleshandySandbox extends Omit<SaleshandyModel, 'provider'>, RunningServers {}

/** Starts a Saleshandy server on loopback that keeps to the documented contract. */
export async function startSaleshandySandbox(options: SaleshandySandboxOptions): Promise<SaleshandySandbox> {
  const created = createSaleshandyModel(options)
  const running = await runSandbox(created, saleshandySwitches(created), options)
  const { provider: _, ...model } = created
  return { ...model, ...running }
}
