import type { ActivityType, NoteForm } from '../../../electron/ipc/shapes.ts'
import { useNow } from '../../clock.ts'
import { oneLine } from '../../display-text.ts'
import { useLiveQuery } from '../../live-query.ts'
import { shownFieldValue } from '../../text-fields.ts'
import { notesText } from '../../text-notes.ts'
import { clockTime, dateWords } from '../../text-time.ts'

interface Props {
  readonly accountId: number
  readonly form: NoteForm
  /** The kind of activity is said elsewhere. */
  readonly isKindShown?: boolean
}

const words = notesText.entry

/** What was said of a note besides its text. Nothing for a plain note. */
export function FormFacts({ accountId, form, isKindShown = false }: Props) {
  const { format, visibility, isDraft, activity } = form
  const chips = [
    visibility === 'private' ? words.private : null,
    isDraft ? words.isDraft : null,
    format === 'html' ? words.html : null,
  ].filter((chip) => chip !== null)
  if (chips.length === 0 && activity === null) return null
  return (
    <div className="form-facts" data-testid="form-facts">
      {chips.length > 0 && (
        <p className="form-chips">
          {chips.map((chip) => (
            <span key={chip} className="chip">
              {chip}
            </span>
          ))}
        </p>
      )}
      {activity !== null && <ActivityFacts accountId={accountId} activity={activity} isKindShown={isKindShown} />}
    </div>
  )
}

type Activity = NonNullable<NoteForm['activity']>

interface ActivityProps {
  readonly accountId: number
  readonly activity: Activity
  readonly isKindShown: boolean
}

function ActivityFacts({ accountId, activity, isKindShown }: ActivityProps) {
  const nowMs = useNow()
  const { data: types } = useLiveQuery('activityTypes.list', { accountId })
  const type = types?.find(({ code }) => code === activity.typeCode)
  return (
    <dl className="form-fact-list">
      {!isKindShown && (
        <div>
          <dt>{notesText.activity.type}</dt>
          <dd dir="auto">{oneLine(activity.typeName)}</dd>
        </div>
      )}
      {activity.occurredAtMs !== null && (
        <div>
          <dt>{words.occurredAt}</dt>
          <dd>{`${dateWords(activity.occurredAtMs, nowMs)}, ${clockTime(activity.occurredAtMs)}`}</dd>
        </div>
      )}
      {activity.fields.map(({ name, value }) => (
        <FieldFact key={name} name={name} value={value} type={type} />
      ))}
    </dl>
  )
}

interface FieldProps {
  readonly name: string
  readonly value: string
  readonly type: ActivityType | undefined
}

/** Under the field's own name where the kind is still known, else under the CRM's. */
function FieldFact({ name, value, type }: FieldProps) {
  const field = type?.fields.find((candidate) => candidate.name === name)
  return (
    <div>
      <dt dir="auto">{oneLine(field?.label ?? name)}</dt>
      <dd dir="auto">{oneLine(field === undefined ? value : shownFieldValue(field.kind, value))}</dd>
    </div>
  )
}
