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
  note: Pick<OutboxNote, 'state' | 'needsAnswer' | 'savedToFileAtMs' | 'takenOverAtMs'>,
): AllowedActions {
  const { state, needsAnswer } = note
  // The other computer would send it as it was: the text is fixed.
  const edit = (note.savedToFileAtMs ?? note.takenOverAtMs) === null
  switch (state) {
    case 'held':
      return { ...none, undo: true, edit, discard: true }
    case 'queued':
      return { ...none, retry: true, edit, discard: true }
    case 'rejected':
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
