import { type AccountRow, listAccounts } from '../../db/accounts.ts'
import type { Journal, Replica } from '../../db/connection.ts'
import { missingRows } from '../../db/queries/missing.ts'
import { quarantineCount } from '../../db/queries/quarantine.ts'
import { countRows } from '../../db/queries/targets.ts'
import { readStreamStates, type StreamState } from '../../db/streams.ts'
import type { AccountStatus, NoteTrouble, StreamProgress } from '../ipc/shapes.ts'
import { troubleOf } from '../sync/outbox/note-state.ts'
import type { EngineStatus } from '../sync/protocol.ts'

/** What the engine last said of each account. */
export class EngineStatuses {
  readonly #startedAtMs: number
  readonly #byAccount = new Map<number, EngineStatus>()

  constructor(startedAtMs: number) {
    this.#startedAtMs = startedAtMs
  }

  replace(statuses: readonly EngineStatus[]): void {
    this.#byAccount.clear()
    for (const status of statuses) this.#byAccount.set(status.accountId, status)
  }

  /** With the engine gone nothing syncs, and nothing is known of the network any more. */
  engineDied(nowMs: number): void {
    for (const [accountId, status] of this.#byAccount) {
      if (status.connectivity === 'paused') continue
      this.#byAccount.set(accountId, {
        ...status,
        connectivity: 'degraded',
        sinceMs: nowMs,
        isSyncing: false,
        nextTryAtMs: null,
      })
    }
  }

  /** Of an account that the engine has not spoken of yet nothing is known but that it will be tried. */
  of({ accountId, isPaused }: Pick<AccountRow, 'accountId' | 'isPaused'>): EngineStatus {
    return (
      this.#byAccount.get(accountId) ?? {
        accountId,
        connectivity: isPaused ? 'paused' : 'connecting',
        sinceMs: this.#startedAtMs,
        freshAsOfMs: null,
        // Its engine is starting: the first thing it does is to look for what is new.
        isSyncing: !isPaused,
        hasCaughtUp: false,
        nextTryAtMs: null,
        lastFailure: null,
        unavailableDetails: [],
      }
    )
  }

  /** Why the CRM would not give this activity's details; null where it has not refused. */
  detailTrouble(activityId: number): NoteTrouble | null {
    for (const status of this.#byAccount.values()) {
      const refused = status.unavailableDetails.find((detail) => detail.activityId === activityId)
      if (refused !== undefined) return troubleOf(refused.failure)
    }
    return null
  }
}

/** The engine's word on each account joined with what the replica proves of it. */
export function accountStatuses(replica: Replica, journal: Journal, statuses: EngineStatuses): AccountStatus[] {
  return listAccounts(journal).map((account) => {
    const { accountId } = account
    const have = countRows(replica, accountId)
    const { connectivity, sinceMs, freshAsOfMs, isSyncing, nextTryAtMs, lastFailure } = statuses.of(account)
    return {
      accountId,
      connectivity,
      sinceMs,
      freshAsOfMs,
      isSyncing,
      nextTryAtMs,
      streams: readStreamStates(replica, accountId).map((state) => progressOf(state, have[state.stream])),
      trouble: lastFailure === null ? null : troubleOf(lastFailure),
      quarantined: quarantineCount(replica, accountId),
      heldBack: missingRows(replica, accountId),
    }
  })
}

function progressOf(state: StreamState, have: number): StreamProgress {
  return {
    stream: state.stream,
    phase: state.backfill === 'running' ? 'backfill' : 'current',
    have,
    total: state.total,
    coverage: { isComplete: state.backfill === 'finished', completeSinceMs: state.coveredFromMs },
  }
}
