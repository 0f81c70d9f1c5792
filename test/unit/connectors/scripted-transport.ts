import type { HttpReply, HttpRequest, Transport } from '../../../electron/connectors/connector.ts'
import { requestBody } from '../../support/request-body.ts'

export type Answerer = (request: HttpRequest, number: number) => HttpReply

export interface ScriptedTransport extends Transport {
  readonly requests: readonly HttpRequest[]
  /** "METHOD /path?query" of each request, in order. */
  readonly lines: readonly string[]
  /** The JSON body of the request of that number, from 0. */
  bodyOf(number: number): unknown
}

/** A network whose other end is a function; it keeps what was asked. */
export function scriptedTransport(answer: Answerer): ScriptedTransport {
  const requests: HttpRequest[] = []
  return {
    requests,
    get lines() {
      return requests.map((request) => `${request.method} ${pathOf(request)}`)
    },
    bodyOf: (number) => {
      const request = requests[number]
      return JSON.parse((request === undefined ? null : requestBody(request).text) ?? 'null')
    },
    async send(request) {
      requests.push(request)
      return answer(request, requests.length - 1)
    },
  }
}

export function pathOf(request: HttpRequest): string {
  const url = new URL(request.url)
  return decodeURIComponent(url.pathname) + decodeURIComponent(url.search)
}

export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): HttpReply {
  return {
    kind: 'answer',
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(value),
  }
}

export function problem(status: number, detail: string | null = null): HttpReply {
  return json({ type: null, title: 'Problem', status, detail }, status, { 'content-type': 'application/problem+json' })
}

export function page(
  items: readonly unknown[],
  token: string | null = null,
  total: number | string | null = null,
): HttpReply {
  return json({ items, pageSize: 50, totalCount: total, continuationToken: token })
}

/** What an operation must have returned; a failure is shown as it is. */
export function successOf<T>(outcome: { ok: true; value: T } | { ok: false; failure: unknown }): T {
  if (outcome.ok) return outcome.value
  throw new Error(`expected success, got ${JSON.stringify(outcome.failure)}`)
}

export function failureOf<F>(outcome: { ok: true; value: unknown } | { ok: false; failure: F }): F {
  if (!outcome.ok) return outcome.failure
  throw new Error(`expected a failure, got ${JSON.stringify(outcome.value)}`)
}
