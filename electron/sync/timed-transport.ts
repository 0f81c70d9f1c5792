import type { HttpRequest, Transport } from '../connectors/connector.ts'
import type { Clock } from './clock.ts'
import type { SendWindow } from './outbox/send-window.ts'
import type { ServerClock } from './server-clock.ts'

/**
 * Closest to the network: learns the CRM's time from each answer, and stops a write whose turn ended while it waited for a slot. Nothing
 * of such a write has left, and `unreachable` says so.
 */
export function timedTransport(
  inner: Transport,
  clock: Pick<Clock, 'monotonicMs'>,
  serverClock: ServerClock,
  sendWindow: SendWindow,
): Transport {
  return {
    async send(request: HttpRequest) {
      if (request.isWrite && !sendWindow.letsLeave()) {
        return { kind: 'unreachable', reason: 'Its turn was over before it left.' }
      }
      const beganMonotonicMs = clock.monotonicMs()
      const reply = await inner.send(request)
      serverClock.heard(reply, beganMonotonicMs)
      return reply
    },
  }
}
