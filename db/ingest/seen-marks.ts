import type { Replica } from '../connection.ts'
import { readStreamState, type StreamName, streamNames } from '../stream-state.ts'

/** A stream in columns: by which rows name the stream whose sweeps decide over them. Tables are named like their streams. */
export const streamCodes = { conversations: 0, activities: 1, leads: 2 } as const satisfies Record<StreamName, number>

/**
 * The small number by which the marks of a sweep name their rows: those of `table` that sweeps of `stream` decide over.
 * Two streams that bring rows of one table count their generations apart.
 */
export function markCode(table: StreamName, stream: StreamName): number {
  return table === stream ? streamCodes[table] : 10 * (1 + streamCodes[stream]) + streamCodes[table]
}

/** The table of the rows that a code names. */
export function tableOfMark(code: number): StreamName {
  const found = streamNames.find((table) => streamCodes[table] === code % 10)
  if (found === undefined) throw new Error(`No table has the mark ${code}`)
  return found
}

/** What says of a row that a sweep did not meet it. */
const missedTables = ['sweep_missed', 'sweep_held'] as const

/**
 * Marks rows as met by the running sweep. Whatever brings a row while a sweep runs (an incremental pull, a page on demand)
 * marks it too: a row that is new, or moved behind the sweep's back, must not look deleted.
 */
export class SeenMarks {
  readonly #replica: Replica
  readonly #generations = new Map<string, number | null>()
  readonly #missed = new Map<string, boolean>()

  constructor(replica: Replica) {
    this.#replica = replica
  }

  /** A page of this sweep: its rows count even before the stream's state names it. */
  beginPage(accountId: number, stream: StreamName, generation: number): void {
    this.#generations.set(`${accountId}:${stream}`, generation)
  }

  /** `stream`: the one whose sweeps decide over this row of `table`. */
  mark(accountId: number, table: StreamName, stream: StreamName, rowKey: number): void {
    const code = markCode(table, stream)
    const generation = this.#generation(accountId, stream)
    if (generation !== null) {
      this.#replica
        .prepare<[number, number, number, number]>(
          `INSERT INTO sweep_seen (account_id, stream_code, row_key, generation) VALUES (?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET generation = excluded.generation WHERE generation <> excluded.generation`,
        )
        .run(accountId, code, rowKey, generation)
    }
    for (const table of missedTables) {
      if (!this.#hasMissed(table, accountId, code)) continue
      this.#replica
        .prepare<[number, number, number]>(
          `DELETE FROM ${table} WHERE account_id = ? AND stream_code = ? AND row_key = ?`,
        )
        .run(accountId, code, rowKey)
    }
  }

  #generation(accountId: number, stream: StreamName): number | null {
    const name = `${accountId}:${stream}`
    const known = this.#generations.get(name)
    if (known !== undefined) return known
    const generation = readStreamState(this.#replica, accountId, stream)?.sweep?.generation ?? null
    this.#generations.set(name, generation)
    return generation
  }

  #hasMissed(table: (typeof missedTables)[number], accountId: number, code: number): boolean {
    const name = `${table}:${accountId}:${code}`
    const known = this.#missed.get(name)
    if (known !== undefined) return known
    const row = this.#replica
      .prepare<[number, number], unknown>(`SELECT 1 FROM ${table} WHERE account_id = ? AND stream_code = ? LIMIT 1`)
      .get(accountId, code)
    this.#missed.set(name, row !== undefined)
    return row !== undefined
  }
}
