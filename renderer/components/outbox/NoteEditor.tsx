import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { maxNoteCharacters } from '../../../electron/ipc/limits.ts'
import type { OutboxNote } from '../../../electron/ipc/shapes.ts'
import { call } from '../../bridge.ts'
import { text } from '../../text.ts'
import { type StoreFailure, storeFailureWords } from '../../text-failure.ts'
import { NoteField } from '../composer/NoteField.tsx'
import { ErrorMessage } from '../shell/ErrorMessage.tsx'

interface Props {
  readonly note: OutboxNote
  readonly onDone: () => void
}

/** Changes the text of a note that has not been sent. It stays open, with its text, when the change cannot be saved. */
export function NoteEditor({ note, onDone }: Props) {
  const [value, setValue] = useState(note.text)
  const [failure, setFailure] = useState<StoreFailure | null>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    field.current?.focus()
    field.current?.setSelectionRange(-1, -1)
  }, [])

  async function save() {
    const answer = await call('outbox.edit', { noteId: note.noteId, text: value })
    if (answer.ok) onDone()
    else setFailure(answer.error)
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape') {
      event.stopPropagation()
      onDone()
    }
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      void save()
    }
  }

  const isTooLong = value.length > maxNoteCharacters
  return (
    <div className="note-editor">
      <NoteField
        ref={field}
        className="input note-editor-field"
        label={text.note.editLabel}
        testId="note-edit-text"
        value={value}
        onChange={setValue}
        onKeyDown={onKeyDown}
      />
      {isTooLong && <ErrorMessage words={text.composer.tooLong(value.length, maxNoteCharacters)} />}
      {!isTooLong && failure !== null && <ErrorMessage words={storeFailureWords(failure)} />}
      <div className="button-row">
        <button
          type="button"
          className="button button-primary button-small"
          disabled={value.trim() === ''}
          data-testid="note-edit-save"
          onClick={() => void save()}
        >
          {text.note.saveEdit}
        </button>
        <button type="button" className="button button-small button-quiet" onClick={onDone}>
          {text.common.cancel}
        </button>
      </div>
    </div>
  )
}
