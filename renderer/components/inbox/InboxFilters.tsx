import type { InboxFilter } from '../../../electron/ipc/shapes.ts'
import { useLiveQuery } from '../../live-query.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { text } from '../../text.ts'
import { count } from '../../text-counts.ts'

const filters: readonly InboxFilter[] = ['active', 'unread', 'archived']

export function InboxFilters() {
  const { accountId, filter } = useWorkspace()
  const { data: counts } = useLiveQuery('inbox.counts', { accountId })
  return (
    <fieldset className="filters" aria-label={text.inbox.filterLabel}>
      {filters.map((each) => (
        <button
          key={each}
          type="button"
          className="filter"
          aria-pressed={each === filter}
          data-testid={`filter-${each}`}
          onClick={() => useWorkspace.getState().chooseFilter(each)}
        >
          {text.inbox.filters[each]}
          {counts !== undefined && <span className="filter-count">{count(counts[each])}</span>}
        </button>
      ))}
    </fieldset>
  )
}
