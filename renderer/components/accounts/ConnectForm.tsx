import { useState } from 'react'
import type { Account, ProviderDescription } from '../../../electron/ipc/shapes.ts'
import { call } from '../../bridge.ts'
import { text } from '../../text.ts'
import { AddressField } from './AddressField.tsx'
import { CredentialFields } from './CredentialFields.tsx'
import { MemberChoice } from './MemberChoice.tsx'
import { useSignIn } from './use-sign-in.ts'

interface Props {
  readonly description: ProviderDescription
  readonly onConnected: (account: Account) => void
}

/** Connects an account, by a form drawn from the CRM's description. What was entered stays until it works. */
export function ConnectForm({ description, onConnected }: Props) {
  const { addresses, provider, name } = description
  const [place, setPlace] = useState({ baseUrl: description.defaultBaseUrl, isOther: false })
  const signIn = useSignIn(description, async (credential) => {
    const answer = await call('accounts.connect', { provider, baseUrl: place.baseUrl.trim(), ...credential })
    if (answer.ok) onConnected(answer.account)
    return answer
  })
  if (signIn.choices !== null) {
    return (
      <MemberChoice
        crm={name}
        choices={signIn.choices}
        isBusy={signIn.isBusy}
        onChoose={(member) => void signIn.submit(member)}
        onBack={signIn.forgetChoices}
      />
    )
  }
  return (
    <form
      className="account-form"
      data-testid="account-form"
      onSubmit={(event) => {
        event.preventDefault()
        void signIn.submit()
      }}
    >
      {addresses !== null && (
        <AddressField
          addresses={addresses}
          value={place.baseUrl}
          isOther={place.isOther}
          onChange={(baseUrl, isOther) => setPlace({ baseUrl, isOther })}
        />
      )}
      <CredentialFields description={description} signIn={signIn} />
      <button
        type="submit"
        className="button button-primary button-large"
        disabled={signIn.isBusy || !signIn.isComplete || place.baseUrl.trim() === ''}
        data-testid="connect"
      >
        {signIn.isBusy ? text.connect.submitting : text.connect.submit}
      </button>
    </form>
  )
}
