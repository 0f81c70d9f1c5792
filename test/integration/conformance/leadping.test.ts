import { conform } from './conform.ts'
import { leadping } from './leadping/conformance.ts'

conform(leadping)
