import { useState } from 'react'
import type { TimelineActivity } from '../../../electron/ipc/shapes.ts'
import { call } from '../../bridge.ts'
import { editableText } from '../../simple-html.ts'
import type { StoreFailure } from '../../text-failure.ts'
import { notesText } from '../../text-notes.ts'
import { HtmlPreview } from '../composer/HtmlTools.tsx'
import { TextEditor } from '../outbox/TextEditor.tsx'

interface Props {
  readonly activity: TimelineActivity
  readonly onDone: () => void
}

const words = notesText.edit

/** Changes a note that the CRM has; the change goes through the outbox. */
export function DeliveredNoteEditor({ activity, onDone }: Props) {
  // What the editor opened with: a sync may bring a colleague's text while this one is being written.
  const [{ base, editable }] = useState(() => {
    const content = activity.description ?? activity.summary ?? ''
    return { base: content, editable: editableText(activity.pendingEdit?.text ?? content, activity.isHtml) }
  })
  const [value, setValue] = useState(editable.text)
  const [failure, setFailure] = useState<StoreFailure | null>(null)

  async function save() {
    if (value === editable.text) return onDone()
    const answer = await call('note.edit', { activityId: activity.id, base, text: editable.stored(value) })
    if (answer.ok) onDone()
    else setFailure(answer.error)
  }

  return (
    <TextEditor
      label={words.label}
      saveLabel={words.save}
      value={value}
      failure={failure}
      onChange={setValue}
      onSave={() => void save()}
      onCancel={onDone}
    >
      {editable.isSource && (
        <>
          <p className="form-hint">{words.htmlHint}</p>
          <HtmlPreview value={value} />
        </>
      )}
    </TextEditor>
  )
}
