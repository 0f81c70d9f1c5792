import { useState } from 'react'
import type { Account, ProviderDescription } from '../../../electron/ipc/shapes.ts'
import { useLiveQuery } from '../../live-query.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { text } from '../../text.ts'
import { Icon } from '../icons.tsx'
import { ConnectForm } from './ConnectForm.tsx'
import { SampleButton } from './SampleButton.tsx'

interface Props {
  /** Above the list of CRMs; null: whoever shows this has a heading. */
  readonly heading: string | null
}

/** Which CRM, then its own form. Every CRM that this version can connect to is offered, by its own description. */
export function ChooseCrm({ heading }: Props) {
  const { data: providers = [] } = useLiveQuery('providers.list', null)
  const [chosen, setChosen] = useState<ProviderDescription | null>(null)
  const madeUp = providers.find(({ isMadeUp }) => isMadeUp)
  if (chosen !== null) {
    return (
      <>
        <div className="connect-head">
          <h2>{text.connect.title(chosen.name)}</h2>
          <button type="button" className="link-button" data-testid="another-crm" onClick={() => setChosen(null)}>
            {text.connect.anotherCrm}
          </button>
        </div>
        <ConnectForm key={chosen.provider} description={chosen} onConnected={showAbilities} />
      </>
    )
  }
  return (
    <>
      {heading !== null && <h2>{heading}</h2>}
      <ul className="choice-list" data-testid="crm-choice">
        {providers
          .filter(({ isMadeUp }) => !isMadeUp)
          .map((description) => (
            <li key={description.provider}>
              <button
                type="button"
                className="choice"
                data-testid={`crm-${description.provider}`}
                onClick={() => setChosen(description)}
              >
                <span className="choice-words">
                  <span className="choice-name">{description.name}</span>
                  <span className="field-hint">{description.summary}</span>
                </span>
                <Icon name="chevronRight" />
              </button>
            </li>
          ))}
      </ul>
      {madeUp !== undefined && (
        <>
          <div className="or">
            <span>{text.firstRun.or}</span>
          </div>
          <SampleButton description={madeUp} onConnected={() => useWorkspace.getState().closeOverlay()} />
          <p className="field-hint choice-hint">{text.firstRun.sampleHint}</p>
        </>
      )}
    </>
  )
}

/** Over whatever comes next: the first account turns the first screen into the workspace. */
function showAbilities({ id }: Account) {
  useWorkspace.getState().lay({ kind: 'abilities', accountId: id, isNew: true })
}
