import type { Account, ProviderDescription } from '../../../electron/ipc/shapes.ts'
import { call } from '../../bridge.ts'
import { oneLine } from '../../display-text.ts'
import { useLiveQuery } from '../../live-query.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { text } from '../../text.ts'
import { atHome } from '../../text-failure.ts'
import { Dialog } from '../shell/Dialog.tsx'
import { CredentialFields } from './CredentialFields.tsx'
import { MemberChoice } from './MemberChoice.tsx'
import { useSignIn } from './use-sign-in.ts'

export function Reauthenticate({ account }: { readonly account: Account }) {
  const closeOverlay = useWorkspace((state) => state.closeOverlay)
  const { data: providers } = useLiveQuery('providers.list', null)
  const description = providers?.find(({ provider }) => provider === account.provider)
  return (
    <Dialog title={text.reauthenticate.title} onClose={closeOverlay}>
      {description !== undefined && <NewKeyForm account={account} description={description} onDone={closeOverlay} />}
    </Dialog>
  )
}

interface FormProps {
  readonly account: Account
  readonly description: ProviderDescription
  readonly onDone: () => void
}

function NewKeyForm({ account, description, onDone }: FormProps) {
  const signIn = useSignIn(description, async (credential) => {
    const answer = await call('accounts.reauthenticate', { accountId: account.id, ...credential })
    if (answer.ok) onDone()
    return answer
  })
  if (signIn.choices !== null) {
    return (
      <div className="dialog-body">
        <MemberChoice
          crm={description.name}
          choices={signIn.choices}
          isBusy={signIn.isBusy}
          onChoose={(member) => void signIn.submit(member)}
          onBack={signIn.forgetChoices}
        />
      </div>
    )
  }
  return (
    <form
      className="dialog-body"
      data-testid="reauthenticate-form"
      onSubmit={(event) => {
        event.preventDefault()
        void signIn.submit()
      }}
    >
      <p>{text.reauthenticate.body(oneLine(account.label), description.name)}</p>
      <CredentialFields description={description} place={atHome(description)} signIn={signIn} />
      <button
        type="submit"
        className="button button-primary button-large"
        disabled={signIn.isBusy || !signIn.isComplete}
        data-testid="reauthenticate"
      >
        {signIn.isBusy ? text.connect.submitting : text.reauthenticate.submit}
      </button>
    </form>
  )
}
