import type { Journal } from '../../../db/connection.ts'
import { claimsOfOpenNotes } from '../../../db/note-claims.ts'
import { laneNotes } from '../../../db/outbox.ts'
import { planLanes } from '../../sync/outbox/lanes.ts'

const nothingBusy: ReadonlySet<string> = new Set()
/** Long enough to be later than now, for a note in doubt whose look-up is not waited for. */
const laterMs = 60_000

/** Nothing of this account's outbox can be done at this moment: it is empty, or waits for a time, a look-up or the user. */
export function isPushedOut(journal: Journal, accountId: number, nowMs: number): boolean {
  // A note that another machine may send too waits for its turn, minutes away.
  const claims = claimsOfOpenNotes(journal, accountId)
  const turnInMs = ({ noteId }: { readonly noteId: string }) => (claims.has(noteId) ? laterMs : null)
  const plan = planLanes(laneNotes(journal, accountId), nowMs, nothingBusy, () => laterMs, turnInMs)
  return plan.steps.length === 0
}

/** Nothing of this account's outbox will ever be done by itself: it is empty, or the user has to act. */
export function isDrained(journal: Journal, accountId: number, nowMs: number): boolean {
  const plan = planLanes(laneNotes(journal, accountId), nowMs, nothingBusy, () => 0)
  return plan.steps.length === 0 && plan.wakeInMs === null
}
