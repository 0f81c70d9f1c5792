import type { Conformance } from '../proof.ts'
import { facts } from './facts.ts'
import { own } from './own.ts'
import { leadsquaredSubject } from './subject.ts'

export const leadsquared: Conformance = {
  name: 'LeadSquared',
  subjects: [
    leadsquaredSubject({ title: 'LeadSquared', referenceField: true }),
    leadsquaredSubject({
      title: 'LeadSquared without a field for our reference, in its other mood',
      referenceField: false,
      createdOn: 'write_time',
      printsMilliseconds: true,
      hasHiddenFractions: true,
      includesFromDate: false,
      includesToDate: false,
      hasUnstableTies: true,
      omitsEmptyLists: false,
      maxPageSize: 20,
      pageSizeAboveMax: 'cut',
      maxLeadPageSize: 20,
      firstOffset: 1,
      retrieveCounts: 'page',
      retrieveNamesAuthor: true,
      leadsCount: 'all',
      retrieveRecentlyModified: 'fails',
      validationStatus: 400,
      optionSet: 'empty',
      unknownAttributes: 'ignore',
      serviceUrls: 'url',
    }),
  ],
  own,
  facts,
}
