import type { PlainAnswer, PlainRequest, Provider } from '../faulty-server.ts'
import type { SandboxClock } from '../sandbox-clock.ts'
import { type RateLimit, SlidingWindow } from '../sliding-window.ts'
import { spoil } from '../spoil.ts'
import { ok, problem, tooManyRequests, unauthorized } from './problem.ts'
import type { ApiRequest, LeadpingRoutes } from './routes.ts'
import type { LeadpingSettings } from './settings.ts'

/** The keys that the API accepts. */
export class Credentials {
  readonly #keys: Set<string>

  constructor(keys: readonly string[]) {
    this.#keys = new Set(keys)
  }

  add(key: string): void {
    this.#keys.add(key)
  }

  /** Without a key: all of them. */
  revoke(key?: string): void {
    if (key === undefined) this.#keys.clear()
    else this.#keys.delete(key)
  }

  accept(authorization: string | undefined): boolean {
    const match = /^Bearer\s+(\S+)\s*$/i.exec(authorization ?? '')
    return match?.[1] !== undefined && this.#keys.has(match[1])
  }
}

interface ProviderParts {
  readonly routes: LeadpingRoutes
  readonly credentials: Credentials
  readonly clock: SandboxClock
  readonly rateLimit: (RateLimit & { readonly monotonicMs: (() => number) | undefined }) | null
  readonly settings: Readonly<LeadpingSettings>
  readonly beforeEach: () => void
}

/** Leadping's outer rules: routing, credentials, rate limit. What is inside them is in the routes. */
export function leadpingProvider(parts: ProviderParts): Provider {
  const { routes, credentials, clock, rateLimit, settings, beforeEach } = parts
  const partitions = { organization: windowFor(rateLimit), anonymous: windowFor(rateLimit) }
  return {
    answer(request) {
      beforeEach()
      if (request.method === 'GET' && request.url.pathname === '/') return ok({ status: 'ok', service: 'leadping-api' })
      const apiRequest = parseRequest(request)
      const carryOut = routes.find(apiRequest)
      // Nothing is mounted there: the framework answers, without a body.
      if (carryOut === null) return { status: 404, headers: {} }
      const isKnown = credentials.accept(request.headers.authorization)
      const waitMs = partitions[isKnown ? 'organization' : 'anonymous']?.take() ?? null
      if (waitMs !== null)
        return tooManyRequests(settings.sendRetryAfter ? Math.max(1, Math.ceil(waitMs / 1_000)) : null)
      if (!isKnown) return unauthorized()
      if (request.body === null) return problem(413, 'The request body is too large.')
      return carryOut()
    },
    failure(status, detail, retryAfterSeconds): PlainAnswer {
      if (status === 401) return unauthorized()
      const headers = retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) }
      return problem(status, detail ?? 'An error was injected.', headers)
    },
    commonHeaders: () => ({ date: new Date(clock.nowMs()).toUTCString() }),
    tokenOf(body) {
      const parsed = parseBody(body)
      const value = parsed.kind === 'json' ? parsed.value : null
      if (typeof value !== 'object' || value === null || !('continuationToken' in value)) return null
      return typeof value.continuationToken === 'string' ? value.continuationToken : null
    },
    spoil,
  }
}

function windowFor(rateLimit: ProviderParts['rateLimit']): SlidingWindow | null {
  return rateLimit === null ? null : new SlidingWindow(rateLimit, rateLimit.monotonicMs)
}

function parseRequest(request: PlainRequest): ApiRequest {
  return {
    method: request.method,
    path: request.url.pathname,
    search: request.url.searchParams,
    body: parseBody(request.body),
  }
}

function parseBody(text: string | null): ApiRequest['body'] {
  if (text === null || text.trim() === '') return { kind: 'none' }
  try {
    return { kind: 'json', value: JSON.parse(text) }
  } catch {
    return { kind: 'malformed' }
  }
}
