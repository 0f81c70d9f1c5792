import type { OutboxNote } from '../../../electron/ipc/shapes.ts'
import { Icon } from '../icons.tsx'

/** The state of a note as a sign; its words stand beside it. */
export function NoteSign({ note: { state, needsAnswer } }: { readonly note: OutboxNote }) {
  switch (state) {
    case 'held':
    case 'queued':
      return <Icon name="clock" />
    case 'sending':
      return (
        <span className="spinning sign">
          <Icon name="refresh" />
        </span>
      )
    case 'in_doubt':
      return <Icon name={needsAnswer ? 'alert' : 'question'} />
    case 'rejected':
      return <Icon name="alert" />
    case 'delivered':
      return <Icon name="check" />
    case 'discarded':
      return <Icon name="trash" />
    default:
      return state satisfies never
  }
}
