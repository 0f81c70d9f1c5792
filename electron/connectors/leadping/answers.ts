import type { z } from 'zod'
import { describeNonJson, isHtml, parseJson, shorten } from '../answer-body.ts'
import type { Failure, HttpReply, Outcome } from '../connector.ts'
import { retryAfterMs } from '../retry-after.ts'
import { issuesOf } from '../set-aside.ts'
import { problemWire } from './wire.ts'

/**
 * What an answer means (leadping.md section 9). Of a write, everything that does not prove refusal may have landed: a
 * lost answer, a 5xx, a redirect, a success that cannot be read.
 */
export function readAnswer<T>(reply: HttpReply, schema: z.ZodType<T>, isWrite: boolean): Outcome<T> {
  switch (reply.kind) {
    case 'unreachable':
      return failed({ kind: 'offline', reason: reply.reason })
    case 'cut':
      return failed({ kind: 'timeout', mayHaveLanded: isWrite, reason: reply.reason })
    case 'answer': {
      const isSuccess = reply.status >= 200 && reply.status < 300
      return isSuccess ? readSuccess(reply.body, schema, isWrite) : failed(refusal(reply, isWrite))
    }
  }
}

function failed(failure: Failure): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure }
}

function readSuccess<T>(body: string, schema: z.ZodType<T>, isWrite: boolean): Outcome<T> {
  const json = parseJson(body)
  if (json === undefined) {
    return failed({ kind: 'contract', issues: [`body: ${describeNonJson(body)}`], mayHaveLanded: isWrite })
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return { ok: true, value: parsed.data }
  return failed({ kind: 'contract', issues: issuesOf(parsed.error), mayHaveLanded: isWrite })
}

function refusal(answer: HttpReply & { kind: 'answer' }, isWrite: boolean): Failure {
  const { status } = answer
  const detail = detailOf(answer.body)
  if (status === 401) return { kind: 'unauthorized', detail }
  if (status === 429) return { kind: 'throttled', retryAfterMs: retryAfterMs(answer.headers) }
  if (status === 408) return { kind: 'timeout', mayHaveLanded: isWrite, reason: detail ?? 'HTTP 408' }
  if (status >= 400 && status < 500) return { kind: 'rejected', status, reason: detail ?? `HTTP ${status}` }
  if (status >= 500) return { kind: 'server', status, mayHaveLanded: isWrite, detail }
  return { kind: 'contract', issues: [`status: expected 2xx, got ${status}`], mayHaveLanded: isWrite }
}

/** The human part of Problem Details, of a JSON string or of plain text; null for HTML and silence. */
function detailOf(body: string): string | null {
  const json = parseJson(body)
  if (typeof json === 'string') return shorten(json)
  if (json === undefined) return isHtml(body) ? null : shorten(body)
  const problem = problemWire.safeParse(json)
  if (!problem.success) return null
  const { detail, errors, title } = problem.data
  const perField = Object.values(errors ?? {}).flat()
  return shorten(detail ?? '') ?? shorten(perField.join(' ')) ?? shorten(title ?? '')
}
