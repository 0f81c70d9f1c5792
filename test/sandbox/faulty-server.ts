import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { type FaultEffect, Faults } from './faults.ts'
import { readBytes, writeAnswer, writeHalf } from './http-exchange.ts'
import { Listener } from './listener.ts'
import { RequestLog } from './request-log.ts'

/** What a provider's sandbox answers, before any fault has touched it. */
export interface PlainAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface PlainRequest {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingMessage['headers']
  /** Null where it was longer than any server would take. */
  readonly body: string | null
  /** The body as it came, for bodies that are not text; left out, it is the UTF-8 of `body`. */
  readonly bytes?: Uint8Array | null
}

/** A provider's rules: answers to requests, and what an error of its own looks like. */
export interface Provider {
  /** Carries the request out. */
  answer(request: PlainRequest): PlainAnswer
  /** `code` null: the one that goes with the status. */
  failure(status: number, detail: string | null, retryAfterSeconds: number | null, code: number | null): PlainAnswer
  /** Headers of every answer: its Date. */
  commonHeaders(): Readonly<Record<string, string>>
  /** The continuation token in a request's body. */
  tokenOf(body: string | null): string | null
  spoil(effect: FaultEffect, body: unknown, sentToken: string | null): unknown
  /**
   * Where pages are numbered instead of continued by a token: the request for the page before, null for a first page.
   * `repeat_page` carries that one out instead.
   */
  earlierPage?(request: PlainRequest): PlainRequest | null
}

const loginPage = `<!doctype html><html><head><title>Welcome to Airport Wi-Fi</title></head>
<body><h1>Sign in to use the network</h1><form method="post" action="/login"><button>Accept and connect</button></form></body></html>`

/** An HTTP server that carries out a provider's rules and strikes with the faults that are armed. */
export class FaultyServer {
  readonly faults = new Faults()
  readonly requests = new RequestLog()
  readonly #provider: Provider
  readonly #listener: Listener

  constructor(provider: Provider, port: number) {
    this.#provider = provider
    this.#listener = new Listener((request, response) => void this.#serve(request, response), port)
  }

  get url(): string {
    return this.#listener.url
  }

  get isOffline(): boolean {
    return !this.#listener.isListening
  }

  /** Offline, connections are refused and those that were open are gone. Online again, the port is the same. */
  async setOffline(offline: boolean): Promise<void> {
    await (offline ? this.#listener.cut() : this.#listener.open())
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? 'GET'
    const url = new URL(request.url ?? '/', 'http://sandbox')
    const effect = this.faults.take(method, url.pathname)
    const atMs = Date.now()
    const log = (status: number | null): void =>
      this.requests.record({
        method,
        path: url.pathname,
        query: url.search,
        status,
        atMs,
        fault: effect?.kind ?? null,
      })
    if (effect?.kind === 'refuse') {
      log(null)
      response.destroy()
      return
    }
    try {
      const bytes = await readBytes(request)
      const body = bytes?.toString('utf8') ?? null
      const status = await this.#respond({ method, url, headers: request.headers, body, bytes }, response, effect)
      log(status)
    } catch (error) {
      log(null)
      // A client that left is its own affair; anything else is a bug of the sandbox and must be seen.
      if (!response.destroyed && !request.destroyed) {
        response.destroy()
        throw error
      }
    }
  }

  /** The status that was sent, null where none was. */
  async #respond(request: PlainRequest, response: ServerResponse, effect: FaultEffect | null): Promise<number | null> {
    const early = await this.#strikeBefore(response, effect)
    if (early === 'silent') return null
    if (early !== null) return this.#write(response, early)
    const earlier = effect?.kind === 'repeat_page' ? this.#provider.earlierPage?.(request) : null
    const answer = this.#provider.answer(earlier ?? request)
    return this.#strikeAfter(request, response, effect, answer)
  }

  /** Faults that strike before the request is carried out: an answer in its stead, silence, or null to go on. */
  async #strikeBefore(response: ServerResponse, effect: FaultEffect | null): Promise<PlainAnswer | 'silent' | null> {
    switch (effect?.kind) {
      case 'hang':
        if (effect.afterCommit === true) return null
        await closed(response)
        return 'silent'
      case 'drop_before_commit':
        response.destroy()
        return 'silent'
      case 'status':
        return effect.afterCommit === true ? null : this.#failure(effect)
      case 'slow':
        if (effect.afterCommit === true) return null
        await wait(effect.ms)
        return response.destroyed ? 'silent' : null
      case 'html':
        return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: loginPage }
      default:
        return null
    }
  }

  async #strikeAfter(
    request: PlainRequest,
    response: ServerResponse,
    effect: FaultEffect | null,
    answer: PlainAnswer,
  ): Promise<number | null> {
    switch (effect?.kind) {
      case 'hang':
        await closed(response)
        return null
      case 'drop_after_commit':
        response.destroy()
        return null
      case 'status':
        return this.#write(response, this.#failure(effect))
      case 'slow':
        if (effect.afterCommit === true) await wait(effect.ms)
        return response.destroyed ? null : this.#write(response, answer)
      case 'truncate':
        writeHalf(response, answer.status, this.#headersOf(answer), textOf(answer) ?? ' ')
        return answer.status
      case 'malformed_json':
        return this.#write(response, { ...answer, body: `${(textOf(answer) ?? '').slice(0, -1)}, "oops": ` })
      case 'duplicate_items':
      case 'repeat_page':
      case 'reorder_items':
      case 'drop_item_id':
      case 'unknown_enum': {
        const sentToken = this.#provider.tokenOf(request.body)
        return this.#write(response, { ...answer, body: this.#provider.spoil(effect, answer.body, sentToken) })
      }
      default:
        return this.#write(response, answer)
    }
  }

  #failure({ status, detail, retryAfterSeconds, code }: Extract<FaultEffect, { kind: 'status' }>): PlainAnswer {
    return this.#provider.failure(status, detail ?? null, retryAfterSeconds ?? null, code ?? null)
  }

  #write(response: ServerResponse, answer: PlainAnswer): number {
    writeAnswer(response, answer.status, this.#headersOf(answer), textOf(answer))
    return answer.status
  }

  #headersOf(answer: PlainAnswer): Record<string, string> {
    return { ...this.#provider.commonHeaders(), ...answer.headers }
  }
}

function textOf(answer: PlainAnswer): string | null {
  if (answer.body === undefined) return null
  return typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)
}

async function closed(response: ServerResponse): Promise<void> {
  if (!response.destroyed) await once(response, 'close')
}
