import { conform } from './conform.ts'
import { saleshandy } from './saleshandy/conformance.ts'

conform(saleshandy)
