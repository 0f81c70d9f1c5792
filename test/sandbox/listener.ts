import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

const loopback = '127.0.0.1'
const reopenAttempts = 20

/** An HTTP server on 127.0.0.1 that can vanish from the network and come back on the same port. */
export class Listener {
  readonly #handler: RequestListener
  #server: Server | null = null
  #port: number

  constructor(handler: RequestListener, port: number) {
    this.#handler = handler
    this.#port = port
  }

  get url(): string {
    return `http://${loopback}:${this.#port}`
  }

  get isListening(): boolean {
    return this.#server !== null
  }

  async open(): Promise<void> {
    if (this.#server !== null) return
    const server = createServer(this.#handler)
    // Longer than any test, so that a kept-alive connection never closes under a request on its way.
    server.keepAliveTimeout = 600_000
    server.headersTimeout = 610_000
    server.requestTimeout = 0
    for (let attempt = 1; ; attempt++) {
      const failure = await listen(server, this.#port)
      if (failure === null) break
      if (failure.code !== 'EADDRINUSE' || this.#port === 0 || attempt === reopenAttempts) throw failure
      await wait(50)
    }
    this.#server = server
    this.#port = (server.address() as AddressInfo).port
  }

  /** Stops listening and destroys every connection: from here on a connection attempt is refused. */
  async cut(): Promise<void> {
    const server = this.#server
    if (server === null) return
    this.#server = null
    await new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  }
}

function listen(server: Server, port: number): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    server.once('error', onError)
    server.listen(port, loopback, () => {
      server.off('error', onError)
      resolve(null)
    })
    function onError(error: NodeJS.ErrnoException): void {
      resolve(error)
    }
  })
}
