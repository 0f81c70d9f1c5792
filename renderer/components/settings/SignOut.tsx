import { useState } from 'react'
import type { Account } from '../../../electron/ipc/shapes.ts'
import { call } from '../../bridge.ts'
import { oneLine } from '../../display-text.ts'
import { text } from '../../text.ts'
import type { StoreFailure } from '../../text-failure.ts'
import { SaveNotes } from '../outbox/SaveNotes.tsx'
import { ConfirmDialog } from '../shell/ConfirmDialog.tsx'
import { Dialog } from '../shell/Dialog.tsx'
import { useSendFirst } from './use-send-first.ts'

interface Props {
  readonly account: Account
  readonly onClose: () => void
}

/** Takes the key off this computer. Asked once, and once more where notes would have to wait for the next one. */
export function SignOut({ account, onClose }: Props) {
  const [failure, setFailure] = useState<StoreFailure | null>(null)
  const [isSaving, setSaving] = useState(false)
  async function signOut(mayKeepUnsent: boolean) {
    const answer = await call('accounts.signOut', { accountId: account.id, mayKeepUnsent })
    setSaving(false)
    if (answer.ok) onClose()
    else setFailure(answer.error)
  }
  const { isSending, sendFirst, choseOtherwise } = useSendFirst(account.id, () => signOut(false), onClose)
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
              onClick={sendFirst}
            >
              {isSending ? text.settings.sendingNow : text.settings.signOutSend}
            </button>
            <button
              type="button"
              className="button"
              data-testid="sign-out-keep"
              onClick={() => {
                choseOtherwise()
                void signOut(true)
              }}
            >
              {text.settings.signOutKeep}
            </button>
            <button
              type="button"
              className="button"
              data-testid="sign-out-save"
              onClick={() => {
                choseOtherwise()
                setSaving(true)
              }}
            >
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
    <ConfirmDialog
      title={text.settings.signOutTitle(oneLine(account.label))}
      confirm={text.settings.signOutConfirm}
      confirmTestId="sign-out-confirm"
      failure={failure}
      onConfirm={() => void signOut(false)}
      onClose={onClose}
    >
      <p>{text.settings.signOutBody}</p>
    </ConfirmDialog>
  )
}
