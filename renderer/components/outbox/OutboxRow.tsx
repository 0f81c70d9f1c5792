import { useState } from 'react'
import type { OutboxNote } from '../../../electron/ipc/shapes.ts'
import { useBriskNow } from '../../clock.ts'
import { oneLine } from '../../display-text.ts'
import { useIsOffline } from '../../stores/sync.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { text } from '../../text.ts'
import { attemptsWords, noteNextWords, noteStateLabel, troubleWords } from '../../text-trouble.ts'
import { Avatar } from '../shell/Avatar.tsx'
import { Moment } from '../shell/Moment.tsx'
import { LongText } from '../timeline/LongText.tsx'
import { NoteActions } from './NoteActions.tsx'
import { NoteEditor } from './NoteEditor.tsx'
import { NoteSign } from './NoteSign.tsx'

export function OutboxRow({ note }: { readonly note: OutboxNote }) {
  const [isEditing, setEditing] = useState(false)
  const { conversationId } = note
  const name = oneLine(note.conversationName) || text.common.unknownName
  const isTroubled = note.state === 'rejected' || note.needsAnswer
  return (
    <li className="outbox-row" data-testid="outbox-row" data-state={note.state} data-note-id={note.noteId}>
      <div className="outbox-head">
        <Avatar name={name} />
        {conversationId === null ? (
          <span className="outbox-name truncate" dir="auto">
            {name}
          </span>
        ) : (
          <button
            type="button"
            className="outbox-name truncate"
            dir="auto"
            title={text.outbox.open}
            onClick={() => useWorkspace.getState().open(conversationId)}
          >
            {name}
          </button>
        )}
        <Moment atMs={note.createdAtMs} className="outbox-time" />
        <span className={isTroubled ? 'state-chip state-chip-danger' : 'state-chip'} data-testid="outbox-state">
          <NoteSign note={note} />
          {noteStateLabel(note)}
        </span>
      </div>
      {isEditing ? (
        <NoteEditor note={note} onDone={() => setEditing(false)} />
      ) : (
        <div className="outbox-text">
          <LongText words={note.text} />
        </div>
      )}
      <OutboxState note={note} />
      {!isEditing && <NoteActions note={note} place="outbox" onEdit={() => setEditing(true)} />}
    </li>
  )
}

/** That a file carries the note, and what follows from it. */
function Handover({ note }: { readonly note: OutboxNote }) {
  const atMs = note.savedToFileAtMs ?? note.takenOverAtMs
  if (atMs === null) return null
  return (
    <p data-testid="outbox-handover">
      {note.savedToFileAtMs === null ? text.outbox.takenOver : text.outbox.savedToFile} <Moment atMs={atMs} />.{' '}
      {text.outbox.sharedHint}
    </p>
  )
}

function OutboxState({ note }: { readonly note: OutboxNote }) {
  const nowMs = useBriskNow()
  const isOffline = useIsOffline(note.accountId)
  const isTroubled = note.state === 'rejected' || note.needsAnswer
  return (
    <div className="outbox-state">
      <Handover note={note} />
      {note.trouble !== null && (
        <p className={isTroubled ? 'outbox-trouble is-danger' : 'outbox-trouble'} data-testid="outbox-trouble">
          {isTroubled ? troubleWords(note.trouble) : `${text.outbox.lastTry} ${troubleWords(note.trouble)}`}
        </p>
      )}
      <p>
        {note.needsAnswer ? text.note.doubtExplained : noteNextWords(note, nowMs, isOffline)}
        {note.state !== 'held' && <span className="outbox-attempts"> · {attemptsWords(note.attempts)}</span>}
      </p>
    </div>
  )
}
