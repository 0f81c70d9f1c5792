import { useMemo } from 'react'
import type { Account, AccountStatus } from '../../../electron/ipc/shapes.ts'
import { type AccountLook, accountLooks, unknownLook } from '../../account-looks.ts'
import { call } from '../../bridge.ts'
import { useBriskNow } from '../../clock.ts'
import { oneLine } from '../../display-text.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { text } from '../../text.ts'
import { count } from '../../text-counts.ts'
import { progressFigures, progressShare, statusSentence, toneOf } from '../../text-status.ts'
import { agoWords, dateWords } from '../../text-time.ts'
import { troubleWords } from '../../text-trouble.ts'
import { AccountDot } from '../accounts/AccountDot.tsx'
import { Icon } from '../icons.tsx'

interface Props {
  readonly accounts: readonly Account[]
  readonly statuses: readonly AccountStatus[]
  readonly onClose: () => void
}

/** Each account's state in full: how fresh, how far, what went wrong last and when it is tried again. */
export function StatusPanel({ accounts, statuses, onClose }: Props) {
  const looks = useMemo(() => accountLooks(accounts), [accounts])
  return (
    <section className="status-panel scroller" aria-label={text.status.panelTitle} data-testid="status-panel">
      <header className="status-panel-head">
        <h2>{text.status.panelTitle}</h2>
        <button
          type="button"
          className="button button-small"
          data-testid="sync-now"
          onClick={() => void call('sync.now', { accountId: null })}
        >
          <Icon name="refresh" />
          {text.status.syncNow}
        </button>
      </header>
      {statuses.map((status) => (
        <AccountState
          key={status.accountId}
          status={status}
          account={accounts.find(({ id }) => id === status.accountId)}
          look={looks.get(status.accountId) ?? unknownLook}
          onClose={onClose}
        />
      ))}
    </section>
  )
}

interface StateProps {
  readonly status: AccountStatus
  /** Absent: it was removed a moment ago. */
  readonly account: Account | undefined
  readonly look: AccountLook
  readonly onClose: () => void
}

function AccountState({ status, account, look, onClose }: StateProps) {
  const nowMs = useBriskNow()
  return (
    <div className="status-account" data-testid="status-account">
      <div className="status-account-head">
        <AccountDot colour={look.colour} />
        <span className="truncate" dir="auto">
          {oneLine(account?.label ?? '')}
          {account !== undefined && !account.isMadeUp && (
            <span className="status-faint">{` · ${account.providerName}`}</span>
          )}
        </span>
        <span className={`status-chip status-${toneOf(status)}`}>{text.status.names[status.connectivity]}</span>
      </div>
      <p>{statusSentence(status, nowMs)}</p>
      {status.connectivity !== 'online' && status.freshAsOfMs !== null && (
        <p className="status-faint">{text.status.upToDateAsOf(agoWords(status.freshAsOfMs, nowMs))}</p>
      )}
      {status.trouble !== null && (
        <p className="status-faint">{`${text.status.lastProblem}: ${troubleWords(status.trouble)}`}</p>
      )}
      {status.connectivity === 'signed_out' && (
        <button
          type="button"
          className="button button-small"
          onClick={() => {
            onClose()
            useWorkspace.getState().lay({ kind: 'reauthenticate', accountId: status.accountId })
          }}
        >
          <Icon name="key" />
          {text.status.newKey}
        </button>
      )}
      <ul className="status-streams">
        {status.streams.map((stream) => (
          <li key={stream.stream}>
            <span>{text.status.streams[stream.stream](account?.words.person ?? 'lead')}</span>
            {stream.phase === 'backfill' ? (
              <>
                <span className="status-faint">{progressFigures(stream)}</span>
                <progress className="status-progress" value={progressShare(stream) ?? undefined} />
              </>
            ) : (
              <span className="status-faint">
                {stream.coverage.isComplete || stream.coverage.completeSinceMs === null
                  ? count(stream.have)
                  : text.status.haveSince(stream.have, dateWords(stream.coverage.completeSinceMs, nowMs))}
              </span>
            )}
          </li>
        ))}
      </ul>
      {status.quarantined > 0 && <p className="status-faint">{text.status.quarantined(status.quarantined)}</p>}
    </div>
  )
}
