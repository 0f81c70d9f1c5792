import { useState } from 'react'
import type { Account } from '../../../electron/ipc/shapes.ts'
import { call } from '../../bridge.ts'
import { oneLine } from '../../display-text.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { text } from '../../text.ts'
import { type StoreFailure, storeFailureWords } from '../../text-failure.ts'
import { Dialog } from '../shell/Dialog.tsx'
import { ErrorMessage } from '../shell/ErrorMessage.tsx'

interface Props {
  readonly account: Account
  readonly onClose: () => void
}

/** Removing is asked once, and once more where notes would be lost by it. */
export function RemoveAccount({ account, onClose }: Props) {
  const [failure, setFailure] = useState<StoreFailure | null>(null)
  const hasUnsent = failure?.kind === 'unsent_notes'
  async function remove(discardUnsent: boolean) {
    const answer = await call('accounts.remove', { accountId: account.id, discardUnsent })
    if (!answer.ok) return setFailure(answer.error)
    const { accountId, chooseAccount } = useWorkspace.getState()
    if (accountId === account.id) chooseAccount(null)
    onClose()
  }
  return (
    <Dialog
      title={hasUnsent ? text.settings.unsentTitle : text.settings.removeTitle(oneLine(account.label))}
      onClose={onClose}
    >
      <div className="dialog-body">
        <p>{hasUnsent ? text.settings.unsentBody : text.settings.removeBody}</p>
        {failure !== null && !hasUnsent && <ErrorMessage words={storeFailureWords(failure)} />}
      </div>
      <footer className="dialog-foot">
        <button type="button" className="button" onClick={onClose}>
          {text.common.cancel}
        </button>
        {hasUnsent && (
          <button type="button" className="button" onClick={() => useWorkspace.getState().show('outbox')}>
            {text.settings.unsentShow}
          </button>
        )}
        <button
          type="button"
          className="button button-danger"
          data-testid={hasUnsent ? 'remove-discard' : 'remove-confirm'}
          onClick={() => void remove(hasUnsent)}
        >
          {hasUnsent ? text.settings.unsentDiscard : text.settings.removeConfirm}
        </button>
      </footer>
    </Dialog>
  )
}
