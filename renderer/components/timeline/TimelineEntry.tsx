import { memo } from 'react'
import type { TimelineActivity, TimelineRow } from '../../../electron/ipc/shapes.ts'
import { lookOf, trafficMark } from '../../activity-look.ts'
import { CallRow, MessageBubble, PaymentRow, SystemLine, VoicemailRow } from './activity-rows.tsx'
import { EventDetail } from './EventDetail.tsx'
import { NoteCard } from './NoteCard.tsx'
import { PendingNote } from './PendingNote.tsx'

interface Props {
  readonly row: TimelineRow
  readonly accountId: number
  readonly startsRun: boolean
  readonly endsRun: boolean
  readonly isExpanded: boolean
  readonly onToggle: (activityId: number) => void
}

/** One entry. A note keeps its card from pending to delivered; only the line under it changes. */
export const TimelineEntry = memo(function TimelineEntry(props: Props) {
  const { row, accountId, isExpanded } = props
  if (row.kind === 'note') {
    return (
      <article
        className="entry"
        data-testid="timeline-row"
        data-kind="note"
        data-state={row.note.state}
        data-note-id={row.note.noteId}
      >
        <PendingNote note={row.note} accountId={accountId} />
      </article>
    )
  }
  const mark = trafficMark(row)
  const classes = ['entry', props.startsRun && 'starts-run', props.endsRun && 'ends-run', mark !== null && 'is-unreal']
  return (
    <article
      className={classes.filter(Boolean).join(' ')}
      data-testid="timeline-row"
      data-kind="activity"
      data-type={row.type}
      data-state={row.noteId === null ? (row.status?.toLowerCase() ?? '') : 'delivered'}
      data-activity-id={row.id}
      data-note-id={row.noteId ?? undefined}
    >
      <ActivityBody {...props} activity={row} />
      {isExpanded && <EventDetail activityId={row.id} accountId={accountId} />}
    </article>
  )
})

function ActivityBody({ activity, endsRun, isExpanded, onToggle }: Props & { readonly activity: TimelineActivity }) {
  const look = lookOf(activity)
  const expansion = { isExpanded, onToggle: () => onToggle(activity.id) }
  switch (look.kind) {
    case 'message':
      return (
        <MessageBubble
          activity={activity}
          side={look.side}
          isPicture={look.isPicture}
          isLast={endsRun}
          {...expansion}
        />
      )
    case 'call':
      return <CallRow activity={activity} side={look.side} isMissed={look.isMissed} {...expansion} />
    case 'voicemail':
      return <VoicemailRow activity={activity} {...expansion} />
    case 'note':
      return (
        <NoteCard
          noteText={activity.description ?? activity.summary ?? ''}
          author={activity.noteId === null ? activity.authorName : null}
          isOwn={activity.noteId !== null}
          atMs={activity.atMs}
          tone="delivered"
          expansion={expansion}
        />
      )
    case 'payment':
      return <PaymentRow activity={activity} {...expansion} />
    case 'line':
      return <SystemLine activity={activity} icon={look.icon} {...expansion} />
    default:
      return look satisfies never
  }
}
