import type { Conformance } from '../proof.ts'
import { facts } from './facts.ts'
import { own } from './own.ts'
import { leadpingSubject } from './subject.ts'

export const leadping: Conformance = {
  name: 'Leadping',
  subjects: [
    leadpingSubject({ title: 'Leadping in dialect A', dialect: 'A', createdBy: 'name', noteSummaryLimit: 40 }),
    leadpingSubject({ title: 'Leadping in dialect B', dialect: 'B', pages: 'uneven' }),
  ],
  own,
  facts,
}
