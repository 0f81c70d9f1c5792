import { conversationFields, eventFields, type Fields, leadFields } from './fields.ts'
import { type Answer, BadRequest, ok } from './problem.ts'
import { parseInstant } from './query-body.ts'
import type { RangeCondition } from './query-conditions.ts'
import type { ListScope, QueryRunner } from './query-runner.ts'
import type { LeadpingState } from './state.ts'
import type { SandboxConversation, SandboxEvent, SandboxLead, TimelineType } from './types.ts'
import type { LeadpingWire } from './wire.ts'
import { callRow, smsRow } from './wire-messages.ts'
import { categoryOf, eventCategoryOf } from './words.ts'

type Event = Readonly<SandboxEvent>

const smsTypes: ReadonlySet<TimelineType> = new Set(['Sms', 'Mms', 'Warmup'])
const callTypes: ReadonlySet<TimelineType> = new Set(['Call'])

/** The lists of the API: each takes the query string and the query body and answers with a page. */
export class LeadpingLists {
  readonly #state: LeadpingState
  readonly #wire: LeadpingWire
  readonly #queries: QueryRunner
  readonly #eventFields: Fields<Event>

  constructor(state: LeadpingState, wire: LeadpingWire, queries: QueryRunner, createdByIs: () => 'id' | 'name') {
    this.#state = state
    this.#wire = wire
    this.#queries = queries
    this.#eventFields = eventFields(wire.dialect, wire, createdByIs)
  }

