import type { SimulatedCrm } from '../crm.ts'
import type { CrmTraits } from '../happenings.ts'
import type { SimulatedTime } from '../time.ts'
import { SimulatedLeadping } from './leadping.ts'
import { SimulatedLeadsquared } from './leadsquared.ts'
import { SimulatedSaleshandy } from './saleshandy.ts'

/** The CRM that these traits describe, with data of its own from `seed`. */
export function openCrm(time: SimulatedTime, seed: number, traits: CrmTraits): SimulatedCrm {
  switch (traits.provider) {
    case 'leadping':
      return new SimulatedLeadping(time, seed, traits)
    case 'saleshandy':
      return new SimulatedSaleshandy(time, seed, traits)
    case 'leadsquared':
      return new SimulatedLeadsquared(time, seed, traits)
    default:
      return traits satisfies never
  }
}
