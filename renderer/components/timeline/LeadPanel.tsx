import type { ReactNode } from 'react'
import type { Conversation } from '../../../electron/ipc/shapes.ts'
import { call } from '../../bridge.ts'
import { useNow } from '../../clock.ts'
import { displayPhone, oneLine } from '../../display-text.ts'
import { useToasts } from '../../stores/toasts.ts'
import { text } from '../../text.ts'
import { statusWords } from '../../text-activity.ts'
import { count } from '../../text-counts.ts'
import { dateWords } from '../../text-time.ts'
import { Icon } from '../icons.tsx'
import { Avatar } from '../shell/Avatar.tsx'
import { SamePerson } from './SamePerson.tsx'
import type { Surroundings } from './surroundings.ts'

interface Props {
  readonly conversation: Conversation
  readonly around: Surroundings
}

export function LeadPanel({ conversation, around }: Props) {
  const nowMs = useNow()
  const { lead } = conversation
  const name = oneLine(conversation.displayName) || text.common.unknownName
  const phone = conversation.phone ?? lead?.phone ?? null
  const email = conversation.email ?? lead?.email ?? null
  return (
    <aside className="lead scroller" aria-label={text.lead.title} data-testid="lead-panel">
      <div className="lead-head">
        <Avatar name={name} isLarge />
        <h2 dir="auto">{name}</h2>
        {lead?.stage != null && <span className="chip">{oneLine(lead.stage)}</span>}
      </div>
      <dl className="facts">
        <Fact label={text.lead.phone}>
          {phone !== null && (
            <Contact
              shown={displayPhone(phone)}
              words={phone}
              url={`tel:${phone.replace(/[^+\d]/g, '')}`}
              copyLabel={text.lead.copyPhone}
            />
          )}
        </Fact>
        <Fact label={text.lead.email}>
          {email !== null && <Contact words={email} url={`mailto:${email}`} copyLabel={text.lead.copyEmail} />}
        </Fact>
        <Fact label={text.lead.nextStep}>{conversation.nextStep}</Fact>
        <Fact label={text.lead.outcome}>{conversation.outcome}</Fact>
        {lead?.score != null && <Fact label={text.lead.score}>{count(lead.score)}</Fact>}
        <Fact label={text.lead.source}>{lead?.source}</Fact>
        <Fact label={text.lead.status}>{conversation.status === null ? null : statusWords(conversation.status)}</Fact>
        {conversation.statusReason !== null && <Fact label={text.lead.reason}>{conversation.statusReason}</Fact>}
        {lead?.createdAtMs != null && <Fact label={text.lead.created}>{dateWords(lead.createdAtMs, nowMs)}</Fact>}
        {conversation.archivedAtMs !== null && (
          <Fact label={text.lead.archivedAt}>{dateWords(conversation.archivedAtMs, nowMs)}</Fact>
        )}
        <Fact label={text.lead.account}>{conversation.accountLabel}</Fact>
      </dl>
      <SamePerson conversationId={conversation.id} around={around} />
    </aside>
  )
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const isMissing = children === null || children === undefined || children === false || children === ''
  return (
    <div className="fact">
      <dt>{label}</dt>
      <dd dir="auto" className={isMissing ? 'fact-missing' : undefined}>
        {isMissing ? text.lead.missing : typeof children === 'string' ? oneLine(children) : children}
      </dd>
    </div>
  )
}

interface ContactProps {
  /** As it is copied; `shown` where it is easier to read in another form. */
  readonly words: string
  readonly shown?: string
  readonly url: string
  readonly copyLabel: string
}

function Contact({ words, shown = oneLine(words), url, copyLabel }: ContactProps) {
  async function copy() {
    await call('app.copy', { text: words })
    useToasts.getState().say(text.common.copied)
  }
  return (
    <span className="contact">
      <button
        type="button"
        className="link-button truncate"
        title={shown}
        onClick={() => void call('app.openExternal', { url })}
      >
        {shown}
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={copyLabel}
        title={copyLabel}
        onClick={() => void copy()}
      >
        <Icon name="copy" />
      </button>
    </span>
  )
}
