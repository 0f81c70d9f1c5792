import { useEffect, useRef, useState } from 'react'
import type { Account } from '../../../electron/ipc/shapes.ts'
import { call } from '../../bridge.ts'
import { oneLine } from '../../display-text.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { text } from '../../text.ts'
import { type ConnectFailure, connectFailureWords } from '../../text-failure.ts'
import { Dialog } from '../shell/Dialog.tsx'
import { ErrorMessage } from '../shell/ErrorMessage.tsx'
import { PlainTextConsent } from './PlainTextConsent.tsx'
import { SecretField } from './SecretField.tsx'

export function Reauthenticate({ account }: { readonly account: Account }) {
  const closeOverlay = useWorkspace((state) => state.closeOverlay)
  const [secret, setSecret] = useState('')
  const [mayKeepPlain, setMayKeepPlain] = useState(false)
  const [needsConsent, setNeedsConsent] = useState(false)
  const [failure, setFailure] = useState<ConnectFailure | null>(null)
  const [isBusy, setBusy] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])

  async function signIn() {
    setBusy(true)
    setFailure(null)
    const answer = await call('accounts.reauthenticate', {
      accountId: account.id,
      secret: secret.trim(),
      allowPlainTextVault: mayKeepPlain,
    }).finally(() => setBusy(false))
    if (answer.ok) return closeOverlay()
    setFailure(answer.error)
    if (answer.error.kind === 'vault_unavailable') setNeedsConsent(true)
  }

  return (
    <Dialog title={text.reauthenticate.title} onClose={closeOverlay}>
      <form
        className="dialog-body"
        data-testid="reauthenticate-form"
        onSubmit={(event) => {
          event.preventDefault()
          void signIn()
        }}
      >
        <p>{text.reauthenticate.body(oneLine(account.label))}</p>
        <SecretField ref={field} value={secret} onChange={setSecret} />
        {failure !== null && <ErrorMessage words={connectFailureWords(failure)} />}
        {needsConsent && <PlainTextConsent isGiven={mayKeepPlain} onChange={setMayKeepPlain} />}
        <button
          type="submit"
          className="button button-primary button-large"
          disabled={isBusy || secret.trim() === ''}
          data-testid="reauthenticate"
        >
          {isBusy ? text.connect.submitting : text.reauthenticate.submit}
        </button>
      </form>
    </Dialog>
  )
}
