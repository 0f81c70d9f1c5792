import { useState } from 'react'
import type { OutboxNote } from '../../../electron/ipc/shapes.ts'
import { call } from '../../bridge.ts'
import { displayText, shortened } from '../../display-text.ts'
import { text } from '../../text.ts'
import { type StoreFailure, storeFailureWords } from '../../text-failure.ts'
import { notesText } from '../../text-notes.ts'
import { Dialog } from '../shell/Dialog.tsx'
import { ErrorMessage } from '../shell/ErrorMessage.tsx'

const shownCharacters = 240

interface Props {
  readonly note: OutboxNote
  readonly onClose: () => void
}

export function DiscardNote({ note, onClose }: Props) {
  const [failure, setFailure] = useState<StoreFailure | null>(null)
  async function discard() {
    const answer = await call('outbox.discard', { noteId: note.noteId })
    if (answer.ok) onClose()
    else setFailure(answer.error)
  }
  const isEdit = note.kind === 'edit'
  const short = shortened(note.text, shownCharacters)
  return (
    <Dialog title={isEdit ? notesText.edit.dropTitle : text.note.discardTitle} onClose={onClose}>
      <div className="dialog-body">
        <p>{isEdit ? notesText.edit.dropBody : text.note.discardBody}</p>
        {(note.savedToFileAtMs ?? note.takenOverAtMs) !== null && <p>{text.note.discardShared}</p>}
        <blockquote className="quote" dir="auto">
          {displayText(short.text)}
          {short.isShortened && '…'}
        </blockquote>
        {failure !== null && <ErrorMessage words={storeFailureWords(failure)} />}
      </div>
      <footer className="dialog-foot">
        <button type="button" className="button" onClick={onClose}>
          {text.note.keep}
        </button>
        <button
          type="button"
          className="button button-danger"
          data-testid="discard-confirm"
          onClick={() => void discard()}
        >
          {isEdit ? notesText.edit.drop : text.note.discardConfirm}
        </button>
      </footer>
    </Dialog>
  )
}
