import { startLeadpingSandbox } from '../../test/sandbox/leadping/sandbox.ts'
import type { LeadpingSandbox } from '../../test/sandbox/leadping/sandbox-core.ts'

/** The demo's CRM: a day-to-day account of a busy rep. */
export const demoSize = { conversations: 2_000, activities: 40_000 } as const
const trafficEveryMs = 4_000

/** A Leadping sandbox with the demo's data, of which every run has the same. `hasTraffic`: leads keep on writing. */
export async function startDemoCrm(hasTraffic: boolean): Promise<LeadpingSandbox> {
  const sandbox = await startLeadpingSandbox({ ...demoSize, dialect: 'B', seed: 20261121, nowMs: Date.now() })
  if (hasTraffic) sandbox.traffic.start(trafficEveryMs)
  return sandbox
}
