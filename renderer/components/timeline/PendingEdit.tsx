import type { OutboxNote } from '../../../electron/ipc/shapes.ts'
import { call } from '../../bridge.ts'
import { isTroubled } from '../../outbox-entries.ts'
import { useStandstill } from '../../stores/sync.ts'
import { useToasts } from '../../stores/toasts.ts'
import { actionFailureWords } from '../../text-failure.ts'
import { notesText } from '../../text-notes.ts'
import { noteNextWords, noteStateLabel, troubleWords } from '../../text-trouble.ts'
import { NoteActions } from '../outbox/NoteActions.tsx'
import { NoteSign } from '../outbox/NoteSign.tsx'
import { NoteWords } from './NoteCard.tsx'

interface Props {
  readonly edit: OutboxNote
  /** What it changes is HTML, and so is it. */
  readonly isHtml: boolean
  readonly accountId: number
  readonly onEdit: () => void
}

const words = notesText.edit

/** A change of a delivered note that the CRM has not confirmed, under what the CRM has. */
export function PendingEdit({ edit, isHtml, accountId, onEdit }: Props) {
  const standstill = useStandstill(accountId)
  const { trouble } = edit
  const isBad = isTroubled(edit)
  if (isBad && trouble?.kind === 'conflict') return <Conflict edit={edit} theirs={trouble.theirs} isHtml={isHtml} />
  return (
    <section
      className="pending-edit"
      aria-label={words.pendingTitle}
      data-testid="pending-edit"
      data-state={edit.state}
    >
      <h3>{words.pendingTitle}</h3>
      <NoteWords words={edit.text} isHtml={isHtml} />
      <div className="note-foot">
        <p className={isBad ? 'note-state note-state-danger' : 'note-state'}>
          <NoteSign note={edit} />
          <span>
            <strong>{noteStateLabel(edit)}. </strong>
            {isBad && trouble !== null && `${troubleWords(trouble)} `}
            {edit.state !== 'held' && noteNextWords(edit, 0, standstill)}
          </span>
        </p>
        <NoteActions note={edit} place="timeline" onEdit={onEdit} />
      </div>
    </section>
  )
}

interface ConflictProps {
  readonly edit: OutboxNote
  readonly theirs: string
  readonly isHtml: boolean
}

/** Two people changed one note: the user sees both and says which stays. */
export function Conflict({ edit, theirs, isHtml }: ConflictProps) {
  return (
    <section
      className="pending-edit conflict"
      aria-label={words.conflictTitle}
      data-testid="edit-conflict"
      data-state={edit.state}
    >
      <h3 className="conflict-title">{words.conflictTitle}</h3>
      <p>{words.conflictBody}</p>
      <div className="conflict-sides">
        <div className="conflict-side" data-testid="conflict-theirs">
          <h4>{words.theirs}</h4>
          <NoteWords words={theirs} isHtml={isHtml} />
        </div>
        <div className="conflict-side" data-testid="conflict-mine">
          <h4>{words.mine}</h4>
          <NoteWords words={edit.text} isHtml={isHtml} />
        </div>
      </div>
      <div className="button-row">
        <button
          type="button"
          className="button button-small"
          data-testid="keep-mine"
          onClick={() => void tell(call('outbox.retry', { noteId: edit.noteId }))}
        >
          {words.keepMine}
        </button>
        <button
          type="button"
          className="button button-small"
          data-testid="keep-theirs"
          onClick={() => void tell(call('outbox.discard', { noteId: edit.noteId }))}
        >
          {words.keepTheirs}
        </button>
      </div>
    </section>
  )
}

async function tell(answered: ReturnType<typeof call<'outbox.retry'>>): Promise<void> {
  const answer = await answered
  if (!answer.ok) useToasts.getState().say(actionFailureWords(answer.error), 'danger')
}
