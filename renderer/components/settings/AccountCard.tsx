import { useState } from 'react'
import type { Account } from '../../../electron/ipc/shapes.ts'
import { call } from '../../bridge.ts'
import { useNow } from '../../clock.ts'
import { oneLine } from '../../display-text.ts'
import { useAccountStatus } from '../../stores/sync.ts'
import { useToasts } from '../../stores/toasts.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { text } from '../../text.ts'
import { storeFailureWords } from '../../text-failure.ts'
import { statusSentence } from '../../text-status.ts'
import { Icon } from '../icons.tsx'
import { Avatar } from '../shell/Avatar.tsx'
import { RemoveAccount } from './RemoveAccount.tsx'

async function setPaused(accountId: number, isPaused: boolean) {
  const answer = await call('accounts.setPaused', { accountId, isPaused })
  if (!answer.ok) useToasts.getState().say(storeFailureWords(answer.error), 'danger')
}

export function AccountCard({ account }: { readonly account: Account }) {
  const [isRemoving, setRemoving] = useState(false)
  const status = useAccountStatus(account.id)
  const nowMs = useNow()
  const { lay } = useWorkspace.getState()
  const isSample = account.provider === 'sample'
  const facts = [text.providerName(account.provider), isSample ? null : hostOf(account.baseUrl), account.userName]
  return (
    <div className="settings-row account-card" data-testid="account-card">
      <Avatar name={account.label} />
      <div className="account-words">
        <p className="account-name truncate" dir="auto">
          {oneLine(account.label)}
        </p>
        <p className="field-hint truncate">
          {facts.filter((fact) => fact !== null && fact !== '' && fact !== account.label).join(' · ')}
        </p>
        {status !== null && <p className="field-hint">{statusSentence(status, nowMs)}</p>}
      </div>
      <div className="button-row">
        <button
          type="button"
          className="button button-small button-quiet"
          data-testid="account-pause"
          onClick={() => void setPaused(account.id, !account.isPaused)}
        >
          <Icon name={account.isPaused ? 'play' : 'pause'} />
          {account.isPaused ? text.settings.resume : text.settings.pause}
        </button>
        {!isSample && (
          <button
            type="button"
            className="button button-small button-quiet"
            data-testid="account-new-key"
            onClick={() => lay({ kind: 'reauthenticate', accountId: account.id })}
          >
            <Icon name="key" />
            {text.settings.newKey}
          </button>
        )}
        <button
          type="button"
          className="button button-small button-quiet"
          data-testid="account-remove"
          onClick={() => setRemoving(true)}
        >
          <Icon name="trash" />
          {text.settings.remove}
        </button>
      </div>
      {isRemoving && <RemoveAccount account={account} onClose={() => setRemoving(false)} />}
    </div>
  )
}

function hostOf(baseUrl: string): string {
  return URL.parse(baseUrl)?.host ?? baseUrl
}
