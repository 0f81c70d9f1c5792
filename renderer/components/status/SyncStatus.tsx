import { type Ref, useEffect, useRef, useState } from 'react'
import type { Account, AccountStatus } from '../../../electron/ipc/shapes.ts'
import { useBriskNow, useNow } from '../../clock.ts'
import { useSync } from '../../stores/sync.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { backfillOf, mostUrgent, progressShare, statusSentence, toneOf } from '../../text-status.ts'
import { Icon } from '../icons.tsx'
import { StatusPanel } from './StatusPanel.tsx'

/** The one line that always tells the truth about how fresh everything is; its panel has the details. */
export function SyncStatus({ accounts }: { readonly accounts: readonly Account[] }) {
  const chosen = useWorkspace((state) => state.accountId)
  const statuses = useSync((state) => state.statuses)
  const [isOpen, setOpen] = useState(false)
  const element = useRef<HTMLDivElement>(null)
  const line = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (!isOpen) return
    const onPointerDown = ({ target }: PointerEvent) => {
      if (target instanceof Node && element.current?.contains(target) !== true) setOpen(false)
    }
    const onKeyDown = ({ key }: KeyboardEvent) => {
      if (key !== 'Escape') return
      // The panel goes with the focus in it.
      if (element.current?.contains(document.activeElement) === true) line.current?.focus()
      setOpen(false)
    }
    window.addEventListener('pointerdown', onPointerDown)
    window.addEventListener('keydown', onKeyDown)
    return () => {
      window.removeEventListener('pointerdown', onPointerDown)
      window.removeEventListener('keydown', onKeyDown)
    }
  }, [isOpen])

  const spoken = mostUrgent(statuses.filter(({ accountId }) => chosen === null || accountId === chosen))
  if (spoken === null) return <div className="status" />
  const close = () => {
    line.current?.focus()
    setOpen(false)
  }
  return (
    <div className="status" ref={element}>
      {isOpen && <StatusPanel accounts={accounts} statuses={statuses} onClose={close} />}
      <StatusLine ref={line} status={spoken} isOpen={isOpen} onPress={() => press(spoken, isOpen, setOpen)} />
    </div>
  )
}

/** Signed out has one remedy, so the line leads straight to it; everything else is explained first. */
function press(status: AccountStatus, isOpen: boolean, setOpen: (isOpen: boolean) => void) {
  if (status.connectivity !== 'signed_out') return setOpen(!isOpen)
  useWorkspace.getState().lay({ kind: 'reauthenticate', accountId: status.accountId })
}

interface LineProps {
  readonly ref: Ref<HTMLButtonElement>
  readonly status: AccountStatus
  readonly isOpen: boolean
  readonly onPress: () => void
}

function StatusLine({ ref, status, isOpen, onPress }: LineProps) {
  const tone = toneOf(status)
  const backfill = backfillOf(status)
  const share = status.connectivity === 'online' && backfill !== null ? progressShare(backfill) : null
  return (
    <button
      ref={ref}
      type="button"
      className="status-line"
      aria-expanded={isOpen}
      data-testid="sync-status"
      data-connectivity={status.connectivity}
      data-tone={tone}
      onClick={onPress}
    >
      <span className={`status-sign status-${tone}`}>
        {status.connectivity === 'offline' && <Icon name="offline" />}
        {status.connectivity === 'signed_out' && <Icon name="key" />}
        {status.connectivity === 'paused' && <Icon name="pause" />}
        {tone === 'busy' && <Icon name="refresh" />}
        {tone === 'good' && <span className="status-dot" />}
        {(status.connectivity === 'degraded' || status.connectivity === 'throttled') && <Icon name="clock" />}
      </span>
      <span className="sidebar-label status-words">
        <Sentence status={status} />
        {share !== null && <progress className="status-progress" value={share} />}
      </span>
    </button>
  )
}

function Sentence({ status }: { readonly status: AccountStatus }) {
  const isCountingDown = status.connectivity === 'degraded' || status.connectivity === 'throttled'
  return isCountingDown ? <CountingSentence status={status} /> : <CalmSentence status={status} />
}

function CountingSentence({ status }: { readonly status: AccountStatus }) {
  return statusSentence(status, useBriskNow())
}

function CalmSentence({ status }: { readonly status: AccountStatus }) {
  return statusSentence(status, useNow())
}
