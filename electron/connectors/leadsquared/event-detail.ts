import type { EventDetailRecord, Outcome, Priority } from '../connector.ts'
import { noteInWords } from './note-words.ts'
import type { Session } from './session.ts'
import { type FieldWire, fieldWire } from './wire.ts'

/** Everything an activity says: its note, and its fields under the names that people know. */
export async function readEventDetail(
  session: Session,
  activityId: string,
  priority: Priority,
): Promise<Outcome<EventDetailRecord>> {
  const outcome = await session.client.activityDetails(activityId, priority)
  if (!outcome.ok) return outcome
  const { Fields: given, ...detail } = outcome.value
  const fields = (given ?? []).flatMap((field): readonly FieldWire[] => {
    const parsed = fieldWire.safeParse(field)
    return parsed.success ? [parsed.data] : []
  })
  const textOf = (name: string): string | null => fields.find((field) => field.SchemaName === name)?.Value ?? null
  const told = fields.filter((field) => field.Value !== null && !ownColumns.includes(field.SchemaName))
  const inWords = told.map((field) => `${field.DisplayName ?? field.SchemaName}: ${field.Value}`).join('\n')
  return {
    ok: true,
    value: {
      activityRemoteId: activityId,
      eventType: detail.DisplayName ?? detail.Name,
      secondaryEventType: null,
      description: inWords === '' ? null : inWords,
      summary: noteInWords(textOf(noteField)),
      status: textOf(statusField),
      statusReason: null,
      direction: null,
      authorName: null,
      createdAtMs: null,
      modifiedAtMs: null,
      extra: { ...detail, Fields: given ?? [] },
    },
  }
}

const noteField = 'ActivityEvent_Note'
const statusField = 'Status'
const ownColumns: readonly string[] = [noteField, statusField]
