import { useId, useMemo } from 'react'
import type { Input } from '../../../electron/ipc/contract.ts'
import type { Account, Settings } from '../../../electron/ipc/shapes.ts'
import { accountLooks, unknownLook } from '../../account-looks.ts'
import { call } from '../../bridge.ts'
import { useLiveQuery } from '../../live-query.ts'
import { phoneRegions } from '../../phone-regions.ts'
import { useToasts } from '../../stores/toasts.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { text } from '../../text.ts'
import { actionFailureWords } from '../../text-failure.ts'
import { Icon } from '../icons.tsx'
import { AccountCard } from './AccountCard.tsx'

const themes: readonly Settings['theme'][] = ['system', 'light', 'dark']
const holdChoicesSeconds = [0, 5, 10, 20, 30]

async function change(settings: Input<'settings.set'>) {
  const answer = await call('settings.set', settings)
  if (!answer.ok) useToasts.getState().say(actionFailureWords(answer.error), 'danger')
}

export function SettingsPane({ accounts }: { readonly accounts: readonly Account[] }) {
  const { data: settings } = useLiveQuery('settings.get', null)
  const looks = useMemo(() => accountLooks(accounts), [accounts])
  const { data: info } = useLiveQuery('app.info', null)
  const { lay } = useWorkspace.getState()
  return (
    <main className="page scroller" data-testid="settings">
      <div className="page-content">
        <header className="page-head">
          <h1>{text.settings.title}</h1>
        </header>
        <section className="settings-section">
          <h2>{text.settings.accounts}</h2>
          <div className="settings-card">
            {accounts.map((account) => (
              <AccountCard key={account.id} account={account} look={looks.get(account.id) ?? unknownLook} />
            ))}
            <div className="settings-row">
              <button
                type="button"
                className="button button-small"
                data-testid="add-account"
                onClick={() => lay({ kind: 'add_account' })}
              >
                <Icon name="plus" />
                {text.settings.addAccount}
              </button>
            </div>
          </div>
        </section>
        {settings !== undefined && <Preferences settings={settings} />}
        <section className="settings-section">
          <h2>{text.settings.about}</h2>
          <div className="settings-card">
            <div className="settings-row">
              <span>{info === undefined ? text.product : text.settings.version(info.version)}</span>
              <button type="button" className="button button-small" onClick={() => lay({ kind: 'shortcuts' })}>
                <Icon name="keyboard" />
                {text.settings.shortcuts}
              </button>
            </div>
          </div>
        </section>
      </div>
    </main>
  )
}

function Preferences({ settings }: { readonly settings: Settings }) {
  const holdId = useId()
  const regionId = useId()
  const heldSeconds = settings.undoHoldMs / 1000
  const choices = [...new Set([...holdChoicesSeconds, heldSeconds])].toSorted((one, other) => one - other)
  return (
    <section className="settings-section">
      <h2>{text.settings.preferences}</h2>
      <div className="settings-card">
        <div className="settings-row">
          <span>{text.settings.theme}</span>
          <fieldset className="segments" aria-label={text.settings.theme}>
            {themes.map((theme) => (
              <button
                key={theme}
                type="button"
                className="segment"
                aria-pressed={settings.theme === theme}
                data-testid={`theme-${theme}`}
                onClick={() => void change({ theme })}
              >
                {text.settings.themes[theme]}
              </button>
            ))}
          </fieldset>
        </div>
        <div className="settings-row">
          <div>
            <label htmlFor={holdId}>{text.settings.undoHold}</label>
            <p className="field-hint">{text.settings.undoHoldHint}</p>
          </div>
          <div className="select">
            <select
              id={holdId}
              data-testid="undo-hold"
              value={heldSeconds}
              onChange={({ target }) => void change({ undoHoldMs: Number(target.value) * 1000 })}
            >
              {choices.map((seconds) => (
                <option key={seconds} value={seconds}>
                  {text.settings.undoHoldChoice(seconds)}
                </option>
              ))}
            </select>
            <Icon name="chevronDown" />
          </div>
        </div>
        <label className="settings-row">
          <span>
            {text.settings.quitAsks}
            <span className="field-hint settings-hint">{text.settings.quitAsksHint}</span>
          </span>
          <input
            type="checkbox"
            data-testid="asks-before-quit"
            checked={settings.asksBeforeQuit}
            onChange={({ target }) => void change({ asksBeforeQuit: target.checked })}
          />
        </label>
        <div className="settings-row">
          <div>
            <label htmlFor={regionId}>{text.settings.phoneRegion}</label>
            <p className="field-hint">{text.settings.phoneRegionHint}</p>
          </div>
          <div className="select select-country">
            <select
              id={regionId}
              data-testid="phone-region"
              value={settings.phoneRegion}
              onChange={({ target }) => void change({ phoneRegion: target.value })}
            >
              {phoneRegions(settings.phoneRegion).map(({ code, name }) => (
                <option key={code} value={code}>
                  {name}
                </option>
              ))}
            </select>
            <Icon name="chevronDown" />
          </div>
        </div>
      </div>
    </section>
  )
}
