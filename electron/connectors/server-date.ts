import type { HttpReply } from './connector.ts'

/**
 * What an answer says of the CRM's clock (RFC 9110, 6.6.1), ms UTC, cut to the second. `not_its_own`: it does not come from the CRM as it stands
 * there: a captive portal has a clock of its own, and speaks HTML; a cache repeats an old Date, and says so.
 */
export type ServerDate =
  | { readonly kind: 'told'; readonly atMs: number }
  | { readonly kind: 'untold' }
  | { readonly kind: 'not_its_own' }

/** A difference this large between the passing of wall and monotonic time is a sleep or a clock that was set, ms. */
export const clockJumpMs = 2_000

export function serverDateOf(reply: HttpReply): ServerDate {
  if (reply.kind !== 'answer') return { kind: 'not_its_own' }
  const { headers } = reply
  if (!/\bjson\b/i.test(headers['content-type'] ?? '') || 'age' in headers) return { kind: 'not_its_own' }
  const atMs = Date.parse(headers.date ?? '')
  return Number.isFinite(atMs) ? { kind: 'told', atMs } : { kind: 'untold' }
}
