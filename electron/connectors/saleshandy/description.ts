import type { ProviderDescription } from '../provider-description.ts'

export const description: ProviderDescription = {
  provider: 'saleshandy',
  name: 'Saleshandy',
  summary: 'Prospects, their notes and the unified inbox',
  words: { person: 'prospect', note: 'note' },
  addresses: [{ label: 'Saleshandy', baseUrl: 'https://open-api.saleshandy.com' }],
  defaultBaseUrl: 'https://open-api.saleshandy.com',
  secretParts: [{ name: 'key', label: 'API key', hint: null }],
  keyHelp: 'An API key is made in Saleshandy’s settings under API. It belongs to the person who made it.',
  // The key does not say whose it is: the e-mail address of the team member.
  options: { member: null },
  isMadeUp: false,
}
