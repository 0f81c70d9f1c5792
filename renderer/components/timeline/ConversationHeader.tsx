import type { Conversation } from '../../../electron/ipc/shapes.ts'
import { displayPhone, oneLine } from '../../display-text.ts'
import { text } from '../../text.ts'
import { Icon } from '../icons.tsx'
import { Avatar } from '../shell/Avatar.tsx'

interface Props {
  readonly conversation: Conversation
  readonly isPanelShown: boolean
  readonly onStar: () => void
  readonly onRead: () => void
  readonly onPanel: () => void
}

export function ConversationHeader({ conversation, isPanelShown, onStar, onRead, onPanel }: Props) {
  const { isStarred, isUnread, isArchived, phone, outcome, nextStep } = conversation
  const name = oneLine(conversation.displayName) || text.common.unknownName
  const starLabel = isStarred ? text.conversation.unstar : text.conversation.star
  const readLabel = isUnread ? text.conversation.markRead : text.conversation.markUnread
  const panelLabel = isPanelShown ? text.conversation.hideDetails : text.conversation.showDetails
  return (
    <header className="conversation-head">
      <Avatar name={name} />
      <div className="conversation-title">
        <h1 className="truncate" dir="auto" data-testid="conversation-name">
          {name}
        </h1>
        <p className="conversation-facts">
          {phone !== null && <span className="truncate">{displayPhone(phone)}</span>}
          {isArchived && <span className="chip">{text.conversation.archived}</span>}
          {outcome !== null && <span className="chip truncate">{oneLine(outcome)}</span>}
          {nextStep !== null && <span className="chip chip-accent truncate">{oneLine(nextStep)}</span>}
        </p>
      </div>
      <button
        type="button"
        className={isStarred ? 'icon-button is-starred' : 'icon-button'}
        aria-label={starLabel}
        aria-pressed={isStarred}
        title={starLabel}
        data-testid="star"
        onClick={onStar}
      >
        <Icon name="star" isFilled={isStarred} />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={readLabel}
        title={readLabel}
        data-testid="toggle-read"
        onClick={onRead}
      >
        <Icon name={isUnread ? 'read' : 'unread'} />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={panelLabel}
        aria-expanded={isPanelShown}
        title={panelLabel}
        data-testid="lead-toggle"
        onClick={onPanel}
      >
        <Icon name="panel" />
      </button>
    </header>
  )
}
