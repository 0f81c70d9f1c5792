import type { Protocol } from 'electron'

type SchemeHandler = Parameters<Protocol['handle']>[1]

const schemes = new Map<string, SchemeHandler>()

/** Electron's `protocol`: the app serves its page itself, so the browser gets the same files with the same headers. */
export const protocol = {
  // Privileges are the browser's affair here: a page on 127.0.0.1 is a secure context with an origin of its own.
  registerSchemesAsPrivileged(): void {},
  handle(scheme: string, handler: SchemeHandler): void {
    schemes.set(scheme, handler)
  },
} satisfies Pick<Protocol, 'handle' | 'registerSchemesAsPrivileged'>

export async function load(url: string): Promise<Response> {
  const handler = schemes.get(new URL(url).protocol.slice(0, -1))
  if (handler === undefined) throw new Error(`Nothing serves ${url}`)
  return handler(new Request(url))
}
