import type { OutboxNote } from '../electron/ipc/shapes.ts'

export interface AllowedActions {
  readonly undo: boolean
  readonly retry: boolean
  readonly edit: boolean
  readonly discard: boolean
  /** The user has to say whether the CRM has it. */
  readonly answer: boolean
}

const none: AllowedActions = { undo: false, retry: false, edit: false, discard: false, answer: false }

/** What may be done with a note in its state; main refuses the rest. */
export function allowedActions(
  note: Pick<OutboxNote, 'kind' | 'state' | 'trouble' | 'needsAnswer' | 'savedToFileAtMs' | 'takenOverAtMs'>,
): AllowedActions {
  const { kind, state, trouble, needsAnswer } = note
  // The other computer would send it as it was: the text is fixed.
  const edit = (note.savedToFileAtMs ?? note.takenOverAtMs) === null
  switch (state) {
    case 'held':
      // A change that is taken back leaves no draft: it is dropped.
      return { ...none, undo: kind === 'create', edit, discard: true }
    case 'queued':
      return { ...none, retry: true, edit, discard: true }
    case 'rejected':
      // What is no more cannot be changed, however often it is tried.
      if (trouble?.kind === 'gone') return { ...none, discard: true }
      return { ...none, retry: true, edit: true, discard: true }
    case 'in_doubt':
      return { ...none, answer: needsAnswer, discard: needsAnswer }
    case 'sending':
    case 'delivered':
    case 'discarded':
      return none
    default:
      return state satisfies never
  }
}
