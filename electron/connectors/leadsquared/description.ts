import type { ProviderDescription } from '../provider-description.ts'

const region = (label: string, host: string) => ({ label, baseUrl: `https://${host}.leadsquared.com` })

export const description: ProviderDescription = {
  provider: 'leadsquared',
  name: 'LeadSquared',
  summary: 'Leads, their activities, and activities posted from the field',
  words: { person: 'lead', note: 'activity' },
  addresses: [
    region('Singapore', 'api'),
    region('United States', 'api-us11'),
    region('India (Mumbai)', 'api-in21'),
    region('India (Hyderabad)', 'api-in22'),
    region('Ireland', 'api-ir31'),
    region('Canada', 'api-ca12'),
    region('Middle East', 'api-me61'),
  ],
  defaultBaseUrl: 'https://api.leadsquared.com',
  secretParts: [
    { name: 'accessKey', label: 'Access key', hint: null },
    { name: 'secretKey', label: 'Secret key', hint: null },
  ],
  keyHelp:
    'Both keys are in LeadSquared under Settings, API and Webhooks. The region need not be right: the account’s own address is found with the keys.',
  options: {},
  isMadeUp: false,
}
