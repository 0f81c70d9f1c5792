import type { Outcome, Priority } from '../connector.ts'
import { type Dialect, otherDialect } from './dialect.ts'
import type { Session } from './session.ts'
import type { EventDetailWire } from './wire.ts'

/**
 * One event's detail, by the path of the known dialect and after a 404 by the other's: a read may try both, and one that
 * answers proves the dialect, also after the server has changed to the other. `hint` goes first while none is known.
 */
export async function readEventDetail(
  session: Session,
  eventId: string,
  priority: Priority,
  hint: Dialect = 'activity',
): Promise<Outcome<EventDetailWire>> {
  const first = session.known().dialect ?? hint
  const outcome = await readBy(session, eventId, priority, first)
  if (outcome.ok || outcome.failure.kind !== 'rejected' || outcome.failure.status !== 404) return outcome
  const second = await readBy(session, eventId, priority, otherDialect(first))
  return second.ok ? second : outcome
}

async function readBy(
  session: Session,
  eventId: string,
  priority: Priority,
  dialect: Dialect,
): Promise<Outcome<EventDetailWire>> {
  const outcome = await session.client.eventDetail(eventId, dialect, priority)
  if (!outcome.ok) return outcome
  const { id } = outcome.value
  if (id !== null && id !== undefined && id !== eventId) {
    const issues = [`id: expected ${eventId}, got ${id}`]
    return { ok: false, failure: { kind: 'contract', issues, mayHaveLanded: false } }
  }
  session.learn({ dialect })
  return outcome
}
