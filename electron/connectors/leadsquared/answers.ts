import type { z } from 'zod'
import { describeNonJson, isHtml, parseJson, shorten } from '../answer-body.ts'
import type { Failure, HttpReply, Outcome } from '../connector.ts'
import { retryAfterMs } from '../retry-after.ts'
import { issuesOf } from '../set-aside.ts'
import { errorWire } from './wire.ts'

/** The limit counts five seconds, and no header promises when they are over: a little more than that. */
const throttledForMs = 6_000

/**
 * What an answer means (leadsquared.md section 9). The envelope counts before the status: an error may come under 200, and a refusal under
 * 500. Of a write, everything that does not prove refusal may have landed.
 */
export function readAnswer<T>(reply: HttpReply, schema: z.ZodType<T>, isWrite: boolean): Outcome<T> {
  switch (reply.kind) {
    case 'unreachable':
      return failed({ kind: 'offline', reason: reply.reason })
    case 'cut':
      return failed({ kind: 'timeout', mayHaveLanded: isWrite, reason: reply.reason })
    case 'answer': {
      const json = parseJson(reply.body)
      const envelope = errorWire.safeParse(json)
      if (envelope.success) return failed(refusal(reply, envelope.data, isWrite))
      const isSuccess = reply.status >= 200 && reply.status < 300
      return isSuccess ? readSuccess(reply.body, json, schema, isWrite) : failed(failureOf(reply, json, isWrite))
    }
  }
}

function failed(failure: Failure): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure }
}

function readSuccess<T>(body: string, json: unknown, schema: z.ZodType<T>, isWrite: boolean): Outcome<T> {
  if (json === undefined) {
    return failed({ kind: 'contract', issues: [`body: ${describeNonJson(body)}`], mayHaveLanded: isWrite })
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return { ok: true, value: parsed.data }
  return failed({ kind: 'contract', issues: issuesOf(parsed.error), mayHaveLanded: isWrite })
}

/**
 * Names of exceptions that say "not like this": sending it again unchanged is pointless. There is no published list; these are the known
 * ones and their kind. `MXUnknownProspectActivityException` names what is unknown; an unknown error does not.
 */
const refusals = /^MX\w*?(?:Mandatory|Invalid|Duplicate|Validation|Input|NotFound|NotExist|Unknown(?!Exception|Error))/i
const accessRefusals = /^MX\w*(?:Access(?:Details|Key|Denied)|Authenti|Unauthori[sz]ed|Credential)/i
const limitRefusals = /RateLimit|LimitExceeded|TooManyRequests/i

function refusal(
  answer: HttpReply & { kind: 'answer' },
  envelope: z.infer<typeof errorWire>,
  isWrite: boolean,
): Failure {
  const { status } = answer
  const exceptionType = envelope.ExceptionType ?? ''
  const message = shorten(envelope.ExceptionMessage ?? '')
  if (status === 429 || limitRefusals.test(exceptionType)) return throttled(answer)
  if (status === 401 || accessRefusals.test(exceptionType)) return { kind: 'unauthorized', detail: message }
  const isRefused = (status >= 400 && status < 500 && status !== 408) || refusals.test(exceptionType)
  const reason = message ?? (exceptionType === '' ? `HTTP ${status}` : exceptionType)
  if (isRefused) return { kind: 'rejected', status, reason }
  return { kind: 'server', status, mayHaveLanded: isWrite, detail: reason }
}

/** An answer without the vendor's envelope: a gateway's, or the web server's own. */
function failureOf(answer: HttpReply & { kind: 'answer' }, json: unknown, isWrite: boolean): Failure {
  const { status } = answer
  const text = json === undefined && !isHtml(answer.body) ? shorten(answer.body) : null
  const detail = typeof json === 'string' ? shorten(json) : text
  if (status === 401) return { kind: 'unauthorized', detail }
  if (status === 429) return throttled(answer)
  if (status === 408) return { kind: 'timeout', mayHaveLanded: isWrite, reason: detail ?? 'HTTP 408' }
  if (status >= 400 && status < 500) return { kind: 'rejected', status, reason: detail ?? `HTTP ${status}` }
  if (status >= 500) return { kind: 'server', status, mayHaveLanded: isWrite, detail }
  return { kind: 'contract', issues: [`status: expected 2xx, got ${status}`], mayHaveLanded: isWrite }
}

function throttled(answer: HttpReply & { kind: 'answer' }): Failure {
  return { kind: 'throttled', retryAfterMs: retryAfterMs(answer.headers) ?? throttledForMs }
}
