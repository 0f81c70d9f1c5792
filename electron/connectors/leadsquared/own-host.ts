import type { UserWire } from './wire.ts'

/**
 * Where the account lives, when that is not the address that was asked; null where it is, or where the answer does not say. A bare host is
 * taken for HTTPS. Only a neighbour of the asked host is believed: the keys go there next.
 */
export function ownHostOf(user: UserWire, askedUrl: string): string | null {
  const services = Object.entries(user.LSQCommonServiceURLs ?? {})
  const given = services.find(([name]) => name.toLowerCase() === 'api')?.[1]
  const own = typeof given === 'string' ? parseHost(given.trim()) : null
  const asked = parseHost(askedUrl)
  if (own === null || asked === null || own.host === asked.host) return null
  if (isLoopback(own) && isLoopback(asked)) return `${asked.protocol}//${own.host}`
  return isNeighbour(own, asked) ? `https://${own.host}` : null
}

function parseHost(text: string): URL | null {
  try {
    const url = new URL(/^https?:\/\//i.test(text) ? text : `https://${text}`)
    return url.hostname === '' ? null : url
  } catch {
    return null
  }
}

function isLoopback({ hostname }: URL): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)
}

function isNeighbour(own: URL, asked: URL): boolean {
  const domain = (url: URL): string => url.hostname.split('.').slice(-2).join('.')
  return domain(own) === domain(asked) && !isLoopback(own)
}