  conversations(search: URLSearchParams, body: unknown): Answer {
    const archive = archiveFilterOf(search)
    return this.#page<Readonly<SandboxConversation>>(
      {
        name: `conversations:${archive}`,
        source: 'conversations',
        version: this.#state.versions.conversations,
        rows: () => this.#state.listedConversations(),
        fields: conversationFields,
        defaultOrder: { field: 'lastEventAt', direction: 'desc' },
        accepts: (row) => archive === 'all' || row.isArchived === (archive === 'archived'),
      },
      body,
      (row) => this.#wire.conversation(row),
    )
  }

  /** All conversations of a lead; the archived ones too, for this list has no archive filter. */
  conversationsOfLead(leadId: string, body: unknown): Answer {
    return this.#page<Readonly<SandboxConversation>>(
      {
        name: `conversations-of:${leadId}`,
        source: `conversations-of:${leadId}`,
        version: this.#state.versions.conversations,
        rows: () => this.#state.listedConversationsOf(leadId),
        fields: conversationFields,
        defaultOrder: { field: 'lastEventAt', direction: 'desc' },
      },
      body,
      (row) => this.#wire.conversation(row),
    )
  }

  leads(search: URLSearchParams, body: unknown): Answer {
    const archive = archiveFilterOf(search)
    const tagIds = search.getAll('tagIds')
    const isUntagged = flagOf(search, 'untagged')
    const matchesAll = flagOf(search, 'tagMatchAll')
    const hasTags = (row: Readonly<SandboxLead>): boolean => {
      const own = new Set(row.tags.map((tag) => tag.id))
      return matchesAll ? tagIds.every((id) => own.has(id)) : tagIds.some((id) => own.has(id))
    }
    return this.#page<Readonly<SandboxLead>>(
      {
        name: `leads:${archive}:${isUntagged}:${matchesAll}:${tagIds.join()}`,
        source: 'leads',
        version: this.#state.versions.leads,
        rows: () => this.#state.listedLeads(),
        fields: leadFields,
        defaultOrder: { field: 'createdAt', direction: 'desc' },
        accepts: (row) =>
          (archive === 'all' || (row.archivedAtMs !== null) === (archive === 'archived')) &&
          (!isUntagged || row.tags.length === 0) &&
          (tagIds.length === 0 || hasTags(row)),
      },
      body,
      (row) => this.#wire.leadRow(row, this.#state.team.organization),
    )
  }

  events(search: URLSearchParams, body: unknown): Answer {
    const category = search.get('category')?.toLowerCase() ?? ''
    const startAt = instantOf(search, 'startAt')
    const endAt = instantOf(search, 'endAt')
    return this.#page(
      {
        ...this.#allEvents(`events:${category}:${startAt}:${endAt}`),
        ranges: this.#occurrence(startAt, endAt),
        accepts: (row) =>
          category === '' ||
          categoryOf(row.type).toLowerCase() === category ||
          eventCategoryOf(row.type).toLowerCase() === category,
      },
      body,
      (row) => this.#wire.event(row),
    )
  }

  eventsInConversation(conversationId: string, body: unknown): Answer {
    const rows = (): readonly Event[] => this.#state.listedEventsIn(conversationId)
    return this.#page(this.#someEvents(`timeline:${conversationId}`, rows), body, (row) => this.#wire.event(row))
  }

  eventsOfLead(leadId: string, body: unknown): Answer {
    const rows = (): readonly Event[] => this.#state.listedEventsOfLead(leadId)
    return this.#page(this.#someEvents(`events-of:${leadId}`, rows), body, (row) => this.#wire.event(row))
  }

  /** SMS or call rows: all, of one lead, or with one phone number. */
  messages(kind: 'sms' | 'calls', of: { leadId: string } | { phoneNumber: string } | null, body: unknown): Answer {
    const types = kind === 'sms' ? smsTypes : callTypes
    const name = `${kind}:${JSON.stringify(of)}`
    const scope =
      of !== null && 'leadId' in of
        ? this.#someEvents(name, () => this.#state.listedEventsOfLead(of.leadId))
        : this.#allEvents(name)
    const phone = of !== null && 'phoneNumber' in of ? of.phoneNumber : null
    const { organization } = this.#state.team
    const render = kind === 'sms' ? smsRow : callRow
    return this.#page(
      {
        ...scope,
        accepts: (row) =>
          types.has(row.type) &&
          (phone === null || (row.leadId !== null && this.#state.leads.get(row.leadId)?.phone === phone)),
      },
      body,
      (row) => render(row, this.#wire.partiesOf(row), organization),
    )
  }

  #allEvents(name: string): ListScope<Event> {
    return { ...this.#someEvents(name, () => this.#state.listedEvents()), source: 'events' }
  }

  #someEvents(name: string, rows: () => readonly Event[]): ListScope<Event> {
    return {
      name,
      source: name,
      version: this.#state.versions.events,
      rows,
      fields: this.#eventFields,
      defaultOrder: { field: 'createdAt', direction: 'desc' },
    }
  }

  /** `startAt` is inclusive, `endAt` exclusive. */
  #occurrence(startAt: number | null, endAt: number | null): RangeCondition<Event>[] {
    const field = this.#eventFields.get('createdat')
    if (field === undefined) throw new Error('Events have no createdAt')
    const ranges: RangeCondition<Event>[] = []
    if (startAt !== null) ranges.push({ field, side: 'lower', holds: (value) => Number(value) >= startAt })
    if (endAt !== null) ranges.push({ field, side: 'upper', holds: (value) => Number(value) < endAt })
    return ranges
  }

  #page<Row extends { readonly id: string }>(
    scope: ListScope<Row>,
    body: unknown,
    render: (row: Row) => Record<string, unknown>,
  ): Answer {
    const page = this.#queries.page(scope, body)
    return ok({
      items: page.rows.map(render),
      pageSize: this.#wire.count(page.pageSize),
      totalCount: page.totalCount === null ? null : this.#wire.count(page.totalCount),
      continuationToken: page.continuationToken,
    })
  }
}

/** The literals are not documented; names and the older integers are both taken. Without one, only active rows. */
function archiveFilterOf(search: URLSearchParams): 'active' | 'archived' | 'all' {
  const given = search.get('archiveFilter')?.toLowerCase() ?? 'active'
  switch (given) {
    case '':
    case '0':
    case 'active':
      return 'active'
    case '1':
    case 'archived':
      return 'archived'
    case '2':
    case 'all':
      return 'all'
    default:
      throw new BadRequest(`The archiveFilter '${given}' is none of active, archived, all.`)
  }
}

function instantOf(search: URLSearchParams, name: string): number | null {
  const given = search.get(name)
  if (given === null || given === '') return null
  const atMs = parseInstant(given)
  if (atMs === null) throw new BadRequest(`The value '${given}' of ${name} is not a date-time.`)
  return atMs
}

function flagOf(search: URLSearchParams, name: string): boolean {
  const given = search.get(name)?.toLowerCase() ?? 'false'
  if (given !== 'true' && given !== 'false') throw new BadRequest(`The value '${given}' of ${name} is not a boolean.`)
  return given === 'true'
}
