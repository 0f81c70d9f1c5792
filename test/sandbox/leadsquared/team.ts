import type { SeededRandom } from '../random.ts'
import type { KeyPair, SandboxUser } from './types.ts'

/** The account: whose keys there are, and who else writes to the same leads. */
export interface Team {
  readonly organization: { readonly id: string; readonly name: string; readonly shortCode: string }
  /** The administrator whose keys come first. */
  readonly me: SandboxUser
  /** The owner of the second key pair: no administrator. */
  readonly salesUser: SandboxUser
  readonly colleagues: readonly SandboxUser[]
}

export function makeTeam(random: SeededRandom): Team {
  const user = (name: string, mailbox: string, role: SandboxUser['role'] = 'Sales_User'): SandboxUser => ({
    id: random.uuid(),
    name,
    email: `${mailbox}@suryakiran.example.com`,
    role,
    isActive: true,
  })
  return {
    organization: {
      id: random.uuid(),
      name: 'Suryakiran Rooftops',
      shortCode: String(random.int(20_000, 79_999)),
    },
    me: user('Maya Lindqvist', 'maya', 'Administrator'),
    salesUser: user('Vikram Joshi', 'vikram'),
    colleagues: [user('Anjali Menon', 'anjali'), user('Tomás Herrera', 'tomas'), user('Zoë Fernandes', 'zoe')],
  }
}

export function everyone(team: Team): readonly SandboxUser[] {
  return [team.me, team.salesUser, ...team.colleagues]
}

export function makeKeys(random: SeededRandom, team: Team): KeyPair[] {
  const hex = (): string => random.uuid().replaceAll('-', '')
  const pairOf = (user: SandboxUser): KeyPair => ({
    accessKey: `u$r${hex()}`,
    secretKey: `${hex()}${hex().slice(0, 8)}`,
    userId: user.id,
  })
  return [pairOf(team.me), pairOf(team.salesUser)]
}
