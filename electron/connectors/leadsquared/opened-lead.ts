import type { Outcome, Priority, PullPage } from '../connector.ts'
import { toConversation, toLead } from './mapping.ts'
import type { Session } from './session.ts'

/** One lead and the conversation that it is; neither where LeadSquared no longer shows it. */
export async function pullLead(session: Session, leadId: string, priority: Priority): Promise<Outcome<PullPage>> {
  const outcome = await session.client.leadById(leadId, priority)
  if (!outcome.ok) return outcome
  const { rows, quarantined } = outcome.value
  const other = rows.find((row) => row.ProspectID.toLowerCase() !== leadId.toLowerCase())
  if (other !== undefined) {
    const issues = [`ProspectID: expected ${leadId}, got ${other.ProspectID}`]
    return { ok: false, failure: { kind: 'contract', issues, mayHaveLanded: false } }
  }
  return {
    ok: true,
    value: {
      leads: rows.map(toLead),
      conversations: rows.map(toConversation),
      activities: [],
      quarantined,
      next: null,
      total: null,
      cursorExpired: false,
    },
  }
}
