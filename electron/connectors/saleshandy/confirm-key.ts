import type { Failure, Priority } from '../connector.ts'
import { errorCodes, type Refused } from './answers.ts'
import type { Session } from './session.ts'

/** The smallest page there is (saleshandy.md section 3). */
export const cheapestPage = 10

/**
 * What a refusal of a call with an id in it really means. 400 with 1001 is one answer for a bad key, an unknown prospect and
 * a note that is not ours: where a cheap read passes, the key is good and it was the id. Nothing was written either way.
 */
export async function explain(session: Session, refused: Refused, priority: Priority): Promise<Failure> {
  const { failure, code } = refused
  if (failure.kind !== 'rejected' || code !== errorCodes.invalidOrDenied) return failure
  const probe = await session.client.prospects(1, cheapestPage, priority)
  return probe.ok || probe.failure.kind === 'rejected' || probe.failure.kind === 'contract' ? failure : probe.failure
}
