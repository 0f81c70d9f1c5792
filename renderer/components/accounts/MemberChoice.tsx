import { useEffect, useId, useRef, useState } from 'react'
import type { Member } from '../../../electron/ipc/shapes.ts'
import { oneLine } from '../../display-text.ts'
import { text } from '../../text.ts'
import { Avatar } from '../shell/Avatar.tsx'

interface Props {
  readonly crm: string
  readonly choices: readonly Member[]
  readonly isBusy: boolean
  readonly onChoose: (member: Member) => void
  readonly onBack: () => void
}

/** More people than are found at a glance. */
const many = 7

/** The key does not say whose it is: the user chooses among the team. */
export function MemberChoice({ crm, choices, isBusy, onChoose, onBack }: Props) {
  const [sought, setSought] = useState('')
  const id = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const needle = sought.trim().toLocaleLowerCase()
  const shown = choices.filter(({ displayName, email }) =>
    `${displayName} ${email ?? ''}`.toLocaleLowerCase().includes(needle),
  )
  return (
    <div className="account-form" data-testid="member-choice">
      <h3 ref={heading} tabIndex={-1}>
        {text.connect.memberTitle}
      </h3>
      <p className="field-hint">{text.connect.memberBody(crm)}</p>
      {choices.length > many && (
        <div className="field">
          <label className="field-label" htmlFor={id}>
            {text.connect.memberFilter}
          </label>
          <input
            id={id}
            className="input"
            type="text"
            autoComplete="off"
            value={sought}
            onChange={({ target }) => setSought(target.value)}
          />
        </div>
      )}
      <ul className="choice-list scroller">
        {shown.map((member) => (
          <li key={member.remoteUserId}>
            <button
              type="button"
              className="choice choice-compact"
              disabled={isBusy}
              data-testid="member"
              data-member={member.remoteUserId}
              onClick={() => onChoose(member)}
            >
              <Avatar name={member.displayName} />
              <span className="choice-words">
                <span className="choice-name truncate" dir="auto">
                  {oneLine(member.displayName)}
                </span>
                {member.email !== null && <span className="field-hint truncate">{oneLine(member.email)}</span>}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className="field-hint">{text.connect.memberNone}</p>}
      <button type="button" className="link-button" onClick={onBack}>
        {text.connect.memberBack}
      </button>
    </div>
  )
}
