import type { Identity, Member, Outcome, Priority } from '../connector.ts'
import type { Session } from './session.ts'
import type { MemberWire } from './wire.ts'

const cheapestPage = 10
const nobody = { remoteUserId: '', displayName: 'Saleshandy', email: null, organizationName: null } as const

/**
 * Who the account belongs to. The key does not say (saleshandy.md section 2): the member whom the user has chosen, the only
 * one of a team, or all of them as choices. A note's author has no id, so a member goes by the e-mail address.
 */
export async function identify(session: Session, priority: Priority): Promise<Outcome<Identity>> {
  const { member } = session.known()
  const team = await session.members(priority)
  if (!team.ok) {
    if (team.failure.kind !== 'rejected' && team.failure.kind !== 'contract') return team
    // A key that may not list the team is good if it may read anything.
    const probe = await session.client.prospects(1, cheapestPage, priority)
    if (!probe.ok) return probe
    return { ok: true, value: member === null ? nobody : { ...nobody, ...asMember(member, member) } }
  }
  const members = team.value.map(toMember)
  const chosen = members.length === 1 ? 0 : chosenOf(members, team.value, member)
  const who = members[chosen]
  if (who !== undefined) {
    const workspace = workspaceOf(team.value[chosen])
    return { ok: true, value: { ...who, organizationName: null, ...(workspace === null ? {} : { workspace }) } }
  }
  return { ok: true, value: { ...nobody, choices: members } }
}

/** Their place in the team; −1: nobody. */
function chosenOf(members: readonly Member[], wires: readonly MemberWire[], said: string | null): number {
  if (said === null) return -1
  const byAddress = members.findIndex((each) => each.remoteUserId === said)
  return byAddress === -1 ? wires.findIndex((wire) => String(wire.id).toLowerCase() === said) : byAddress
}

/** The same address may be a member of two teams, with an id in each. */
function workspaceOf(wire: MemberWire | undefined): string | null {
  const id = wire?.id
  return typeof id === 'string' || typeof id === 'number' ? String(id) : null
}

function toMember(wire: MemberWire): Member {
  const full = [wire.firstName, wire.lastName].flatMap((part) => part?.trim() || []).join(' ')
  const name = full || wire.fullName?.trim() || wire.name?.trim() || wire.email
  return asMember(wire.email.trim(), name)
}

function asMember(email: string, displayName: string): Member {
  return { remoteUserId: email.toLowerCase(), displayName, email }
}
