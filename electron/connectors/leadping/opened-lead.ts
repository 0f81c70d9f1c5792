import type { Failure, Outcome, Priority, PullPage } from '../connector.ts'
import type { ListCall, Page } from './client.ts'
import { encodeArchive } from './dialect.ts'
import { toActivity, toConversation, toOpenedLead } from './mapping.ts'
import type { Session } from './session.ts'
import type { ConversationWire, LeadRowWire } from './wire.ts'

const pageSize = 100
/** A lead has a handful of conversations; a list that has not ended by then is not one lead's. */
const mostPages = 20

/** One lead with its conversations and its latest events; no lead in the page where Leadping no longer shows it. */
export async function pullLead(session: Session, leadId: string, priority: Priority): Promise<Outcome<PullPage>> {
  const opened = await session.client.lead(leadId, priority)
  if (!opened.ok) return withoutLead(session, opened.failure, priority)
  const lead = opened.value
  if (lead.id !== leadId) {
    return broken([`id: expected ${leadId}, got ${lead.id}`])
  }
  if (lead.deletedAt !== null && lead.deletedAt !== undefined) return { ok: true, value: noLead }

  const dialect = session.known().dialect
  const latest = {
    query: { pageSize, orderBy: [{ field: 'createdAt', direction: 'desc' }] },
    dialect,
    priority,
  } as const
  const [row, conversations, events] = await Promise.all([
    findRow(session, leadId, { query: { filters: [{ field: 'id', value: leadId }] }, dialect, priority }),
    allConversations(session, leadId, { query: { pageSize }, dialect, priority }),
    unlessRejected(session.client.eventsOfLead(leadId, latest)),
  ])
  if (!row.ok) return row
  if (!conversations.ok) return conversations
  if (!events.ok) return events
  return {
    ok: true,
    value: {
      ...noLead,
      leads: [toOpenedLead(lead, row.value)],
      conversations: conversations.value.rows.map(toConversation),
      activities: events.value.rows.map(toActivity),
      quarantined: [...conversations.value.quarantined, ...events.value.quarantined],
    },
  }
}

const noLead: PullPage = {
  leads: [],
  conversations: [],
  activities: [],
  quarantined: [],
  next: null,
  total: null,
  cursorExpired: false,
}

/** A 401 here may mean "not your lead": only when the credential is refused elsewhere too is it the credential. */
async function withoutLead(session: Session, failure: Failure, priority: Priority): Promise<Outcome<PullPage>> {
  if (failure.kind === 'rejected' && (failure.status === 403 || failure.status === 404)) {
    return { ok: true, value: noLead }
  }
  if (failure.kind !== 'unauthorized') return { ok: false, failure }
  const me = await session.client.me(priority)
  return me.ok ? { ok: true, value: noLead } : me
}

/** The lead as the list describes it. Null where the list cannot be asked for one lead; its first page is then others. */
async function findRow(session: Session, leadId: string, call: ListCall): Promise<Outcome<LeadRowWire | null>> {
  const archiveFilter = encodeArchive('all', session.known().archiveSpelling ?? 'name')
  const page = await unlessRejected(session.client.myLeads(call, archiveFilter))
  return page.ok ? { ok: true, value: page.value.rows.find((row) => row.id === leadId) ?? null } : page
}

async function allConversations(
  session: Session,
  leadId: string,
  call: ListCall,
): Promise<Outcome<Pick<Page<ConversationWire>, 'rows' | 'quarantined'>>> {
  const rows: ConversationWire[] = []
  const quarantined: PullPage['quarantined'][number][] = []
  let token: string | null = null
  for (let pages = 0; pages < mostPages; pages += 1) {
    const query: ListCall['query'] = { ...call.query, ...(token === null ? {} : { continuationToken: token }) }
    const page: Outcome<Page<ConversationWire>> = await unlessRejected(
      session.client.conversationsOfLead(leadId, { ...call, query }),
    )
    if (!page.ok) return page
    rows.push(...page.value.rows)
    quarantined.push(...page.value.quarantined)
    token = page.value.token
    if (token === null) return { ok: true, value: { rows, quarantined } }
  }
  return broken([`continuationToken: expected one lead's conversations to end within ${mostPages} pages`])
}

/** What this credential may not list, or not in this way, is left out of the lead; it is no reason to hide the lead. */
async function unlessRejected<Row>(asked: Promise<Outcome<Page<Row>>>): Promise<Outcome<Page<Row>>> {
  const outcome = await asked
  if (outcome.ok || outcome.failure.kind !== 'rejected') return outcome
  return { ok: true, value: { rows: [], quarantined: [], totalCount: null, token: null } }
}

function broken(issues: readonly string[]): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: { kind: 'contract', issues, mayHaveLanded: false } }
}
