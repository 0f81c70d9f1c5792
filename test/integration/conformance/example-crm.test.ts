import { conform } from './conform.ts'
import { corkboard } from './example-crm/subject.ts'

// A CRM that nobody has: whatever it needed here, a further real one needs too (docs/adding-a-crm.md).
conform({ name: 'the Corkboard', subjects: [corkboard], own: {}, facts: [] })
