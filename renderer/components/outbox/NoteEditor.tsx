import { useMemo, useState } from 'react'
import type { FormProblem, NoteForm, OutboxNote } from '../../../electron/ipc/shapes.ts'
import { call } from '../../bridge.ts'
import { useLiveQuery } from '../../live-query.ts'
import { stillWrong } from '../../note-form.ts'
import { editableText } from '../../simple-html.ts'
import { text } from '../../text.ts'
import type { StoreFailure } from '../../text-failure.ts'
import { ActivityFields } from '../composer/ActivityFields.tsx'
import { HtmlPreview } from '../composer/HtmlTools.tsx'
import { TextEditor } from './TextEditor.tsx'

interface Props {
  readonly note: OutboxNote
  readonly onDone: () => void
}

/** Changes a note that has not been sent: its text, and what an activity says besides. */
export function NoteEditor({ note, onDone }: Props) {
  const isHtml = note.form.format === 'html'
  // A change began as text that the CRM had made HTML of; what was written as HTML here stays its source.
  const editable = useMemo(() => editableText(note.text, isHtml && note.kind === 'edit'), [note, isHtml])
  const [value, setValue] = useState(editable.text)
  const [form, setForm] = useState(note.form)
  const [problems, setProblems] = useState<readonly FormProblem[]>([])
  const [failure, setFailure] = useState<StoreFailure | null>(null)

  function fill(filled: NoteForm) {
    setProblems(stillWrong(problems, form, filled))
    setForm(filled)
  }

  async function save() {
    // Even an unchanged activity is looked at again: the CRM may have changed what it allows.
    const said = form.activity === null ? {} : { form }
    const answer = await call('outbox.edit', { noteId: note.noteId, text: editable.stored(value), ...said })
    if (answer.ok) return onDone()
    setFailure(answer.error)
    setProblems(answer.error.kind === 'form_incomplete' ? answer.error.problems : [])
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
      {form.activity !== null && (
        <ActivityOf accountId={note.accountId} form={form} problems={problems} onFill={fill} />
      )}
    </TextEditor>
  )
}

interface ActivityProps {
  readonly accountId: number
  readonly form: NoteForm
  readonly problems: readonly FormProblem[]
  readonly onFill: (form: NoteForm) => void
}

/** Nothing until the account's kinds were read: the fields are theirs. */
function ActivityOf({ accountId, ...fields }: ActivityProps) {
  const { data: types } = useLiveQuery('activityTypes.list', { accountId })
  if (types === undefined) return null
  return (
    <ActivityFields
      {...fields}
      types={types.filter(({ isWritable }) => isWritable)}
      accountLabel={null}
      onType={null}
    />
  )
}
