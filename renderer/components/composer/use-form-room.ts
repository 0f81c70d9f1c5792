import { useMemo } from 'react'
import type { Account, ActivityType, NoteForm } from '../../../electron/ipc/shapes.ts'
import { accountLooks, unknownLook } from '../../account-looks.ts'
import { fittedForm, type Misfit, misfits } from '../../note-form.ts'
import type { Draft } from '../../stores/drafts-state.ts'
import { useLastTypes } from '../../stores/last-types.ts'
import { type Surroundings, useActivityTypes } from '../timeline/surroundings.ts'

interface FormRoom {
  readonly form: NoteForm
  /** One of the targets takes notes as activities. */
  readonly needsActivity: boolean
  readonly types: readonly ActivityType[]
  /** Whose kinds of activity these are, where they are not the conversation's own account's. */
  readonly typesOf: string | null
  /** Other targets' accounts that cannot have the note as it is. */
  readonly refusals: readonly { readonly accountLabel: string; readonly misfits: readonly Misfit[] }[]
  readonly rememberType: (code: string) => void
}

/**
 * The form that the targets of a draft ask for: the conversation's own account says how notes are made; where only
 * another target's account has kinds of activity, that one says which.
 */
export function useFormRoom(around: Surroundings, draft: Draft): FormRoom {
  const other = useMemo(() => activityAccount(around, draft), [around, draft])
  const othersTypes = useActivityTypes(other)
  const { account } = around
  const types = account.note.activityTypes ? around.types : (othersTypes ?? [])
  const typesAccountId = account.note.activityTypes ? account.id : (other?.id ?? account.id)
  const needsActivity = account.note.activityTypes || other !== null
  const lastTypeCode = useLastTypes(({ byAccount }) => byAccount[typesAccountId] ?? null)
  const capabilities = { ...account.note, activityTypes: needsActivity }
  const looks = accountLooks(around.accounts)
  const labelOf = (id: number) => (looks.get(id) ?? unknownLook).label
  const form = fittedForm(draft.form, { capabilities, types, lastTypeCode })
  return {
    form,
    needsActivity,
    types,
    typesOf: other === null ? null : labelOf(other.id),
    refusals: otherAccounts(around, draft).flatMap(({ id, note }) => {
      const found = misfits(form, draft.files.length > 0, note)
      return found.length === 0 ? [] : [{ accountLabel: labelOf(id), misfits: found }]
    }),
    rememberType: (code) => useLastTypes.getState().remember(typesAccountId, code),
  }
}

/** The accounts of the other targets that are not this one, each once. */
function otherAccounts({ account, accounts, people }: Surroundings, { alsoTo }: Draft): Account[] {
  const ids = alsoTo.map(({ conversationId }) => people.find((one) => one.conversationId === conversationId)?.accountId)
  return accounts.filter(({ id }) => id !== account.id && ids.includes(id))
}

/** The account of another target whose notes are activities, where this one's are not. */
function activityAccount(around: Surroundings, draft: Draft): Account | null {
  if (around.account.note.activityTypes) return null
  return otherAccounts(around, draft).find(({ note }) => note.activityTypes) ?? null
}
