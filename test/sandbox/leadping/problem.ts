/** An answer before it is written: `body` is JSON, or absent for an empty body. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Content Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

export function ok(body: unknown): Answer {
  return { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body }
}

/** Problem Details, as the API documents its errors. */
export function problem(status: number, detail: string | null, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    body: { type: 'about:blank', title: titles[status] ?? 'Error', status, detail, instance: null },
  }
}

export function unauthorized(): Answer {
  return problem(401, 'The access token or API key is missing, invalid or expired.', {
    'www-authenticate': 'Bearer resource_metadata="https://api.leadping.ai/.well-known/oauth-protected-resource"',
  })
}

/** `retryAfterSeconds` null: the header is left out, which the API allows itself. */
export function tooManyRequests(retryAfterSeconds: number | null): Answer {
  return problem(
    429,
    'The rate limit of this organization is used up. The request was not processed.',
    retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) },
  )
}

/** Thrown inside a route where the request does not keep to the contract; becomes a 400. */
export class BadRequest extends Error {}
