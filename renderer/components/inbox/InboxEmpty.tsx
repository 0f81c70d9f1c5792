import type { InboxFilter } from '../../../electron/ipc/shapes.ts'
import { useSync } from '../../stores/sync.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { text } from '../../text.ts'
import { EmptyState } from '../shell/EmptyState.tsx'

/** An empty list before the first pull has ended is not an empty inbox. */
export function InboxEmpty({ filter }: { readonly filter: InboxFilter }) {
  const accountId = useWorkspace((state) => state.accountId)
  const isArriving = useSync(({ statuses }) =>
    statuses.some(
      (status) =>
        (accountId === null || status.accountId === accountId) &&
        (status.connectivity === 'connecting' || status.connectivity === 'online') &&
        (status.freshAsOfMs === null ||
          status.streams.some(({ stream, phase }) => stream === 'conversations' && phase === 'backfill')),
    ),
  )
  const words = isArriving && filter === 'active' ? text.inbox.arriving : text.inbox.empty[filter]
  const icon = filter === 'archived' ? 'archive' : filter === 'unread' ? 'check' : 'inbox'
  return <EmptyState icon={icon} title={words.title} body={words.body} />
}
