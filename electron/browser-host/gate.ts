import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/**
 * Who may talk to the host. Other web pages and other programs of this machine can reach 127.0.0.1 too, so:
 * - the Host header is exactly ours: a name that a stranger points at 127.0.0.1 (DNS rebinding) is turned away;
 * - the first visit brings the token of the printed address, and is sent on with a cookie that scripts cannot read and
 *   other sites cannot send; every later request brings that cookie;
 * - a request that a browser says comes from elsewhere is turned away, and the WebSocket's Origin is exactly ours.
 */
export class Gate {
  /** 256 bits, in the printed address. */
  readonly token: string
  readonly #cookieName: string
  readonly #cookieValue: string
  readonly #host: string

  constructor(port: number, random: (bytes: number) => Buffer = randomBytes) {
    this.token = random(32).toString('base64url')
    this.#cookieValue = random(32).toString('base64url')
    // Cookies know no ports: two hosts side by side must not overwrite each other's.
    this.#cookieName = `fieldpost-host-${port}`
    this.#host = `127.0.0.1:${port}`
  }

  get origin(): string {
    return `http://${this.#host}`
  }

  isOurHost(headers: IncomingHttpHeaders): boolean {
    return headers.host === this.#host
  }

  isRightToken(token: string): boolean {
    return isSame(token, this.token)
  }

  /** For the answer to the right token. */
  get setCookie(): string {
    return `${this.#cookieName}=${this.#cookieValue}; Path=/; HttpOnly; SameSite=Strict`
  }

  /** A file of the page, asked for by the page itself or by the user's address bar. */
  mayLoad(headers: IncomingHttpHeaders): boolean {
    const site = headers['sec-fetch-site']
    if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
    if (headers.origin !== undefined && headers.origin !== this.origin) return false
    return this.isOurHost(headers) && this.#hasCookie(headers)
  }

  mayConnect(headers: IncomingHttpHeaders): boolean {
    return this.isOurHost(headers) && headers.origin === this.origin && this.#hasCookie(headers)
  }

  #hasCookie(headers: IncomingHttpHeaders): boolean {
    const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim())
    const prefix = `${this.#cookieName}=`
    return pairs.some((pair) => pair.startsWith(prefix) && isSame(pair.slice(prefix.length), this.#cookieValue))
  }
}

/** Compared as digests: equal lengths, and no time that tells how much of a guess was right. */
function isSame(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(left), digest(right))
}
