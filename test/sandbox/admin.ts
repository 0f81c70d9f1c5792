import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { type Faults, faultRule } from './faults.ts'
import { readBytes, writeAnswer } from './http-exchange.ts'
import { Listener } from './listener.ts'
import type { LiveTraffic } from './live-traffic.ts'
import type { RequestLog } from './request-log.ts'
import type { SandboxClock } from './sandbox-clock.ts'

interface AdminRequest {
  readonly search: URLSearchParams
  /** The parsed JSON body; an empty object where there was none. */
  readonly body: unknown
}

export type AdminRoute = (request: AdminRequest) => unknown

/** What every sandbox can be switched by. */
export interface Switchable {
  readonly requests: RequestLog
  readonly faults: Faults
  readonly clock: SandboxClock
  readonly traffic: LiveTraffic
  /** Changed in place. */
  readonly settings: object
  isOffline(): boolean
  setOffline(offline: boolean): Promise<void>
}

/** What one provider's sandbox adds. */
export interface OwnSwitches {
  /** Counts and whatever else tells what is in it. */
  state(): Readonly<Record<string, unknown>>
  readonly settingsSchema: z.ZodObject
  /** By method and path below `/__admin`: `'POST /inbound'`. */
  readonly routes: Readonly<Record<string, AdminRoute>>
}

const offlineBody = z.object({ offline: z.boolean(), forMs: z.number().positive().optional() })
const trafficBody = z.object({ on: z.boolean(), everyMs: z.number().positive().default(2_000) })
const clockBody = z.object({ offsetMs: z.number() })

/** What an admin route found wrong with its request. */
export class AdminError extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** The switches of a sandbox over HTTP, on a port of its own, so that they work while the API itself is cut off. */
export class AdminServer {
  readonly #sandbox: Switchable
  readonly #own: OwnSwitches
  readonly #listener: Listener
  readonly #routes: ReadonlyMap<string, AdminRoute>
  #reconnect: NodeJS.Timeout | null = null

  constructor(sandbox: Switchable, own: OwnSwitches, port: number) {
    this.#sandbox = sandbox
    this.#own = own
    this.#listener = new Listener((request, response) => void this.#serve(request, response), port)
    const shared: Readonly<Record<string, AdminRoute>> = {
      'GET /state': () => this.#state(),
      'GET /requests': ({ search }) => this.#requests(search),
      'DELETE /requests': () => after(() => sandbox.requests.clear()),
      'POST /faults': ({ body }) => this.#addFaults(body),
      'DELETE /faults': () => after(() => sandbox.faults.clear()),
      'POST /offline': ({ body }) => this.#setOffline(offlineBody.parse(body)),
      'POST /traffic': ({ body }) => this.#setTraffic(trafficBody.parse(body)),
      'POST /clock': ({ body }) => this.#setClock(clockBody.parse(body)),
      'POST /settings': ({ body }) => this.#changeSettings(body),
    }
    this.#routes = new Map(
      Object.entries({ ...shared, ...own.routes }).map(([name, route]) => [name.replace(' ', ' /__admin'), route]),
    )
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
      const text = (await readBytes(request))?.toString('utf8') ?? ''
      const body: unknown = text === '' ? {} : JSON.parse(text)
      return { status: 200, body: await route({ search: url.searchParams, body }) }
    } catch (error) {
      const status = error instanceof AdminError ? error.status : 400
      const isExpected = error instanceof AdminError || error instanceof z.ZodError || error instanceof SyntaxError
      return { status: isExpected ? status : 500, body: { error: error instanceof Error ? error.message : 'unknown' } }
    }
  }

  #state(): unknown {
    const sandbox = this.#sandbox
    return {
      ...this.#own.state(),
      isOffline: sandbox.isOffline(),
      isTrafficOn: sandbox.traffic.isOn,
      faultsWaiting: sandbox.faults.waiting,
      clockOffsetMs: sandbox.clock.offsetMs,
      settings: sandbox.settings,
    }
  }

  #requests(search: URLSearchParams): unknown {
    const status = search.get('status')
    const afterSequence = search.get('afterSequence')
    const method = search.get('method')
    const pathPattern = search.get('pathPattern')
    return this.#sandbox.requests.matching({
      ...(method === null ? {} : { method }),
      ...(pathPattern === null ? {} : { pathPattern }),
      ...(status === null ? {} : { status: Number(status) }),
      ...(afterSequence === null ? {} : { afterSequence: Number(afterSequence) }),
    })
  }

  /** One fault or a list of them. */
  #addFaults(body: unknown): unknown {
    const rules = z.union([z.array(faultRule), faultRule.transform((rule) => [rule])]).parse(body)
    for (const rule of rules) this.#sandbox.faults.add(rule)
    return { faultsWaiting: this.#sandbox.faults.waiting }
  }

  async #setOffline({ offline, forMs }: z.output<typeof offlineBody>): Promise<unknown> {
    if (this.#reconnect !== null) clearTimeout(this.#reconnect)
    this.#reconnect = null
    await this.#sandbox.setOffline(offline)
    if (offline && forMs !== undefined) {
      this.#reconnect = setTimeout(() => void this.#sandbox.setOffline(false), forMs)
    }
    return { isOffline: this.#sandbox.isOffline() }
  }

  #setTraffic({ on, everyMs }: z.output<typeof trafficBody>): unknown {
    if (on) this.#sandbox.traffic.start(everyMs)
    else this.#sandbox.traffic.stop()
    return { isTrafficOn: this.#sandbox.traffic.isOn }
  }

  #setClock({ offsetMs }: z.output<typeof clockBody>): unknown {
    this.#sandbox.clock.offsetMs = offsetMs
    return { clockOffsetMs: offsetMs }
  }

  #changeSettings(body: unknown): unknown {
    const schema = this.#own.settingsSchema
    const patch = z.partialRecord(schema.keyof(), z.unknown()).parse(body)
    Object.assign(this.#sandbox.settings, schema.parse({ ...this.#sandbox.settings, ...patch }))
    return this.#sandbox.settings
  }
}

/** Does it and says so. */
export function after(act: () => void): { readonly ok: true } {
  act()
  return { ok: true }
}
