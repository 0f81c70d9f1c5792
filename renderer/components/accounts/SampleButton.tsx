import { useState } from 'react'
import type { ProviderDescription } from '../../../electron/ipc/shapes.ts'
import { call } from '../../bridge.ts'
import { text } from '../../text.ts'
import { type ConnectFailure, connectFailureWords } from '../../text-failure.ts'
import { ErrorMessage } from '../shell/ErrorMessage.tsx'

interface Props {
  readonly description: ProviderDescription
  readonly onConnected: () => void
}

/** A workspace of made-up customers, to look around without an account. */
export function SampleButton({ description, onConnected }: Props) {
  const [failure, setFailure] = useState<ConnectFailure | null>(null)
  const [isBusy, setBusy] = useState(false)
  async function connect() {
    setBusy(true)
    const answer = await call('accounts.connect', {
      provider: description.provider,
      baseUrl: description.defaultBaseUrl,
      secret: '',
      allowPlainTextVault: false,
    }).finally(() => setBusy(false))
    if (answer.ok) onConnected()
    else setFailure(answer.error)
  }
  return (
    <>
      <button
        type="button"
        className="button button-large"
        disabled={isBusy}
        data-testid="sample"
        onClick={() => void connect()}
      >
        {text.firstRun.sample}
      </button>
      {failure !== null && <ErrorMessage words={connectFailureWords(failure, description)} />}
    </>
  )
}
