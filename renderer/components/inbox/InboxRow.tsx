import { memo } from 'react'
import type { InboxRow as Row } from '../../../electron/ipc/shapes.ts'
import type { AccountLook } from '../../account-looks.ts'
import { oneLine } from '../../display-text.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { text } from '../../text.ts'
import { AccountDot } from '../accounts/AccountDot.tsx'
import { Icon } from '../icons.tsx'
import { Avatar } from '../shell/Avatar.tsx'
import { Moment } from '../shell/Moment.tsx'

interface Props {
  readonly row: Row
  /** Where it stands in the list, px. */
  readonly top: number
  readonly height: number
  readonly position: number
  readonly amount: number
  readonly isActive: boolean
  readonly isOpened: boolean
  /** Null where the list shows one account only. */
  readonly account: AccountLook | null
}

export const InboxRow = memo(function InboxRow(props: Props) {
  const { row, top, height, position, amount, isActive, isOpened, account } = props
  const name = oneLine(row.displayName) || text.common.unknownName
  const classes = ['inbox-row', row.isUnread && 'is-unread', isActive && 'is-active', isOpened && 'is-opened']
  return (
    <button
      type="button"
      role="option"
      id={`conversation-${row.id}`}
      aria-selected={isOpened}
      aria-posinset={position}
      aria-setsize={amount}
      tabIndex={-1}
      className={classes.filter(Boolean).join(' ')}
      style={{ height, transform: `translateY(${top}px)` }}
      data-testid="inbox-row"
      data-conversation-id={row.id}
      data-unread={row.isUnread}
      // The list keeps the focus, so that the arrow keys go on from here.
      onPointerDown={(event) => event.preventDefault()}
      onClick={({ currentTarget }) => {
        useWorkspace.getState().open(row.id)
        const list = currentTarget.closest('[role="listbox"]')
        if (list instanceof HTMLElement) list.focus({ preventScroll: true })
      }}
    >
      <span className="inbox-row-dot">
        {row.isUnread && <span className="visually-hidden">{text.inbox.unread}</span>}
      </span>
      <Avatar name={name} />
      <span className="inbox-row-main">
        <span className="inbox-row-line">
          <span className="inbox-row-name truncate" dir="auto">
            {name}
          </span>
          {row.isStarred && (
            <span className="inbox-star" title={text.inbox.starred}>
              <Icon name="star" isFilled />
            </span>
          )}
          {row.lastEventAtMs !== null && <Moment atMs={row.lastEventAtMs} className="inbox-row-time" />}
        </span>
        <span className="inbox-row-line">
          <span className="inbox-row-snippet truncate" dir="auto">
            {row.snippet === null || row.snippet === '' ? text.inbox.noMessages : oneLine(row.snippet)}
          </span>
          <Marks row={row} />
        </span>
        {account !== null && (
          <span className="inbox-row-account" data-testid="row-account">
            <AccountDot colour={account.colour} />
            <span className="truncate" dir="auto">
              {account.label}
            </span>
          </span>
        )}
      </span>
    </button>
  )
})

function Marks({ row }: { readonly row: Row }) {
  return (
    <>
      {row.hasDraft && <span className="inbox-draft">{text.inbox.draft}</span>}
      {row.troubledNotes > 0 && (
        <span
          className="inbox-mark inbox-mark-danger"
          title={text.inbox.troubled(row.troubledNotes)}
          data-testid="row-troubled"
        >
          <Icon name="alert" />
        </span>
      )}
      {row.troubledNotes === 0 && row.pendingNotes > 0 && (
        <span className="inbox-mark" title={text.inbox.pending(row.pendingNotes)} data-testid="row-pending">
          <Icon name="clock" />
        </span>
      )}
    </>
  )
}
