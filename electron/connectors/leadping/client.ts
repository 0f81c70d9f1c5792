import { z } from 'zod'
import type { HttpRequest, Outcome, Priority, QuarantinedItem, StreamName, Transport } from '../connector.ts'
import { readRows } from '../set-aside.ts'
import { readAnswer } from './answers.ts'
import { type Dialect, detailPath, encodeQuery, type ListQuery, notePath } from './dialect.ts'
import {
  type ConversationWire,
  conversationWire,
  type EventDetailWire,
  type EventRowWire,
  eventDetailWire,
  eventRowWire,
  type LeadRowWire,
  type LeadWire,
  leadRowWire,
  leadWire,
  pageWire,
  type UserWire,
  userWire,
} from './wire.ts'

/** One page of a list: the rows that parsed, and those that did not with the reasons. */
export interface Page<Row> {
  readonly rows: readonly Row[]
  readonly quarantined: readonly QuarantinedItem[]
  readonly totalCount: number | null
  /** Null: the last page. */
  readonly token: string | null
}

/** How a list is asked for: the query, the dialect it is written in (null: not known yet), and its place in the queue. */
export interface ListCall {
  readonly query: ListQuery
  readonly dialect: Dialect | null
  readonly priority: Priority
}

interface EventWindow {
  /** Inclusive, ISO 8601. */
  readonly startAt?: string
}

/** Each operation of the API that Fieldpost uses, one request a call. Only `createNote` changes anything. */
export interface LeadpingClient {
  me(priority: Priority): Promise<Outcome<UserWire>>
  myConversations(call: ListCall, archiveFilter: string | null): Promise<Outcome<Page<ConversationWire>>>
  conversationsOfLead(leadId: string, call: ListCall): Promise<Outcome<Page<ConversationWire>>>
  myEvents(call: ListCall, window: EventWindow): Promise<Outcome<Page<EventRowWire>>>
  eventsOfConversation(conversationId: string, call: ListCall): Promise<Outcome<Page<EventRowWire>>>
  eventsOfLead(leadId: string, call: ListCall): Promise<Outcome<Page<EventRowWire>>>
  eventDetail(eventId: string, dialect: Dialect, priority: Priority): Promise<Outcome<EventDetailWire>>
  myLeads(call: ListCall, archiveFilter: string | null): Promise<Outcome<Page<LeadRowWire>>>
  lead(leadId: string, priority: Priority): Promise<Outcome<LeadWire>>
  createNote(conversationId: string, text: string, dialect: Dialect): Promise<Outcome<EventRowWire>>
}

interface Connection {
  readonly baseUrl: string
  readonly secret: string
  readonly transport: Transport
}

export function createLeadpingClient(connection: Connection): LeadpingClient {
  const get = <T>(path: string, schema: z.ZodType<T>, priority: Priority) =>
    ask(connection, schema, { method: 'GET', path, body: null, priority, isWrite: false })

  const list = async <Row>(stream: StreamName, schema: z.ZodType<Row>, path: string, call: ListCall) => {
    const body = JSON.stringify(encodeQuery(call.query, call.dialect))
    const asked = { method: 'POST', path, body, priority: call.priority, isWrite: false } as const
    const answer = await ask(connection, pageWire, asked)
    return answer.ok ? { ok: true as const, value: readPage(answer.value, stream, schema) } : answer
  }

  const segment = encodeURIComponent
  return {
    me: (priority) => get('/users/me', userWire, priority),
    myConversations: (call, archiveFilter) =>
      list('conversations', conversationWire, `/conversations/my${parameters({ archiveFilter })}`, call),
    conversationsOfLead: (leadId, call) =>
      list('conversations', conversationWire, `/conversations/lead/${segment(leadId)}`, call),
    myEvents: (call, window) => list('activities', eventRowWire, `/events/all/my${parameters({ ...window })}`, call),
    eventsOfConversation: (conversationId, call) =>
      list('activities', eventRowWire, `/events/conversations/${segment(conversationId)}`, call),
    eventsOfLead: (leadId, call) => list('activities', eventRowWire, `/events/leads/${segment(leadId)}`, call),
    eventDetail: (eventId, dialect, priority) => get(detailPath(dialect, eventId), eventDetailWire, priority),
    myLeads: (call, archiveFilter) => list('leads', leadRowWire, `/leads/all/my${parameters({ archiveFilter })}`, call),
    lead: (leadId, priority) => get(`/leads/${segment(leadId)}`, leadWire, priority),
    createNote: (conversationId, text, dialect) =>
      ask(connection, eventRowWire, {
        method: 'POST',
        path: notePath(dialect, conversationId),
        body: JSON.stringify({ text }),
        priority: 'push',
        isWrite: true,
      }),
  }
}

interface Ask extends Pick<HttpRequest, 'method' | 'body' | 'priority' | 'isWrite'> {
  readonly path: string
}

async function ask<T>(connection: Connection, schema: z.ZodType<T>, asked: Ask): Promise<Outcome<T>> {
  const secret = connection.secret.trim()
  // Anything else cannot be an HTTP header; the credential was mistyped or pasted with text around it.
  if (!/^[\x21-\x7e]+$/.test(secret)) {
    return { ok: false, failure: { kind: 'unauthorized', detail: 'The key contains characters that no key has.' } }
  }
  const reply = await connection.transport.send({
    method: asked.method,
    url: connection.baseUrl.replace(/\/+$/, '') + asked.path,
    headers: {
      authorization: `Bearer ${secret}`,
      accept: 'application/json, application/problem+json',
      ...(asked.body === null ? {} : { 'content-type': 'application/json' }),
    },
    body: asked.body,
    priority: asked.priority,
    isWrite: asked.isWrite,
  })
  return readAnswer(reply, schema, asked.isWrite)
}

function parameters(values: Readonly<Record<string, string | null | undefined>>): string {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined) given.set(name, value)
  }
  return given.size === 0 ? '' : `?${given}`
}

function readPage<Row>(page: z.infer<typeof pageWire>, stream: StreamName, schema: z.ZodType<Row>): Page<Row> {
  const token = page.continuationToken === '' ? null : (page.continuationToken ?? null)
  return { ...readRows(page.items, stream, schema, idOf), totalCount: page.totalCount ?? null, token }
}

const withId = z.object({ id: z.string() })

function idOf(item: unknown): string | null {
  return withId.safeParse(item).data?.id ?? null
}
