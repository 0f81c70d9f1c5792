import type { ProviderDescription } from '../provider-description.ts'
import { dialects } from './dialect.ts'

export const description: ProviderDescription = {
  provider: 'leadping',
  name: 'Leadping',
  summary: 'Leads, texts, calls and their conversations',
  words: { person: 'lead', note: 'note' },
  addresses: [{ label: 'Leadping', baseUrl: 'https://api.leadping.ai' }],
  defaultBaseUrl: 'https://api.leadping.ai',
  secretParts: [
    {
      name: 'key',
      label: 'Access token or API key',
      hint: null,
    },
  ],
  keyHelp:
    'A personal access token, or an API key of your organization: both are made in Leadping’s settings under API.',
  options: { dialect: dialects },
  isMadeUp: false,
}
