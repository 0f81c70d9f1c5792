import type { Ability, Outcome, Priority } from '../connector.ts'
import type { Session } from './session.ts'
import { settleDialect } from './settle-dialect.ts'

/** What the credential may read, one row of each list asked for. Whether it may write notes, only writing one would tell. */
export async function readAbilities(session: Session, priority: Priority): Promise<Outcome<readonly Ability[]>> {
  const dialect = await settleDialect(session, priority)
  if (!dialect.ok) return dialect
  const call = { query: { pageSize: 1 }, dialect: dialect.value, priority }
  const { client } = session
  const asked = [
    { what: 'read_conversations', outcome: await client.myConversations(call, null) },
    { what: 'read_activities', outcome: await client.myEvents(call, {}) },
    { what: 'read_people', outcome: await client.myLeads(call, null) },
  ] as const
  const abilities: Ability[] = []
  for (const { what, outcome } of asked) {
    if (outcome.ok) abilities.push({ what, answer: 'yes', detail: null })
    else if (outcome.failure.kind === 'rejected') abilities.push({ what, answer: 'no', detail: outcome.failure.reason })
    else if (outcome.failure.kind === 'unauthorized')
      abilities.push({ what, answer: 'no', detail: outcome.failure.detail })
    else return outcome
  }
  return { ok: true, value: [...abilities, { what: 'write_notes', answer: 'not_known', detail: null }] }
}
