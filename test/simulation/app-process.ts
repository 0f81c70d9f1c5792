import { cpSync, existsSync, mkdirSync, readdirSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { type AttachmentStore, openAttachmentStore } from '../../db/attachment-store.ts'
import { closeDatabases, type Databases, openDatabases } from '../../db/open.ts'
import type { ConnectorFactory, Transport } from '../../electron/connectors/connector.ts'
import { connectorFor } from '../../electron/connectors/registry.ts'
import type { Clock } from '../../electron/sync/clock.ts'
import { Engine } from '../../electron/sync/engine.ts'
import type { FromEngine } from '../../electron/sync/protocol.ts'
import type { CrmTraits } from './happenings.ts'

/** Thrown out of every statement of a process that is dead, so that nothing it still does reaches its files. */
class ProcessDied extends Error {}

export interface ProcessOptions {
  readonly folder: string
  readonly clockFor: (isAlive: () => boolean) => Clock
  readonly transportFor: (isAlive: () => boolean) => Transport
  readonly random: () => number
  readonly isDiskFull: () => boolean
  readonly crms: readonly Pick<CrmTraits, 'provider' | 'requestsPerMinute' | 'hasEventDetail'>[]
  /** The folder is as a first start leaves it, which is checked once and not for every run. */
  readonly isFresh: boolean
  readonly onMessage: (message: FromEngine) => void
  readonly onBug: (error: unknown) => void
}

type StartResult =
  | { readonly kind: 'running'; readonly process: AppProcess }
  | { readonly kind: 'died_while_starting'; readonly process: AppProcess }
  | { readonly kind: 'refused'; readonly reason: string }

/** One run of the app: the real engine over the real files, from their opening to its death. */
export class AppProcess {
  readonly folder: string
  readonly attachments: AttachmentStore
  readonly clock: Clock
  readonly random: () => number
  readonly #options: ProcessOptions
  #isAlive = true
  #isWatched = true
  #statementsLeft: number | null = null
  #databases: Databases | null = null
  /** Whether the journal's commits are on the disk when they return, as SQLite was told. */
  #isJournalSynced = true
  #engine: Engine | null = null
  #statements: StatementListener | null = null

  private constructor(options: ProcessOptions) {
    this.#options = options
    this.folder = options.folder
    this.attachments = openAttachmentStore(options.folder)
    this.random = options.random
    const clock = options.clockFor(() => this.#isAlive)
    this.clock = { ...clock, schedule: (delayMs, task) => clock.schedule(delayMs, () => this.#alive(task)) }
  }

  /** `statementsLeft`: it dies at that statement, which may be one of its start; null: it lives. */
  static start(options: ProcessOptions, statementsLeft: number | null = null): StartResult {
    const process = new AppProcess(options)
    process.#statementsLeft = statementsLeft
    const reason = process.#alive(() => process.#open())
    if (!process.#isAlive) return { kind: 'died_while_starting', process }
    return reason === null || reason === undefined ? { kind: 'running', process } : { kind: 'refused', reason }
  }

  get isAlive(): boolean {
    return this.#isAlive
  }

  get databases(): Databases {
    if (this.#databases === null) throw new Error('The process has no files open')
    return this.#databases
  }

  /** Runs something of the process's: if it dies on the way, undefined. */
  attempt<T>(task: (databases: Databases, engine: Engine) => T): T | undefined {
    const engine = this.#engine
    if (engine === null || !this.#isAlive) return undefined
    return this.#alive(() => task(this.databases, engine))
  }

  /** As `attempt`. A full disk refuses the user's word too: then nothing was promised, and the answer is undefined as well. */
  attemptToWrite<T>(task: (databases: Databases, engine: Engine) => T): T | undefined {
    try {
      return this.attempt<T>(task)
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'SQLITE_FULL') return undefined
      throw error
    }
  }

  /** A look from outside at the files of a living process: neither counted nor refused. */
  unwatched<T>(look: () => T): T {
    this.#isWatched = false
    try {
      return look()
    } finally {
      this.#isWatched = true
    }
  }

  /** From now on, that many statements; 0: none any more, it is dead. */
  dieAfter(statements: number): void {
    if (statements === 0) this.#isAlive = false
    else this.#statementsLeft = statements
  }

  /** Ends as the app does when its user quits; `passTime` lets the stop take its time. */
  async quit(passTime: (ms: number) => Promise<void>): Promise<void> {
    const engine = this.#engine
    if (engine === null) return
    let isStopped = false
    void engine.stop().then(
      () => {
        isStopped = true
      },
      (error: unknown) => this.#isAlive && this.#options.onBug(error),
    )
    for (let waited = 0; !isStopped && this.#isAlive && waited < 10; waited += 1) await passTime(500)
    if (!this.#isAlive) return
    this.#alive(() => closeDatabases(this.databases, { role: 'owner' }))
    this.#isAlive = false
  }

  /**
   * What a dead process left on the disk, copied to `folder`. After a power cut a file that is not synced at every commit, as the replica
   * is not, may lack the end of its log; `lost` says how much of it, [0, 1).
   */
  leaveTo(folder: string, lost: number | null): void {
    mkdirSync(folder)
    for (const name of readdirSync(this.folder)) {
      if (!name.endsWith('-shm')) cpSync(join(this.folder, name), join(folder, name), { recursive: true })
    }
    const unsynced = this.#isJournalSynced ? ['replica.db-wal'] : ['replica.db-wal', 'journal.db-wal']
    for (const log of unsynced.map((name) => join(folder, name)))
      if (lost !== null && existsSync(log)) truncateSync(log, Math.floor(statSync(log).size * (1 - lost)))
    this.release()
  }

  /** Lets go of the files of a process that is no more. */
  release(): void {
    this.#isAlive = false
    this.#statements?.leave()
    this.#databases?.replica.raw.close()
    this.#databases?.journal.raw.close()
  }

  #open(): string | null {
    const { folder, transportFor, random, onMessage, onBug, crms, isFresh } = this.#options
    this.#statements = new StatementListener((sql) => this.#beforeStatement(sql))
    const opened = openDatabases(folder, {
      role: isFresh ? 'attached' : 'owner',
      nowMs: this.clock.nowMs(),
      onStatement: this.#statements.hear,
    })
    if (!opened.ok) return `${opened.error.kind}: ${opened.error.detail}`
    this.#databases = opened.value
    const { replica, journal } = opened.value
    const syncedAtCommits = 2
    this.#isJournalSynced =
      this.unwatched(() => Number(journal.raw.pragma('synchronous', { simple: true }))) >= syncedAtCommits
    this.#engine = new Engine({
      replica,
      journal,
      clock: this.clock,
      random,
      transport: transportFor(() => this.#isAlive),
      connectorFor: (provider) =>
        asTraited(
          connectorFor(provider),
          crms.find((traits) => traits.provider === provider),
        ),
      readAttachment: (contentHash) => this.attachments.read(contentHash),
      post: (message) => this.#isAlive && onMessage(message),
      // What a dead process stumbles over is nobody's bug.
      onBug: (error) => this.#isAlive && onBug(error),
    })
    return null
  }

  #alive<T>(task: () => T): T | undefined {
    try {
      return task()
    } catch (error) {
      if (this.#isAlive) throw error
      return undefined
    }
  }

  #beforeStatement(sql: string): void {
    if (!this.#isWatched) return
    if (!this.#isAlive) throw new ProcessDied('The process is dead')
    if (this.#statementsLeft !== null) {
      this.#statementsLeft -= 1
      if (this.#statementsLeft <= 0) {
        this.#isAlive = false
        throw new ProcessDied(`The process died before: ${sql.slice(0, 80)}`)
      }
    }
    if (this.#options.isDiskFull() && /^\s*(INSERT|UPDATE|DELETE|REPLACE|COMMIT)/i.test(sql))
      throw new SqliteDatabase.SqliteError('database or disk is full', 'SQLITE_FULL')
  }
}

/**
 * What the driver calls before each statement. It never lets go of that function, not even of a closed file's: what the function reaches
 * stays in memory for good, and that must not be a whole simulated world.
 */
class StatementListener {
  #listener: ((sql: string) => void) | null
  readonly hear: (sql: string) => void

  constructor(listener: (sql: string) => void) {
    this.#listener = listener
    this.hear = (sql) => this.#listener?.(sql)
  }

  leave(): void {
    this.#listener = null
  }
}

/** The provider's connector, perhaps with a tighter ceiling, so that a short day meets it. */
function asTraited(
  connect: ConnectorFactory | null,
  traits: ProcessOptions['crms'][number] | undefined,
): ConnectorFactory | null {
  if (connect === null || traits === undefined) return null
  const { requestsPerMinute, hasEventDetail } = traits
  return (options) => {
    const connector = connect(options)
    const { capabilities } = connector
    const rateLimit =
      requestsPerMinute === null ? capabilities.rateLimit : { requests: requestsPerMinute, windowMs: 60_000 }
    return { ...connector, capabilities: { ...capabilities, rateLimit, hasEventDetail } }
  }
}
