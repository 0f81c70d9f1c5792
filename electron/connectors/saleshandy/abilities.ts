import type { Ability, Failure, Outcome, Priority } from '../connector.ts'
import type { Answer } from './answers.ts'
import { explain } from './confirm-key.ts'
import type { Session } from './session.ts'

const fewest = 10

/** What the key may read, the smallest page of each list asked for. Whether it may write notes, only writing one would tell. */
export async function readAbilities(session: Session, priority: Priority): Promise<Outcome<readonly Ability[]>> {
  const people = await session.client.prospects(1, fewest, priority)
  if (!people.ok && !isAnswer(people.failure)) return people
  const listed = await session.client.inbox({ page: 1, limit: fewest, owners: [], startDate: null }, priority)
  const inbox = listed.ok ? listed : { ...listed, failure: await explain(session, listed, priority) }
  if (!inbox.ok && !isAnswer(inbox.failure)) return inbox
  const prospectId = people.ok ? people.value.rows[0]?.id : undefined
  const notes = prospectId === undefined ? null : await session.client.notes(prospectId, 0, 1, priority)
  const notesFailure = notes === null || notes.ok ? null : await explain(session, notes, priority)
  if (notesFailure !== null && !isAnswer(notesFailure)) return { ok: false, failure: notesFailure }
  return {
    ok: true,
    value: [
      { what: 'read_people', ...told(people) },
      // How the inbox wants to be asked is not documented: a 400 may mean the question.
      { what: 'read_conversations', ...(isMisasked(inbox) ? notKnown : told(inbox)) },
      { what: 'read_activities', ...(notes === null ? notKnown : told(notes)) },
      { what: 'write_notes', ...notKnown },
      { what: 'see_colleagues_records', ...notKnown },
    ],
  }
}

const notKnown = { answer: 'not_known', detail: null } as const

/** It says something of the permission rather than of the network. */
function isAnswer(failure: Failure): boolean {
  return failure.kind === 'rejected' || failure.kind === 'unauthorized'
}

function isMisasked(answer: Answer<unknown>): boolean {
  return !answer.ok && answer.failure.kind === 'rejected' && answer.failure.status === 400
}

function told(answer: Answer<unknown>): Pick<Ability, 'answer' | 'detail'> {
  if (answer.ok) return { answer: 'yes', detail: null }
  const { failure } = answer
  if (failure.kind === 'rejected') return { answer: 'no', detail: failure.reason }
  return failure.kind === 'unauthorized' ? { answer: 'no', detail: failure.detail } : notKnown
}
