import { useState } from 'react'
import type { Conversation } from '../../../electron/ipc/shapes.ts'
import { accountLooks } from '../../account-looks.ts'
import { oneLine } from '../../display-text.ts'
import type { OtherTarget } from '../../stores/drafts-state.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { text } from '../../text.ts'
import { notesText } from '../../text-notes.ts'
import { Icon } from '../icons.tsx'
import type { Surroundings } from '../timeline/surroundings.ts'
import { PeoplePicker } from './PeoplePicker.tsx'

interface Props {
  readonly conversation: Conversation
  readonly target: NonNullable<Conversation['noteTarget']>
  readonly around: Surroundings
  readonly alsoTo: readonly OtherTarget[]
  readonly onChange: (alsoTo: readonly OtherTarget[]) => void
}

const words = notesText.targets

/** To whom the note goes: the person it is written to, others of the account, and the same person in other accounts. */
export function NoteTargets({ conversation, target, around, alsoTo, onChange }: Props) {
  const [isPicking, setPicking] = useState(false)
  const { account, accounts } = around
  const looks = accountLooks(accounts)
  const twins = around.people.filter(
    ({ isSeparated, takesNotes, conversationId }) =>
      !isSeparated && takesNotes && conversationId !== target.conversationId,
  )
  const isTwin = ({ conversationId }: OtherTarget) => twins.some((twin) => twin.conversationId === conversationId)
  const picked = alsoTo.filter((one) => !isTwin(one))
  const isElsewhere = target.conversationId !== conversation.id
  if (!account.note.manyTargets && twins.length === 0 && picked.length === 0 && !isElsewhere) return null

  const without = (id: number) => alsoTo.filter(({ conversationId }) => conversationId !== id)
  return (
    <fieldset className="targets" aria-label={words.label} data-testid="note-targets">
      <span className="targets-label">{isElsewhere ? words.threadGoesTo(account.words.person) : words.to}</span>
      <span className="target-chip" data-testid="note-target">
        <span className="truncate" dir="auto">
          {oneLine(target.displayName) || text.common.unknownName}
        </span>
        {isElsewhere && (
          <button
            type="button"
            className="link-button"
            onClick={() => useWorkspace.getState().open(target.conversationId)}
          >
            {words.threadOpen}
          </button>
        )}
      </span>
      {picked.map((one) => (
        <span key={one.conversationId} className="target-chip" data-testid="note-target">
          <span className="truncate" dir="auto">
            {oneLine(one.displayName) || text.common.unknownName}
          </span>
          <button
            type="button"
            className="chip-button"
            aria-label={words.remove(oneLine(one.displayName))}
            title={words.remove(oneLine(one.displayName))}
            data-testid="target-remove"
            onClick={() => onChange(without(one.conversationId))}
          >
            <Icon name="close" />
          </button>
        </span>
      ))}
      {account.note.manyTargets && (
        <button
          type="button"
          className="button button-small button-quiet"
          data-testid="targets-add"
          onClick={() => setPicking(true)}
        >
          <Icon name="plus" />
          {words.add}
        </button>
      )}
      {twins.map(({ conversationId, displayName, accountId }) => (
        <label key={conversationId} className="check" title={words.samePersonHint(oneLine(displayName))}>
          <input
            type="checkbox"
            data-testid="target-same-person"
            checked={alsoTo.some((one) => one.conversationId === conversationId)}
            onChange={({ target: { checked } }) =>
              onChange(checked ? [...alsoTo, { conversationId, displayName }] : without(conversationId))
            }
          />
          {words.samePerson(looks.get(accountId)?.label ?? displayName)}
        </label>
      ))}
      {isPicking && (
        <PeoplePicker
          accountId={account.id}
          except={[target.conversationId, conversation.id, ...twins.map((twin) => twin.conversationId)]}
          picked={picked}
          onChange={(others) => onChange([...others, ...alsoTo.filter(isTwin)])}
          onClose={() => setPicking(false)}
        />
      )}
    </fieldset>
  )
}
