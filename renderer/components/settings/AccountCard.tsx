import { useState } from 'react'
import type { Account } from '../../../electron/ipc/shapes.ts'
import type { AccountLook } from '../../account-looks.ts'
import { call } from '../../bridge.ts'
import { useNow } from '../../clock.ts'
import { oneLine } from '../../display-text.ts'
import { useAccountStatus } from '../../stores/sync.ts'
import { useToasts } from '../../stores/toasts.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { text } from '../../text.ts'
import { actionFailureWords } from '../../text-failure.ts'
import { statusSentence } from '../../text-status.ts'
import { AccountDot } from '../accounts/AccountDot.tsx'
import { Icon } from '../icons.tsx'
import { RemoveAccount } from './RemoveAccount.tsx'
import { SignOut } from './SignOut.tsx'

async function setPaused(accountId: number, isPaused: boolean) {
  const answer = await call('accounts.setPaused', { accountId, isPaused })
  if (!answer.ok) useToasts.getState().say(actionFailureWords(answer.error), 'danger')
}

interface Props {
  readonly account: Account
  readonly look: AccountLook
}

/** One account: where its sync stands, what its key may do, and everything that can be done with it. */
export function AccountCard({ account, look }: Props) {
  const [asking, setAsking] = useState<'sign_out' | 'remove' | null>(null)
  const status = useAccountStatus(account.id)
  const nowMs = useNow()
  const { lay } = useWorkspace.getState()
  const { isMadeUp, rateLimit, words } = account
  const facts = [account.providerName, isMadeUp ? null : hostOf(account.baseUrl), account.userName]
  const denied = (account.abilities ?? []).filter(({ answer }) => answer === 'no')
  return (
    <div className="settings-row account-card" data-testid="account-card">
      <AccountDot colour={look.colour} />
      <div className="account-words">
        <p className="account-name truncate" dir="auto">
          {oneLine(account.label)}
        </p>
        <p className="field-hint truncate">
          {facts.filter((fact) => fact !== null && fact !== '' && fact !== account.label).join(' · ')}
        </p>
        {account.isSignedIn && status !== null && (
          <p className="field-hint" data-testid="account-status">
            {statusSentence(status, nowMs)}
          </p>
        )}
        {!account.isSignedIn && <p className="account-denied">{text.settings.signedOut}</p>}
        {!isMadeUp && (
          <p className="field-hint">
            {text.settings.limit(rateLimit.requests, rateLimit.windowMs)}
            {rateLimit.isLearnt && ` (${text.settings.limitLearnt})`}
          </p>
        )}
        {denied.length > 0 && (
          <p className="account-denied">
            {text.settings.cannot(denied.map(({ what }) => text.abilities.words[what](words)))}
          </p>
        )}
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
        {!isMadeUp && (
          <>
            {account.isSignedIn && (
              <button
                type="button"
                className="button button-small button-quiet"
                data-testid="account-check"
                onClick={() => lay({ kind: 'abilities', accountId: account.id, isNew: false })}
              >
                <Icon name="question" />
                {text.settings.checkKey}
              </button>
            )}
            <button
              type="button"
              className="button button-small button-quiet"
              data-testid="account-new-key"
              onClick={() => lay({ kind: 'reauthenticate', accountId: account.id })}
            >
              <Icon name="key" />
              {account.isSignedIn ? text.settings.newKey : text.settings.signIn}
            </button>
            {account.isSignedIn && (
              <button
                type="button"
                className="button button-small button-quiet"
                data-testid="account-sign-out"
                onClick={() => setAsking('sign_out')}
              >
                <Icon name="lock" />
                {text.settings.signOut}
              </button>
            )}
          </>
        )}
        <button
          type="button"
          className="button button-small button-quiet"
          data-testid="account-remove"
          onClick={() => setAsking('remove')}
        >
          <Icon name="trash" />
          {text.settings.remove}
        </button>
      </div>
      {asking === 'sign_out' && <SignOut account={account} onClose={() => setAsking(null)} />}
      {asking === 'remove' && <RemoveAccount account={account} onClose={() => setAsking(null)} />}
    </div>
  )
}

function hostOf(baseUrl: string): string {
  return URL.parse(baseUrl)?.host ?? baseUrl
}
