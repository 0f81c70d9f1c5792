import type { Replica } from './connection.ts'
import { holdBack, letGoOfHeld } from './held-back.ts'
import { markCode, streamCodes } from './ingest/seen-marks.ts'
import type { ChangedTopic } from './records.ts'
import { readStreamState, type StreamName, saveStreamState, streamNames } from './stream-state.ts'
import { hideRows, keyOf } from './sweep-removal.ts'

/** `topics` are what the removal changed. A braked sweep removed nothing: what it missed waits for the user (`heldBack`). */
export type SweepResult =
  | { readonly kind: 'done'; readonly removed: number; readonly missedOnce: number; readonly topics: ChangedTopic[] }
  | { readonly kind: 'braked'; readonly missed: number; readonly of: number; readonly topics: ChangedTopic[] }

interface SweptTable {
  readonly table: StreamName
  /** Only references to rows not here yet are placeholders; nothing refers to an activity. */
  readonly hasPlaceholders: boolean
  /** False: only sweeps of the stream that is named like it decide over its rows. */
  readonly isSweptElsewhere: boolean
}

const sweptTables: Record<StreamName, SweptTable> = {
  conversations: { table: 'conversations', hasPlaceholders: true, isSweptElsewhere: true },
  activities: { table: 'activities', hasPlaceholders: false, isSweptElsewhere: true },
  leads: { table: 'leads', hasPlaceholders: true, isSweptElsewhere: false },
}

/** The rows of one table that sweeps of one stream decide over. */
interface SweptRows extends SweptTable {
  readonly stream: StreamName
  readonly markCode: number
}

function rowsSweptBy(stream: StreamName): SweptRows[] {
  return Object.values(sweptTables)
    .filter(({ table, isSweptElsewhere }) => table === stream || isSweptElsewhere)
    .map((swept) => ({ ...swept, stream, markCode: markCode(swept.table, stream) }))
}

const keptRemovedMs = 30 * 24 * 3_600_000

/**
 * Call after the last page of a sweep. A row goes only when two finished sweeps in a row missed it and nothing else brought
 * it meanwhile; it is hidden now and deleted 30 days later. A sweep that missed more than a tenth of the rows of any table (an
 * empty answer, another account, a permission lost) takes none, of no table, and does not count as one of the two.
 *
 * Its marks stay, for `forgetSweepMarks`: deleting a million of them in this transaction would keep every other writer waiting.
 *
 * `saysHowFresh`: the stream has no watermark, and only a sweep that was neither braked nor blind says how fresh it is: as fresh as its
 * beginning. Blind is one that met nothing at all where people are here: what it walks through was hidden from it.
 */
export function finishSweep(
  replica: Replica,
  accountId: number,
  stream: StreamName,
  generation: number,
  nowMs: number,
  { saysHowFresh }: { readonly saysHowFresh: boolean } = { saysHowFresh: false },
): SweepResult {
  // Looking through all rows takes long; nobody waits for the lock meanwhile. Each row is looked at again before it goes.
  const candidates = rowsSweptBy(stream).map((rows) => ({
    rows,
    keys: unseenRows(replica, accountId, rows, generation),
  }))
  return replica.write(() => {
    const outcomes = candidates.map(({ rows, keys }) => outcomeOf(replica, accountId, rows, keys, generation))
    const braked = outcomes.find(({ isBraked }) => isBraked)
    // What a sweep missed that missed so much proves nothing of any row: neither now nor as the first of two.
    const missing = outcomes.map(({ rows, twice }) => ({ table: rows.table, keys: twice }))
    const topics = braked === undefined ? hideRows(replica, accountId, missing, nowMs) : []
    for (const { rows, missed, twice } of outcomes) {
      if (braked === undefined) rememberMissed(replica, accountId, rows.markCode, without(missed, twice))
    }
    const codes = outcomes.map(({ rows, missed }) => ({ markCode: rows.markCode, keys: missed }))
    if (braked === undefined) letGoOfHeld(replica, accountId, codes)
    else holdBack(replica, accountId, codes)
    const isFresh = saysHowFresh && braked === undefined && !isBlind(replica, accountId, stream)
    closeSweep(replica, accountId, stream, nowMs, isFresh)
    if (braked !== undefined) return { kind: 'braked', missed: braked.missed.length, of: braked.of, topics }
    const removed = sum(outcomes.map(({ twice }) => twice.length))
    return { kind: 'done', removed, missedOnce: sum(outcomes.map(({ missed }) => missed.length)) - removed, topics }
  })
}

