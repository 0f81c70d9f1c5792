import { leadping } from './leadping/conformance.ts'
import { leadsquared } from './leadsquared/conformance.ts'
import type { Conformance } from './proof.ts'
import { saleshandy } from './saleshandy/conformance.ts'

/** Every CRM that the documentation speaks of; a new one joins here. */
export const connectors: readonly Conformance[] = [leadping, saleshandy, leadsquared]
