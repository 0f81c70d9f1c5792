import type { ReactNode } from 'react'
import { text } from '../../text.ts'
import { actionFailureWords, type StoreFailure } from '../../text-failure.ts'
import { Dialog } from './Dialog.tsx'
import { ErrorMessage } from './ErrorMessage.tsx'

interface Props {
  readonly title: string
  /** What will have happened. */
  readonly children: ReactNode
  readonly confirm: string
  readonly confirmTestId: string
  readonly cancel?: string
  /** Why it could not be done; null: not tried, or not failed. */
  readonly failure: StoreFailure | null
  readonly onConfirm: () => void
  readonly onClose: () => void
}

/** Asks once more before something that is not undone by itself. */
export function ConfirmDialog(props: Props) {
  const { title, children, confirm, confirmTestId, cancel = text.common.cancel, failure, onConfirm, onClose } = props
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="dialog-body">
        {children}
        {failure !== null && <ErrorMessage words={actionFailureWords(failure)} />}
      </div>
      <footer className="dialog-foot">
        <button type="button" className="button" onClick={onClose}>
          {cancel}
        </button>
        <button type="button" className="button button-danger" data-testid={confirmTestId} onClick={onConfirm}>
          {confirm}
        </button>
      </footer>
    </Dialog>
  )
}
