import { useEffect, useRef } from 'react'
import type { ProviderDescription } from '../../../electron/ipc/shapes.ts'
import { connectFailureWords, type SignInPlace } from '../../text-failure.ts'
import { ErrorMessage } from '../shell/ErrorMessage.tsx'
import { PlainTextConsent } from './PlainTextConsent.tsx'
import { SecretField } from './SecretField.tsx'
import type { SignIn } from './use-sign-in.ts'

interface Props {
  readonly description: ProviderDescription
  /** Where it is tried to sign in; by default anywhere that the description names. */
  readonly place?: SignInPlace
  readonly signIn: SignIn
}

/** The parts of a key as the CRM's description asks for them, and what came of the last attempt. */
export function CredentialFields({ description, place = description, signIn }: Props) {
  const { parts, setPart, failure, needsConsent, mayKeepPlain, setMayKeepPlain } = signIn
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => first.current?.focus(), [])
  return (
    <>
      {description.secretParts.map(({ name, label, hint }, index) => (
        <SecretField
          key={name}
          ref={index === 0 ? first : undefined}
          label={label}
          hint={hint}
          value={parts[index] ?? ''}
          onChange={(value) => setPart(index, value)}
        />
      ))}
      <p className="field-hint">{description.keyHelp}</p>
      {failure !== null && <ErrorMessage words={connectFailureWords(failure, place)} />}
      {needsConsent && <PlainTextConsent isGiven={mayKeepPlain} onChange={setMayKeepPlain} />}
    </>
  )
}
