import { describeNonJson, isHtml, parseJson, shorten } from '../answer-body.ts'
import type { Failure, HttpReply } from '../connector.ts'
import { retryAfterMs } from '../retry-after.ts'
import { serverDateOf } from '../server-date.ts'
import { isFields, type Read } from './payload.ts'

/** An answer that was read, or why there is none. `code` is Saleshandy's own number for an error, where it gave one. */
export type Answer<T> =
  | {
      readonly ok: true
      readonly value: T
      /** By the server's clock, ms UTC; null where the answer does not say. */
      readonly answeredAtMs: number | null
    }
  | Refused

export interface Refused {
  readonly ok: false
  readonly failure: Failure
  readonly code: number | null
}

/** What an answer's body says, once it is known to be JSON. */
export type Reader<T> = (body: unknown) => Read<T>

/**
 * What an answer means (saleshandy.md section 9). Of a write, everything that does not prove refusal may have landed: a lost
 * answer, a 5xx or the code that means one, a redirect, a success that cannot be read.
 */
export function readAnswer<T>(reply: HttpReply, read: Reader<T>, isWrite: boolean): Answer<T> {
  switch (reply.kind) {
    case 'unreachable':
      return refused({ kind: 'offline', reason: reply.reason })
    case 'cut':
      return refused({ kind: 'timeout', mayHaveLanded: isWrite, reason: reply.reason })
    case 'answer': {
      const isSuccess = reply.status >= 200 && reply.status < 300
      return isSuccess ? readSuccess(reply, read, isWrite) : refusal(reply, isWrite)
    }
  }
}

function refused(failure: Failure, code: number | null = null): Refused {
  return { ok: false, failure, code }
}

type Answered = HttpReply & { readonly kind: 'answer' }

function readSuccess<T>(reply: Answered, reader: Reader<T>, isWrite: boolean): Answer<T> {
  const broken = (issues: readonly string[]) => refused({ kind: 'contract', issues, mayHaveLanded: isWrite })
  const json = parseJson(reply.body)
  if (json === undefined) return broken([`body: ${describeNonJson(reply.body)}`])
  const read = reader(json)
  if (!read.ok) return broken(read.issues)
  const date = serverDateOf(reply)
  return { ok: true, value: read.value, answeredAtMs: date.kind === 'told' ? date.atMs : null }
}

/** Codes of the published error lists. */
export const errorCodes = {
  /** One code for an invalid token, an unknown prospect, and a note that is not there or not ours. */
  invalidOrDenied: 1001,
  failed: 4000,
  fileType: 4001,
  fileSize: 4002,
  internal: 5001,
} as const

function refusal(reply: Answered, isWrite: boolean): Refused {
  const { status } = reply
  const { code, detail } = errorIn(reply.body)
  if (status === 429) return refused({ kind: 'throttled', retryAfterMs: waitAskedFor(reply.headers) }, code)
  if (status === 401) return refused({ kind: 'unauthorized', detail }, code)
  if (status === 408) return refused({ kind: 'timeout', mayHaveLanded: isWrite, reason: detail ?? 'HTTP 408' }, code)
  // Some operations put their internal errors under 400.
  if (status >= 500 || (status === 400 && code === errorCodes.internal)) {
    return refused({ kind: 'server', status, mayHaveLanded: isWrite, detail }, code)
  }
  if (status >= 400) return refused({ kind: 'rejected', status, reason: detail ?? `HTTP ${status}` }, code)
  return refused({ kind: 'contract', issues: [`status: expected 2xx, got ${status}`], mayHaveLanded: isWrite }, code)
}

/** Where code and message stand in an error's body is not documented: looked for at the top and one level below. */
function errorIn(body: string): { readonly code: number | null; readonly detail: string | null } {
  const json = parseJson(body)
  if (json === undefined) return { code: null, detail: isHtml(body) ? null : shorten(body) }
  if (typeof json === 'string') return { code: null, detail: shorten(json) }
  if (!isFields(json)) return { code: null, detail: null }
  const first = Array.isArray(json.errors) ? json.errors[0] : undefined
  const places = [json, json.error, json.payload, json.data, first].filter(isFields)
  const codes = places.flatMap((place) => [place.code, place.errorCode, place.error_code])
  const messages = places.flatMap((place) => [place.message, place.detail, place.error, place.errorMessage])
  return {
    code: codes.map(asCode).find((code) => code !== null) ?? null,
    detail: messages.map(asMessage).find((message) => message !== null) ?? null,
  }
}

function asCode(value: unknown): number | null {
  if (typeof value === 'number') return Number.isInteger(value) ? value : null
  return typeof value === 'string' && /^\d{3,5}$/.test(value) ? Number(value) : null
}

function asMessage(value: unknown): string | null {
  if (Array.isArray(value)) return shorten(value.filter((each) => typeof each === 'string').join(' '))
  return typeof value === 'string' ? shorten(value) : null
}

/** How long a 429 asks to wait, ms: by Retry-After, or until the window's end where only that is told. */
function waitAskedFor(headers: Readonly<Record<string, string>>): number | null {
  return retryAfterMs(headers) ?? untilReset(headers)
}

const longestWaitMs = 60 * 60 * 1000

/**
 * `x-ratelimit-reset` was seen as a date; a count of seconds, and seconds or ms since 1970, are as usual elsewhere. A moment
 * is measured against the answer's own Date header, so that neither clock needs to be right.
 */
function untilReset(headers: Readonly<Record<string, string>>): number | null {
  const reset = headers['x-ratelimit-reset']?.trim() ?? ''
  if (reset === '') return null
  const asNumber = /^\d+(\.\d+)?$/.test(reset) ? Number(reset) : null
  if (asNumber !== null && asNumber < 1_000_000) return Math.min(Math.ceil(asNumber * 1_000), longestWaitMs)
  const resetAtMs = asNumber === null ? Date.parse(reset) : asNumber * (asNumber < 100_000_000_000 ? 1_000 : 1)
  const answeredAtMs = Date.parse(headers.date ?? '')
  if (Number.isNaN(resetAtMs) || Number.isNaN(answeredAtMs)) return null
  // The Date header is cut to the second.
  return Math.min(Math.max(0, resetAtMs - answeredAtMs) + 1_000, longestWaitMs)
}
