import type { OutboxNote } from '../../../electron/ipc/shapes.ts'
import { oneLine } from '../../display-text.ts'
import { useLiveQuery } from '../../live-query.ts'
import { useEdits } from '../../stores/edits.ts'
import { isChanged } from '../../stores/edits-state.ts'
import { text } from '../../text.ts'
import { notesText } from '../../text-notes.ts'
import { LateEdit } from './LateEdit.tsx'

/** What was typed into notes that are in the outbox no more. It stays in sight until the user says what becomes of it. */
export function LateEdits({ notes }: { readonly notes: readonly OutboxNote[] }) {
  const byNote = useEdits((state) => state.byNote)
  // A note that is not in a list that is not whole may still wait.
  const { data: notListed } = useLiveQuery('outbox.notListed', null)
  const late = Object.entries(byNote).flatMap(([key, edit]) => {
    const { opened } = edit
    const note = opened.kind === 'delivered' ? opened.late : notListed === 0 ? opened.note : null
    const isListed = notes.some(({ noteId }) => noteId === key)
    return note === null || isListed || !(isChanged(edit) || edit.hasFocus) ? [] : [{ key, edit, note }]
  })
  if (late.length === 0) return null
  return (
    <ul className="outbox-list" aria-label={notesText.edit.lateListLabel}>
      {late.map(({ key, edit, note }) => (
        <li key={key} className="outbox-row" data-testid="late-edit">
          <span className="outbox-name truncate" dir="auto">
            {oneLine(note.conversationName) || text.common.unknownName}
          </span>
          <LateEdit editKey={key} edit={edit} note={note} />
        </li>
      ))}
    </ul>
  )
}
