import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { HttpRequest } from '../../../electron/connectors/connector.ts'
import { createFetchTransport } from '../../../electron/connectors/fetch-transport.ts'
import { systemClock } from '../../../electron/sync/clock.ts'

const open: Server[] = []
const sockets = new Set<Socket>()
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  sockets.clear()
  await Promise.all(open.splice(0).map((server) => new Promise((closed) => server.close(closed))))
})

async function listen(server: Server): Promise<string> {
  open.push(server)
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined) // a client that goes away is part of these tests
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('expected a port')
  return `http://127.0.0.1:${address.port}`
}

const http = (listener: RequestListener) => listen(createHttpServer(listener))
/** A server that says exactly this, whatever it is asked, and then does as told with the connection. */
const raw = (bytes: string | Buffer, end: 'end' | 'destroy' | 'keep') =>
  listen(
    createTcpServer((socket) => {
      socket.once('data', () => {
        socket.write(bytes, () => {
          if (end === 'end') socket.end()
          if (end === 'destroy') socket.destroy()
        })
      })
    }),
  )

const transport = (given: { timeoutMs?: number; maxBodyBytes?: number } = {}) =>
  createFetchTransport({ clock: systemClock, timeoutMs: 5_000, maxBodyBytes: 1_000_000, ...given })

const request = (url: string, given: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url,
  headers: {},
  body: null,
  priority: 'on_demand',
  isWrite: false,
  ...given,
})

/** Time that moves at once and only when told to. */
class HandClock {
  nowMs = 0
  readonly #timers = new Set<{ readonly atMs: number; readonly task: () => void }>()

  get pending(): number {
    return this.#timers.size
  }

