import type { Priority } from '../connector.ts'
import type { Session } from './session.ts'
import { momentOf } from './timestamps.ts'

/** The oldest lead of today is not the first there ever was: merges and deletions take some away. */
const earlierMs = 90 * 24 * 3_600_000
/** LeadSquared itself is not older. */
const serviceBeganMs = Date.UTC(2011, 0, 1)

/** Before this nothing of the account was modified, ms UTC; asked once a process. */
export async function accountBeginning(session: Session, priority: Priority): Promise<number> {
  const known = session.findings.beginningMs
  if (known !== null) return known
  const listed = await session.client.oldestLead(priority)
  if (!listed.ok) return serviceBeganMs
  const [oldest] = listed.value.rows
  const createdMs = momentOf(oldest?.CreatedOn ?? null)
  const beginningMs = Math.max(0, (createdMs ?? serviceBeganMs) - earlierMs)
  session.findings.beginningMs = beginningMs
  return beginningMs
}
