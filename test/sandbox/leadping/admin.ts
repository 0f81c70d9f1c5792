import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { faultRule } from '../faults.ts'
import { readBody, writeAnswer } from '../http-exchange.ts'
import { Listener } from '../listener.ts'
import type { SandboxCore } from './sandbox-core.ts'
import { settingsSchema } from './settings.ts'

interface AdminRequest {
  readonly search: URLSearchParams
  readonly body: unknown
}

type AdminRoute = (request: AdminRequest) => unknown

const offlineBody = z.object({ offline: z.boolean(), forMs: z.number().positive().optional() })
const inboundBody = z.object({ conversationId: z.string().optional(), text: z.string().min(1).optional() })
const trafficBody = z.object({ on: z.boolean(), everyMs: z.number().positive().default(2_000) })
const keysBody = z.object({
  /** A key, or true for all of them. */
  revoke: z.union([z.string(), z.literal(true)]).optional(),
  add: z.string().min(1).optional(),
})
const clockBody = z.object({ offsetMs: z.number() })
const colleagueBody = z.discriminatedUnion('action', [
  z.object({ action: z.literal('archive'), conversationId: z.string() }),
  z.object({ action: z.literal('unarchive'), conversationId: z.string() }),
  z.object({ action: z.literal('mark_read'), conversationId: z.string() }),
  z.object({ action: z.literal('mark_unread'), conversationId: z.string() }),
  z.object({
    action: z.literal('note'),
    conversationId: z.string(),
    text: z.string().min(1),
    by: z.enum(['colleague', 'me']).default('colleague'),
  }),
  z.object({ action: z.literal('delete_lead'), leadId: z.string() }),
  z.object({ action: z.literal('restage_lead'), leadId: z.string() }),
])
const done = { ok: true }
const settingsPatch = z.partialRecord(settingsSchema.keyof(), z.unknown())

/** What an admin route found wrong with its request. */
class AdminError extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** The switches of a sandbox over HTTP, on a port of its own, so that they work while the API itself is cut off. */
export class AdminServer {
  readonly #core: SandboxCore
  readonly #listener: Listener
  readonly #routes: ReadonlyMap<string, AdminRoute>
  #reconnect: NodeJS.Timeout | null = null

