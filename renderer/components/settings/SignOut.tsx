import { useState } from 'react'
import type { Account } from '../../../electron/ipc/shapes.ts'
import { call } from '../../bridge.ts'
import { oneLine } from '../../display-text.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { text } from '../../text.ts'
import { type StoreFailure, storeFailureWords } from '../../text-failure.ts'
import { SaveNotes } from '../outbox/SaveNotes.tsx'
import { Dialog } from '../shell/Dialog.tsx'
import { ErrorMessage } from '../shell/ErrorMessage.tsx'

interface Props {
  readonly account: Account
  readonly onClose: () => void
}

/** Takes the key off this computer. Asked once, and once more where notes would have to wait for the next one. */
export function SignOut({ account, onClose }: Props) {
  const [failure, setFailure] = useState<StoreFailure | null>(null)
  const [isSaving, setSaving] = useState(false)
  const [isSending, setSending] = useState(false)
  async function signOut(mayKeepUnsent: boolean) {
    const answer = await call('accounts.signOut', { accountId: account.id, mayKeepUnsent })
    setSaving(false)
    if (answer.ok) onClose()
    else setFailure(answer.error)
  }
  /** What could not be sent is shown in the outbox, with the reason. */
  async function sendFirst() {
    setSending(true)
    const answer = await call('outbox.sendNow', { accountId: account.id })
    setSending(false)
    if (answer.ok && answer.unsent === 0) return signOut(false)
    onClose()
    useWorkspace.getState().show('outbox')
  }
  if (isSaving) {
    return <SaveNotes accountId={account.id} onSaved={() => void signOut(true)} onClose={() => setSaving(false)} />
  }
  if (failure?.kind === 'unsent_notes') {
    return (
      <Dialog title={text.settings.unsentTitle} onClose={onClose}>
        <div className="dialog-body">
          <p>{text.settings.signOutUnsentBody}</p>
          <div className="dialog-choices">
            <button
              type="button"
              className="button button-primary"
              data-testid="sign-out-send"
              disabled={isSending}
              onClick={() => void sendFirst()}
            >
              {isSending ? text.settings.sendingNow : text.settings.signOutSend}
            </button>
            <button type="button" className="button" data-testid="sign-out-keep" onClick={() => void signOut(true)}>
              {text.settings.signOutKeep}
            </button>
            <button type="button" className="button" data-testid="sign-out-save" onClick={() => setSaving(true)}>
              {text.settings.signOutSave}
            </button>
            <button type="button" className="button" onClick={onClose}>
              {text.settings.stay}
            </button>
          </div>
        </div>
      </Dialog>
    )
  }
  return (
    <Dialog title={text.settings.signOutTitle(oneLine(account.label))} onClose={onClose}>
      <div className="dialog-body">
        <p>{text.settings.signOutBody}</p>
        {failure !== null && <ErrorMessage words={storeFailureWords(failure)} />}
      </div>
      <footer className="dialog-foot">
        <button type="button" className="button" onClick={onClose}>
          {text.common.cancel}
        </button>
        <button
          type="button"
          className="button button-danger"
          data-testid="sign-out-confirm"
          onClick={() => void signOut(false)}
        >
          {text.settings.signOutConfirm}
        </button>
      </footer>
    </Dialog>
  )
}
