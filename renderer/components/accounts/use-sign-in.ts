import { useState } from 'react'
import type { Member, ProviderDescription } from '../../../electron/ipc/shapes.ts'
import { answered } from '../../answered.ts'
import type { ConnectFailure } from '../../text-failure.ts'

/** What is sent to sign in, besides where. */
export interface Credential {
  readonly secret: string
  readonly options: Readonly<Record<string, string>>
  readonly allowPlainTextVault: boolean
}

type Answer = { readonly ok: true } | { readonly ok: false; readonly error: ConnectFailure }

export interface SignIn {
  /** In the order of the description's parts. */
  readonly parts: readonly string[]
  readonly setPart: (index: number, value: string) => void
  readonly mayKeepPlain: boolean
  readonly setMayKeepPlain: (mayKeepPlain: boolean) => void
  readonly needsConsent: boolean
  readonly failure: ConnectFailure | null
  /** Set while the user has to say which of these they are. */
  readonly choices: readonly Member[] | null
  readonly forgetChoices: () => void
  readonly isBusy: boolean
  readonly isComplete: boolean
  /** `member`: of the choices. What was entered stays until it works. */
  readonly submit: (member?: Member) => Promise<void>
}

/** The state of a form to sign in: for the first time, or again. */
export function useSignIn(
  { secretParts }: Pick<ProviderDescription, 'secretParts'>,
  send: (credential: Credential) => Promise<Answer>,
): SignIn {
  const [parts, setParts] = useState<readonly string[]>(() => secretParts.map(() => ''))
  const [mayKeepPlain, setMayKeepPlain] = useState(false)
  const [needsConsent, setNeedsConsent] = useState(false)
  const [failure, setFailure] = useState<ConnectFailure | null>(null)
  const [choices, setChoices] = useState<readonly Member[] | null>(null)
  const [isBusy, setBusy] = useState(false)

  async function submit(member?: Member) {
    setBusy(true)
    setFailure(null)
    const sent = send({
      secret: parts.map((part) => part.trim()).join(':'),
      options: member === undefined ? {} : { member: member.remoteUserId },
      allowPlainTextVault: mayKeepPlain,
    })
    const answer = await answered(sent)
    setBusy(false)
    if (answer.ok) return
    if (answer.error.kind === 'choose_member') return setChoices(answer.error.choices)
    setFailure(answer.error)
    setChoices(null)
    if (answer.error.kind === 'vault_unavailable') setNeedsConsent(true)
  }

  return {
    parts,
    setPart: (index, value) => setParts(parts.map((part, at) => (at === index ? value : part))),
    mayKeepPlain,
    setMayKeepPlain,
    needsConsent,
    failure,
    choices,
    forgetChoices: () => setChoices(null),
    isBusy,
    isComplete: parts.every((part) => part.trim() !== ''),
    submit,
  }
}
