import type { PlainAnswer, PlainRequest, Provider } from '../faulty-server.ts'
import { type RateLimit, SlidingWindow } from '../sliding-window.ts'
import { account, authenticationPath } from './account.ts'
import { BadBody, failed, noSuchCall, Refusal, ServerFailure, tooMany, unauthorized } from './answers.ts'
import type { Credentials } from './credentials.ts'
import type { Call, Desk } from './desk.ts'
import { isObject } from './request-body.ts'
import { type Route, routes } from './routes.ts'
import { earlierPage, spoil } from './spoil.ts'

interface Limits {
  readonly general: RateLimit | null
  readonly bulk: RateLimit | null
  readonly monotonicMs: (() => number) | undefined
}

interface ProviderParts {
  readonly desk: Desk
  readonly credentials: Credentials
  readonly limits: Limits
  /** The root of the account's own host. */
  readonly apiUrl: () => string
}

const authentication: Route = {
  method: 'GET',
  isBulk: false,
  answer: () => noSuchCall(404),
}

/** LeadSquared's outer rules: routing, keys, limits, envelopes. What is inside them is in the routes. */
export function leadsquaredProvider({ desk, credentials, limits, apiUrl }: ProviderParts): Provider {
  const { settings, clock, state } = desk
  const windows = { general: windowFor(limits.general, limits), bulk: windowFor(limits.bulk, limits) }

  function throttled(route: Route): PlainAnswer | null {
    const isBulk = route.isBulk === 'sweep' ? settings.sweepsCountAsBulk : route.isBulk
    const limit = isBulk ? limits.bulk : limits.general
    const waitMs = windows[isBulk ? 'bulk' : 'general']?.take() ?? null
    if (limit === null || waitMs === null) return null
    const retryAfter = settings.sendRetryAfter ? Math.max(1, Math.ceil(waitMs / 1_000)) : null
    return tooMany(settings.throttleStatus, limit.requests, limit.windowMs, retryAfter)
  }

  return {
    answer(request) {
      const { pathname } = request.url
      state.settle(clock.nowMs())
      const route = pathname === authenticationPath ? authentication : routes.get(pathname)
      if (route === undefined) return noSuchCall(404)
      if (route.method !== request.method) return noSuchCall(405)
      const caller = credentials.userOf(request)
      if (caller === null) return unauthorized()
      const refusal = throttled(route)
      if (refusal !== null) return refusal
      if (route === authentication) return account(caller, state.team, apiUrl(), settings)
      return carryOut(desk, route, request, caller)
    },
    failure(status, detail, retryAfterSeconds): PlainAnswer {
      const headers = retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) }
      if (status === 401) return unauthorized()
      if (status === 429) {
        const limit = limits.general ?? { requests: 25, windowMs: 5_000 }
        return tooMany(429, limit.requests, limit.windowMs, retryAfterSeconds)
      }
      // A gateway's page, not the vendor's envelope: what failed is not known.
      if (detail === null) {
        const body = `<html><body><h1>${status}</h1></body></html>`
        return { status, headers: { 'content-type': 'text/html', ...headers }, body }
      }
      return failed(status, 'MXException', detail, headers)
    },
    commonHeaders: () => ({ date: new Date(clock.nowMs()).toUTCString() }),
    // Pages are numbered: there are no tokens.
    tokenOf: () => null,
    earlierPage,
    spoil,
  }
}

/** Another region's host: it knows whose keys these are and refuses every other call. */
export function wrongRegionProvider(home: Provider): Provider {
  return {
    ...home,
    answer(request) {
      if (request.url.pathname === authenticationPath) return home.answer(request)
      return routes.has(request.url.pathname) ? unauthorized() : noSuchCall(404)
    },
  }
}

function carryOut(desk: Desk, route: Route, request: PlainRequest, caller: Call['caller']): PlainAnswer {
  try {
    const json = route.method === 'GET' ? undefined : readJson(request)
    const body = isObject(json) ? json : {}
    return route.answer(desk, { caller, search: request.url.searchParams, body, json })
  } catch (error) {
    if (error instanceof BadBody) return failed(400, 'MXInvalidRequestBodyException', error.message)
    if (error instanceof Refusal) return failed(desk.settings.validationStatus, error.exceptionType, error.message)
    if (error instanceof ServerFailure) return failed(500, 'MXException', error.message)
    throw error
  }
}

function readJson({ body, headers }: PlainRequest): unknown {
  if (body === null) throw new BadBody('The body is too large.')
  if (body.trim() === '') return undefined
  if (!(headers['content-type'] ?? '').toLowerCase().startsWith('application/json')) {
    throw new BadBody('The content type has to be application/json.')
  }
  try {
    const json: unknown = JSON.parse(body)
    return json
  } catch {
    throw new BadBody('The body is not valid JSON.')
  }
}

function windowFor(limit: RateLimit | null, { monotonicMs }: Limits): SlidingWindow | null {
  return limit === null ? null : new SlidingWindow(limit, monotonicMs)
}
