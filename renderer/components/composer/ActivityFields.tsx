import { useId } from 'react'
import type { ActivityType, FormProblem, NoteForm } from '../../../electron/ipc/shapes.ts'
import { oneLine } from '../../display-text.ts'
import { localInput, msOfLocalInput } from '../../field-values.ts'
import {
  activitySwitches,
  fieldOf,
  shownFields,
  strayFields,
  withField,
  withMoment,
  withSwitch,
  withType,
} from '../../note-form.ts'
import { fieldProblemWords, notesText } from '../../text-notes.ts'
import { Icon } from '../icons.tsx'
import { FieldInput } from './FieldInput.tsx'

interface Props {
  readonly types: readonly ActivityType[]
  readonly form: NoteForm
  readonly problems: readonly FormProblem[]
  /** Whose kinds these are, where they are not the conversation's own account's. */
  readonly accountLabel: string | null
  readonly onFill: (form: NoteForm) => void
  /** Null: nobody remembers which kind was chosen. */
  readonly onType: ((code: string) => void) | null
}

const words = notesText.activity
/** The name under which problems of the kind itself are told. */
const wholeActivity = ''

/** What an activity is besides its text: its kind, when it was, and the fields of the kind. */
export function ActivityFields({ types, form, problems, accountLabel, onFill, onType }: Props) {
  const { activity } = form
  if (activity === null) return <p className="composer-notice">{words.typesMissing}</p>
  const type = types.find(({ code }) => code === activity.typeCode)
  const fields = type === undefined ? [] : [...shownFields(type), ...strayFields(form, type)]
  const problemOf = (name: string) => problems.find(({ fieldName }) => fieldName === name)?.problem ?? null

  function choose(code: string) {
    const chosen = types.find((candidate) => candidate.code === code)
    if (chosen === undefined) return
    onType?.(code)
    onFill(withType(form, chosen, type))
  }

  return (
    <fieldset className="activity-form" aria-label={words.label} data-testid="activity-form">
      {accountLabel !== null && <p className="form-hint">{words.forAccount(oneLine(accountLabel))}</p>}
      <div className="activity-head">
        <TypeChoice types={types} activity={activity} problem={problemOf(wholeActivity)} onChoose={choose} />
        <Moment activity={activity} onChange={(atMs) => onFill(withMoment(form, atMs))} />
      </div>
      {type !== undefined && fields.length > 0 && (
        <fieldset className="activity-fields scroller" aria-label={words.fields}>
          {fields.map((field) => (
            <FieldInput
              key={field.name}
              field={field}
              value={fieldOf(form, field.name)}
              problem={problemOf(field.name)}
              onChange={(value) => onFill(withField(form, type, field.name, value))}
            />
          ))}
        </fieldset>
      )}
      <details className="activity-more">
        <summary>{words.more}</summary>
        <div className="activity-switches">
          {activitySwitches.map((name) => (
            <label key={name} className="check">
              <input
                type="checkbox"
                data-testid={`switch-${name}`}
                checked={activity[name] === true}
                onChange={({ target }) => onFill(withSwitch(form, name, target.checked))}
              />
              {words.switches[name]}
            </label>
          ))}
        </div>
      </details>
    </fieldset>
  )
}

type Activity = NonNullable<NoteForm['activity']>

interface TypeProps {
  readonly types: readonly ActivityType[]
  readonly activity: Activity
  readonly problem: FormProblem['problem'] | null
  readonly onChoose: (code: string) => void
}

function TypeChoice({ types, activity, problem, onChoose }: TypeProps) {
  const problemId = useId()
  const isGone = !types.some(({ code }) => code === activity.typeCode)
  return (
    <label className={problem === null ? 'form-field' : 'form-field has-problem'}>
      <span className="form-field-head">
        {words.type}
        <span id={problemId} className="form-problem truncate" role="alert">
          {problem !== null && fieldProblemWords(problem)}
        </span>
      </span>
      <span className="select select-small">
        <select
          data-testid="activity-type"
          aria-invalid={problem !== null}
          aria-describedby={problemId}
          dir="auto"
          value={activity.typeCode}
          onChange={({ target }) => onChoose(target.value)}
        >
          {isGone && <option value={activity.typeCode}>{words.typeGone(oneLine(activity.typeName))}</option>}
          {types.map(({ code, name }) => (
            <option key={code} value={code}>
              {oneLine(name)}
            </option>
          ))}
        </select>
        <Icon name="chevronDown" />
      </span>
    </label>
  )
}

interface MomentProps {
  readonly activity: Activity
  readonly onChange: (atMs: number | null) => void
}

function Moment({ activity: { occurredAtMs }, onChange }: MomentProps) {
  const hintId = useId()
  return (
    <label className="form-field">
      <span className="form-field-head">
        {words.occurredAt}
        <span id={hintId} className="form-hint">
          {occurredAtMs === null && words.occurredNow}
        </span>
      </span>
      <input
        type="datetime-local"
        className="input input-small"
        aria-describedby={hintId}
        data-testid="occurred-at"
        value={occurredAtMs === null ? '' : localInput(occurredAtMs)}
        onChange={({ target }) => onChange(msOfLocalInput(target.value))}
      />
    </label>
  )
}