/** Marks that one transaction deletes. */
const forgottenAtOnce = 5_000

/**
 * Deletes marks of finished sweeps of the stream, those up to `generation`, some thousands at once: call it until it is true that none is
 * left. They are of no use any more and do no harm: a later sweep looks for its own only, and the next call deletes what a process left.
 */
export function forgetSweepMarks(replica: Replica, accountId: number, stream: StreamName, generation: number): boolean {
  const forget = replica.prepare<[number, number, number, number]>(
    `DELETE FROM sweep_seen WHERE (account_id, stream_code, row_key) IN (
       SELECT account_id, stream_code, row_key FROM sweep_seen
       WHERE account_id = ? AND stream_code = ? AND generation <= ? LIMIT ?)`,
  )
  let left = forgottenAtOnce
  for (const { markCode: code } of rowsSweptBy(stream)) {
    left -= replica.write(() => forget.run(accountId, code, generation, left)).changes
    if (left <= 0) return false
  }
  return true
}

interface SweptOutcome {
  readonly rows: SweptRows
  readonly missed: readonly number[]
  readonly twice: readonly number[]
  readonly of: number
  readonly isBraked: boolean
}

function outcomeOf(
  replica: Replica,
  accountId: number,
  rows: SweptRows,
  candidates: readonly number[],
  generation: number,
): SweptOutcome {
  const missed = candidates.filter((key) => !isSeen(replica, accountId, rows.markCode, key, generation))
  const of = missed.length === 0 ? 0 : countSwept(replica, accountId, rows)
  const isBraked = missed.length * 10 > of
  const twice = missed.filter((key) => wasMissed(replica, accountId, rows.markCode, key))
  return { rows, missed, twice, of, isBraked }
}

/** Deletes what was removed more than 30 days ago, and returns how many rows went. */
export function purgeRemoved(replica: Replica, nowMs: number): number {
  const before = nowMs - keptRemovedMs
  return replica.write(() => {
    const activities = replica
      .prepare<[number]>('DELETE FROM activities WHERE removed_at_ms IS NOT NULL AND removed_at_ms < ?')
      .run(before)
    // A conversation whose activities the CRM still shows stays, hidden: without it they would belong to nothing.
    const conversations = replica
      .prepare<[number]>(
        `DELETE FROM conversations WHERE removed_at_ms IS NOT NULL AND removed_at_ms < ? AND NOT EXISTS (
           SELECT 1 FROM activities WHERE conversation_id = conversations.id)`,
      )
      .run(before)
    const leads = replica
      .prepare<[number]>('DELETE FROM leads WHERE removed_at_ms IS NOT NULL AND removed_at_ms < ?')
      .run(before)
    return activities.changes + conversations.changes + leads.changes
  })
}

/** Rows that lists may show: neither removed nor known by reference only. */
export function countLive(replica: Replica, accountId: number, stream: StreamName): number {
  const { table, hasPlaceholders } = sweptTables[stream]
  if (hasPlaceholders) {
    return count(
      replica,
      `SELECT count(*) AS rows FROM ${table} INDEXED BY ${table}_remote
       WHERE account_id = ? AND removed_at_ms IS NULL AND is_placeholder = 0`,
      accountId,
    )
  }
  // The two indexes hold no row bodies: counting a million activities stays a matter of milliseconds.
  const all = count(
    replica,
    `SELECT count(*) AS rows FROM ${table} INDEXED BY ${table}_remote WHERE account_id = ?`,
    accountId,
  )
  const removed = count(
    replica,
    `SELECT count(*) AS rows FROM ${table} INDEXED BY ${table}_removed WHERE account_id = ? AND removed_at_ms IS NOT NULL`,
    accountId,
  )
  return all - removed
}

