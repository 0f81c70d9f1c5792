import type { HttpReply, HttpRequest, Priority, Transport } from '../../../electron/connectors/connector.ts'
import { type Clock, sleep } from '../../../electron/sync/clock.ts'
import type { SeededRandom } from '../../sandbox/random.ts'
import { SlidingWindow } from '../../sandbox/sliding-window.ts'
import { requestBody } from '../../support/request-body.ts'

/** One request as the server saw it. */
export interface Seen {
  /** Virtual monotonic time at which the server counted or refused it, ms. */
  readonly atMs: number
  /** Index of the laptop; null: the organization's other integration. */
  readonly laptop: number | null
  readonly priority: Priority | null
  readonly isGranted: boolean
}

/** Pages of history that a laptop finds when it walks back: more than any run gets through, so that the budget is always wanted. */
const historyPages = 1_000_000

/**
 * The CRM of one organization: one limit for everybody, refused requests answered with 429 and Retry-After in whole seconds. Its lists
 * hold one row a stream and as many empty pages of history as anybody asks for; what matters here is when requests come.
 */
export class SharedCrm {
  readonly seen: Seen[] = []
  /** Note text to when the server took it, ms virtual. */
  readonly notes = new Map<string, number>()
  readonly #clock: Clock
  readonly #random: SeededRandom
  readonly #window: SlidingWindow
  readonly #startedMs: number

  constructor(clock: Clock, random: SeededRandom, limit: { readonly requests: number; readonly windowMs: number }) {
    this.#clock = clock
    this.#random = random
    this.#window = new SlidingWindow(limit, () => clock.monotonicMs())
    this.#startedMs = clock.nowMs()
  }

  /** The network between one laptop and this server, a tenth to half a second there and back. */
  transportOf(laptop: number): Transport {
    return {
      send: async (request) => {
        await sleep(this.#clock, this.#random.int(40, 250))
        const refusal = this.#count(laptop, request.priority)
        const reply = refusal ?? this.#answer(request)
        await sleep(this.#clock, this.#random.int(40, 250))
        return reply
      },
    }
  }

  /** A request of the other integration, which takes what it gets and asks nobody. */
  requestByOther(): void {
    this.#count(null, null)
  }

  #count(laptop: number | null, priority: Priority | null): HttpReply | null {
    const waitMs = this.#window.take()
    this.seen.push({ atMs: this.#clock.monotonicMs(), laptop, priority, isGranted: waitMs === null })
    if (waitMs === null) return null
    return answer(429, { title: 'Too Many Requests' }, { 'retry-after': String(Math.ceil(waitMs / 1_000)) })
  }

  #answer(request: HttpRequest): HttpReply {
    const { pathname } = new URL(request.url)
    const { text } = requestBody(request)
    const body: unknown = text === null ? null : JSON.parse(text)
    const asked = fieldsOf(body)
    if (pathname.endsWith('/notes')) {
      const text = String(asked.text)
      this.notes.set(text, this.#clock.monotonicMs())
      return answer(200, { ...event(`note of ${text}`, this.#clock.nowMs()), summary: text, timelineType: 'Note' })
    }
    if (request.method === 'GET') return answer(200, event(pathname.split('/').at(-1) ?? '', this.#startedMs))
    const isHistory = asked.continuationToken !== undefined || asked.includeCount === true
    const page = Number(asked.continuationToken ?? 0)
    const hasMore = isHistory && pathname.startsWith('/events/all/my')
    return answer(200, {
      items: page === 0 ? [this.#row(pathname)] : [],
      pageSize: 200,
      totalCount: historyPages * 200,
      continuationToken: hasMore && page < historyPages ? String(page + 1) : null,
    })
  }

  #row(pathname: string): Record<string, unknown> {
    const at = new Date(this.#startedMs).toISOString()
    if (pathname.startsWith('/conversations')) return { id: 'c1', leadId: 'l1', lastEventAt: at, isArchived: false }
    if (pathname.startsWith('/leads')) return { id: 'l1', createdAt: at, updatedAt: at }
    return event('e1', this.#startedMs)
  }
}

function event(id: string, atMs: number): Record<string, unknown> {
  return { id, timelineType: 'Sms', conversationId: 'c1', leadId: 'l1', createdAt: new Date(atMs).toISOString() }
}

function fieldsOf(body: unknown): Record<string, unknown> {
  return typeof body === 'object' && body !== null ? { ...body } : {}
}

function answer(status: number, body: unknown, headers: Record<string, string> = {}): HttpReply {
  return {
    kind: 'answer',
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  }
}
