import type { EventDetail as Detail } from '../../../electron/ipc/shapes.ts'
import { useNow } from '../../clock.ts'
import { oneLine } from '../../display-text.ts'
import { useLiveQuery } from '../../live-query.ts'
import { useStandstill } from '../../stores/sync.ts'
import { text } from '../../text.ts'
import { statusWords } from '../../text-activity.ts'
import { standstillEnds } from '../../text-status.ts'
import { agoWords, fullTime } from '../../text-time.ts'
import { troubleWords } from '../../text-trouble.ts'
import { ErrorMessage } from '../shell/ErrorMessage.tsx'
import { LongText } from './LongText.tsx'
import { NoteHtml } from './NoteHtml.tsx'

interface Props {
  readonly activityId: number
  readonly accountId: number
  /** Its description is HTML. */
  readonly isHtml: boolean
}

export function EventDetail({ activityId, accountId, isHtml }: Props) {
  const { data: answer, hasFailed } = useLiveQuery('event.detail', { activityId })
  const standstill = useStandstill(accountId)
  if (answer === undefined) return hasFailed ? <ErrorMessage words={text.event.readFailed} /> : null
  return (
    <div className="detail" data-detail data-testid="event-detail" data-state={answer.state}>
      {answer.state === 'fetching' && (
        <p>{standstill === null ? text.event.fetching : text.event.fetchingStopped(standstillEnds[standstill])}</p>
      )}
      {answer.state === 'unavailable' && (
        <p>{answer.trouble === null ? text.event.unavailable : troubleWords(answer.trouble)}</p>
      )}
      {answer.state === 'kept' && <Facts detail={answer.detail} isHtml={isHtml} />}
    </div>
  )
}

function Facts({ detail, isHtml }: { readonly detail: Detail; readonly isHtml: boolean }) {
  const nowMs = useNow()
  const types = [detail.eventType, detail.secondaryEventType].filter((type) => type !== null && type !== '')
  const facts: readonly (readonly [string, string | null])[] = [
    [text.event.type, types.length === 0 ? null : types.map((type) => statusWords(type ?? '')).join(' · ')],
    [text.event.status, detail.status === null ? null : statusWords(detail.status)],
    [text.event.reason, detail.statusReason],
    [text.event.direction, detail.direction],
    [text.event.author, detail.authorName],
    [text.event.created, detail.createdAtMs === null ? null : fullTime(detail.createdAtMs)],
    [text.event.modified, detail.modifiedAtMs === null ? null : fullTime(detail.modifiedAtMs)],
    [text.event.kept, agoWords(detail.keptAtMs, nowMs)],
  ]
  return (
    <dl className="detail-facts">
      {facts.map(
        ([label, value]) =>
          value !== null &&
          value !== '' && (
            <div key={label}>
              <dt>{label}</dt>
              <dd dir="auto">{oneLine(value)}</dd>
            </div>
          ),
      )}
      {detail.description !== null && detail.description !== '' && (
        <div className="detail-long">
          <dt>{text.event.description}</dt>
          <dd>{isHtml ? <NoteHtml html={detail.description} /> : <LongText words={detail.description} />}</dd>
        </div>
      )}
    </dl>
  )
}
