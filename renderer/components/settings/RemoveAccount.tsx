import { useState } from 'react'
import type { Account } from '../../../electron/ipc/shapes.ts'
import { call } from '../../bridge.ts'
import { oneLine } from '../../display-text.ts'
import { useWorkspace } from '../../stores/workspace.ts'
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

/** Removing is asked once, and once more where notes would be lost by it. */
export function RemoveAccount({ account, onClose }: Props) {
  const [failure, setFailure] = useState<StoreFailure | null>(null)
  const [isSaving, setSaving] = useState(false)
  const hasUnsent = failure?.kind === 'unsent_notes'
  async function remove(consent: { readonly discardUnsent: boolean; readonly areUnsentSaved: boolean }) {
    const answer = await call('accounts.remove', { accountId: account.id, ...consent })
    setSaving(false)
    if (!answer.ok) return setFailure(answer.error)
    const { accountId, chooseAccount } = useWorkspace.getState()
    if (accountId === account.id) chooseAccount(null)
    onClose()
  }
  const removeNow = () => remove({ discardUnsent: false, areUnsentSaved: false })
  const { isSending, sendFirst, choseOtherwise } = useSendFirst(account.id, removeNow, onClose)
  if (isSaving) {
    return (
      <SaveNotes
        accountId={account.id}
        onSaved={() => void remove({ discardUnsent: false, areUnsentSaved: true })}
        onClose={() => setSaving(false)}
      />
    )
  }
  if (hasUnsent) {
    return (
      <Dialog title={text.settings.unsentTitle} onClose={onClose}>
        <div className="dialog-body">
          <p>{text.settings.unsentBody}</p>
          <div className="dialog-choices">
            <button
              type="button"
              className="button button-primary"
              data-testid="remove-send"
              disabled={isSending}
              onClick={sendFirst}
            >
              {isSending ? text.settings.sendingNow : text.settings.unsentSend}
            </button>
            {!account.isMadeUp && (
              <button
                type="button"
                className="button"
                data-testid="remove-save"
                onClick={() => {
                  choseOtherwise()
                  setSaving(true)
                }}
              >
                {text.settings.unsentSave}
              </button>
            )}
            <button
              type="button"
              className="button button-danger"
              data-testid="remove-discard"
              onClick={() => {
                choseOtherwise()
                void remove({ discardUnsent: true, areUnsentSaved: false })
              }}
            >
              {text.settings.unsentDiscard}
            </button>
            <button type="button" className="button" data-testid="remove-keep" onClick={onClose}>
              {text.settings.unsentKeep}
            </button>
          </div>
        </div>
      </Dialog>
    )
  }
  return (
    <ConfirmDialog
      title={text.settings.removeTitle(oneLine(account.label))}
      confirm={text.settings.removeConfirm}
      confirmTestId="remove-confirm"
      failure={failure}
      onConfirm={() => void removeNow()}
      onClose={onClose}
    >
      <p>{text.settings.removeBody}</p>
    </ConfirmDialog>
  )
}
