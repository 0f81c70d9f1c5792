import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { maxNoteCharacters } from '../../../electron/ipc/limits.ts'
import { text } from '../../text.ts'
import { type StoreFailure, storeFailureWords } from '../../text-failure.ts'
import { NoteField } from '../composer/NoteField.tsx'
import { ErrorMessage } from '../shell/ErrorMessage.tsx'

interface Props {
  readonly label: string
  readonly saveLabel: string
  readonly value: string
  readonly failure: StoreFailure | null
  readonly onChange: (value: string) => void
  readonly onSave: () => void
  readonly onCancel: () => void
  /** What stands between the text and the buttons. */
  readonly children?: ReactNode
}

/** The text of a note in place of the note. It stays open, with its text, when the change cannot be saved. */
export function TextEditor({ label, saveLabel, value, failure, onChange, onSave, onCancel, children }: Props) {
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    field.current?.focus()
    field.current?.setSelectionRange(-1, -1)
  }, [])

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape') {
      event.stopPropagation()
      onCancel()
    }
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      onSave()
    }
  }

  const isTooLong = value.length > maxNoteCharacters
  return (
    <div className="note-editor">
      <NoteField
        ref={field}
        className="input note-editor-field"
        label={label}
        testId="note-edit-text"
        value={value}
        onChange={onChange}
        onKeyDown={onKeyDown}
      />
      {children}
      {isTooLong && <ErrorMessage words={text.composer.tooLong(value.length, maxNoteCharacters)} />}
      {!isTooLong && failure !== null && <ErrorMessage words={storeFailureWords(failure)} />}
      <div className="button-row">
        <button
          type="button"
          className="button button-primary button-small"
          disabled={value.trim() === ''}
          data-testid="note-edit-save"
          onClick={onSave}
        >
          {saveLabel}
        </button>
        <button type="button" className="button button-small button-quiet" onClick={onCancel}>
          {text.common.cancel}
        </button>
      </div>
    </div>
  )
}
