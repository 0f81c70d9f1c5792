import { useEffect, useId, useRef, useState } from 'react'
import { call } from '../../bridge.ts'
import { text } from '../../text.ts'
import { type ConnectFailure, connectFailureWords } from '../../text-failure.ts'
import { ErrorMessage } from '../shell/ErrorMessage.tsx'
import { PlainTextConsent } from './PlainTextConsent.tsx'
import { SecretField } from './SecretField.tsx'

const usualBaseUrl = 'https://api.leadping.ai'

/** Connects a Leadping account. What was entered stays until it works. */
export function ConnectForm({ onConnected }: { readonly onConnected?: () => void }) {
  const [baseUrl, setBaseUrl] = useState(usualBaseUrl)
  const [secret, setSecret] = useState('')
  const [mayKeepPlain, setMayKeepPlain] = useState(false)
  const [needsConsent, setNeedsConsent] = useState(false)
  const [failure, setFailure] = useState<ConnectFailure | null>(null)
  const [isBusy, setBusy] = useState(false)
  const urlId = useId()
  const secretField = useRef<HTMLInputElement>(null)
  useEffect(() => secretField.current?.focus(), [])

  async function connect() {
    setBusy(true)
    setFailure(null)
    const answer = await call('accounts.connect', {
      provider: 'leadping',
      baseUrl: baseUrl.trim(),
      secret: secret.trim(),
      allowPlainTextVault: mayKeepPlain,
    }).finally(() => setBusy(false))
    if (answer.ok) return onConnected?.()
    setFailure(answer.error)
    if (answer.error.kind === 'vault_unavailable') setNeedsConsent(true)
  }

  return (
    <form
      className="account-form"
      data-testid="account-form"
      onSubmit={(event) => {
        event.preventDefault()
        void connect()
      }}
    >
      <div className="field">
        <label className="field-label" htmlFor={urlId}>
          {text.connect.baseUrl}
        </label>
        <input
          id={urlId}
          className="input"
          type="text"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          data-testid="base-url"
          value={baseUrl}
          onChange={({ target }) => setBaseUrl(target.value)}
        />
      </div>
      <SecretField ref={secretField} value={secret} onChange={setSecret} />
      {failure !== null && <ErrorMessage words={connectFailureWords(failure)} />}
      {needsConsent && <PlainTextConsent isGiven={mayKeepPlain} onChange={setMayKeepPlain} />}
      <button
        type="submit"
        className="button button-primary button-large"
        disabled={isBusy || secret.trim() === '' || baseUrl.trim() === ''}
        data-testid="connect"
      >
        {isBusy ? text.connect.submitting : text.connect.submit}
      </button>
    </form>
  )
}
