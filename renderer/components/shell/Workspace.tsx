import type { Account } from '../../../electron/ipc/shapes.ts'
import { useShortcut } from '../../shortcut-keys.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { AddAccount } from '../accounts/AddAccount.tsx'
import { KeyAbilities } from '../accounts/KeyAbilities.tsx'
import { Reauthenticate } from '../accounts/Reauthenticate.tsx'
import { InboxPane } from '../inbox/InboxPane.tsx'
import { OutboxPane } from '../outbox/OutboxPane.tsx'
import { SearchOverlay } from '../search/SearchOverlay.tsx'
import { SettingsPane } from '../settings/SettingsPane.tsx'
import { ConversationPane } from '../timeline/ConversationPane.tsx'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { ShortcutsHelp } from './ShortcutsHelp.tsx'
import { Sidebar } from './Sidebar.tsx'

interface Props {
  readonly accounts: readonly Account[]
}

export function Workspace({ accounts }: Props) {
  const screen = useWorkspace((state) => state.screen)
  const { show, lay } = useWorkspace.getState()
  useShortcut('search', () => lay({ kind: 'search' }))
  useShortcut('help', () => lay({ kind: 'shortcuts' }))
  useShortcut('inbox', () => show('inbox'))
  useShortcut('outbox', () => show('outbox'))
  useShortcut('settings', () => show('settings'))
  return (
    <div className="workspace">
      <Sidebar accounts={accounts} />
      <ErrorBoundary key={screen}>
        {screen === 'inbox' && (
          <>
            <InboxPane accounts={accounts} />
            <ConversationPane />
          </>
        )}
        {screen === 'outbox' && <OutboxPane />}
        {screen === 'settings' && <SettingsPane accounts={accounts} />}
      </ErrorBoundary>
      <Overlays accounts={accounts} />
    </div>
  )
}

function Overlays({ accounts }: Props) {
  const overlay = useWorkspace((state) => state.overlay)
  switch (overlay.kind) {
    case 'none':
      return null
    case 'search':
      return <SearchOverlay accounts={accounts} />
    case 'shortcuts':
      return <ShortcutsHelp />
    case 'add_account':
      return <AddAccount />
    case 'reauthenticate': {
      const account = accounts.find(({ id }) => id === overlay.accountId)
      return account === undefined ? null : <Reauthenticate account={account} />
    }
    case 'abilities': {
      const account = accounts.find(({ id }) => id === overlay.accountId)
      return account === undefined ? null : <KeyAbilities key={account.id} account={account} isNew={overlay.isNew} />
    }
    default:
      return overlay satisfies never
  }
}
