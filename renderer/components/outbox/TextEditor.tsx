import { type FocusEvent, type KeyboardEvent, type ReactNode, useLayoutEffect, useRef, useState } from 'react'
import { maxNoteCharacters } from '../../../electron/ipc/limits.ts'
import { useEdits } from '../../stores/edits.ts'
import { isChanged, type NoteEdit } from '../../stores/edits-state.ts'
import { text } from '../../text.ts'
import { storeFailureWords } from '../../text-failure.ts'
import { notesText } from '../../text-notes.ts'
import { NoteField } from '../composer/NoteField.tsx'
import { ConfirmDialog } from '../shell/ConfirmDialog.tsx'
import { ErrorMessage } from '../shell/ErrorMessage.tsx'

interface Props {
  readonly editKey: string
  readonly edit: NoteEdit
  readonly label: string
  /** Null: there is nowhere to save it. */
  readonly saveLabel: string | null
  readonly onSave: () => void
  /** What stands between the text and the buttons. */
  readonly children?: ReactNode
  /** Beside the buttons. */
  readonly actions?: ReactNode
}

/**
 * The text of a note in place of the note. It stays open, with its text, when the change cannot be saved, and is closed
 * without a question only where nothing was typed.
 */
export function TextEditor({ editKey, edit, label, saveLabel, onSave, children, actions }: Props) {
  const field = useRef<HTMLTextAreaElement>(null)
  const [isLeaving, setLeaving] = useState(false)
  const [hadFocus] = useState(edit.hasFocus)
  const { type, focus, close } = useEdits.getState()
  // Before the next key can be pressed: an editor that takes the place of another goes on where that one was.
  useLayoutEffect(() => {
    if (!hadFocus) return
    field.current?.focus()
    field.current?.setSelectionRange(-1, -1)
  }, [hadFocus])

  const leave = () => (isChanged(edit) ? setLeaving(true) : close(editKey))
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape') {
      event.stopPropagation()
      // The same press would close the question that it asks.
      event.preventDefault()
      leave()
    }
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      onSave()
    }
  }

  /** A window that is left keeps its field. */
  function onBlur({ target }: FocusEvent) {
    if (document.activeElement !== target) focus(editKey, false)
  }

  const isTooLong = edit.text.length > maxNoteCharacters
  const failure = edit.failure ?? edit.unkept
  return (
    <div className="note-editor">
      <NoteField
        ref={field}
        className="input note-editor-field"
        label={label}
        testId="note-edit-text"
        value={edit.text}
        onChange={(typed) => type(editKey, typed)}
        onFocus={() => focus(editKey, true)}
        onBlur={onBlur}
        onKeyDown={onKeyDown}
      />
      {children}
      {isTooLong && <ErrorMessage words={text.composer.tooLong(edit.text.length, maxNoteCharacters)} />}
      {!isTooLong && failure !== null && <ErrorMessage words={storeFailureWords(failure)} />}
      <div className="button-row">
        {saveLabel !== null && (
          <button
            type="button"
            className="button button-primary button-small"
            disabled={edit.text.trim() === ''}
            data-testid="note-edit-save"
            onClick={onSave}
          >
            {saveLabel}
          </button>
        )}
        {actions}
        <button
          type="button"
          className="button button-small button-quiet"
          data-testid="note-edit-cancel"
          onClick={leave}
        >
          {text.common.cancel}
        </button>
      </div>
      {isLeaving && (
        <ConfirmDialog
          title={notesText.edit.leaveTitle}
          confirm={notesText.edit.leave}
          confirmTestId="note-edit-leave"
          cancel={notesText.edit.goOn}
          failure={null}
          onConfirm={() => close(editKey)}
          onClose={() => setLeaving(false)}
        >
          <p>{notesText.edit.leaveBody}</p>
        </ConfirmDialog>
      )}
    </div>
  )
}
