import { type Ref, useId, useState } from 'react'
import { text } from '../../text.ts'

interface Props {
  readonly ref: Ref<HTMLInputElement>
  readonly value: string
  readonly onChange: (value: string) => void
}

export function SecretField({ ref, value, onChange }: Props) {
  const [isShown, setShown] = useState(false)
  const id = useId()
  return (
    <div className="field">
      <div className="field-row">
        <label className="field-label" htmlFor={id}>
          {text.connect.secret}
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
        aria-describedby={`${id}-hint`}
        data-testid="secret"
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
      <p id={`${id}-hint`} className="field-hint">
        {text.connect.secretHint}
      </p>
    </div>
  )
}
