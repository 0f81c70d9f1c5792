import type { Journal, Replica } from '../../db/connection.ts'
import { classifyStorageError } from '../../db/open.ts'
import { openNotesOfAccount } from '../../db/outbox.ts'
import { activityTarget, conversationTarget, removalOfAccountRows } from '../../db/queries/targets.ts'
import { purgeRemoved } from '../../db/streams.ts'
import type { ConnectorFactory, Provider, Transport } from '../connectors/connector.ts'
import { AccountEngine, type EngineSurroundings } from './account-engine.ts'
import { identify } from './accounts/identify.ts'
import { type Clock, type Random, sleep } from './clock.ts'
import { healDeliveries } from './outbox/heal-deliveries.ts'
import { requestTimeoutMs } from './outbox/turns.ts'
import { keepPeopleKeyed } from './people-keys.ts'
import type { EngineAccount, FromEngine, ToEngine } from './protocol.ts'
import type { Attention } from './pull/cadence.ts'

export interface EngineOptions {
  readonly replica: Replica
  readonly journal: Journal
  readonly clock: Clock
  readonly random: Random
  readonly transport: Transport
  readonly connectorFor: (provider: Provider) => ConnectorFactory | null
  /** A file of a note, by its content's hash; null: it is gone, or not what was added. */
  readonly readAttachment: (contentHash: string) => Uint8Array | null
  readonly post: (message: FromEngine) => void
  /** A part of the engine threw. Whoever runs it must end it: what it does next is not known. */
  readonly onBug: (error: unknown) => void
}

/** Status messages closer together than this are one: the screen cannot show more. */
const statusEveryMs = 150
const stopWithinMs = 2_000
/** Between two batches of rows that are deleted, so that others get their turn, and the lock. */
const removalGapMs = 5
/** How long a note that is on its way keeps its account from being forgotten, ms: as long as its answer may take. */
const forgetWithinMs = requestTimeoutMs + 5_000

/**
 * The sync engine: all accounts, each independent of the others. Pure of Electron and of threads; the worker, the command line and the
 * simulation drive it by the same messages.
 */
export class Engine {
  readonly #options: EngineOptions
  readonly #surroundings: EngineSurroundings
  readonly #accounts = new Map<number, AccountEngine>()
  readonly #wanted = new Map<number, EngineAccount>()
  /** Of accounts that were replaced: when the last replacement is done. */
  readonly #replacing = new Map<number, Promise<void>>()
  readonly #running = new Set<Promise<void>>()
  readonly #stopped = new AbortController()
  #isKeyingPeople = false
  #attention: Attention = 'active'
  #cancelStatus: (() => void) | null = null

