import { useId } from 'react'
import type { ProviderDescription } from '../../../electron/ipc/shapes.ts'
import { text } from '../../text.ts'
import { Icon } from '../icons.tsx'

type Addresses = NonNullable<ProviderDescription['addresses']>

const other = 'other'

interface Props {
  readonly addresses: Addresses
  readonly value: string
  /** The user enters an address of their own. */
  readonly isOther: boolean
  readonly onChange: (baseUrl: string, isOther: boolean) => void
}

/** Where the account lives: one of the CRM's usual places, or an address of its own. */
export function AddressField({ addresses, value, isOther, onChange }: Props) {
  const id = useId()
  const areSeveral = addresses.length > 1
  return (
    <>
      {areSeveral && (
        <div className="field">
          <label className="field-label" htmlFor={`${id}-place`}>
            {text.connect.address}
          </label>
          <div className="select select-wide">
            <select
              id={`${id}-place`}
              data-testid="address"
              value={isOther ? other : value}
              onChange={({ target }) =>
                target.value === other ? onChange('https://', true) : onChange(target.value, false)
              }
            >
              {addresses.map(({ label, baseUrl }) => (
                <option key={baseUrl} value={baseUrl}>
                  {`${label} (${hostOf(baseUrl)})`}
                </option>
              ))}
              <option value={other}>{text.connect.otherAddress}</option>
            </select>
            <Icon name="chevronDown" />
          </div>
        </div>
      )}
      {(!areSeveral || isOther) && (
        <div className="field">
          <label className="field-label" htmlFor={`${id}-url`}>
            {text.connect.baseUrl}
          </label>
          <input
            id={`${id}-url`}
            className="input"
            type="text"
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
            data-testid="base-url"
            value={value}
            onChange={({ target }) => onChange(target.value, isOther)}
          />
        </div>
      )}
    </>
  )
}

function hostOf(baseUrl: string): string {
  return URL.parse(baseUrl)?.host ?? baseUrl
}
