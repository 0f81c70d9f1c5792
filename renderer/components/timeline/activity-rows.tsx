import type { ReactNode } from 'react'
import type { TimelineActivity } from '../../../electron/ipc/shapes.ts'
import { type ActivityLook, statusTone, trafficMark } from '../../activity-look.ts'
import { useNow } from '../../clock.ts'
import { oneLine } from '../../display-text.ts'
import { text } from '../../text.ts'
import { callTitle, deliveryWords, durationWords, statusWords, typeWords } from '../../text-activity.ts'
import { Icon, type IconName } from '../icons.tsx'
import { LongText } from './LongText.tsx'
import { NoteHtml } from './NoteHtml.tsx'
import { type Expansion, Stamp } from './Stamp.tsx'

type RowProps = Expansion & { readonly activity: TimelineActivity }

/** The provider's short text; the long one where there is no other. */
function wordsOf({ summary, description }: TimelineActivity): string {
  return (summary !== null && summary !== '' ? summary : description) ?? ''
}

interface BubbleProps extends RowProps {
  readonly side: 'in' | 'out'
  readonly isPicture: boolean
  /** The last of its run carries time and status for all of it. */
  readonly isLast: boolean
}

export function MessageBubble({ activity, side, isPicture, isLast, ...expansion }: BubbleProps) {
  const tone = statusTone(activity.status)
  const needsMeta = isLast || tone === 'bad' || tone === 'waiting' || expansion.isExpanded
  const mark = trafficMark(activity)
  return (
    <div className={`bubble-row bubble-row-${side}`}>
      <div className={tone === 'bad' ? `bubble bubble-${side} is-bad` : `bubble bubble-${side}`}>
        {isPicture && (
          <span className="bubble-kind">
            <Icon name="picture" />
            {text.activity.picture}
          </span>
        )}
        {activity.isHtml && activity.description !== null ? (
          <NoteHtml html={activity.description} />
        ) : (
          <LongText words={wordsOf(activity)} />
        )}
      </div>
      <div className={needsMeta ? 'meta' : 'meta meta-on-hover'}>
        {mark !== null && <span className="chip">{text.activity.traffic[mark]}</span>}
        {side === 'out' && activity.authorName !== null && <span dir="auto">{oneLine(activity.authorName)}</span>}
        <Stamp atMs={activity.atMs} {...expansion} />
        {side === 'out' && <Delivery activity={activity} />}
      </div>
    </div>
  )
}

function Delivery({ activity }: { readonly activity: TimelineActivity }) {
  const nowMs = useNow()
  const words = deliveryWords(activity, nowMs)
  if (words === null) return null
  const tone = statusTone(activity.status)
  return (
    <span className={`delivery delivery-${tone ?? 'plain'}`} title={activity.statusReason ?? undefined}>
      {tone === 'good' && <Icon name="check" />}
      {tone === 'waiting' && <Icon name="clock" />}
      {tone === 'bad' && <Icon name="alert" />}
      {words}
      {tone === 'bad' && activity.statusReason !== null && `: ${oneLine(activity.statusReason)}`}
    </span>
  )
}

interface CallProps extends RowProps {
  readonly side: (ActivityLook & { kind: 'call' })['side']
  readonly isMissed: boolean
}

export function CallRow({ activity, side, isMissed, ...expansion }: CallProps) {
  const duration = isMissed ? null : durationWords(activity)
  const icon: IconName = isMissed ? 'callMissed' : side === 'in' ? 'callIn' : side === 'out' ? 'callOut' : 'phone'
  // Other types have a status of their own that says nothing of the call.
  const isWorthSaying =
    !isMissed &&
    activity.type.toLowerCase() === 'call' &&
    statusTone(activity.status) === 'waiting' &&
    activity.status !== null
  return (
    <Card
      icon={icon}
      tone={isMissed ? 'danger' : 'plain'}
      title={callTitle(activity)}
      activity={activity}
      expansion={expansion}
    >
      {duration !== null && <span>{duration}</span>}
      {isWorthSaying && <span>{statusWords(activity.status ?? '')}</span>}
    </Card>
  )
}

export function VoicemailRow({ activity, ...expansion }: RowProps) {
  return (
    <Card icon="voicemail" tone="plain" title={text.activity.voicemail} activity={activity} expansion={expansion} />
  )
}

export function PaymentRow({ activity, ...expansion }: RowProps) {
  return <Card icon="payment" tone="good" title={text.activity.payment} activity={activity} expansion={expansion} />
}

interface CardProps {
  readonly icon: IconName
  readonly tone: 'plain' | 'danger' | 'good'
  readonly title: string
  readonly activity: TimelineActivity
  readonly expansion: Expansion
  readonly children?: ReactNode
}

function Card({ icon, tone, title, activity, expansion, children }: CardProps) {
  const words = wordsOf(activity)
  return (
    <div className="card">
      <span className={`card-icon card-icon-${tone}`}>
        <Icon name={icon} />
      </span>
      <div className="card-main">
        <div className="card-head">
          <span className="card-title">{title}</span>
          <span className="meta">
            {children}
            {activity.authorName !== null && <span dir="auto">{oneLine(activity.authorName)}</span>}
            <Stamp atMs={activity.atMs} {...expansion} />
          </span>
        </div>
        {words !== '' && words !== title && <LongText words={words} className="card-words" />}
      </div>
    </div>
  )
}

const lineIcons = { lead: 'person', status: 'tag', notification: 'bell', plain: 'dot' } as const

interface LineProps extends RowProps {
  readonly icon: (ActivityLook & { kind: 'line' })['icon']
}

export function SystemLine({ activity, icon, ...expansion }: LineProps) {
  const words = oneLine(wordsOf(activity)) || typeWords(activity.type)
  return (
    <div className="system-line">
      <Icon name={lineIcons[icon]} />
      <span className="system-words" dir="auto" title={typeWords(activity.type)}>
        {words}
      </span>
      <Stamp atMs={activity.atMs} {...expansion} />
    </div>
  )
}
