import { useId } from 'react'
import type { ActivityType, FormProblem } from '../../../electron/ipc/shapes.ts'
import { oneLine } from '../../display-text.ts'
import { inputOfValue, valueOfInput } from '../../field-values.ts'
import { fieldProblemWords, notesText } from '../../text-notes.ts'
import { Icon } from '../icons.tsx'

type Field = ActivityType['fields'][number]

interface Props {
  readonly field: Field
  readonly value: string
  readonly problem: FormProblem['problem'] | null
  readonly onChange: (value: string) => void
}

/** One field of an activity, as its kind asks for it. What is wrong stands beside its name, where nothing moves for it. */
export function FieldInput({ field, value, problem, onChange }: Props) {
  const id = useId()
  const problemId = `${id}-problem`
  return (
    <div
      className={problem === null ? 'form-field' : 'form-field has-problem'}
      data-testid="activity-field"
      data-field={field.name}
    >
      <div className="form-field-head">
        <label htmlFor={id} className="truncate" dir="auto" title={oneLine(field.label)}>
          {oneLine(field.label)}
        </label>
        {field.isMandatory && (
          <span className="form-mandatory" title={notesText.activity.mandatory}>
            *
          </span>
        )}
        <span id={problemId} className="form-problem truncate" role="alert" data-testid="field-problem">
          {problem !== null && fieldProblemWords(problem)}
        </span>
      </div>
      <Control id={id} field={field} value={value} problem={problem} describedBy={problemId} onChange={onChange} />
    </div>
  )
}

interface ControlProps extends Props {
  readonly id: string
  readonly describedBy: string
}

const inputTypes = { text: 'text', number: 'text', date: 'date', date_time: 'datetime-local' } as const

function Control({ id, field, value, problem, describedBy, onChange }: ControlProps) {
  const shared = {
    id,
    'aria-required': field.isMandatory,
    'aria-invalid': problem !== null,
    'aria-describedby': describedBy,
  }
  switch (field.kind) {
    case 'dropdown':
      return <Choice {...shared} options={field.options.map(asOption)} value={value} onChange={onChange} />
    case 'boolean':
      return <Choice {...shared} options={yesAndNo} value={value} onChange={onChange} />
    case 'text':
    case 'number':
    case 'date':
    case 'date_time':
      return (
        <input
          {...shared}
          className="input input-small"
          type={inputTypes[field.kind]}
          inputMode={field.kind === 'number' ? 'decimal' : undefined}
          dir="auto"
          autoComplete="off"
          value={inputOfValue(field.kind, value)}
          onChange={({ target }) => onChange(valueOfInput(field.kind, target.value))}
        />
      )
    default:
      return field.kind satisfies never
  }
}

interface Option {
  readonly value: string
  readonly label: string
}

const asOption = (value: string): Option => ({ value, label: value })
const yesAndNo: readonly Option[] = [
  { value: '1', label: notesText.activity.yes },
  { value: '0', label: notesText.activity.no },
]

interface ChoiceProps {
  readonly id: string
  readonly 'aria-required': boolean
  readonly 'aria-invalid': boolean
  readonly 'aria-describedby': string
  readonly options: readonly Option[]
  readonly value: string
  readonly onChange: (value: string) => void
}

/** An option that the CRM has removed since it was chosen stays in sight. */
function Choice({ options, value, onChange, ...shared }: ChoiceProps) {
  const isGone = value !== '' && !options.some((option) => option.value === value)
  return (
    <span className="select select-small">
      <select {...shared} dir="auto" value={value} onChange={({ target }) => onChange(target.value)}>
        <option value="">{notesText.activity.choose}</option>
        {isGone && <option value={value}>{notesText.activity.chosenGone(value)}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {oneLine(option.label)}
          </option>
        ))}
      </select>
      <Icon name="chevronDown" />
    </span>
  )
}
