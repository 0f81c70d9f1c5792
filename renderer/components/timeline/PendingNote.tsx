import { useState } from 'react'
import type { OutboxNote } from '../../../electron/ipc/shapes.ts'
import { useBriskNow } from '../../clock.ts'
import { useIsOffline } from '../../stores/sync.ts'
import { noteNextWords, noteStateLabel, troubleWords } from '../../text-trouble.ts'
import { NoteActions } from '../outbox/NoteActions.tsx'
import { NoteEditor } from '../outbox/NoteEditor.tsx'
import { NoteSign } from '../outbox/NoteSign.tsx'
import { NoteCard } from './NoteCard.tsx'

interface Props {
  readonly note: OutboxNote
  readonly accountId: number
}

/** A note that the CRM has not confirmed, in its place, with what happens to it next. */
export function PendingNote({ note, accountId }: Props) {
  const [isEditing, setEditing] = useState(false)
  const isTroubled = note.state === 'rejected' || note.needsAnswer
  return (
    <NoteCard
      noteText={note.text}
      author={null}
      isOwn
      atMs={note.createdAtMs}
      tone={isTroubled ? 'troubled' : 'pending'}
      expansion={null}
      editor={isEditing ? <NoteEditor note={note} onDone={() => setEditing(false)} /> : undefined}
    >
      {!isEditing && (
        <div className="note-foot">
          <p className={isTroubled ? 'note-state note-state-danger' : 'note-state'}>
            <NoteSign note={note} />
            <span>
              <strong>{noteStateLabel(note)}. </strong>
              {isTroubled && note.trouble !== null && `${troubleWords(note.trouble)} `}
              <NextWords note={note} accountId={accountId} />
            </span>
          </p>
          <NoteActions note={note} place="timeline" onEdit={() => setEditing(true)} />
        </div>
      )}
    </NoteCard>
  )
}

function NextWords({ note, accountId }: Props) {
  const isOffline = useIsOffline(accountId)
  const isCounting = note.state === 'held' || (note.state === 'queued' && note.nextTryAtMs !== null)
  return isCounting ? <CountingWords note={note} isOffline={isOffline} /> : noteNextWords(note, 0, isOffline)
}

function CountingWords({ note, isOffline }: { readonly note: OutboxNote; readonly isOffline: boolean }) {
  return noteNextWords(note, useBriskNow(), isOffline)
}
