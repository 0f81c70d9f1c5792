import type { ProviderDescription } from '../provider-description.ts'

export const description: ProviderDescription = {
  provider: 'sample',
  name: 'Sample workspace',
  summary: 'Made-up customers, to look around without an account',
  words: { person: 'lead', note: 'note' },
  addresses: null,
  defaultBaseUrl: 'sample',
  secretParts: [],
  keyHelp: 'It needs no key.',
  options: {},
  isMadeUp: true,
}
