import { readAccount } from '../../../db/accounts.ts'
import { listActivityTypes } from '../../../db/activity-types.ts'
import { capabilitiesOf } from '../../connectors/descriptions.ts'
import { type FormProblem, type NoteForm, provider } from '../../ipc/shapes.ts'
import { formProblems } from '../../sync/outbox/form-problems.ts'
import { fits } from '../../sync/outbox/note-fit.ts'
import type { ShellContext } from '../context.ts'

export type NoteCheck =
  | { readonly kind: 'fine' }
  | { readonly kind: 'gone' | 'not_supported' | 'too_long' }
  | { readonly kind: 'form_incomplete'; readonly problems: FormProblem[] }

interface Wanted {
  readonly text: string
  readonly form: NoteForm
  readonly hasFiles: boolean
}

/** What keeps the CRM of the account from having the note, told before it is saved: nothing that cannot be sent is queued. */
export function checkNote({ replica, journal }: ShellContext, accountId: number, wanted: Wanted): NoteCheck {
  const account = readAccount(journal, accountId)
  if (account === null) return { kind: 'gone' }
  const capabilities = capabilitiesOf(provider.parse(account.provider))
  if (capabilities === null) return { kind: 'not_supported' }
  const { note, maxNoteCharacters } = capabilities
  if (maxNoteCharacters !== null && wanted.text.length > maxNoteCharacters) return { kind: 'too_long' }
  if (!fits(note, wanted.form, wanted.hasFiles)) return { kind: 'not_supported' }
  return note.activityTypes ? checkActivity(listActivityTypes(replica, account.accountId), wanted.form) : fine
}

const fine: NoteCheck = { kind: 'fine' }

function checkActivity(types: ReturnType<typeof listActivityTypes>, { activity }: NoteForm): NoteCheck {
  if (activity === null) return incomplete([{ fieldName: '', problem: 'missing' }])
  const type = types.find(({ code }) => code === activity.typeCode)
  // The account may have lost it meanwhile; another account's has its own.
  if (type === undefined || !type.isWritable) return incomplete([{ fieldName: '', problem: 'not_an_option' }])
  const problems = formProblems(type, activity)
  return problems.length === 0 ? fine : incomplete([...problems])
}

function incomplete(problems: FormProblem[]): NoteCheck {
  return { kind: 'form_incomplete', problems }
}
