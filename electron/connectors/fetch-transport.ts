import type { HttpReply, HttpRequest, Transport } from './connector.ts'
import { multipartOf } from './multipart.ts'
import { requestFaultOf } from './request-fault.ts'

export interface FetchTransportOptions {
  readonly clock: { schedule(delayMs: number, task: () => void): () => void }
  /** From the first byte sent to the last byte read, ms; of a file, from its last piece that left. */
  readonly timeoutMs: number
  /** A larger answer is cut off: no provider sends one on purpose. */
  readonly maxBodyBytes: number
}

export type BaseUrlCheck =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly kind: 'bad_url' | 'not_https' }

/**
 * The address of an account as the user typed it, made ready to have paths appended: https assumed where no scheme is
 * given, no trailing slash. Plain http is accepted for this machine only, since a credential travels with each request.
 */
export function checkBaseUrl(typed: string): BaseUrlCheck {
  const trimmed = typed.trim()
  const withScheme = trimmed.includes('://') ? trimmed : `https://${trimmed}`
  if (!URL.canParse(withScheme)) return { ok: false, kind: 'bad_url' }
  const url = new URL(withScheme)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { ok: false, kind: 'bad_url' }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    return { ok: false, kind: 'bad_url' }
  }
  if (!isSafe(url)) return { ok: false, kind: 'not_https' }
  return { ok: true, value: url.origin + url.pathname.replace(/\/+$/, '') }
}

function isSafe(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d+){3}$/.test(host)
}

/**
 * The network over Node's fetch. Never throws. `unreachable` is said only where the request cannot have left, because
 * the engine sends such a write again without looking; everything doubtful is `cut`. Redirects are answers: following
 * one could repeat a write or carry the credential elsewhere.
 */
export function createFetchTransport(options: FetchTransportOptions): Transport {
  for (const [name, value] of [
    ['timeoutMs', options.timeoutMs],
    ['maxBodyBytes', options.maxBodyBytes],
  ] as const) {
    if (!(Number.isFinite(value) && value > 0))
      throw new RangeError(`${name}: expected a positive number, got ${value}`)
  }
  return { send: (request) => send(options, request) }
}

async function send(options: FetchTransportOptions, request: HttpRequest): Promise<HttpReply> {
  if (!URL.canParse(request.url)) return { kind: 'unreachable', reason: 'the address is not a URL' }
  if (!isSafe(new URL(request.url))) return { kind: 'unreachable', reason: 'the address is not https' }
  const patience = new Patience(options)
  let hasAnswered = false
  try {
    const response = await fetch(request.url, {
      method: request.method,
      ...payloadOf(request, () => patience.renew()),
      redirect: 'manual',
      signal: patience.signal,
    })
    hasAnswered = true
    const body = await readBody(response, options.maxBodyBytes)
    if (body === null) return { kind: 'cut', reason: `the answer is larger than ${options.maxBodyBytes} bytes` }
    return { kind: 'answer', status: response.status, headers: Object.fromEntries(response.headers), body }
  } catch (error) {
    if (patience.signal.aborted) {
      return { kind: 'cut', reason: `no complete answer within ${options.timeoutMs} ms` }
    }
    const { reason, isBeforeSending } = requestFaultOf(error)
    return { kind: isBeforeSending && !hasAnswered ? 'unreachable' : 'cut', reason }
  } finally {
    patience.end()
  }
}

/** How long an answer is waited for. It begins anew with each sign of progress, and its signal tells when it is at its end. */
class Patience {
  readonly #options: Pick<FetchTransportOptions, 'clock' | 'timeoutMs'>
  readonly #controller = new AbortController()
  #cancel: () => void = () => undefined
  #isOver = false

  constructor(options: Pick<FetchTransportOptions, 'clock' | 'timeoutMs'>) {
    this.#options = options
    this.renew()
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  renew(): void {
    // A server may answer before it has read everything; what is drawn from the body after that waits for nothing.
    if (this.#isOver) return
    this.#cancel()
    this.#cancel = this.#options.clock.schedule(this.#options.timeoutMs, () => this.#controller.abort())
  }

  end(): void {
    this.#isOver = true
    this.#cancel()
  }
}

/**
 * `fetch` cannot tell how much of a body has left; a stream that it draws from can. A file on a slow line takes minutes and is well: only
 * where nothing of it leaves any more has it failed, so each piece calls `onPieceLeft`.
 */
function payloadOf({ headers, body }: HttpRequest, onPieceLeft: () => void): RequestInit {
  if (body === null || typeof body === 'string') return { headers, body }
  const form = multipartOf(body.partName, body.file)
  const { onProgress } = body
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (const piece of form.pieces) {
      yield piece.bytes
      onPieceLeft()
      onProgress(piece.fileBytesSoFar)
    }
  }
  return {
    headers: { ...headers, 'content-type': form.contentType },
    body: ReadableStream.from(pieces()),
    duplex: 'half',
  }
}

async function readBody(response: Response, maxBytes: number): Promise<string | null> {
  if (response.body === null) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body) {
    size += chunk.byteLength
    if (size > maxBytes) return null // leaving the loop cancels the stream and frees the connection
    chunks.push(chunk)
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}
