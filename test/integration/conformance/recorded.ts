import type { HttpReply, HttpRequest, Transport } from '../../../electron/connectors/connector.ts'
import { requestBody } from '../../support/request-body.ts'
import { networkTransport } from './world.ts'

/** A network that remembers what was asked. */
export interface Recorded {
  readonly transport: Transport
  readonly requests: readonly HttpRequest[]
}

export function recorded(inner: Transport = networkTransport()): Recorded {
  const requests: HttpRequest[] = []
  const send = (request: HttpRequest): Promise<HttpReply> => {
    requests.push(request)
    return inner.send(request)
  }
  return { transport: { send }, requests }
}

/** A network whose other end is a page of a document. */
export function documented(answer: (request: HttpRequest) => HttpReply): Recorded {
  return recorded({ send: (request) => Promise.resolve(answer(request)) })
}

export function reply(
  body: string,
  status = 200,
  headers: Readonly<Record<string, string>> = { 'content-type': 'application/json' },
): HttpReply {
  return { kind: 'answer', status, headers, body }
}

/** Method and path with the query, as documents write them. */
export function lineOf({ method, url }: HttpRequest): string {
  const { pathname, search } = new URL(url)
  return `${method} ${decodeURIComponent(pathname)}${search}`
}

export function bodyOf(request: HttpRequest | undefined): string {
  if (request === undefined) throw new Error('that request was not sent')
  return requestBody(request).text ?? ''
}

export function jsonOf(request: HttpRequest | undefined): unknown {
  return JSON.parse(bodyOf(request))
}
