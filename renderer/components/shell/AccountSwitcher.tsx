import type { Account } from '../../../electron/ipc/shapes.ts'
import { accountLooks } from '../../account-looks.ts'
import { oneLine } from '../../display-text.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { text } from '../../text.ts'
import { AccountDot } from '../accounts/AccountDot.tsx'
import { Icon } from '../icons.tsx'

const all = 'all'

/** Which account the lists show; where there is one account it just says which. */
export function AccountSwitcher({ accounts }: { readonly accounts: readonly Account[] }) {
  const accountId = useWorkspace((state) => state.accountId)
  const { chooseAccount } = useWorkspace.getState()
  const [only] = accounts
  if (accounts.length === 1 && only !== undefined) {
    return (
      <div className="account-switcher sidebar-label">
        <span className="truncate" dir="auto">
          {oneLine(only.organizationName ?? only.label)}
        </span>
      </div>
    )
  }
  const looks = accountLooks(accounts)
  const look = accountId === null ? undefined : looks.get(accountId)
  return (
    <div className="account-switcher account-switcher-many select sidebar-label">
      {look !== undefined && <AccountDot colour={look.colour} />}
      <select
        aria-label={text.navigation.chooseAccount}
        data-testid="account-switcher"
        value={accountId ?? all}
        onChange={({ target }) => chooseAccount(target.value === all ? null : Number(target.value))}
      >
        <option value={all}>{text.navigation.allAccounts}</option>
        {accounts.map(({ id, label }) => (
          <option key={id} value={id}>
            {fullLabel(looks.get(id)?.label ?? '', oneLine(label))}
          </option>
        ))}
      </select>
      <Icon name="chevronDown" />
    </div>
  )
}

function fullLabel(short: string, label: string): string {
  return short.includes(label) ? short : `${short} · ${label}`
}
