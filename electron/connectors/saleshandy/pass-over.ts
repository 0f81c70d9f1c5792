import type { Failure, Outcome, PullPage, QuarantinedItem } from '../connector.ts'
import { reasonOf } from '../failure-reason.ts'
import { errorCodes, type Refused } from './answers.ts'
import { broken, emptyPage } from './pages.ts'
import type { Session } from './session.ts'
import { afterPending, putOff, type Step, type Walk } from './walk.ts'

interface Unreadable {
  /** Remote id of the conversation that the first of `pending` is. */
  readonly conversation: string
  /** After what a refusal of a call with an id really means was found out. */
  readonly refused: Refused
  /** A cheap read of another thing: it passes where the connection and the key are well. */
  readonly control: () => Promise<Outcome<unknown>>
  readonly quarantined: (issues: readonly string[]) => QuarantinedItem
}

/**
 * What becomes of a walk whose next thread or person cannot be read. Deleted since it was listed: there are others. Where all else is well the others
 * come first, and what still cannot be read after minutes is left out and told of; one that Saleshandy refuses in so many words (4000) is asked
 * for once more only (saleshandy.md section 9). Everything else is a failure: a walk that leaves things out claims more than it has seen.
 */
export async function afterUnread(session: Session, walk: Walk, unreadable: Unreadable): Promise<Outcome<Step>> {
  const { conversation, refused, control, quarantined } = unreadable
  const { failure, code } = refused
  if (isPassing(failure)) return { ok: false, failure }
  const passedOver = (page: Partial<PullPage>): Outcome<Step> => ({
    ok: true,
    value: { page: { ...emptyPage, ...page }, walk: afterPending(walk) },
  })
  const isRefused = failure.kind === 'rejected'
  // Whose key is good: it is the id that is wrong.
  if (isRefused && code === errorCodes.invalidOrDenied) return passedOver({})
  const other = await control()
  if (!other.ok) return isPassing(other.failure) ? other : { ok: false, failure }
  const isLasting = session.unread.lasts(conversation, session.nowMs())
  const isPutOff = walk.pending[0]?.isPutOff === true
  const issues = [`${conversation}: could not be read: ${reasonOf(failure)}`]
  if (isPutOff && (isLasting || (isRefused && code === errorCodes.failed))) {
    return passedOver({ quarantined: [quarantined(issues)], unreadConversations: [conversation] })
  }
  return isPutOff ? broken(issues) : { ok: true, value: { page: emptyPage, walk: putOff(walk) } }
}

/** The failure is of the moment or of the account, not of what was asked for. */
function isPassing({ kind }: Failure): boolean {
  return kind === 'offline' || kind === 'timeout' || kind === 'throttled' || kind === 'unauthorized'
}
