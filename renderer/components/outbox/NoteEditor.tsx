import type { FormProblem, NoteForm } from '../../../electron/ipc/shapes.ts'
import { answered } from '../../answered.ts'
import { call } from '../../bridge.ts'
import { useLiveQuery } from '../../live-query.ts'
import { useEdits } from '../../stores/edits.ts'
import { isSource, type NoteEdit, storedText } from '../../stores/edits-state.ts'
import { text } from '../../text.ts'
import { ActivityFields } from '../composer/ActivityFields.tsx'
import { HtmlPreview } from '../composer/HtmlTools.tsx'
import { ErrorMessage } from '../shell/ErrorMessage.tsx'
import { TextEditor } from './TextEditor.tsx'

interface Props {
  readonly noteId: string
  readonly accountId: number
  readonly edit: NoteEdit
}

/** Changes a note that has not been sent: its text, and what an activity says besides. */
export function NoteEditor({ noteId, accountId, edit }: Props) {
  const { form, problems } = edit
  const { fill, fail, settle } = useEdits.getState()

  async function save() {
    // Even an unchanged activity is looked at again: the CRM may have changed what it allows.
    const said = form === null ? {} : { form }
    const answer = await answered(call('outbox.edit', { noteId, text: storedText(edit), ...said }))
    if (answer.ok) settle(noteId, edit)
    else fail(noteId, answer.error)
  }

  return (
    <TextEditor
      editKey={noteId}
      edit={edit}
      label={text.note.editLabel}
      saveLabel={text.note.saveEdit}
      onSave={() => void save()}
    >
      {isSource(edit) && <HtmlPreview value={edit.text} />}
      {form !== null && (
        <ActivityOf accountId={accountId} form={form} problems={problems} onFill={(filled) => fill(noteId, filled)} />
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
  const { data: types, hasFailed } = useLiveQuery('activityTypes.list', { accountId })
  if (types === undefined) return hasFailed ? <ErrorMessage words={text.note.fieldsFailed} /> : null
  return (
    <ActivityFields
      {...fields}
      types={types.filter(({ isWritable }) => isWritable)}
      accountLabel={null}
      onType={null}
    />
  )
}
