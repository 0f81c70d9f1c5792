import { useConnection } from '../../stores/connection.ts'
import { text } from '../../text.ts'
import { Icon } from '../icons.tsx'

/** Above everything, and not to be closed: only a page that is loaded anew works again. */
export function ConnectionLost() {
  const isLost = useConnection((state) => state.isLost)
  if (!isLost) return null
  return (
    <div className="notice" role="alert" data-testid="connection-lost">
      <Icon name="offline" />
      <p>{text.connection.lost}</p>
      <button type="button" className="button button-small" data-testid="reload" onClick={() => location.reload()}>
        {text.connection.reload}
      </button>
    </div>
  )
}
