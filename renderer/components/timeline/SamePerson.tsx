import type { Account, Person } from '../../../electron/ipc/shapes.ts'
import { accountLooks, unknownLook } from '../../account-looks.ts'
import { call } from '../../bridge.ts'
import { useNow } from '../../clock.ts'
import { oneLine } from '../../display-text.ts'
import { useToasts } from '../../stores/toasts.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { text } from '../../text.ts'
import { actionFailureWords } from '../../text-failure.ts'
import { notesText } from '../../text-notes.ts'
import { agoWords } from '../../text-time.ts'
import { Icon } from '../icons.tsx'
import type { Surroundings } from './surroundings.ts'

interface Props {
  readonly conversationId: number
  readonly around: Surroundings
}

const words = notesText.people

/** Where else this person is, by number or address; and who only looks like it, as the user said. */
export function SamePerson({ conversationId, around: { people, accounts } }: Props) {
  const same = people.filter(({ isSeparated }) => !isSeparated)
  const apart = people.filter(({ isSeparated }) => isSeparated)
  return (
    <>
      {same.length > 0 && (
        <section className="same-person" data-testid="same-person">
          <h3>{words.title}</h3>
          <ul>
            {same.map((person) => (
              <Record key={person.conversationId} person={person} accounts={accounts} conversationId={conversationId} />
            ))}
          </ul>
        </section>
      )}
      {apart.length > 0 && (
        <section className="same-person" data-testid="kept-apart">
          <h3>{words.separatedTitle}</h3>
          <ul>
            {apart.map((person) => (
              <Record key={person.conversationId} person={person} accounts={accounts} conversationId={conversationId} />
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

interface RecordProps {
  readonly person: Person
  readonly accounts: readonly Account[]
  readonly conversationId: number
}

function Record({ person, accounts, conversationId }: RecordProps) {
  const nowMs = useNow()
  const name = oneLine(person.displayName) || text.common.unknownName
  const { label } = accountLooks(accounts).get(person.accountId) ?? unknownLook
  const reasons = person.matchedBy.map((by) => words.matchedBy[by])
  const facts = [
    reasons.length === 0 ? words.byUser : reasons.join(', '),
    person.stage === null ? null : oneLine(person.stage),
    person.lastEventAtMs === null ? null : agoWords(person.lastEventAtMs, nowMs),
  ]
  return (
    <li className="same-person-row" data-testid={person.isSeparated ? 'apart-row' : 'same-person-row'}>
      <button
        type="button"
        className="same-person-open"
        title={words.open}
        data-testid="same-person-open"
        onClick={() => useWorkspace.getState().open(person.conversationId)}
      >
        <span className="same-person-account truncate" dir="auto">
          {label}
        </span>
        <span className="truncate" dir="auto">
          {name}
        </span>
        <span className="same-person-facts">{facts.filter((fact) => fact !== null).join(' · ')}</span>
      </button>
      <button
        type="button"
        className="button button-small button-quiet"
        data-testid={person.isSeparated ? 'people-join' : 'people-separate'}
        onClick={() => void (person.isSeparated ? join : separate)(conversationId, person, name)}
      >
        <Icon name={person.isSeparated ? 'undo' : 'close'} />
        {person.isSeparated ? words.join : words.separate}
      </button>
    </li>
  )
}

async function separate(conversationId: number, other: Person, name: string): Promise<void> {
  const answer = await call('people.separate', { conversationId, otherConversationId: other.conversationId })
  say(answer.ok ? words.separated(name) : actionFailureWords(answer.error), answer.ok)
}

async function join(conversationId: number, other: Person, name: string): Promise<void> {
  const answer = await call('people.join', { conversationId, otherConversationId: other.conversationId })
  say(answer.ok ? words.joined(name) : actionFailureWords(answer.error), answer.ok)
}

function say(sentence: string, isGood: boolean): void {
  useToasts.getState().say(sentence, isGood ? 'plain' : 'danger')
}
