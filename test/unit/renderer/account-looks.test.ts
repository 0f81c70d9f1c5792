import { describe, expect, it } from 'vitest'
import type { Account } from '../../../electron/ipc/shapes.ts'
import { accountLooks } from '../../../renderer/account-looks.ts'

const account: Account = {
  id: 1,
  provider: 'leadping',
  providerName: 'Leadping',
  words: { person: 'lead', note: 'note' },
  isMadeUp: false,
  label: 'Acme',
  baseUrl: 'https://api.leadping.ai',
  userName: 'Ada Rep',
  userEmail: null,
  organizationName: 'Acme',
  isPaused: false,
  isSignedIn: true,
  abilities: null,
  rateLimit: { requests: 300, windowMs: 60_000, isLearnt: false },
  note: {
    formats: ['plain'],
    visibilities: [],
    drafts: false,
    manyTargets: false,
    attachments: null,
    activityTypes: false,
    edits: false,
    maxCharacters: null,
  },
}

function labels(...accounts: readonly Partial<Account>[]): string[] {
  const looks = accountLooks(accounts.map((change, index) => ({ ...account, id: index + 1, ...change })))
  return [...looks.values()].map(({ label }) => label)
}

describe('how accounts are told apart', () => {
  it('is by the CRM where there is one account of each', () => {
    expect(labels({}, { providerName: 'Saleshandy' }, { providerName: 'LeadSquared' })).toEqual([
      'Leadping',
      'Saleshandy',
      'LeadSquared',
    ])
  })

  it('is by their own names where a CRM has several', () => {
    expect(labels({}, { label: 'Acme West' }, { providerName: 'Saleshandy', label: 'Acme' })).toEqual([
      'Leadping · Acme',
      'Acme West',
      'Saleshandy',
    ])
  })

  it('is by their users where even the names are the same, and in the end by number', () => {
    expect(labels({}, { userName: 'Bob' })).toEqual(['Acme · Ada Rep', 'Acme · Bob'])
    expect(labels({}, {})).toEqual(['Acme · 1', 'Acme · 2'])
  })

  it('gives each a colour of its own, for as many as there are colours', () => {
    const many = Array.from({ length: 9 }, (_, index) => ({ ...account, id: index + 1 }))
    const colours = [...accountLooks(many).values()].map(({ colour }) => colour)
    expect(new Set(colours).size).toBe(8)
    expect(colours[8]).toBe(colours[0])
  })

  it('shows names on one line, whatever the CRM put into them', () => {
    expect(labels({}, { label: 'Acme\nWest' })).toEqual(['Acme', 'Acme West'])
  })
})
