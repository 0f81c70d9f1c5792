import type { SeededRandom } from '../random.ts'
import type { SandboxClock } from '../sandbox-clock.ts'
import type { SortedViews } from './listing.ts'
import type { Json } from './request-body.ts'
import type { LeadsquaredSettings } from './settings.ts'
import type { LeadsquaredState } from './state.ts'
import type { SandboxActivity, SandboxLead, SandboxUser } from './types.ts'
import type { LeadsquaredWire } from './wire.ts'

/** What carrying out a call needs. */
export interface Desk {
  readonly state: LeadsquaredState
  readonly clock: SandboxClock
  readonly random: SeededRandom
  readonly settings: Readonly<LeadsquaredSettings>
  readonly wire: LeadsquaredWire
  readonly views: SortedViews<Readonly<SandboxActivity>>
}

/** One call, its keys known. */
export interface Call {
  readonly caller: Readonly<SandboxUser>
  readonly search: URLSearchParams
  /** The parsed body where it is an object; an absent one is empty. */
  readonly body: Json
  /** The parsed body, whatever it is. */
  readonly json: unknown
}

/** The lead, where it exists and the caller may see it. */
export function leadFor(desk: Desk, caller: Readonly<SandboxUser>, leadId: string): Readonly<SandboxLead> | null {
  const lead = desk.state.leads.get(leadId)
  return lead !== undefined && maySee(desk, caller, lead) ? lead : null
}

export function maySee(desk: Desk, caller: Readonly<SandboxUser>, lead: Readonly<SandboxLead>): boolean {
  if (desk.settings.nonAdminsSee === 'all_leads' || caller.role === 'Administrator') return true
  return lead.ownerId === caller.id
}

/** From when on lists show what is written now; null: at once. */
export function visibleAtMs({ settings, clock }: Desk): number | null {
  return settings.readAfterWriteDelayMs === 0 ? null : clock.nowMs() + settings.readAfterWriteDelayMs
}
