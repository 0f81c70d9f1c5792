import type { Replica } from './connection.ts'

/** What one run of the engine did, for the status panel and for diagnosis. */
export interface SyncRun {
  readonly accountId: number
  readonly stream: string
  readonly mode: string
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly pages: number
  readonly rows: number
  /** The engine's failure as JSON; null: it came to its end. */
  readonly failure: string | null
}

const keptRuns = 500

/** Remembers a run; of each account the last 500 are kept. */
export function recordRun(replica: Replica, run: SyncRun): void {
  replica.write(() => {
    replica
      .prepare<[number, string, string, number, number, number, number, string | null]>(
        `INSERT INTO sync_runs (account_id, stream, mode, started_at_ms, ended_at_ms, pages, rows, failure)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(run.accountId, run.stream, run.mode, run.startedAtMs, run.endedAtMs, run.pages, run.rows, run.failure)
    replica
      .prepare<[number, number, number]>(
        `DELETE FROM sync_runs WHERE account_id = ? AND id <= (
           SELECT id FROM sync_runs WHERE account_id = ? ORDER BY id DESC LIMIT 1 OFFSET ?)`,
      )
      .run(run.accountId, run.accountId, keptRuns)
  })
}

/** The last runs of an account, newest first. */
export function recentRuns(replica: Replica, accountId: number, limit: number): SyncRun[] {
  return replica
    .prepare<[number, number], SyncRun>(
      `SELECT account_id AS accountId, stream, mode, started_at_ms AS startedAtMs, ended_at_ms AS endedAtMs, pages, rows,
         failure FROM sync_runs WHERE account_id = ? ORDER BY id DESC LIMIT ?`,
    )
    .all(accountId, limit)
}