  schedule(delayMs: number, task: () => void): () => void {
    const timer = { atMs: this.nowMs + delayMs, task }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  advance(byMs: number): void {
    this.nowMs += byMs
    for (const timer of this.#timers) {
      if (timer.atMs > this.nowMs) continue
      this.#timers.delete(timer)
      timer.task()
    }
  }
}

describe('the HTTP transport', () => {
  it('sends method, headers and body, and brings back status, headers in lower case and the whole body', async () => {
    let seen = ''
    const url = await http((asked, answer) => {
      asked.on('data', (chunk) => {
        seen += chunk
      })
      asked.on('end', () => {
        seen = `${asked.method} ${asked.url} ${asked.headers.authorization} ${seen}`
        answer.writeHead(418, { 'Retry-After': '5', 'X-Thing': 'yes' })
        answer.write('Gr')
        answer.end('üße 👋')
      })
    })
    const reply = await transport().send(
      request(`${url}/a?b=c`, { method: 'POST', headers: { authorization: 'Bearer x' }, body: '{"ü":1}' }),
    )
    expect(seen).toBe('POST /a?b=c Bearer x {"ü":1}')
    expect(reply).toMatchObject({ kind: 'answer', status: 418, body: 'Grüße 👋' })
    expect(reply.kind === 'answer' && reply.headers).toMatchObject({ 'retry-after': '5', 'x-thing': 'yes' })
  })

  it('an answer without a body is an answer', async () => {
    const url = await http((_, answer) => answer.writeHead(204).end())
    expect(await transport().send(request(url))).toMatchObject({ kind: 'answer', status: 204, body: '' })
  })

  it.each(['GET', 'POST'] as const)('a redirect of a %s is an answer and is not followed', async (method) => {
    const asked: string[] = []
    const url = await http((incoming, answer) => {
      asked.push(incoming.url ?? '')
      answer.writeHead(307, { location: '/elsewhere' }).end()
    })
    const reply = await transport().send(request(`${url}/here`, { method, body: method === 'POST' ? '{}' : null }))
    expect(reply).toMatchObject({ kind: 'answer', status: 307 })
    expect(asked).toEqual(['/here'])
  })

  it('a refused connection means that nothing left', async () => {
    const url = await http((_, answer) => answer.end())
    await Promise.all(open.splice(0).map((server) => new Promise((closed) => server.close(closed))))
    expect(await transport().send(request(url, { isWrite: true }))).toEqual({
      kind: 'unreachable',
      reason: 'ECONNREFUSED',
    })
  })

  it('a name that does not exist means that nothing left', async () => {
    const reply = await transport({ timeoutMs: 15_000 }).send(request('https://nowhere.invalid/'))
    expect(reply.kind).toBe('unreachable')
  })

  it('a credential is not sent in the clear to another machine', async () => {
    const reply = await transport().send(request('http://api.leadping.example/users/me'))
    expect(reply).toEqual({ kind: 'unreachable', reason: 'the address is not https' })
  })

  it('a connection that ends before the answer is cut', async () => {
    const url = await raw('', 'destroy')
    expect((await transport().send(request(url, { method: 'POST', body: '{}' }))).kind).toBe('cut')
  })

  it('a body shorter than announced is cut', async () => {
    const url = await raw('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"items":[', 'end')
    expect((await transport().send(request(url))).kind).toBe('cut')
  })

  it('a chunked body without its end is cut', async () => {
    const url = await raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"ite\r\n', 'end')
    expect((await transport().send(request(url))).kind).toBe('cut')
  })

  it('what is not HTTP is cut', async () => {
    const url = await raw('220 mail.example ESMTP\r\n', 'end')
    expect((await transport().send(request(url))).kind).toBe('cut')
  })

  it('an answer that does not come in time is cut, before its head as well as in its body', async () => {
    const silent = await raw('', 'keep')
    const half = await raw('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"items":[', 'keep')
    for (const url of [silent, half]) {
      expect(await transport({ timeoutMs: 100 }).send(request(url))).toEqual({
        kind: 'cut',
        reason: 'no complete answer within 100 ms',
      })
    }
  })

  it('an answer larger than allowed is cut, announced or not', async () => {
    const announced = await http((_, answer) => answer.end('x'.repeat(2_000)))
    const streamed = await http((_, answer) => {
      for (let chunk = 0; chunk < 20; chunk += 1) answer.write('x'.repeat(100))
      answer.end()
    })
    for (const url of [announced, streamed]) {
      expect(await transport({ maxBodyBytes: 1_000 }).send(request(url))).toMatchObject({
        kind: 'cut',
        reason: expect.stringContaining('1000 bytes'),
      })
      expect((await transport({ maxBodyBytes: 2_000 }).send(request(url))).kind).toBe('answer')
    }
  })

  describe('sending a file', () => {
    const timeoutMs = 30_000
    const pieces = 16
    const bytes = new Uint8Array(pieces * 64 * 1024)
    const fileTo = (url: string, onProgress: (sentBytes: number) => void): HttpRequest =>
      request(url, {
        method: 'POST',
        isWrite: true,
        body: {
          kind: 'file',
          partName: 'file',
          file: { fileName: 'roof.jpg', mediaType: 'image/jpeg', bytes },
          onProgress,
        },
      })
    const sendBy = (clock: HandClock, asked: HttpRequest) =>
      createFetchTransport({ clock, timeoutMs, maxBodyBytes: 1_000 }).send(asked)

    it('takes as long as it takes while pieces of it leave', async () => {
      let received = 0
      const url = await http((asked, answer) => {
        asked.on('data', (chunk: Buffer) => {
          received += chunk.byteLength
        })
        asked.on('end', () => answer.end('ok'))
      })
      const clock = new HandClock()
      const slowly = fileTo(url, () => clock.advance(timeoutMs - 1))
      expect(await sendBy(clock, slowly)).toMatchObject({ kind: 'answer', status: 200 })
      expect(clock.nowMs).toBeGreaterThan(pieces * (timeoutMs - 1))
      expect(received).toBeGreaterThan(bytes.byteLength)
    })

    it('is cut where no piece of it leaves any more', async () => {
      const url = await http((asked) => asked.resume())
      const clock = new HandClock()
      const stuck = fileTo(url, (sentBytes) => {
        if (sentBytes > bytes.byteLength / 2) clock.advance(timeoutMs)
      })
      expect((await sendBy(clock, stuck)).kind).toBe('cut')
    })

    it('is cut where the answer to all of it does not come in time', async () => {
      const clock = new HandClock()
      const url = await http((asked) => {
        asked.resume()
        asked.on('end', () => clock.advance(timeoutMs))
      })
      expect(
        (
          await sendBy(
            clock,
            fileTo(url, () => undefined),
          )
        ).kind,
      ).toBe('cut')
    })

    it('leaves no timer behind where the answer comes before the end of the file', async () => {
      const url = await http((_, answer) => answer.writeHead(413, { connection: 'close' }).end())
      const clock = new HandClock()
      await sendBy(
        clock,
        fileTo(url, () => undefined),
      )
      expect(clock.pending).toBe(0)
    })
  })

  it('cancels its timer once the answer is in', async () => {
    const url = await http((_, answer) => answer.end('ok'))
    let pending = 0
    const clock = {
      schedule: () => {
        pending += 1
        return () => {
          pending -= 1
        }
      },
    }
    await createFetchTransport({ clock, timeoutMs: 1_000, maxBodyBytes: 1_000 }).send(request(url))
    expect(pending).toBe(0)
  })

  it.each([
    { timeoutMs: 0, maxBodyBytes: 1 },
    { timeoutMs: Number.NaN, maxBodyBytes: 1 },
    { timeoutMs: 1, maxBodyBytes: -1 },
  ])('is not built with %j', (options) => {
    expect(() => createFetchTransport({ clock: systemClock, ...options })).toThrow(RangeError)
  })
})
