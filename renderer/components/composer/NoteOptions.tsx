import type { NoteCapabilities, NoteForm } from '../../../electron/ipc/shapes.ts'
import { notesText } from '../../text-notes.ts'

interface Props {
  readonly capabilities: NoteCapabilities
  readonly form: NoteForm
  readonly onFill: (form: NoteForm) => void
}

const words = notesText.form

/** What the CRM lets be said of a note. Nothing where there is nothing to choose. */
export function NoteOptions({ capabilities: { formats, visibilities, drafts }, form, onFill }: Props) {
  return (
    <>
      {formats.length > 1 && (
        <Choice
          label={words.format}
          testId="note-format"
          options={formats}
          names={words.formats}
          chosen={form.format}
          onChoose={(format) => onFill({ ...form, format })}
        />
      )}
      {visibilities.length > 1 && (
        <Choice
          label={words.visibility}
          testId="note-visibility"
          options={visibilities}
          names={words.visibilities}
          chosen={form.visibility}
          onChoose={(visibility) => onFill({ ...form, visibility })}
        />
      )}
      {drafts && (
        <label className="check" title={words.draftHint}>
          <input
            type="checkbox"
            data-testid="note-draft"
            checked={form.isDraft}
            onChange={({ target }) => onFill({ ...form, isDraft: target.checked })}
          />
          {words.draft}
        </label>
      )}
    </>
  )
}

interface ChoiceProps<T extends string> {
  readonly label: string
  readonly testId: string
  readonly options: readonly T[]
  readonly names: Readonly<Record<T, string>>
  readonly chosen: T | null
  readonly onChoose: (option: T) => void
}

function Choice<T extends string>({ label, testId, options, names, chosen, onChoose }: ChoiceProps<T>) {
  return (
    <fieldset className="note-choice" aria-label={label} title={label} data-testid={testId}>
      {options.map((option) => (
        <label key={option} className="note-choice-option">
          <input
            type="radio"
            className="visually-hidden"
            name={testId}
            data-testid={`${testId}-${option}`}
            checked={option === chosen}
            onChange={() => onChoose(option)}
          />
          <span>{names[option]}</span>
        </label>
      ))}
    </fieldset>
  )
}
