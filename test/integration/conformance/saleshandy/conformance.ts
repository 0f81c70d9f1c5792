import type { Conformance } from '../proof.ts'
import { facts } from './facts.ts'
import { own } from './own.ts'
import { saleshandySubject } from './subject.ts'

export const saleshandy: Conformance = {
  name: 'Saleshandy',
  subjects: [
    saleshandySubject('Saleshandy'),
    saleshandySubject('Saleshandy in its other mood', {
      errorShape: 'nested',
      invalidKeyStatus: 401,
      createdStatus: 201,
      allInvalidProspects: 'whole_request',
      plainTextAs: 'breaks',
      escapeQuotes: true,
      noteOrder: 'oldest_first',
      stampResolutionMs: 1,
      attachmentIdPath: 'payload.id',
      attributeKeys: 'camel_case',
      prospectExtras: true,
      inboxOrder: 'oldest_first',
      inboxExtras: false,
      threadMessagesAs: 'messages',
      messageContentAs: 'html',
      isReadAs: 'number',
    }),
  ],
  own,
  facts,
}
