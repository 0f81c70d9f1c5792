import type { LeadpingSandbox } from '../../sandbox/leadping/sandbox-core.ts'

export type Json = Record<string, unknown>

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: unknown
}

/** A bare HTTP client with the sandbox's key: no retries, no schemas. */
export async function send(
  sandbox: { readonly url: string; readonly key: string },
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const response = await fetch(`${sandbox.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${sandbox.key}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: parse(text) }
}

export interface Page {
  readonly items: readonly Json[]
  readonly pageSize: unknown
  readonly totalCount: unknown
  readonly continuationToken: string | null
}

/** The reply as a page of a list. @throws where it is none, with what it was. */
export function pageOf(reply: Reply): Page {
  const { json } = reply
  if (!isObject(json) || !Array.isArray(json.items)) throw new Error(`Not a page: ${reply.status} ${reply.text}`)
  return {
    items: json.items.filter(isObject),
    pageSize: json.pageSize,
    totalCount: json.totalCount,
    continuationToken: typeof json.continuationToken === 'string' ? json.continuationToken : null,
  }
}

/** Walks a list to its end. */
export async function walk(sandbox: LeadpingSandbox, path: string, query: Json = {}): Promise<Page[]> {
  const pages: Page[] = []
  let continuationToken: string | null = null
  do {
    const body: Json = { ...query, ...(continuationToken === null ? {} : { continuationToken }) }
    const page = pageOf(await send(sandbox, 'POST', path, body))
    pages.push(page)
    continuationToken = page.continuationToken
  } while (continuationToken !== null && pages.length < 5_000)
  return pages
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
