import type { OutboxNote } from '../../../electron/ipc/shapes.ts'
import { useBriskNow } from '../../clock.ts'
import { isTroubled } from '../../outbox-entries.ts'
import { useEdits } from '../../stores/edits.ts'
import { useStandstill } from '../../stores/sync.ts'
import type { Standstill } from '../../text-status.ts'
import { noteNextWords, noteStateLabel, troubleWords } from '../../text-trouble.ts'
import { FormFacts } from '../outbox/FormFacts.tsx'
import { NoteActions } from '../outbox/NoteActions.tsx'
import { NoteEditor } from '../outbox/NoteEditor.tsx'
import { NoteFiles } from '../outbox/NoteFiles.tsx'
import { NoteSign } from '../outbox/NoteSign.tsx'
import { useFocusAfterEditing } from '../outbox/use-focus-after-editing.ts'
import { NoteCard } from './NoteCard.tsx'

interface Props {
  readonly note: OutboxNote
  readonly accountId: number
}

/** A note that the CRM has not confirmed, in its place, with what happens to it next. */
export function PendingNote({ note, accountId }: Props) {
  const { noteId } = note
  const edit = useEdits(({ byNote }) => byNote[noteId])
  const isEditing = edit !== undefined
  const around = useFocusAfterEditing<HTMLDivElement>(isEditing)
  const isBad = isTroubled(note)
  return (
    <NoteCard
      noteText={note.text}
      isHtml={note.form.format === 'html'}
      kind={note.form.activity?.typeName ?? null}
      author={null}
      isOwn
      atMs={note.createdAtMs}
      tone={isBad ? 'troubled' : 'pending'}
      expansion={null}
      editor={isEditing ? <NoteEditor noteId={noteId} accountId={accountId} edit={edit} /> : undefined}
      around={around}
    >
      <NoteFiles note={note} />
      {!isEditing && <FormFacts accountId={accountId} form={note.form} isKindShown />}
      {!isEditing && (
        <div className="note-foot">
          <p className={isBad ? 'note-state note-state-danger' : 'note-state'}>
            <NoteSign note={note} />
            <span>
              <strong>{noteStateLabel(note)}. </strong>
              {isBad && note.trouble !== null && `${troubleWords(note.trouble)} `}
              <NextWords note={note} accountId={accountId} />
            </span>
          </p>
          <NoteActions note={note} place="timeline" onEdit={() => useEdits.getState().openWaiting(noteId, note)} />
        </div>
      )}
    </NoteCard>
  )
}

function NextWords({ note, accountId }: Props) {
  const standstill = useStandstill(accountId)
  const isCounting = note.state === 'held' || (note.state === 'queued' && note.nextTryAtMs !== null)
  return isCounting ? <CountingWords note={note} standstill={standstill} /> : noteNextWords(note, 0, standstill)
}

function CountingWords({ note, standstill }: { readonly note: OutboxNote; readonly standstill: Standstill | null }) {
  return noteNextWords(note, useBriskNow(), standstill)
}
