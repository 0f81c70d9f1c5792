import { useLayoutEffect } from 'react'
import type { TimelineActivity } from '../../../electron/ipc/shapes.ts'
import { oneLine } from '../../display-text.ts'
import { useEdits } from '../../stores/edits.ts'
import { contentOf } from '../../stores/edits-state.ts'
import { notesText, sizeWords } from '../../text-notes.ts'
import { timelineKey } from '../../timeline-items.ts'
import { Icon } from '../icons.tsx'
import { useFocusAfterEditing } from '../outbox/use-focus-after-editing.ts'
import { DeliveredNoteEditor } from './DeliveredNoteEditor.tsx'
import { NoteCard } from './NoteCard.tsx'
import { PendingEdit } from './PendingEdit.tsx'
import type { Expansion } from './Stamp.tsx'

interface Props {
  readonly activity: TimelineActivity
  readonly accountId: number
  /** What kind of activity it is; null for what is just a note. */
  readonly kind: string | null
  readonly expansion: Expansion
}

/** A note that the CRM has. One's own can be changed where the CRM allows it; a change on its way stands below it. */
export function DeliveredNote({ activity, accountId, kind, expansion }: Props) {
  const key = timelineKey(activity)
  const edit = useEdits(({ byNote }) => byNote[key])
  const isEditing = edit !== undefined
  const around = useFocusAfterEditing<HTMLDivElement>(isEditing)
  const { openDelivered, turn } = useEdits.getState()
  // It was sent while it was being changed. Before it is drawn, so that the next key falls into a field.
  useLayoutEffect(() => {
    if (edit?.opened.kind === 'waiting') turn(key, activity)
  }, [edit, turn, key, activity])
  const { pendingEdit } = activity
  const isOwn = activity.noteId !== null || activity.isMine
  return (
    <NoteCard
      noteText={contentOf(activity)}
      isHtml={activity.isHtml && activity.description !== null}
      kind={kind === null ? null : oneLine(kind)}
      author={isOwn ? null : activity.authorName}
      isOwn={isOwn}
      atMs={activity.atMs}
      tone="delivered"
      expansion={expansion}
      editor={isEditing ? <DeliveredNoteEditor editKey={key} edit={edit} activity={activity} /> : undefined}
      around={around}
    >
      {activity.sent !== null && <SentFacts sent={activity.sent} />}
      {pendingEdit !== null && !isEditing && (
        <PendingEdit
          edit={pendingEdit}
          isHtml={activity.isHtml}
          accountId={accountId}
          onEdit={() => openDelivered(key, activity)}
        />
      )}
      {/* A change that is still here is changed by its own button. */}
      {!isEditing && activity.isEditable && pendingEdit === null && (
        <div className="note-own-actions">
          <button
            type="button"
            className="button button-small button-quiet"
            data-testid="delivered-edit"
            data-opens-editor
            onClick={() => openDelivered(key, activity)}
          >
            <Icon name="pencil" />
            {notesText.edit.edit}
          </button>
        </div>
      )}
    </NoteCard>
  )
}

/** What the CRM does not show of a note that was written here. */
function SentFacts({ sent: { files, leadScore } }: { readonly sent: NonNullable<TimelineActivity['sent']> }) {
  return (
    <>
      {files.length > 0 && (
        <ul className="file-chips" aria-label={notesText.files.label}>
          {files.map(({ position, fileName, bytes }) => (
            <li key={position} className="file-chip" data-testid="sent-file">
              <Icon name="file" />
              <span className="truncate" dir="auto" title={oneLine(fileName)}>
                {oneLine(fileName)}
              </span>
              <span className="file-size">{sizeWords(bytes)}</span>
            </li>
          ))}
        </ul>
      )}
      {leadScore !== null && (
        <p className="note-score" data-testid="lead-score">
          {notesText.activity.scoreAfter(leadScore)}
        </p>
      )}
    </>
  )
}
