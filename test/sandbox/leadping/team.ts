import type { SeededRandom } from '../random.ts'
import type { OwnPhoneNumber, SandboxUser } from './types.ts'

/** The organization behind the account: whose key it is, and who else writes to the same conversations. */
export interface Team {
  readonly organization: { readonly id: string; readonly name: string; readonly createdAtMs: number }
  readonly me: SandboxUser
  readonly colleagues: readonly SandboxUser[]
  readonly phoneNumbers: readonly OwnPhoneNumber[]
}

const yearMs = 365 * 86_400_000

export function makeTeam(random: SeededRandom, nowMs: number): Team {
  const user = (name: string, mailbox: string): SandboxUser => ({
    id: random.uuid(),
    name,
    email: `${mailbox}@brightside.example.com`,
  })
  return {
    organization: { id: random.uuid(), name: 'Brightside Solar & Home', createdAtMs: nowMs - 2 * yearMs },
    me: user('Maya Lindqvist', 'maya'),
    colleagues: [
      user('Tomás Herrera', 'tomas'),
      user('Keisha Brown', 'keisha'),
      user('Oskar Nowak', 'oskar'),
      user('Lin Zhao', 'lin'),
    ],
    phoneNumbers: [
      { id: random.uuid(), name: 'Main line', value: '+16025550100' },
      { id: random.uuid(), name: 'West team', value: '+15595550142' },
      { id: random.uuid(), name: 'Texas', value: '+12105550177' },
    ],
  }
}
