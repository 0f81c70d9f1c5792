import { memo } from 'react'
import type { TimelineActivity, TimelineRow } from '../../../electron/ipc/shapes.ts'
import { entryLook, trafficMark } from '../../activity-look.ts'
import { CallRow, MessageBubble, PaymentRow, SystemLine, VoicemailRow } from './activity-rows.tsx'
import { DeliveredNote } from './DeliveredNote.tsx'
import { EventDetail } from './EventDetail.tsx'
import { PendingNote } from './PendingNote.tsx'

interface Props {
  readonly row: TimelineRow
  readonly accountId: number
  /** Names of the kinds of activity that are written as notes. */
  readonly kinds: ReadonlySet<string>
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
      {isExpanded && <EventDetail activityId={row.id} accountId={accountId} isHtml={row.isHtml} />}
    </article>
  )
})

function ActivityBody({
  activity,
  accountId,
  kinds,
  endsRun,
  isExpanded,
  onToggle,
}: Props & { readonly activity: TimelineActivity }) {
  const look = entryLook(activity, kinds)
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
        <DeliveredNote
          activity={activity}
          accountId={accountId}
          kind={look.isOfKind ? activity.type : null}
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