  constructor(options: EngineOptions) {
    this.#options = options
    const { replica, journal, clock, random, transport, readAttachment, post } = options
    this.#surroundings = {
      replica,
      journal,
      clock,
      random,
      transport,
      announce: (topics) => topics.length > 0 && post({ kind: 'changed', topics }),
      readAttachment,
      uploadProgressed: (progress) => post({ kind: 'upload_progress', ...progress }),
      statusChanged: () => this.#postStatusSoon(),
      guardStorage: (write) => this.#guardStorage(write),
      track: (task) => this.#track(task),
    }
    this.#guardStorage(() => healDeliveries(replica, journal, clock.nowMs()))
    this.#guardStorage(() => purgeRemoved(replica, clock.nowMs()))
    this.#keyPeople()
  }

  handle(message: ToEngine): void {
    switch (message.kind) {
      case 'account':
        this.#setAccount(message.account)
        break
      case 'forget_account':
        this.#track(this.#forgetAccount(message))
        break
      case 'outbox_changed':
        for (const account of this.#accounts.values()) account.outboxChanged()
        break
      case 'focus_conversation': {
        const target = conversationTarget(this.#options.replica, message.conversationId)
        if (target !== null) this.#accounts.get(target.accountId)?.focusConversation(message.conversationId)
        break
      }
      case 'want_event_detail': {
        const target = activityTarget(this.#options.replica, message.activityId)
        if (target !== null) this.#accounts.get(target.accountId)?.wantEventDetail(message.activityId)
        break
      }
      case 'sync_now':
        this.#hurry(message.accountId)
        break
      case 'network_hint':
        // "Offline" is only a hint and the next request tells; "online" is worth trying at once.
        if (message.isOnline) this.#hurry(null)
        break
      case 'resumed':
        this.#hurry(null)
        break
      case 'attention':
        this.#attention = message.level
        for (const account of this.#accounts.values()) account.attend(message.level)
        break
      case 'settings_changed':
        this.#keyPeople()
        break
      case 'identify':
        this.#track(this.#identify(message))
        break
      case 'check_abilities':
        this.#track(this.#checkAbilities(message))
        break
      case 'send_now':
        this.#hurry(message.accountId)
        this.#track(this.#tellWhenSent(message))
        break
      case 'stop':
        void this.stop().catch(this.#options.onBug)
        break
      default:
        message satisfies never
    }
  }

  /** Stops all accounts and resolves when nothing of them runs any more: the files may then be closed. */
  async stop(): Promise<void> {
    this.#stopped.abort()
    for (const account of this.#accounts.values()) account.stop()
    const idle = Promise.all([...this.#accounts.values()].map((account) => account.idle()))
    this.#accounts.clear()
    // One that is being replaced has no successor any more.
    this.#wanted.clear()
    this.#cancelStatus?.()
    this.#cancelStatus = null
    // A request that hangs is let go of: its note is `sending` on disk and is looked up by the next process.
    await Promise.race([idle, sleep(this.#options.clock, stopWithinMs)])
    this.#options.post({ kind: 'stopped' })
  }

  /** One at a time: who is at it notices a change of the settings by itself. */
  #keyPeople(): void {
    if (this.#isKeyingPeople) return
    this.#isKeyingPeople = true
    const ended = keepPeopleKeyed(this.#surroundings, this.#stopped.signal).finally(() => {
      this.#isKeyingPeople = false
    })
    this.#track(ended)
  }

  #hurry(accountId: number | null): void {
    for (const account of this.#accounts.values()) {
      if (accountId === null || accountId === account.accountId) account.hurry()
    }
  }

  /** Accounts replace each other one after the other: the latest message wins, whatever is still winding down. */
  #setAccount(account: EngineAccount): void {
    if (this.#stopped.signal.aborted) return
    const connect = this.#options.connectorFor(account.provider)
    if (connect === null) throw new Error(`No connector for ${account.provider}`)
    this.#wanted.set(account.accountId, account)
    const running = this.#accounts.get(account.accountId)
    if (running === undefined) {
      this.#startAccount(account, connect)
      return
    }
    running.stop()
    const replaced = running.idle().then(() => {
      if (this.#wanted.get(account.accountId) === account) this.#startAccount(account, connect)
    })
    this.#replacing.set(account.accountId, replaced)
    this.#track(replaced)
  }

  #startAccount(account: EngineAccount, connect: ConnectorFactory): void {
    const engine = new AccountEngine(account, connect, this.#attention, this.#surroundings)
    this.#accounts.set(account.accountId, engine)
    engine.start()
    this.#postStatusSoon()
  }

  /** A page that was on its way may bring rows back after main removed them: what is left goes when nothing runs any more. */
  async #forgetAccount({ requestId, accountId }: Extract<ToEngine, { kind: 'forget_account' }>): Promise<void> {
    this.#wanted.delete(accountId)
    const running = this.#accounts.get(accountId)
    this.#accounts.delete(accountId)
    running?.stop()
    this.#postStatusSoon()
    if (running !== undefined) {
      const ended = running.idle().then(() => this.#removeRows(accountId))
      this.#track(ended)
      await Promise.race([ended, sleep(this.#options.clock, forgetWithinMs, this.#stopped.signal)])
    }
    this.#options.post({ kind: 'forgotten', requestId })
  }

  /** The other accounts go on meanwhile. What is left when the engine stops, or the disk takes nothing, goes at the next start. */
  async #removeRows(accountId: number): Promise<void> {
    const { replica, clock } = this.#options
    const { signal } = this.#stopped
    const steps = removalOfAccountRows(replica, accountId)
    while (!signal.aborted && !this.#wanted.has(accountId)) {
      const step = this.#guardStorage(() => steps.next())
      if (step === 'storage_trouble' || step.done === true) return
      await sleep(clock, removalGapMs, signal)
    }
  }

  async #identify(message: Extract<ToEngine, { kind: 'identify' }>): Promise<void> {
    const result = await identify(this.#options, message)
    this.#options.post({ kind: 'identified', requestId: message.requestId, result })
  }

  async #checkAbilities({ requestId, accountId }: Extract<ToEngine, { kind: 'check_abilities' }>): Promise<void> {
    // One that is being replaced answers when its successor runs: the key may be the new one's.
    await this.#replacing.get(accountId)
    const isSignedIn = typeof this.#wanted.get(accountId)?.secret === 'string'
    const result = isSignedIn ? await this.#accounts.get(accountId)?.abilities() : undefined
    const signedOut = { ok: false, failure: { kind: 'unauthorized', detail: null } } as const
    this.#options.post({ kind: 'abilities', requestId, result: result ?? signedOut })
  }

  async #tellWhenSent({ requestId, accountId }: Extract<ToEngine, { kind: 'send_now' }>): Promise<void> {
    const { journal, post } = this.#options
    const chosen = [...this.#accounts.values()].filter((each) => accountId === null || each.accountId === accountId)
    await Promise.all(chosen.map((account) => account.outboxAtRest()))
    const unsent = chosen.reduce((sum, account) => sum + openNotesOfAccount(journal, account.accountId).length, 0)
    post({ kind: 'sent_now', requestId, unsent })
  }

  #guardStorage<T>(write: () => T): T | 'storage_trouble' {
    try {
      return write()
    } catch (error) {
      const problem = classifyStorageError(error)
      if (problem === null) throw error
      this.#options.post({
        kind: 'storage_trouble',
        problem,
        detail: error instanceof Error ? error.message : String(error),
      })
      return 'storage_trouble'
    }
  }

  /** A task that throws is a bug: it must end the engine loudly, and never leave it half running. */
  #track(task: Promise<void>): void {
    const tracked = task
      .catch((error: unknown) => this.#options.onBug(error))
      .finally(() => this.#running.delete(tracked))
    this.#running.add(tracked)
  }

  #postStatusSoon(): void {
    if (this.#cancelStatus !== null) return
    this.#cancelStatus = this.#options.clock.schedule(statusEveryMs, () => {
      this.#cancelStatus = null
      this.#options.post({ kind: 'status', accounts: [...this.#accounts.values()].map((account) => account.status()) })
    })
  }
}
