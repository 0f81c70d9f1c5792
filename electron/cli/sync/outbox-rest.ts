import type { Journal } from '../../../db/connection.ts'
import { laneNotes } from '../../../db/outbox.ts'
import { planLanes } from '../../sync/outbox/lanes.ts'

const nothingBusy: ReadonlySet<string> = new Set()
/** Long enough to be later than now, for a note in doubt whose look-up is not waited for. */
const laterMs = 60_000

/** Nothing of this account's outbox can be done at this moment: it is empty, or waits for a time, a look-up or the user. */
export function isPushedOut(journal: Journal, accountId: number, nowMs: number): boolean {
  return planLanes(laneNotes(journal, accountId), nowMs, nothingBusy, () => laterMs).steps.length === 0
}

/** Nothing of this account's outbox will ever be done by itself: it is empty, or the user has to act. */
export function isDrained(journal: Journal, accountId: number, nowMs: number): boolean {
  const plan = planLanes(laneNotes(journal, accountId), nowMs, nothingBusy, () => 0)
  return plan.steps.length === 0 && plan.wakeInMs === null
}