  constructor(core: SandboxCore, port: number) {
    this.#core = core
    this.#listener = new Listener((request, response) => void this.#serve(request, response), port)
    this.#routes = new Map<string, AdminRoute>([
      ['GET /__admin/state', () => this.#state()],
      ['GET /__admin/notes', ({ search }) => this.#notes(search)],
      ['GET /__admin/requests', ({ search }) => this.#requests(search)],
      ['DELETE /__admin/requests', () => after(() => core.requests.clear())],
      ['POST /__admin/faults', ({ body }) => this.#addFaults(body)],
      ['DELETE /__admin/faults', () => after(() => core.faults.clear())],
      ['POST /__admin/offline', ({ body }) => this.#setOffline(offlineBody.parse(body))],
      ['POST /__admin/inbound', ({ body }) => this.#inbound(inboundBody.parse(body))],
      ['POST /__admin/traffic', ({ body }) => this.#setTraffic(trafficBody.parse(body))],
      ['POST /__admin/keys', ({ body }) => this.#changeKeys(keysBody.parse(body))],
      ['POST /__admin/clock', ({ body }) => this.#setClock(clockBody.parse(body))],
      ['POST /__admin/colleague', ({ body }) => this.#actAsColleague(colleagueBody.parse(body))],
      ['POST /__admin/settings', ({ body }) => this.#changeSettings(body)],
      ['POST /__admin/expire-tokens', () => after(() => core.expireTokens())],
    ])
  }

  get url(): string {
    return this.#listener.url
  }

  open(): Promise<void> {
    return this.#listener.open()
  }

  close(): Promise<void> {
    if (this.#reconnect !== null) clearTimeout(this.#reconnect)
    return this.#listener.cut()
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body } = await this.#answer(request)
    const headers = { 'content-type': 'application/json; charset=utf-8' }
    if (!response.destroyed) writeAnswer(response, status, headers, JSON.stringify(body))
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const url = new URL(request.url ?? '/', 'http://admin')
    const route = this.#routes.get(`${request.method} ${url.pathname}`)
    if (route === undefined) {
      return { status: 404, body: { error: 'No such switch.', switches: [...this.#routes.keys()] } }
    }
    try {
      const text = await readBody(request)
      const body: unknown = text === null || text === '' ? {} : JSON.parse(text)
      return { status: 200, body: await route({ search: url.searchParams, body }) }
    } catch (error) {
      const status = error instanceof AdminError ? error.status : 400
      const isExpected = error instanceof AdminError || error instanceof z.ZodError || error instanceof SyntaxError
      return { status: isExpected ? status : 500, body: { error: error instanceof Error ? error.message : 'unknown' } }
    }
  }

  #state(): unknown {
    const { state, wire } = this.#core
    return {
      dialect: wire.dialect,
      conversations: state.conversations.size,
      events: state.events.size,
      leads: state.leads.size,
      notesFromApi: state.notesFromApi().length,
      isOffline: this.#core.isOffline(),
      isTrafficOn: this.#core.traffic.isOn,
      faultsWaiting: this.#core.faults.waiting,
      clockOffsetMs: this.#core.clock.offsetMs,
      settings: this.#core.settings,
    }
  }

  /** Notes that came through the API, in the order of creation; `all=true`: the generated ones too. */
  #notes(search: URLSearchParams): unknown {
    const { state } = this.#core
    const conversationId = search.get('conversationId')
    const everything = conversationId === null ? [...state.events.values()] : state.timelineOf(conversationId)
    const notes = everything.filter((event) => event.type === 'Note')
    return notes
      .filter((event) => search.get('all') === 'true' || event.origin === 'api')
      .map((event) => ({
        id: event.id,
        conversationId: event.conversationId,
        text: event.text,
        createdAt: new Date(event.createdAtMs).toISOString(),
        createdBy: event.actor?.name ?? null,
      }))
  }

  #requests(search: URLSearchParams): unknown {
    const status = search.get('status')
    const afterSequence = search.get('afterSequence')
    const method = search.get('method')
    const pathPattern = search.get('pathPattern')
    return this.#core.requests.matching({
      ...(method === null ? {} : { method }),
      ...(pathPattern === null ? {} : { pathPattern }),
      ...(status === null ? {} : { status: Number(status) }),
      ...(afterSequence === null ? {} : { afterSequence: Number(afterSequence) }),
    })
  }

  /** One fault or a list of them. */
  #addFaults(body: unknown): unknown {
    const rules = z.union([z.array(faultRule), faultRule.transform((rule) => [rule])]).parse(body)
    for (const rule of rules) this.#core.faults.add(rule)
    return { faultsWaiting: this.#core.faults.waiting }
  }

  async #setOffline({ offline, forMs }: z.output<typeof offlineBody>): Promise<unknown> {
    if (this.#reconnect !== null) clearTimeout(this.#reconnect)
    this.#reconnect = null
    await this.#core.setOffline(offline)
    if (offline && forMs !== undefined) {
      this.#reconnect = setTimeout(() => void this.#core.setOffline(false), forMs)
    }
    return { isOffline: this.#core.isOffline() }
  }

  #inbound({ conversationId, text }: z.output<typeof inboundBody>): unknown {
    const event = this.#core.colleagues.inboundMessage(conversationId, text)
    if (event === null) throw new AdminError(404, 'No such conversation.')
    return { id: event.id, conversationId: event.conversationId, text: event.text }
  }

  #setTraffic({ on, everyMs }: z.output<typeof trafficBody>): unknown {
    if (on) this.#core.traffic.start(everyMs)
    else this.#core.traffic.stop()
    return { isTrafficOn: this.#core.traffic.isOn }
  }

  #changeKeys({ revoke, add }: z.output<typeof keysBody>): unknown {
    if (revoke === true) this.#core.credentials.revoke()
    else if (revoke !== undefined) this.#core.credentials.revoke(revoke)
    if (add !== undefined) this.#core.credentials.add(add)
    return done
  }

  #setClock({ offsetMs }: z.output<typeof clockBody>): unknown {
    this.#core.clock.offsetMs = offsetMs
    return { clockOffsetMs: offsetMs }
  }

  #actAsColleague(wish: z.output<typeof colleagueBody>): unknown {
    const { colleagues } = this.#core
    const isDone = (): boolean => {
      switch (wish.action) {
        case 'archive':
        case 'unarchive':
          return colleagues.setArchived(wish.conversationId, wish.action === 'archive')
        case 'mark_read':
        case 'mark_unread':
          return colleagues.setUnread(wish.conversationId, wish.action === 'mark_unread')
        case 'note':
          return colleagues.note(wish.conversationId, wish.text, wish.by) !== null
        case 'delete_lead':
          return colleagues.deleteLead(wish.leadId)
        case 'restage_lead':
          return colleagues.restage(wish.leadId)
      }
    }
    if (!isDone()) throw new AdminError(404, 'No such record.')
    return done
  }

  #changeSettings(body: unknown): unknown {
    const patch = settingsPatch.parse(body)
    Object.assign(this.#core.settings, settingsSchema.parse({ ...this.#core.settings, ...patch }))
    return this.#core.settings
  }
}

function after(act: () => void): unknown {
  act()
  return done
}
