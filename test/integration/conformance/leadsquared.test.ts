import { conform } from './conform.ts'
import { leadsquared } from './leadsquared/conformance.ts'

conform(leadsquared)
