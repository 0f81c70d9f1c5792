import { useState } from 'react'
import type { Account, AccountStatus } from '../../../electron/ipc/shapes.ts'
import { accountLooks } from '../../account-looks.ts'
import { answered } from '../../answered.ts'
import { call } from '../../bridge.ts'
import { useSync } from '../../stores/sync.ts'
import { text } from '../../text.ts'
import { storeFailureWords } from '../../text-failure.ts'
import { heldBackWords } from '../../text-status.ts'
import { Icon } from '../icons.tsx'
import { ErrorMessage } from '../shell/ErrorMessage.tsx'

/** What full checks did not find in a CRM any more, where it is too much to be hidden without the user's word. */
export function HeldBack({ accounts }: { readonly accounts: readonly Account[] }) {
  const statuses = useSync((state) => state.statuses)
  const looks = accountLooks(accounts)
  return (
    <div role="status">
      {statuses
        .filter(({ heldBack }) => heldBack.length > 0)
        .map((status) => (
          <Question key={status.accountId} status={status} label={looks.get(status.accountId)?.label ?? ''} />
        ))}
    </div>
  )
}

interface QuestionProps {
  readonly status: AccountStatus
  readonly label: string
}

function Question({ status: { accountId, heldBack }, label }: QuestionProps) {
  const [failure, setFailure] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)

  async function say(answer: 'hide' | 'keep') {
    setBusy(true)
    const done = await answered(call('sync.answerHeldBack', { accountId, answer }))
    setBusy(false)
    if (!done.ok) return setFailure(storeFailureWords(done.error))
    useSync.getState().setStatuses(await call('sync.status', null))
  }

  return (
    <div className="notice" data-testid="held-back" data-account-id={accountId}>
      <Icon name="alert" />
      <div className="notice-words">
        <p>{heldBackWords(heldBack, label)}</p>
        {failure !== null && <ErrorMessage words={failure} />}
      </div>
      <button
        type="button"
        className="button button-small"
        disabled={isBusy}
        data-testid="held-back-keep"
        onClick={() => void say('keep')}
      >
        {text.status.keepHeldBack}
      </button>
      <button
        type="button"
        className="button button-small"
        disabled={isBusy}
        data-testid="held-back-hide"
        onClick={() => void say('hide')}
      >
        {text.status.hideHeldBack}
      </button>
    </div>
  )
}