/** Of those, the ones that sweeps of this stream decide over. */
function countSwept(replica: Replica, accountId: number, { table, stream, isSweptElsewhere }: SweptRows): number {
  if (table === stream) {
    const elsewhere = isSweptElsewhere
      ? count(
          replica,
          `SELECT count(*) AS rows FROM ${table} ${sweptElsewhere(table)} AND removed_at_ms IS NULL`,
          accountId,
        )
      : 0
    return countLive(replica, accountId, table) - elsewhere
  }
  return count(
    replica,
    `SELECT count(*) AS rows FROM ${table} ${sweptElsewhere(table)} AND swept_by = ? AND removed_at_ms IS NULL`,
    accountId,
    streamCodes[stream],
  )
}

/** Rows of a table that another stream than its own decides over: a partial index, empty for most CRMs. */
function sweptElsewhere(table: StreamName): string {
  return `INDEXED BY ${table}_swept_elsewhere WHERE account_id = ? AND swept_by <> ${streamCodes[table]}`
}

function count(replica: Replica, sql: string, ...parameters: number[]): number {
  return replica.prepare<number[], { rows: number }>(sql).get(...parameters)?.rows ?? 0
}

function unseenRows(replica: Replica, accountId: number, rows: SweptRows, generation: number): number[] {
  const { table, stream, hasPlaceholders, isSweptElsewhere } = rows
  const key = keyOf[table]
  const own = `INDEXED BY ${table}_remote WHERE account_id = ?${isSweptElsewhere ? ` AND swept_by = ${streamCodes[table]}` : ''}`
  const elsewhere = `${sweptElsewhere(table)} AND swept_by = ${streamCodes[stream]}`
  return replica
    .prepare<[number, number, number, number], { row_key: number }>(
      `SELECT ${key} AS row_key FROM ${table} ${table === stream ? own : elsewhere}
         AND removed_at_ms IS NULL AND ${hasPlaceholders ? 'is_placeholder = 0' : '1'}
         AND NOT EXISTS (SELECT 1 FROM sweep_seen AS seen WHERE seen.account_id = ? AND seen.stream_code = ?
           AND seen.row_key = ${table}.${key} AND seen.generation = ?)`,
    )
    .all(accountId, accountId, rows.markCode, generation)
    .map(({ row_key }) => row_key)
}

function isSeen(replica: Replica, accountId: number, code: number, key: number, generation: number): boolean {
  return (
    replica
      .prepare<[number, number, number, number], unknown>(
        'SELECT 1 FROM sweep_seen WHERE account_id = ? AND stream_code = ? AND row_key = ? AND generation = ?',
      )
      .get(accountId, code, key, generation) !== undefined
  )
}

function wasMissed(replica: Replica, accountId: number, code: number, key: number): boolean {
  return (
    replica
      .prepare<[number, number, number], unknown>(
        'SELECT 1 FROM sweep_missed WHERE account_id = ? AND stream_code = ? AND row_key = ?',
      )
      .get(accountId, code, key) !== undefined
  )
}

function rememberMissed(replica: Replica, accountId: number, code: number, keys: readonly number[]): void {
  replica
    .prepare<[number, number]>('DELETE FROM sweep_missed WHERE account_id = ? AND stream_code = ?')
    .run(accountId, code)
  const insert = replica.prepare<[number, number, number]>(
    'INSERT INTO sweep_missed (account_id, stream_code, row_key) VALUES (?, ?, ?)',
  )
  for (const key of keys) insert.run(accountId, code, key)
}

function isBlind(replica: Replica, accountId: number, stream: StreamName): boolean {
  if (readStreamState(replica, accountId, stream)?.sweep?.seen !== 0) return false
  return streamNames.some((table) => countLive(replica, accountId, table) > 0)
}

function closeSweep(replica: Replica, accountId: number, stream: StreamName, nowMs: number, isFresh: boolean): void {
  const state = readStreamState(replica, accountId, stream)
  if (state === null) return
  const freshAsOfMs = isFresh ? (state.sweep?.startedAtMs ?? state.freshAsOfMs) : state.freshAsOfMs
  saveStreamState(replica, accountId, { ...state, sweep: null, lastSweepAtMs: nowMs, freshAsOfMs })
}

function without(keys: readonly number[], gone: readonly number[]): number[] {
  const set = new Set(gone)
  return keys.filter((key) => !set.has(key))
}

function sum(counts: readonly number[]): number {
  return counts.reduce((left, right) => left + right, 0)
}
