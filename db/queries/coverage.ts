import { listAccountIds } from '../account-ids.ts'
import type { Journal, Replica } from '../connection.ts'
import { readStreamState, type StreamName } from '../stream-state.ts'
import type { Coverage } from './shapes.ts'

/** What is proved about these streams together: of one account, or of all (null). Never more than the least complete. */
export function coverageOf(
  replica: Replica,
  journal: Journal,
  accountId: number | null,
  streams: readonly StreamName[],
): Coverage {
  const accountIds = accountId === null ? listAccountIds(journal) : [accountId]
  const states = accountIds.flatMap((id) => streams.map((stream) => readStreamState(replica, id, stream)))
  const unfinished = states.filter((state) => state?.backfill !== 'finished')
  if (unfinished.length === 0) return { isComplete: states.length > 0, completeSinceMs: oldestCovered(states) }
  const since = unfinished.map((state) => state?.coveredFromMs ?? null)
  return { isComplete: false, completeSinceMs: since.includes(null) ? null : latest(since) }
}

function oldestCovered(states: readonly ({ readonly coveredFromMs: number | null } | null)[]): number | null {
  return latest(states.map((state) => state?.coveredFromMs ?? null))
}

function latest(times: readonly (number | null)[]): number | null {
  return times.reduce((left, right) => (left === null ? right : right === null ? left : Math.max(left, right)), null)
}
