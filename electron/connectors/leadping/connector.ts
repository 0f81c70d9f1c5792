import type { ConnectOptions, Connector, Outcome } from '../connector.ts'
import { readAbilities } from './abilities.ts'
import { capabilities } from './capabilities.ts'
import { pullConversation } from './conversation-page.ts'
import { createNote } from './create-note.ts'
import { readEventDetail } from './event-detail.ts'
import { findNote } from './find-note.ts'
import { toEventDetail, toIdentity } from './mapping.ts'
import { pullLead } from './opened-lead.ts'
import { pull } from './pull.ts'
import { openSession } from './session.ts'

/** A Leadping account. `baseUrl` as `checkBaseUrl` returns it; `secret` a user's access token or an organization's key. */
export function createLeadpingConnector(options: ConnectOptions): Connector {
  const session = openSession(options)
  return {
    provider: 'leadping',
    capabilities,
    identify: async (priority) => mapped(await session.client.me(priority), toIdentity),
    abilities: (priority) => readAbilities(session, priority),
    pull: (request) => pull(session, request),
    pullConversation: (conversationId, cursor, priority) => pullConversation(session, conversationId, cursor, priority),
    pullLead: (leadId, priority) => pullLead(session, leadId, priority),
    eventDetail: async (eventId, priority) =>
      mapped(await readEventDetail(session, eventId, priority), (wire) => toEventDetail(wire, eventId)),
    createNote: async (note) => mapped(await createNote(session, note), (activity) => ({ activity, leadScore: null })),
    findNote: (search) => findNote(session, search),
  }
}

function mapped<From, To>(outcome: Outcome<From>, map: (value: From) => To): Outcome<To> {
  return outcome.ok ? { ok: true, value: map(outcome.value) } : outcome
}
