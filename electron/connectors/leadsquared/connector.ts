import type { ConnectOptions, Connector, Identity, Outcome, Priority } from '../connector.ts'
import { readAbilities } from './abilities.ts'
import { readActivityTypes } from './activity-types.ts'
import { capabilities } from './capabilities.ts'
import { pullConversation } from './conversation-page.ts'
import { createNote } from './create-note.ts'
import { readEventDetail } from './event-detail.ts'
import { findNote } from './find-note.ts'
import { toIdentity } from './mapping.ts'
import { pullLead } from './opened-lead.ts'
import { pull } from './pull.ts'
import { openSession, type Session } from './session.ts'

/** A LeadSquared account. `secret` is `accessKey:secretKey`; `baseUrl` the host of any region for `identify`, else the account's own. */
export function createLeadsquaredConnector(options: ConnectOptions): Connector {
  const session = openSession(options)
  return {
    provider: 'leadsquared',
    capabilities,
    identify: (priority) => identify(session, priority),
    abilities: (priority) => readAbilities(session, priority),
    pull: (request) => pull(session, request),
    pullConversation: (leadId, cursor, priority) => pullConversation(session, leadId, cursor, priority),
    pullLead: (leadId, priority) => pullLead(session, leadId, priority),
    eventDetail: (activityId, priority) => readEventDetail(session, activityId, priority),
    createNote: (note) => createNote(session, note),
    findNote: (search) => findNote(session, search),
    activityTypes: (priority) => readActivityTypes(session, priority),
  }
}

async function identify(session: Session, priority: Priority): Promise<Outcome<Identity>> {
  const user = await session.client.user(priority)
  if (!user.ok) return user
  session.learnUser(user.value)
  return { ok: true, value: toIdentity(user.value, session.baseUrl) }
}
