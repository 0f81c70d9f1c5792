import type { Replica } from './connection.ts'

export const streamNames = ['conversations', 'activities', 'leads'] as const
export type StreamName = (typeof streamNames)[number]

/** How far one stream of one account has come, and what that proves. */
export interface StreamState {
  readonly stream: StreamName
  readonly backfill: 'running' | 'finished'
  readonly backfillCursor: string | null
  /** Highest server stamp of a completed walk, or of the backfill's first page. */
  readonly watermarkMs: number | null
  /** Everything at or after this is here; null: nothing is proved. With the backfill finished: everything is here. */
  readonly coveredFromMs: number | null
  /** Our clock at the start of the last completed pull. */
  readonly freshAsOfMs: number | null
  readonly have: number
  readonly total: number | null
  readonly sweep: {
    readonly generation: number
    readonly cursor: string | null
    readonly startedAtMs: number
    readonly seen: number
  } | null
  readonly lastSweepAtMs: number | null
  /** The last generation that was used. */
  readonly sweepGeneration: number
}

interface StreamRow {
  stream: StreamName
  backfill: StreamState['backfill']
  backfill_cursor: string | null
  watermark_ms: number | null
  covered_from_ms: number | null
  fresh_as_of_ms: number | null
  have: number
  total: number | null
  running_sweep_generation: number | null
  running_sweep_cursor: string | null
  running_sweep_started_at_ms: number | null
  running_sweep_seen: number | null
  last_sweep_at_ms: number | null
  sweep_generation: number
}

const columns = `stream, backfill, backfill_cursor, watermark_ms, covered_from_ms, fresh_as_of_ms, have, total,
  running_sweep_generation, running_sweep_cursor, running_sweep_started_at_ms, running_sweep_seen, last_sweep_at_ms,
  sweep_generation`

/** Null before the first page of this stream. */
export function readStreamState(replica: Replica, accountId: number, stream: StreamName): StreamState | null {
  const row = replica
    .prepare<[number, string], StreamRow>(`SELECT ${columns} FROM sync_streams WHERE account_id = ? AND stream = ?`)
    .get(accountId, stream)
  return row ? stateOf(row) : null
}

/** So that what was never pulled is known to be missing: a state for each of these streams that has none. */
export function declareStreams(replica: Replica, accountId: number, streams: readonly StreamName[]): void {
  const missing = streams.filter((stream) => readStreamState(replica, accountId, stream) === null)
  if (missing.length === 0) return
  replica.write(() => {
    for (const stream of missing) saveStreamState(replica, accountId, emptyStream(stream))
  })
}

/** A stream of which no page has come. */
export function emptyStream(stream: StreamName): StreamState {
  return {
    stream,
    backfill: 'running',
    backfillCursor: null,
    watermarkMs: null,
    coveredFromMs: null,
    freshAsOfMs: null,
    have: 0,
    total: null,
    sweep: null,
    lastSweepAtMs: null,
    sweepGeneration: 0,
  }
}

export function readStreamStates(replica: Replica, accountId: number): StreamState[] {
  return replica
    .prepare<[number], StreamRow>(`SELECT ${columns} FROM sync_streams WHERE account_id = ?`)
    .all(accountId)
    .map(stateOf)
}

/** Joins the transaction it is called in, so that rows and the state that says they are in cannot disagree. */
export function saveStreamState(replica: Replica, accountId: number, state: StreamState): void {
  replica.write(() => {
    replica
      .prepare<(number | string | null)[]>(
        `INSERT OR REPLACE INTO sync_streams (account_id, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        accountId,
        state.stream,
        state.backfill,
        state.backfillCursor,
        state.watermarkMs,
        state.coveredFromMs,
        state.freshAsOfMs,
        state.have,
        state.total,
        state.sweep?.generation ?? null,
        state.sweep?.cursor ?? null,
        state.sweep?.startedAtMs ?? null,
        state.sweep?.seen ?? null,
        state.lastSweepAtMs,
        state.sweepGeneration,
      )
  })
}

function stateOf(row: StreamRow): StreamState {
  return {
    stream: row.stream,
    backfill: row.backfill,
    backfillCursor: row.backfill_cursor,
    watermarkMs: row.watermark_ms,
    coveredFromMs: row.covered_from_ms,
    freshAsOfMs: row.fresh_as_of_ms,
    have: row.have,
    total: row.total,
    sweep:
      row.running_sweep_generation === null
        ? null
        : {
            generation: row.running_sweep_generation,
            cursor: row.running_sweep_cursor,
            startedAtMs: row.running_sweep_started_at_ms ?? 0,
            seen: row.running_sweep_seen ?? 0,
          },
    lastSweepAtMs: row.last_sweep_at_ms,
    sweepGeneration: row.sweep_generation,
  }
}
