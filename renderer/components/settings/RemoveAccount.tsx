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

interface Consent {
  readonly discardUnsent: boolean
  readonly areUnsentSaved: boolean
  readonly discardDrafts: boolean
}

const noConsent: Consent = { discardUnsent: false, areUnsentSaved: false, discardDrafts: false }

/** Removing is asked once, and once more where notes would be lost by it, and where drafts would. */
export function RemoveAccount({ account, onClose }: Props) {
  const [failure, setFailure] = useState<StoreFailure | null>(null)
  const [isSaving, setSaving] = useState(false)
  const hasUnsent = failure?.kind === 'unsent_notes'
  const [consented, setConsented] = useState(noConsent)
  async function remove(consent: Consent) {
    setConsented(consent)
    const { openedId } = useWorkspace.getState()
    const opened = openedId === null ? null : await call('conversation.get', { conversationId: openedId })
    const answer = await call('accounts.remove', { accountId: account.id, ...consent })
    setSaving(false)
    if (!answer.ok) return setFailure(answer.error)
    const { accountId, chooseAccount, close } = useWorkspace.getState()
    if (accountId === account.id) chooseAccount(null)
    if (opened?.accountId === account.id) close(opened.id)
    onClose()
  }
  const removeNow = () => remove(noConsent)
  const { isSending, sendFirst, choseOtherwise } = useSendFirst(account.id, removeNow, onClose)
  if (isSaving) {
    return (
      <SaveNotes
        accountId={account.id}
        onSaved={() => void remove({ ...noConsent, areUnsentSaved: true })}
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
                void remove({ ...noConsent, discardUnsent: true })
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
  if (failure?.kind === 'unsent_drafts') {
    return (
      <ConfirmDialog
        title={text.settings.draftsTitle}
        confirm={text.settings.draftsDiscard}
        confirmTestId="remove-drafts"
        cancel={text.settings.unsentKeep}
        failure={null}
        onConfirm={() => void remove({ ...consented, discardDrafts: true })}
        onClose={onClose}
      >
        <p>{text.settings.draftsBody(failure.drafts)}</p>
      </ConfirmDialog>
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
