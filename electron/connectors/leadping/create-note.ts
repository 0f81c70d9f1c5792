import type { ActivityRecord, NoteToSend, Outcome } from '../connector.ts'
import { type Dialect, otherDialect } from './dialect.ts'
import { authorKey, toActivity } from './mapping.ts'
import type { Session } from './session.ts'
import { askDialect, settleDialect } from './settle-dialect.ts'
import type { EventRowWire } from './wire.ts'

/**
 * Creates the note, once. A second request goes out only where the first was answered with 404, so that nothing was created, and the path may
 * have been the other generation's: the dialect could not be found out by reading, or a read now shows another than the one remembered.
 */
export async function createNote(session: Session, note: NoteToSend): Promise<Outcome<ActivityRecord>> {
  const dialect = await settleDialect(session, 'push')
  if (!dialect.ok) return dialect // a failed read: the note has not left
  const first = dialect.value ?? 'activity'
  const outcome = await createBy(session, note, first)
  if (outcome.ok || outcome.failure.kind !== 'rejected' || outcome.failure.status !== 404) return outcome
  if (dialect.value === null) return createBy(session, note, otherDialect(first))
  const now = await askDialect(session, 'push')
  if (!now.ok) return now // a failed read: whether it was the path is still to be found out
  return now.value === null || now.value === first ? outcome : createBy(session, note, now.value)
}

async function createBy(session: Session, note: NoteToSend, dialect: Dialect): Promise<Outcome<ActivityRecord>> {
  const outcome = await session.client.createNote(note.conversationRemoteId, note.text, dialect)
  if (!outcome.ok) return outcome
  const activity = toActivity(completed(outcome.value, note))
  session.learn({ dialect, noteAuthor: authorKey(activity) ?? session.known().noteAuthor })
  return { ok: true, value: activity }
}

/** The answer is a row like any other, but what it leaves out is known here. */
function completed(row: EventRowWire, note: NoteToSend): EventRowWire {
  const hasType = (row.timelineType ?? row.activityType ?? null) !== null
  return {
    ...row,
    ...(hasType ? {} : { activityType: 'Note' }),
    conversationId: row.conversationId ?? note.conversationRemoteId,
    leadId: row.leadId ?? note.leadRemoteId,
  }
}
