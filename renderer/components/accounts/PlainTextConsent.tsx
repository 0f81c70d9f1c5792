import { text } from '../../text.ts'

interface Props {
  readonly isGiven: boolean
  readonly onChange: (isGiven: boolean) => void
}

/** Without a keychain the key is kept only where the user says so. */
export function PlainTextConsent({ isGiven, onChange }: Props) {
  return (
    <label className="consent">
      <input
        type="checkbox"
        data-testid="plain-text-consent"
        checked={isGiven}
        onChange={({ target }) => onChange(target.checked)}
      />
      <span>{text.connect.plainTextConsent}</span>
    </label>
  )
}
