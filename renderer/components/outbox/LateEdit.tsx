import type { NoteForm, OutboxNote } from '../../../electron/ipc/shapes.ts'
import { answered } from '../../answered.ts'
import { call } from '../../bridge.ts'
import { useDrafts } from '../../stores/drafts.ts'
import { useEdits } from '../../stores/edits.ts'
import { isSource, type NoteEdit } from '../../stores/edits-state.ts'
import { useToasts } from '../../stores/toasts.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { text } from '../../text.ts'
import { notesText } from '../../text-notes.ts'
import { TextEditor } from './TextEditor.tsx'

interface Props {
  readonly editKey: string
  readonly edit: NoteEdit
  /** As it was when it began to be changed. */
  readonly note: OutboxNote
}

const words = notesText.edit

/** What was typed into a note that has left meanwhile and can no longer be changed: it can become a new one. */
export function LateEdit({ editKey, edit, note: { conversationId, form } }: Props) {
  async function writeAnew() {
    if (conversationId === null) return
    // A change of HTML that is no more than paragraphs was typed as text.
    const asTyped: NoteForm = isSource(edit) ? form : { ...form, format: 'plain' }
    const kept = await useDrafts.getState().append(conversationId, edit.text, edit.form ?? asTyped)
    if (!kept.ok) return useEdits.getState().fail(editKey, kept.error)
    useEdits.getState().settle(editKey, edit)
    useWorkspace.getState().open(conversationId)
  }
  async function copy() {
    const copied = await answered(call('app.copy', { text: edit.text }))
    if (copied.ok) useToasts.getState().say(text.common.copied)
  }
  const copyButton = (
    <button type="button" className="button button-small" data-testid="note-edit-copy" onClick={() => void copy()}>
      {text.common.copy}
    </button>
  )
  return (
    <TextEditor
      editKey={editKey}
      edit={edit}
      label={words.lateLabel}
      saveLabel={conversationId === null ? null : words.writeAnew}
      onSave={() => void writeAnew()}
      actions={copyButton}
    >
      <p className="form-hint" data-testid="note-edit-late">
        {words.late}
      </p>
    </TextEditor>
  )
}
