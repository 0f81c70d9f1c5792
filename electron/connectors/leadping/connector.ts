import type { Capabilities, ConnectOptions, Connector, Outcome } from '../connector.ts'
import { readAbilities } from './abilities.ts'
import { pullConversation } from './conversation-page.ts'
import { createNote } from './create-note.ts'
import { readEventDetail } from './event-detail.ts'
import { findNote } from './find-note.ts'
import { toEventDetail, toIdentity } from './mapping.ts'
import { pullLead } from './opened-lead.ts'
import { pull } from './pull.ts'
import { openSession } from './session.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** Limits and gaps of the API as documented (leadping.md sections 7, 8, 10); the intervals are ours. */
const capabilities: Capabilities = {
  streams: [
    {
      name: 'conversations',
      hasWatermark: true,
      overlapMs: 5 * minuteMs,
      // Read state, archiving and outcome move no watermark: recent ones are looked at again soon, all of them slowly.
      trailingWindowMs: 72 * hourMs,
      trailingEveryMs: 15 * minuteMs,
      sweepEveryMs: 6 * hourMs,
    },
    {
      name: 'activities',
      hasWatermark: true,
      overlapMs: 5 * minuteMs,
      // Delivery and cancellation change a row after its creation.
      trailingWindowMs: 72 * hourMs,
      trailingEveryMs: 15 * minuteMs,
      // Events only leave the lists together with their lead.
      sweepEveryMs: null,
    },
    {
      name: 'leads',
      hasWatermark: true,
      overlapMs: 5 * minuteMs,
      trailingWindowMs: null,
      trailingEveryMs: null,
      sweepEveryMs: 24 * hourMs,
    },
  ],
  hasEventDetail: true,
  readBack: 'by_content',
  settlingMs: 20_000,
  rateLimit: { requests: 300, windowMs: minuteMs },
  maxNoteCharacters: null,
  note: {
    formats: ['plain'],
    visibilities: [],
    drafts: false,
    manyTargets: false,
    attachments: null,
    activityTypes: false,
    edits: false,
  },
}

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
