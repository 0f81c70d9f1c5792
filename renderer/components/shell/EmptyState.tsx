import type { ReactNode } from 'react'
import { Icon, type IconName } from '../icons.tsx'

interface Props {
  readonly icon: IconName
  readonly title: string
  readonly body: string
  readonly children?: ReactNode
}

export function EmptyState({ icon, title, body, children }: Props) {
  return (
    <div className="empty">
      <span className="empty-icon">
        <Icon name={icon} />
      </span>
      <h2 className="empty-title">{title}</h2>
      <p className="empty-body">{body}</p>
      {children}
    </div>
  )
}
