import { createNote, type NoteDesk } from './create-note.ts'
import type { LeadpingLists } from './lists.ts'
import { type Answer, BadRequest, ok, problem } from './problem.ts'
import type { Team } from './team.ts'
import { callRow, smsRow } from './wire-messages.ts'

export interface ApiRequest {
  readonly method: string
  readonly path: string
  readonly search: URLSearchParams
  /** The parsed JSON body; undefined where there was none, `malformed` where it is not JSON. */
  readonly body: { readonly kind: 'json'; readonly value: unknown } | { readonly kind: 'none' | 'malformed' }
}

interface Route {
  readonly method: string
  readonly path: RegExp
  readonly takesBody: boolean
  readonly answer: (parameter: string, request: ApiRequest, body: unknown) => Answer
}

/** The dialect's table of operations. A path of the other dialect is not in it and answers 404. */
export class LeadpingRoutes {
  readonly #routes: readonly Route[]

  constructor(desk: NoteDesk, lists: LeadpingLists) {
    this.#routes = routesOf(desk, lists)
  }

  /** Null where no operation has this path, with any method. */
  find(request: ApiRequest): (() => Answer) | null {
    const onPath = this.#routes.filter((route) => route.path.test(request.path))
    if (onPath.length === 0) return null
    const route = onPath.find((one) => one.method === request.method)
    if (route === undefined) return () => problem(405, null)
    const parameter = decode(route.path.exec(request.path)?.[1] ?? '')
    return () => carryOut(route, parameter, request)
  }
}

function carryOut(route: Route, parameter: string | null, request: ApiRequest): Answer {
  if (parameter === null) return problem(400, 'The path is not valid.')
  if (route.takesBody && request.body.kind === 'malformed') return problem(400, 'The body is not valid JSON.')
  try {
    return route.answer(parameter, request, request.body.kind === 'json' ? request.body.value : undefined)
  } catch (error) {
    if (error instanceof BadRequest) return problem(400, error.message)
    throw error
  }
}

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment)
  } catch {
    return null
  }
}

function routesOf(desk: NoteDesk, lists: LeadpingLists): Route[] {
  const { state, wire } = desk
  const isB = wire.dialect === 'B'
  const { organization } = state.team
  const missing = (what: string): Answer => problem(404, `The ${what} was not found.`)
  const post = (path: RegExp, answer: Route['answer']): Route => ({ method: 'POST', path, takesBody: true, answer })
  const get = (path: RegExp, answer: (parameter: string) => Answer): Route => ({
    method: 'GET',
    path,
    takesBody: false,
    answer,
  })
  const eventById = (id: string) => {
    const event = state.events.get(id)
    return event === undefined || state.isDeleted(event.leadId) ? null : event
  }
  const organizationEvents = isB ? /^\/events\/organizations\/([^/]+)$/ : /^\/events\/businesses\/([^/]+)$/
  const noteCreation = isB
    ? /^\/events\/conversations\/([^/]+)\/notes$/
    : /^\/activities\/conversations\/([^/]+)\/notes$/
  const eventDetail = isB ? /^\/events\/detail\/([^/]+)$/ : /^\/events\/([^/]+)\/detail$/
  return [
    post(/^\/conversations\/my$/, (_, { search }, body) => lists.conversations(search, body)),
    post(/^\/conversations\/lead\/([^/]+)$/, (leadId, _, body) => lists.conversationsOfLead(leadId, body)),
    post(/^\/events\/all\/my$/, (_, { search }, body) => lists.events(search, body)),
    post(organizationEvents, (id, { search }, body) =>
      id === organization.id
        ? lists.events(search, body)
        : problem(403, 'The credential does not belong to this organization.'),
    ),
    post(/^\/events\/conversations\/([^/]+)$/, (id, _, body) => lists.eventsInConversation(id, body)),
    post(/^\/events\/leads\/([^/]+)$/, (leadId, _, body) => lists.eventsOfLead(leadId, body)),
    post(noteCreation, (conversationId, _, body) => createNote(desk, conversationId, body)),
    post(/^\/leads\/all\/my$/, (_, { search }, body) => lists.leads(search, body)),
    post(/^\/events\/sms\/all\/my$/, (_, __, body) => lists.messages('sms', null, body)),
    post(/^\/events\/sms\/lead\/([^/]+)$/, (leadId, _, body) => lists.messages('sms', { leadId }, body)),
    post(/^\/events\/sms\/phone\/([^/]+)$/, (phoneNumber, _, body) => lists.messages('sms', { phoneNumber }, body)),
    post(/^\/events\/calls\/all\/my$/, (_, __, body) => lists.messages('calls', null, body)),
    post(/^\/events\/calls\/lead\/([^/]+)$/, (leadId, _, body) => lists.messages('calls', { leadId }, body)),
    post(/^\/events\/calls\/phone\/([^/]+)$/, (phoneNumber, _, body) => lists.messages('calls', { phoneNumber }, body)),
    get(/^\/events\/sms\/([^/]+)$/, (id) => {
      const event = eventById(id)
      return event === null ? missing('message') : ok(smsRow(event, wire.partiesOf(event), organization))
    }),
    get(/^\/events\/calls\/([^/]+)$/, (id) => {
      const event = eventById(id)
      return event === null ? missing('call') : ok(callRow(event, wire.partiesOf(event), organization))
    }),
    get(eventDetail, (id) => {
      const event = eventById(id)
      return event === null ? missing('event') : ok(wire.eventDetail(event))
    }),
    get(/^\/events\/([^/]+)$/, (id) => {
      const event = eventById(id)
      return event === null ? missing('event') : ok(wire.event(event))
    }),
    get(/^\/leads\/([^/]+)$/, (id) => {
      const lead = state.leads.get(id)
      const isGone = lead === undefined || (lead.deletedAtMs !== null && desk.settings.deletedLead === 'not_found')
      return isGone ? missing('lead') : ok(wire.lead(lead, organization.id))
    }),
    {
      method: 'DELETE',
      path: /^\/leads\/([^/]+)$/,
      takesBody: false,
      answer: (id) =>
        state.deleteLead(id, state.team.me.id, desk.clock.stampMs()) ? { status: 204, headers: {} } : missing('lead'),
    },
    get(/^\/users\/me$/, () => ok(userOf(state.team))),
    get(/^\/organizations\/me$/, () => ok(organizationOf(state.team))),
  ]
}

function userOf({ me, organization }: Team): Record<string, unknown> {
  const [firstName, ...rest] = me.name.split(' ')
  return {
    id: me.id,
    name: me.name,
    firstName,
    lastName: rest.join(' '),
    email: me.email,
    phone: null,
    timeZoneId: 'America/Phoenix',
    currentOrganization: { id: organization.id, name: organization.name },
    roles: ['Member'],
    identities: [],
    lastLoggedInAt: null,
    createdAt: new Date(organization.createdAtMs).toISOString(),
    modifiedAt: null,
  }
}

function organizationOf({ organization, phoneNumbers }: Team): Record<string, unknown> {
  return {
    id: organization.id,
    name: organization.name,
    status: 'Active',
    enabled: true,
    vertical: 'Solar',
    phones: phoneNumbers.map((number) => ({ ...number })),
    createdAt: new Date(organization.createdAtMs).toISOString(),
    modifiedAt: null,
  }
}
