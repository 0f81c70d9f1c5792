import SqliteDatabase from 'better-sqlite3'
import { classifyStorageError } from './storage-error.ts'

type Database = SqliteDatabase.Database

/** Rows come back as `Row`, the one place where SQL text and type meet; values are numbers, text, buffers or null. */
export type Statement<Parameters extends unknown[], Row> = SqliteDatabase.Statement<Parameters, Row>

/** How a connection will be used. Only the sync worker writes in bulk; a look asks a question or two, and writes nothing. */
type ConnectionUse = 'interactive' | 'bulk' | 'look'

/**
 * How long a statement waits for another's lock, ms. Somebody looks at a window that waits; the worker rather waits than ends because an
 * account was being removed.
 */
const waitsForLockMs = { interactive: 5_000, bulk: 30_000, look: 5_000 } as const satisfies Record<
  ConnectionUse,
  number
>

/** Pages of the write-ahead log between checkpoints: rarer checkpoints write a page that changed often only once. */
const checkpointPages = 4_000

/**
 * One open database. Statements are prepared once and kept by their text; every write transaction begins IMMEDIATE, for
 * one that starts deferred and turns writer fails at once when the other process wrote in between, whatever the timeout.
 */
export class Connection<File extends 'replica' | 'journal'> {
  readonly file: File
  #raw: Database
  readonly #statements = new Map<string, Statement<unknown[], unknown>>()

  constructor(file: File, raw: Database) {
    this.file = file
    this.#raw = raw
  }

  get raw(): Database {
    return this.#raw
  }

  /** Goes on with the database of `successor`, which is not used any more: whoever holds this connection sees the mended file. */
  goOnWith(successor: Connection<File>): void {
    this.#statements.clear()
    this.#raw = successor.raw
  }

  /** The statement for `sql`, prepared on first use. `Row` is what its select list yields. */
  prepare<Parameters extends unknown[] = [], Row = unknown>(sql: string): Statement<Parameters, Row> {
    const known = this.#statements.get(sql)
    if (known) return known as unknown as Statement<Parameters, Row>
    const statement = this.raw.prepare<unknown[], unknown>(sql)
    this.#statements.set(sql, statement)
    return statement as unknown as Statement<Parameters, Row>
  }

  /** Like `prepare`, with each row an array in the order of the select list. */
  prepareArrays<Parameters extends unknown[], Row extends unknown[]>(sql: string): Statement<Parameters, Row> {
    const key = `arrays:${sql}`
    const known = this.#statements.get(key)
    if (known) return known as unknown as Statement<Parameters, Row>
    const statement = this.raw.prepare<unknown[], unknown>(sql).raw(true)
    this.#statements.set(key, statement)
    return statement as unknown as Statement<Parameters, Row>
  }

  /**
   * Runs `task` in one transaction and commits it; what it throws rolls everything back and is thrown on. Inside another
   * `write` it joins that transaction. `task` is synchronous: a promise would outlive the transaction.
   */
  write<T>(task: () => T extends PromiseLike<unknown> ? never : T): T {
    if (this.raw.inTransaction) return task()
    this.prepare('BEGIN IMMEDIATE').run()
    try {
      const result = task()
      this.prepare('COMMIT').run()
      return result
    } catch (error) {
      // A full disk may already have rolled it back.
      if (this.raw.inTransaction) this.prepare('ROLLBACK').run()
      throw error
    }
  }

  /** Refreshes the planner's statistics, moves the write-ahead log into the file and closes. Closing twice is harmless. */
  close(): void {
    if (!this.raw.open) return
    try {
      this.raw.pragma('optimize')
      this.raw.pragma('wal_checkpoint(TRUNCATE)')
    } catch (error) {
      // A disk that takes neither loses nothing: what was committed is in the log, and the next start reads it from there.
      if (classifyStorageError(error) === null) throw error
    } finally {
      this.#statements.clear()
      this.raw.close()
    }
  }
}

export type Replica = Connection<'replica'>
export type Journal = Connection<'journal'>

interface ConnectOptions {
  readonly use: ConnectionUse
  readonly mustExist: boolean
  /** Called with each statement's SQL before it runs; what it throws is thrown where the statement stands, which then has not run. */
  readonly onStatement?: ((sql: string) => void) | undefined
}

/** Opens one file with its pragmas. Throws what SQLite throws; db/open.ts turns it into values. */
export function connect<File extends 'replica' | 'journal'>(
  file: File,
  path: string,
  options: ConnectOptions,
): Connection<File> {
  const { mustExist, onStatement } = options
  const verbose = onStatement === undefined ? {} : { verbose: (sql: unknown) => onStatement(String(sql)) }
  const raw = new SqliteDatabase(path, { fileMustExist: mustExist, timeout: waitsForLockMs[options.use], ...verbose })
  try {
    setPragmas(raw, file, options.use)
  } catch (error) {
    raw.close()
    throw error
  }
  return new Connection(file, raw)
}

function setPragmas(raw: Database, file: 'replica' | 'journal', use: ConnectionUse): void {
  // A start looks at its files several times, and what follows would be most of each look.
  if (use === 'look') return
  // Readers never wait for the writer.
  raw.pragma('journal_mode = WAL')
  // In WAL, NORMAL may lose the last commits to a power cut. The replica fetches them again; a note must not be lost, and
  // better-sqlite3's build would leave the journal at NORMAL.
  raw.pragma(`synchronous = ${file === 'journal' ? 'FULL' : 'NORMAL'}`)
  raw.pragma('foreign_keys = ON')
  // The bulk writer touches index pages all over the file; without room for them each page of rows reads them again.
  raw.pragma(`cache_size = ${use === 'bulk' ? -65_536 : -16_384}`)
  raw.pragma(`wal_autocheckpoint = ${checkpointPages}`)
  // After a burst the log file shrinks again.
  raw.pragma('journal_size_limit = 67108864')
  raw.pragma('temp_store = MEMORY')
  // `optimize` looks at a sample, so that closing never waits for a full scan.
  raw.pragma('analysis_limit = 400')
}
