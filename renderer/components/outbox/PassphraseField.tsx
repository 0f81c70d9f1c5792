import { type Ref, useId } from 'react'

interface Props {
  readonly ref?: Ref<HTMLInputElement>
  readonly label: string
  readonly hint: string | null
  readonly value: string
  readonly testId: string
  readonly onChange: (value: string) => void
}

export function PassphraseField({ ref, label, hint, value, testId, onChange }: Props) {
  const id = useId()
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <input
        ref={ref}
        id={id}
        className="input"
        type="password"
        autoComplete="off"
        spellCheck={false}
        aria-describedby={hint === null ? undefined : `${id}-hint`}
        data-testid={testId}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
      {hint !== null && (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      )}
    </div>
  )
}
