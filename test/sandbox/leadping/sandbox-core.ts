import type { RunningServers } from '../run-sandbox.ts'
import type { LeadpingModel } from './model.ts'

/** A Leadping that runs on loopback. Change its data through `colleagues`, so that lists notice. */
export interface LeadpingSandbox extends Omit<LeadpingModel, 'provider'>, RunningServers {}
