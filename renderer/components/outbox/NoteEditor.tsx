import { useMemo, useState } from 'react'
import type { OutboxNote } from '../../../electron/ipc/shapes.ts'
import { call } from '../../bridge.ts'
import { editableText } from '../../simple-html.ts'
import { text } from '../../text.ts'
import type { StoreFailure } from '../../text-failure.ts'
import { HtmlPreview } from '../composer/HtmlTools.tsx'
import { TextEditor } from './TextEditor.tsx'

interface Props {
  readonly note: OutboxNote
  readonly onDone: () => void
}

/** Changes the text of a note that has not been sent. */
export function NoteEditor({ note, onDone }: Props) {
  const isHtml = note.form.format === 'html'
  // A change began as text that the CRM had made HTML of; what was written as HTML here stays its source.
  const editable = useMemo(() => editableText(note.text, isHtml && note.kind === 'edit'), [note, isHtml])
  const [value, setValue] = useState(editable.text)
  const [failure, setFailure] = useState<StoreFailure | null>(null)

  async function save() {
    const answer = await call('outbox.edit', { noteId: note.noteId, text: editable.stored(value) })
    if (answer.ok) onDone()
    else setFailure(answer.error)
  }

  return (
    <TextEditor
      label={text.note.editLabel}
      saveLabel={text.note.saveEdit}
      value={value}
      failure={failure}
      onChange={setValue}
      onSave={() => void save()}
      onCancel={onDone}
    >
      {isHtml && (note.kind === 'create' || editable.isSource) && <HtmlPreview value={value} />}
    </TextEditor>
  )
}
