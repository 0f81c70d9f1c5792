import { useToasts } from '../../stores/toasts.ts'
import { text } from '../../text.ts'
import { Icon } from '../icons.tsx'

export function Toasts() {
  const { toasts, dismiss } = useToasts()
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map(({ id, text: words, tone }) => (
        <div key={id} className={`toast toast-${tone}`} data-testid={tone === 'danger' ? 'error-message' : 'toast'}>
          <span>{words}</span>
          <button type="button" className="icon-button" aria-label={text.common.close} onClick={() => dismiss(id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  )
}
