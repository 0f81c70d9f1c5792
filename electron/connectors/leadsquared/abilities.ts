import type { Ability, Outcome, Priority } from '../connector.ts'
import { isWritable, listTypes } from './activity-types.ts'
import type { Session } from './session.ts'

/** What the keys' user may read, one row asked for of each. Whether activities may be posted, only posting one would tell. */
export async function readAbilities(session: Session, priority: Priority): Promise<Outcome<readonly Ability[]>> {
  const user = await session.client.user(priority)
  if (!user.ok) return user
  session.learnUser(user.value)
  const types = await listTypes(session, priority)
  const people = await session.client.recentLeads(
    {
      fromMs: 0,
      toMs: session.topMs(),
      pageIndex: 1,
      pageSize: 1,
      priority,
    },
    false,
  )
  const activities = await readOneActivity(session, priority)
  const abilities: Ability[] = []
  const asked = [
    { what: 'read_people', outcome: people },
    // A lead's activities are its conversation.
    { what: 'read_conversations', outcome: people },
    { what: 'read_activities', outcome: types.ok ? activities : types },
  ] as const
  for (const { what, outcome } of asked) {
    if (outcome.ok) abilities.push({ what, answer: 'yes', detail: null })
    else if (outcome.failure.kind === 'rejected') abilities.push({ what, answer: 'no', detail: outcome.failure.reason })
    else if (outcome.failure.kind === 'unauthorized')
      abilities.push({ what, answer: 'no', detail: outcome.failure.detail })
    else if (outcome.failure.kind === 'server')
      abilities.push({ what, answer: 'not_known', detail: outcome.failure.detail })
    else return outcome
  }
  const isAdmin = /admin/i.test(user.value.Role ?? '')
  const writableTypes = types.ok ? types.value.filter((type) => isWritable(type.ActivityEvent)) : []
  return {
    ok: true,
    value: [
      ...abilities,
      {
        what: 'write_notes',
        answer: types.ok && writableTypes.length === 0 ? 'no' : 'not_known',
        detail: types.ok && writableTypes.length === 0 ? 'The account has no activity types of its own.' : null,
      },
      { what: 'see_colleagues_records', answer: isAdmin ? 'yes' : 'not_known', detail: user.value.Role },
    ],
  }
}

/** A window that no account has much in: wide ones may fail for their width. */
const recentMs = 24 * 3_600_000

async function readOneActivity(session: Session, priority: Priority): Promise<Outcome<unknown>> {
  const types = await listTypes(session, priority)
  if (!types.ok) return types
  const code = types.value.map((type) => type.ActivityEvent).find(isWritable) ?? types.value[0]?.ActivityEvent
  if (code === undefined) return { ok: true, value: null }
  const toMs = session.topMs()
  const call = { fromMs: toMs - 2 * recentMs, toMs, pageIndex: 1, pageSize: 1, priority }
  return session.client.activitiesByEvent(code, call)
}
