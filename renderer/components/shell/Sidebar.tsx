import type { Account } from '../../../electron/ipc/shapes.ts'
import { useLiveQuery } from '../../live-query.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { text } from '../../text.ts'
import { count } from '../../text-counts.ts'
import { Icon, type IconName, Mark } from '../icons.tsx'
import { SyncStatus } from '../status/SyncStatus.tsx'
import { AccountSwitcher } from './AccountSwitcher.tsx'

export function Sidebar({ accounts }: { readonly accounts: readonly Account[] }) {
  const { screen, accountId } = useWorkspace()
  const { show, lay } = useWorkspace.getState()
  const { data: counts } = useLiveQuery('inbox.counts', { accountId })
  const troubled = counts?.troubled ?? 0
  return (
    <nav className="sidebar" aria-label={text.navigation.label}>
      <div className="sidebar-head">
        <Mark />
        <span className="sidebar-label sidebar-product">{text.product}</span>
      </div>
      <AccountSwitcher accounts={accounts} />
      <div className="sidebar-entries">
        <Entry
          icon="search"
          label={text.navigation.search}
          hint="/"
          testId="nav-search"
          onPress={() => lay({ kind: 'search' })}
        />
        <Entry
          icon="inbox"
          label={text.navigation.inbox}
          amount={counts?.unread ?? 0}
          amountWords={text.navigation.unread(counts?.unread ?? 0)}
          isCurrent={screen === 'inbox'}
          testId="nav-inbox"
          onPress={() => show('inbox')}
        />
        <Entry
          icon="outbox"
          label={text.navigation.outbox}
          amount={counts?.outbox ?? 0}
          amountWords={text.navigation.waitingNotes(counts?.outbox ?? 0, troubled)}
          isTroubled={troubled > 0}
          isCurrent={screen === 'outbox'}
          testId="nav-outbox"
          onPress={() => show('outbox')}
        />
        <Entry
          icon="settings"
          label={text.navigation.settings}
          isCurrent={screen === 'settings'}
          testId="nav-settings"
          onPress={() => show('settings')}
        />
      </div>
      <SyncStatus accounts={accounts} />
    </nav>
  )
}

interface EntryProps {
  readonly icon: IconName
  readonly label: string
  readonly testId: string
  readonly hint?: string
  readonly amount?: number
  readonly amountWords?: string
  readonly isTroubled?: boolean
  readonly isCurrent?: boolean
  readonly onPress: () => void
}

function Entry(props: EntryProps) {
  const { icon, label, testId, hint, amount = 0, amountWords, isTroubled = false, isCurrent = false, onPress } = props
  return (
    <button
      type="button"
      className="sidebar-entry"
      aria-current={isCurrent ? 'page' : undefined}
      title={label}
      data-testid={testId}
      onClick={onPress}
    >
      <Icon name={icon} />
      <span className="sidebar-label">{label}</span>
      {hint !== undefined && <kbd className="sidebar-label">{hint}</kbd>}
      {amount > 0 && (
        <span
          className={isTroubled ? 'badge badge-danger' : 'badge'}
          title={amountWords}
          data-testid={`${testId}-count`}
        >
          {count(amount)}
        </span>
      )}
    </button>
  )
}
