import type { SeededRandom } from '../random.ts'
import { shortId } from './ids.ts'
import type { Category, Member, ProspectField, Sequence } from './types.ts'

/** The account that all members share: its people, its columns, its labels. */
export interface Team {
  /** Whose key the first one is. */
  readonly me: Member
  readonly members: readonly Member[]
  readonly fields: readonly ProspectField[]
  readonly categories: readonly Category[]
  readonly sequences: readonly Sequence[]
}

export const fieldLabels = {
  firstName: 'First Name',
  lastName: 'Last Name',
  email: 'Email',
  phone: 'Phone Number',
  company: 'Company',
  jobTitle: 'Job Title',
  city: 'City',
  country: 'Country',
  linkedIn: 'LinkedIn',
  budget: 'Budget',
  background: 'Background',
} as const

const customLabels: ReadonlySet<string> = new Set([fieldLabels.budget, fieldLabels.background])

/** `size` members at most; the same ones for the same randomness, whatever the size. */
export function makeTeam(random: SeededRandom, size: number): Team {
  const member = (firstName: string, lastName: string, role: Member['role']): Member => ({
    id: shortId(random),
    firstName,
    lastName,
    email: `${firstName
      .normalize('NFD')
      .replaceAll(/[^A-Za-z]/g, '')
      .toLowerCase()}@brightside.example.com`,
    role,
    emailAccountId: shortId(random),
  })
  const me = member('Nadia', 'Okafor', 'Member')
  return {
    me,
    members: [
      me,
      member('Andrés', 'Molina', 'Owner'),
      member('Helen', 'Strand', 'Admin'),
      member('Yusuf', 'Demir', 'Member'),
      member('Grace', 'Teo', 'Member'),
    ].slice(0, Math.max(1, size)),
    fields: Object.values(fieldLabels).map((label) => ({
      id: shortId(random),
      label,
      isSystem: !customLabels.has(label),
      isLongText: label === fieldLabels.background,
    })),
    categories: [
      { key: 'interested', name: 'Interested', isDefault: true, sentiment: '1' },
      { key: 'meeting_booked', name: 'Meeting booked', isDefault: true, sentiment: '1' },
      { key: 'not_interested', name: 'Not interested', isDefault: true, sentiment: '2' },
      { key: 'do_not_contact', name: 'Do not contact', isDefault: true, sentiment: '2' },
      { key: 'out_of_office', name: 'Out of office', isDefault: true, sentiment: '3' },
      { key: 'wrong_person', name: 'Wrong person', isDefault: false, sentiment: '3' },
    ],
    sequences: ['Spring outreach', 'Home show follow-up', 'Referral thanks', 'Win back 2026'].map((name) => ({
      id: shortId(random),
      name,
    })),
  }
}

/** The field with this label. @throws where the team has none. */
export function fieldByLabel(team: Team, label: string): ProspectField {
  const field = team.fields.find((one) => one.label === label)
  if (field === undefined) throw new Error(`No field is called ${label}`)
  return field
}
