import { useCallback, useEffect, useState } from 'react'
import type { Ability, Account } from '../../../electron/ipc/shapes.ts'
import { answered } from '../../answered.ts'
import { call } from '../../bridge.ts'
import { oneLine } from '../../display-text.ts'
import { useLiveQuery } from '../../live-query.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { text } from '../../text.ts'
import { atHome, type ConnectFailure, connectFailureWords } from '../../text-failure.ts'
import { Icon, type IconName } from '../icons.tsx'
import { Dialog } from '../shell/Dialog.tsx'
import { ErrorMessage } from '../shell/ErrorMessage.tsx'

interface Props {
  readonly account: Account
  readonly isNew: boolean
}

const groups = [
  { answer: 'yes', heading: text.abilities.can, icon: 'check' },
  { answer: 'no', heading: text.abilities.cannot, icon: 'close' },
  { answer: 'not_known', heading: text.abilities.notKnown, icon: 'question' },
] as const satisfies readonly { answer: Ability['answer']; heading: string; icon: IconName }[]

/** What the account's key may do, asked anew: right after signing in, and whenever the user wants to know. */
export function KeyAbilities({ account, isNew }: Props) {
  const closeOverlay = useWorkspace((state) => state.closeOverlay)
  const { id } = account
  const { data: providers } = useLiveQuery('providers.list', null)
  const [abilities, setAbilities] = useState<readonly Ability[] | null>(null)
  const [failure, setFailure] = useState<ConnectFailure | null>(null)
  const ask = useCallback(async () => {
    setAbilities(null)
    setFailure(null)
    const answer = await answered(call('accounts.checkAbilities', { accountId: id }))
    if (answer.ok) setAbilities(answer.abilities)
    else setFailure(answer.error)
  }, [id])
  useEffect(() => void ask(), [ask])
  const place = providers?.find(({ provider }) => provider === account.provider)
  const label = oneLine(account.label)
  const mayAll = abilities?.every(({ answer }) => answer !== 'no') ?? false
  return (
    <Dialog title={isNew ? text.abilities.connectedTitle(label) : text.abilities.title(label)} onClose={closeOverlay}>
      <div className="dialog-body abilities" data-testid="abilities" aria-live="polite">
        {abilities === null && failure === null && <p>{text.abilities.asking}</p>}
        {abilities !== null &&
          groups.map((group) => (
            <AbilityGroup
              key={group.answer}
              {...group}
              words={account.words}
              abilities={abilities.filter(({ answer }) => answer === group.answer)}
            />
          ))}
        {abilities !== null && (mayAll ? isNew && <p>{text.abilities.all}</p> : <p>{text.abilities.next}</p>)}
        {failure !== null && place !== undefined && (
          <ErrorMessage words={connectFailureWords(failure, atHome(place))} />
        )}
      </div>
      <footer className="dialog-foot">
        {failure !== null && (
          <button type="button" className="button" onClick={() => void ask()}>
            {text.abilities.askAgain}
          </button>
        )}
        <button type="button" className="button button-primary" data-testid="abilities-done" onClick={closeOverlay}>
          {isNew ? text.abilities.goOn : text.common.close}
        </button>
      </footer>
    </Dialog>
  )
}

interface GroupProps {
  readonly answer: Ability['answer']
  readonly heading: string
  readonly icon: IconName
  readonly words: Account['words']
  readonly abilities: readonly Ability[]
}

function AbilityGroup({ answer, heading, icon, words, abilities }: GroupProps) {
  if (abilities.length === 0) return null
  return (
    <section>
      <h3>{heading}</h3>
      <ul className="ability-list">
        {abilities.map(({ what, detail }) => (
          <li key={what} className={`ability ability-${answer}`} data-testid={`ability-${what}`} data-answer={answer}>
            <Icon name={icon} />
            <span>
              {text.abilities.words[what](words)}
              {answer === 'no' && detail !== null && detail !== '' && (
                <span className="field-hint">{oneLine(detail)}</span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
