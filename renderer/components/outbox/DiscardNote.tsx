import { useState } from 'react'
import type { OutboxNote } from '../../../electron/ipc/shapes.ts'
import { call } from '../../bridge.ts'
import { displayText, shortened } from '../../display-text.ts'
import { text } from '../../text.ts'
import type { StoreFailure } from '../../text-failure.ts'
import { notesText } from '../../text-notes.ts'
import { ConfirmDialog } from '../shell/ConfirmDialog.tsx'

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
    <ConfirmDialog
      title={isEdit ? notesText.edit.dropTitle : text.note.discardTitle}
      confirm={isEdit ? notesText.edit.drop : text.note.discardConfirm}
      confirmTestId="discard-confirm"
      cancel={text.note.keep}
      failure={failure}
      onConfirm={() => void discard()}
      onClose={onClose}
    >
      <p>{isEdit ? notesText.edit.dropBody : text.note.discardBody}</p>
      {(note.savedToFileAtMs ?? note.takenOverAtMs) !== null && <p>{text.note.discardShared}</p>}
      <blockquote className="quote" dir="auto">
        {displayText(short.text)}
        {short.isShortened && '…'}
      </blockquote>
    </ConfirmDialog>
  )
}
