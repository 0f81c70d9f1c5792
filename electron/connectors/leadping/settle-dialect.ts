import type { Failure, Outcome, Priority } from '../connector.ts'
import { type Dialect, dialectHint } from './dialect.ts'
import { readEventDetail } from './event-detail.ts'
import type { Session } from './session.ts'

/**
 * The account's dialect, found out by reading the detail of an event just listed (never by writing). Null where it
 * cannot be found out yet: an account without events, or one that may not read them. Fails only where the next request
 * would fail for the same reason.
 */
export function settleDialect(session: Session, priority: Priority): Promise<Outcome<Dialect | null>> {
  const known = session.known().dialect
  if (known !== null) return Promise.resolve({ ok: true, value: known })
  const shared = underWay.get(session)
  if (shared !== undefined) return shared
  const settling = askDialect(session, priority).finally(() => underWay.delete(session))
  underWay.set(session, settling)
  return settling
}

/** The streams of an account start together: one question answers all of them. */
const underWay = new WeakMap<Session, Promise<Outcome<Dialect | null>>>()

/** The same whatever is remembered: the server may have changed its dialect since. */
export async function askDialect(session: Session, priority: Priority): Promise<Outcome<Dialect | null>> {
  const listed = await session.client.myEvents({ query: {}, dialect: null, priority }, {})
  if (!listed.ok) return inconclusive(listed.failure)
  const event = listed.value.rows[0]
  if (event === undefined) return { ok: true, value: null }
  const detail = await readEventDetail(session, event.id, priority, dialectHint(event))
  return detail.ok ? { ok: true, value: session.known().dialect } : inconclusive(detail.failure)
}

function inconclusive(failure: Failure): Outcome<null> {
  switch (failure.kind) {
    case 'offline':
    case 'timeout':
    case 'throttled':
    case 'unauthorized':
      return { ok: false, failure }
    case 'server':
    case 'rejected':
    case 'contract':
      return { ok: true, value: null }
  }
}
