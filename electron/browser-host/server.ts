import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { Gate } from './gate.ts'

export interface HostServerOptions {
  /** Answers for a file of the page by its path ("/", "/assets/x.js"), with the headers that the app gives it. */
  readonly serve: (path: string) => Promise<Response>
  /** The script that goes before the page's own. */
  readonly script: () => string
  readonly connected: (socket: WebSocket) => void
}

const scriptPath = '/__host/preload.js'
const socketPath = '/__host/socket'
/** A note's draft may be 32 million characters, each up to six bytes once escaped. */
const longestMessageBytes = 256 * 1024 * 1024

/** The page's server, on loopback and a port of the system's choosing. */
export class HostServer {
  readonly #options: HostServerOptions
  readonly #server: Server
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: longestMessageBytes })
  readonly #gate: Gate

  private constructor(options: HostServerOptions, server: Server, gate: Gate) {
    this.#options = options
    this.#server = server
    this.#gate = gate
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.#answer(request, response).catch((error: unknown) => {
        console.error(error)
        if (!response.headersSent) response.writeHead(500)
        response.end()
      })
    })
    server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) =>
      this.#upgrade(request, stream, head),
    )
  }

  static async start(options: HostServerOptions): Promise<HostServer> {
    const server = createServer()
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host: '127.0.0.1', port: 0 }, resolve)
    })
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('The page server has no port')
    return new HostServer(options, server, new Gate(address.port))
  }

  /** The address for the user's browser. Whoever has it can use the app. */
  get url(): string {
    return `${this.#gate.origin}/?token=${this.#gate.token}`
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate()
    this.#server.closeAllConnections()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!this.#gate.isOurHost(request.headers)) return refuse(response, 403)
    if (request.method !== 'GET') return refuse(response, 405)
    const url = URL.parse(request.url ?? '/', this.#gate.origin)
    if (url === null) return refuse(response, 400)
    const token = url.searchParams.get('token')
    if (url.pathname === '/' && token !== null) {
      if (!this.#gate.isRightToken(token)) return refuse(response, 403)
      // The token leaves the address bar, the history and every Referer with this redirect.
      response.writeHead(303, {
        location: '/',
        'set-cookie': this.#gate.setCookie,
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      })
      response.end()
      return
    }
    if (!this.#gate.mayLoad(request.headers)) return refuse(response, 403)
    if (url.pathname === scriptPath) return this.#sendScript(response)
    await this.#sendFile(url.pathname, response)
  }

  #sendScript(response: ServerResponse): void {
    response.writeHead(200, {
      'content-type': 'text/javascript; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    })
    response.end(this.#options.script())
  }

  async #sendFile(path: string, response: ServerResponse): Promise<void> {
    const answer = await this.#options.serve(path)
    const isPage = answer.headers.get('content-type')?.startsWith('text/html') ?? false
    const body = isPage ? withScript(await answer.text()) : Buffer.from(await answer.arrayBuffer())
    response.writeHead(answer.status, Object.fromEntries(answer.headers))
    response.end(body)
  }

  #upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    if (request.url !== socketPath || !this.#gate.mayConnect(request.headers)) {
      stream.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
      return
    }
    this.#sockets.handleUpgrade(request, stream, head, this.#options.connected)
  }
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' })
  response.end(status === 403 ? 'Open Fieldpost with the address that it printed when it started.\n' : '')
}

/** As a file and not inline, so that the page's CSP holds here as it does in Electron. */
function withScript(html: string): string {
  return html.replace(/<head(\s[^>]*)?>/i, (head) => `${head}<script src="${scriptPath}"></script>`)
}
