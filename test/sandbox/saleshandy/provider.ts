import type { PlainAnswer, PlainRequest, Provider } from '../faulty-server.ts'
import type { SandboxClock } from '../sandbox-clock.ts'
import type { SlidingWindow } from '../sliding-window.ts'
import { type AnswerShape, spoilRows } from '../spoil.ts'
import { failure } from './answers.ts'
import type { Credentials } from './credentials.ts'
import type { SaleshandyRoutes } from './routes.ts'
import type { SaleshandySettings } from './settings.ts'

interface ProviderParts {
  readonly routes: SaleshandyRoutes
  readonly credentials: Credentials
  readonly clock: SandboxClock
  readonly settings: Readonly<SaleshandySettings>
  /** Of the whole account, all keys together, and of those without a key; null: no limit. */
  readonly limits: { readonly account: SlidingWindow; readonly anonymous: SlidingWindow } | null
}

/** Saleshandy's outer rules: routing, keys, rate limit. What is inside them is in the routes. */
export function saleshandyProvider(parts: ProviderParts): Provider {
  const { routes, credentials, clock, settings, limits } = parts
  return {
    answer(request) {
      const carryOut = routes.find(request)
      if (carryOut === null) return notMounted(request)
      const given = request.headers['x-api-key']
      const member = credentials.memberOf(typeof given === 'string' ? given : undefined)
      const limit = limits === null ? null : limits[member === null ? 'anonymous' : 'account']
      const waitMs = limit?.take() ?? null
      const limitHeaders = rateLimitHeaders(limit, clock, settings)
      if (waitMs !== null) return tooManyRequests(settings, waitMs, limitHeaders)
      const answer = member === null ? invalidToken(settings) : carriedOut(request, settings, () => carryOut(member))
      return { ...answer, headers: { ...answer.headers, ...limitHeaders } }
    },
    failure(status, detail, retryAfterSeconds, code) {
      if (status === 401 && detail === null) return failure(settings, 401, 1001, 'invalid token')
      const headers: Record<string, string> =
        retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) }
      return failure(settings, status, code ?? codeOf(status), detail ?? 'An error was injected.', headers)
    },
    commonHeaders: () => ({ date: new Date(clock.nowMs()).toUTCString() }),
    tokenOf: () => null,
    spoil: (effect, body) => spoilRows(effect, body, answerShape),
    earlierPage,
  }
}

const answerShape: AnswerShape = {
  idMembers: ['id', 'noteId', 'attachmentId'],
  enumMembers: ['visibility', 'status', 'verificationStatus', 'sentiment', 'direction'],
  rowsOf(body) {
    if (!isObject(body)) return null
    const { payload } = body
    const put = (next: unknown): unknown => ({ ...body, payload: next })
    if (Array.isArray(payload)) return { rows: payload, isPage: true, replace: put }
    if (!isObject(payload)) return null
    for (const list of ['notes', 'items', 'results', 'emails', 'messages']) {
      const rows = payload[list]
      if (Array.isArray(rows)) {
        return { rows, isPage: true, replace: (next) => put({ ...payload, [list]: next }) }
      }
    }
    return { rows: [payload], isPage: false, replace: ([only]) => put(only) }
  },
}

/** Pages are numbered (`page` in the query or the body) or counted (`skip` and `take`). */
function earlierPage(request: PlainRequest): PlainRequest | null {
  const url = new URL(request.url)
  const page = Number(url.searchParams.get('page') ?? 1)
  const skip = Number(url.searchParams.get('skip') ?? 0)
  if (page > 1) url.searchParams.set('page', String(page - 1))
  else if (skip > 0)
    url.searchParams.set('skip', String(Math.max(0, skip - Number(url.searchParams.get('take') ?? 20))))
  if (page > 1 || skip > 0) return { ...request, url }
  const query = request.method === 'POST' && request.body !== null ? parsedOrNull(request.body) : null
  if (!isObject(query) || typeof query.page !== 'number' || query.page <= 1) return null
  const { bytes: _, ...rest } = request
  return { ...rest, body: JSON.stringify({ ...query, page: query.page - 1 }) }
}

function carriedOut(
  request: PlainRequest,
  settings: Readonly<SaleshandySettings>,
  carryOut: () => PlainAnswer,
): PlainAnswer {
  const isUpload = request.url.pathname === '/v1/notes/attachments'
  return request.body === null && !isUpload ? failure(settings, 413, null, 'Payload Too Large') : carryOut()
}

function invalidToken(settings: Readonly<SaleshandySettings>): PlainAnswer {
  return failure(settings, settings.invalidKeyStatus, 1001, 'invalid token')
}

function tooManyRequests(
  settings: Readonly<SaleshandySettings>,
  waitMs: number,
  limitHeaders: Readonly<Record<string, string>>,
): PlainAnswer {
  const retryAfter: Record<string, string> = settings.sendRetryAfter
    ? { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1_000))) }
    : {}
  return failure(settings, 429, null, 'Too Many Requests', { ...limitHeaders, ...retryAfter })
}

function rateLimitHeaders(
  limit: SlidingWindow | null,
  clock: SandboxClock,
  settings: Readonly<SaleshandySettings>,
): Record<string, string> {
  if (limit === null || !settings.sendRateLimitHeaders) return {}
  const { remaining, resetInMs } = limit.state()
  const reset = new Date(clock.nowMs() + Math.ceil(resetInMs))
  return {
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': settings.rateLimitResetAs === 'iso' ? reset.toISOString() : dateString(reset),
  }
}

/** As a date prints itself on a server that lives in UTC. */
function dateString(date: Date): string {
  const [weekday, day, month, year, time] = date.toUTCString().replace(',', '').split(' ')
  return `${weekday} ${month} ${day} ${year} ${time} GMT+0000 (Coordinated Universal Time)`
}

/** Nothing is mounted there: the framework answers in its own words. */
function notMounted(request: PlainRequest): PlainAnswer {
  const message = `Cannot ${request.method} ${request.url.pathname}`
  return {
    status: 404,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: { statusCode: 404, message, error: 'Not Found' },
  }
}

function codeOf(status: number): number | null {
  if (status === 400) return 4000
  if (status === 401) return 1001
  return status >= 500 ? 5001 : null
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
