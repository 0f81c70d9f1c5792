import type { EventDetailRecord, Outcome, Priority } from '../connector.ts'
import { explain } from './confirm-key.ts'
import type { Session } from './session.ts'
import { messageIdsOf, toMessageDetail } from './threads.ts'

/**
 * One message of the inbox, whole. A note has no more to it than its row, and no request of its own: its detail is empty and
 * nothing is asked.
 */
export async function readEventDetail(
  session: Session,
  activityRemoteId: string,
  priority: Priority,
): Promise<Outcome<EventDetailRecord>> {
  const ids = messageIdsOf(activityRemoteId)
  if (ids === null) return { ok: true, value: noteDetail(activityRemoteId) }
  const answer = await session.client.message(ids.threadId, ids.messageId, priority)
  if (!answer.ok) return { ok: false, failure: await explain(session, answer, priority) }
  return { ok: true, value: toMessageDetail(answer.value, activityRemoteId) }
}

function noteDetail(activityRemoteId: string): EventDetailRecord {
  return {
    activityRemoteId,
    eventType: 'Note',
    secondaryEventType: null,
    description: null,
    summary: null,
    status: null,
    statusReason: null,
    direction: null,
    authorName: null,
    createdAtMs: null,
    modifiedAtMs: null,
    extra: {},
  }
}
