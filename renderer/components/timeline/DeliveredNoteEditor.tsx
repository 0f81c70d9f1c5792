import type { TimelineActivity } from '../../../electron/ipc/shapes.ts'
import { answered } from '../../answered.ts'
import { call } from '../../bridge.ts'
import { useEdits } from '../../stores/edits.ts'
import { baseOf, contentOf, isChanged, isSource, type NoteEdit, storedText } from '../../stores/edits-state.ts'
import { notesText } from '../../text-notes.ts'
import { HtmlPreview } from '../composer/HtmlTools.tsx'
import { LateEdit } from '../outbox/LateEdit.tsx'
import { TextEditor } from '../outbox/TextEditor.tsx'
import { NoteWords } from './NoteCard.tsx'

interface Props {
  readonly editKey: string
  readonly edit: NoteEdit
  readonly activity: TimelineActivity
}

const words = notesText.edit

/**
 * Changes a note that the CRM has; the change goes through the outbox. Of what was typed before the note was sent, the
 * note stands above it: that is what is changed now.
 */
export function DeliveredNoteEditor({ editKey, edit, activity }: Props) {
  const { opened } = edit
  const { fail, settle, close } = useEdits.getState()
  if (opened.kind === 'waiting') return null
  const { late } = opened

  async function save(base: string) {
    if (late === null && !isChanged(edit)) return close(editKey)
    const { subject } = edit
    const change = { activityId: activity.id, base, text: storedText(edit), subject }
    const answer = await answered(call('note.edit', change))
    if (answer.ok) settle(editKey, edit)
    else fail(editKey, answer.error)
  }

  return (
    <>
      {late !== null && <NoteWords words={contentOf(activity)} isHtml={activity.isHtml} />}
      {late !== null && !activity.isEditable ? (
        <LateEdit editKey={editKey} edit={edit} note={late} />
      ) : (
        <TextEditor
          editKey={editKey}
          edit={edit}
          label={words.label}
          saveLabel={words.save}
          onSave={() => void save(baseOf(opened, contentOf(activity)))}
        >
          {late !== null && (
            <p className="form-hint" data-testid="note-edit-late">
              {words.lateChange}
            </p>
          )}
          {isSource(edit) && (
            <>
              <p className="form-hint">{words.htmlHint}</p>
              <HtmlPreview value={edit.text} />
            </>
          )}
        </TextEditor>
      )}
    </>
  )
}
