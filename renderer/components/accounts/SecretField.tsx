import { type Ref, useId, useState } from 'react'
import { text } from '../../text.ts'

interface Props {
  readonly ref?: Ref<HTMLInputElement> | undefined
  readonly label: string
  readonly hint: string | null
  readonly value: string
  readonly onChange: (value: string) => void
}

export function SecretField({ ref, label, hint, value, onChange }: Props) {
  const [isShown, setShown] = useState(false)
  const id = useId()
  return (
    <div className="field">
      <div className="field-row">
        <label className="field-label" htmlFor={id}>
          {label}
        </label>
        <button type="button" className="link-button" onClick={() => setShown(!isShown)}>
          {isShown ? text.connect.hideSecret : text.connect.showSecret}
        </button>
      </div>
      <input
        ref={ref}
        id={id}
        className="input"
        type={isShown ? 'text' : 'password'}
        autoComplete="off"
        spellCheck={false}
        aria-describedby={hint === null ? undefined : `${id}-hint`}
        data-testid="secret"
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
