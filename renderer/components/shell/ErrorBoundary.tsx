import { Component, type ErrorInfo, type ReactNode } from 'react'
import { call } from '../../bridge.ts'
import { text } from '../../text.ts'
import { Icon } from '../icons.tsx'

interface Props {
  readonly children: ReactNode
}

interface State {
  readonly error: Error | null
  readonly where: string
}

/** Holds a crash of what it contains to that part of the window, and says that nothing is lost. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null, where: '' }

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override componentDidCatch(_error: Error, info: ErrorInfo): void {
    this.setState({ where: info.componentStack ?? '' })
  }

  override render(): ReactNode {
    const { error, where } = this.state
    if (error === null) return this.props.children
    return (
      <div className="empty" role="alert" data-testid="crash">
        <span className="empty-icon">
          <Icon name="alert" />
        </span>
        <h2 className="empty-title">{text.crash.title}</h2>
        <p className="empty-body">{text.crash.body}</p>
        <div className="button-row">
          <button type="button" className="button button-primary" onClick={() => this.setState({ error: null })}>
            {text.crash.reload}
          </button>
          <button
            type="button"
            className="button"
            onClick={() => void call('app.copy', { text: `${error.stack ?? error.message}\n${where}` })}
          >
            {text.crash.copy}
          </button>
        </div>
      </div>
    )
  }
}
