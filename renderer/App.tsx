import { useEffect } from 'react'
import { closeAfterRebuild } from './after-rebuild.ts'
import { call, onEvent } from './bridge.ts'
import { FirstRun } from './components/accounts/FirstRun.tsx'
import { HeldBack } from './components/notices/HeldBack.tsx'
import { Notices } from './components/notices/Notices.tsx'
import { ConnectionLost } from './components/shell/ConnectionLost.tsx'
import { Quitting } from './components/shell/Quitting.tsx'
import { Toasts } from './components/shell/Toasts.tsx'
import { Workspace } from './components/shell/Workspace.tsx'
import { useLiveQuery } from './live-query.ts'
import { useShortcutKeys } from './shortcut-keys.ts'
import { useDrafts } from './stores/drafts.ts'
import { useSync } from './stores/sync.ts'
import { useWorkspace } from './stores/workspace.ts'

export function App() {
  const { data: accounts } = useLiveQuery('accounts.list', null)
  useTheme()
  useStatuses()
  useNetworkHints()
  useCommands()
  useRebuiltReplica()
  useShortcutKeys()
  return (
    <div className="app">
      <ConnectionLost />
      <Notices />
      {accounts !== undefined && <HeldBack accounts={accounts} />}
      {accounts !== undefined && (accounts.length === 0 ? <FirstRun /> : <Workspace accounts={accounts} />)}
      <Quitting />
      <Toasts />
    </div>
  )
}

function useTheme() {
  const { data: settings } = useLiveQuery('settings.get', null)
  const theme = settings?.theme
  useEffect(() => {
    if (theme === undefined || theme === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme
  }, [theme])
}

function useStatuses() {
  const setStatuses = useSync((state) => state.setStatuses)
  useEffect(() => {
    let isNewer = false
    const ignore = onEvent('status', (statuses) => {
      isNewer = true
      setStatuses(statuses)
    })
    void call('sync.status', null).then((statuses) => {
      // An event that overtook the answer is the later word.
      if (!isNewer) setStatuses(statuses)
    })
    return ignore
  }, [setStatuses])
}

function useNetworkHints() {
  useEffect(() => {
    const hint = () => void call('sync.hint', { isOnline: navigator.onLine })
    window.addEventListener('online', hint)
    window.addEventListener('offline', hint)
    if (!navigator.onLine) hint()
    return () => {
      window.removeEventListener('online', hint)
      window.removeEventListener('offline', hint)
    }
  }, [])
}

function useRebuiltReplica() {
  useEffect(
    () =>
      onEvent('notice', ({ kind }) => {
        if (kind !== 'replica_rebuilt') return
        const { openedId, close } = useWorkspace.getState()
        const { flush } = useDrafts.getState()
        const isUnkept = (conversationId: number) => {
          const draft = useDrafts.getState().byConversation[conversationId]
          return draft !== undefined && draft.text !== draft.kept.text
        }
        void closeAfterRebuild({ openedId, flush, isUnkept, close })
      }),
    [],
  )
}

/** What the shell's menu and tray ask for. */
function useCommands() {
  useEffect(
    () =>
      onEvent('command', ({ name }) => {
        const { show, lay } = useWorkspace.getState()
        switch (name) {
          case 'search':
            return lay({ kind: 'search' })
          case 'add_account':
            return lay({ kind: 'add_account' })
          case 'inbox':
          case 'outbox':
          case 'settings':
            return show(name)
          case 'sync_now':
            return void call('sync.now', { accountId: null })
          default:
            return name satisfies never
        }
      }),
    [],
  )
}
