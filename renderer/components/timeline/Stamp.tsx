import { text } from '../../text.ts'
import { clockTime, fullTime } from '../../text-time.ts'

export interface Expansion {
  readonly isExpanded: boolean
  readonly onToggle: () => void
}

/** The time of an entry; pressing it shows the entry's details. */
export function Stamp({ atMs, isExpanded, onToggle }: Expansion & { readonly atMs: number }) {
  return (
    <button
      type="button"
      className="stamp"
      aria-expanded={isExpanded}
      aria-label={`${clockTime(atMs)}, ${isExpanded ? text.event.hide : text.event.show}`}
      title={fullTime(atMs)}
      data-testid="detail-toggle"
      onClick={onToggle}
    >
      {clockTime(atMs)}
    </button>
  )
}
