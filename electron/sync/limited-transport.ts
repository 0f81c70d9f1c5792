import type { HttpReply, HttpRequest, Transport } from '../connectors/connector.ts'
import type { RateLimiter } from './rate-limiter.ts'

/** Puts an account's rate limiter in front of its network. A slot is held until the answer is in, or given up. */
export function limitedTransport(inner: Transport, limiter: RateLimiter): Transport {
  return {
    async send(request: HttpRequest): Promise<HttpReply> {
      const ticket = await limiter.acquire(request.priority)
      if (ticket === null) return { kind: 'unreachable', reason: 'The account was stopped before the request left.' }
      try {
        return await inner.send(request)
      } finally {
        ticket.settle()
      }
    },
  }
}
