import type { Clock } from '../sync/clock.ts'
import type { AbilitiesResult, FromEngine, IdentifyResult, ToEngine } from '../sync/protocol.ts'

export type IdentifyRequest = Omit<Extract<ToEngine, { kind: 'identify' }>, 'kind' | 'requestId'>

/** What the handlers may ask of the engine. */
export interface EnginePort {
  post(message: ToEngine): void
  /** Asks the CRM who a credential belongs to. Nothing is stored. Rejects only where the engine died meanwhile. */
  identify(request: IdentifyRequest): Promise<IdentifyResult>
  /** Asks the CRM what an account's credential may do. Nothing is stored. Rejects only where the engine died meanwhile. */
  checkAbilities(accountId: number): Promise<AbilitiesResult>
  /** Sends what is unsent of the account (null: of all). Resolves with how many notes are still here when nothing more goes by itself. */
  sendNow(accountId: number | null): Promise<number>
  /** Nothing of the account leaves any more. Resolves when nothing of it is on its way either; at once where the engine does not run. */
  forgetAccount(accountId: number): Promise<void>
}

/** A running worker thread, as far as main needs it. */
export interface EngineThread {
  post(message: ToEngine): void
  terminate(): Promise<void>
}

export interface EngineThreadListener {
  message(message: FromEngine): void
  /** The thread is gone, wanted or not; with `damage`, because a file that it read is damaged. */
  ended(detail: string, cause?: 'damage'): void
}

interface Asked<Result> {
  readonly resolve: (result: Result) => void
  readonly reject: (error: Error) => void
}

export interface EngineOptions {
  readonly clock: Clock
  readonly spawn: (listener: EngineThreadListener) => EngineThread
  /** A fresh thread knows no account yet. */
  readonly onStarted: () => void
  readonly onMessage: (message: FromEngine) => void
  /** It died by itself; it is started again by itself. */
  readonly onDied: (detail: string) => void
  /** It died of a damaged file, and stays so until it is started again. */
  readonly onMetDamage: () => void
}

const firstRestartMs = 1_000
const longestRestartMs = 60_000
/** A thread that lived this long was healthy; the next death is a new story. */
const healthyMs = 60_000
/** How long a clean stop may take before the thread is ended. Its writes are transactions; nothing is torn. */
const stopMs = 5_000

/** Keeps the sync engine's worker thread running, and stops it cleanly. */
export class Engine implements EnginePort {
  readonly #options: EngineOptions
  readonly #identifying = new Map<number, Asked<IdentifyResult>>()
  readonly #checking = new Map<number, Asked<AbilitiesResult>>()
  readonly #sending = new Map<number, Asked<number>>()
  readonly #forgetting = new Map<number, () => void>()
  #thread: EngineThread | null = null
  #startedAtMs = 0
  #deaths = 0
  #lastRequestId = 0
  #isStopping = false
  #cancelRestart: (() => void) | null = null
  #stopped: (() => void) | null = null

  constructor(options: EngineOptions) {
    this.#options = options
  }

  /** Also after a stop: the files may have been mended meanwhile. */
  start(): void {
    this.#cancelRestart = null
    this.#isStopping = false
    this.#startedAtMs = this.#options.clock.monotonicMs()
    this.#thread = this.#options.spawn({
      message: (message) => this.#received(message),
      ended: (detail, cause) => this.#ended(detail, cause),
    })
    this.#options.onStarted()
  }

  /** Lost while the thread is down: `onStarted` tells a new one all it must know. */
  post(message: ToEngine): void {
    this.#thread?.post(message)
  }

  identify(request: IdentifyRequest): Promise<IdentifyResult> {
    return this.#ask(this.#identifying, (requestId) => ({ kind: 'identify', requestId, ...request }))
  }

  checkAbilities(accountId: number): Promise<AbilitiesResult> {
    return this.#ask(this.#checking, (requestId) => ({ kind: 'check_abilities', requestId, accountId }))
  }

  /** Resolves when the thread is gone. */
  async stop(): Promise<void> {
    this.#isStopping = true
    this.#cancelRestart?.()
    const thread = this.#thread
    if (thread === null) return
    await new Promise<void>((resolve) => {
      const cancel = this.#options.clock.schedule(stopMs, resolve)
      this.#stopped = () => {
        cancel()
        resolve()
      }
      thread.post({ kind: 'stop' })
    })
    this.#thread = null
    await thread.terminate()
  }

  sendNow(accountId: number | null): Promise<number> {
    return this.#ask(this.#sending, (requestId) => ({ kind: 'send_now', requestId, accountId }))
  }

  forgetAccount(accountId: number): Promise<void> {
    const thread = this.#thread
    if (thread === null) return Promise.resolve()
    this.#lastRequestId += 1
    const requestId = this.#lastRequestId
    return new Promise((resolve) => {
      this.#forgetting.set(requestId, resolve)
      thread.post({ kind: 'forget_account', requestId, accountId })
    })
  }

  #ask<Result>(asked: Map<number, Asked<Result>>, question: (requestId: number) => ToEngine): Promise<Result> {
    const thread = this.#thread
    if (thread === null) return Promise.reject(new Error('The sync engine is not running'))
    this.#lastRequestId += 1
    const requestId = this.#lastRequestId
    return new Promise((resolve, reject) => {
      asked.set(requestId, { resolve, reject })
      thread.post(question(requestId))
    })
  }

  #received(message: FromEngine): void {
    if (message.kind === 'identified') {
      this.#identifying.get(message.requestId)?.resolve(message.result)
      this.#identifying.delete(message.requestId)
    } else if (message.kind === 'abilities') {
      this.#checking.get(message.requestId)?.resolve(message.result)
      this.#checking.delete(message.requestId)
    } else if (message.kind === 'sent_now') {
      this.#sending.get(message.requestId)?.resolve(message.unsent)
      this.#sending.delete(message.requestId)
    } else if (message.kind === 'forgotten') {
      this.#forgetting.get(message.requestId)?.()
      this.#forgetting.delete(message.requestId)
    } else if (message.kind === 'stopped') {
      this.#stopped?.()
    }
    this.#options.onMessage(message)
  }

  #ended(detail: string, cause?: 'damage'): void {
    this.#thread = null
    for (const asked of [...this.#identifying.values(), ...this.#checking.values(), ...this.#sending.values()])
      asked.reject(new Error('The sync engine stopped'))
    this.#identifying.clear()
    this.#checking.clear()
    this.#sending.clear()
    for (const forgotten of this.#forgetting.values()) forgotten()
    this.#forgetting.clear()
    if (this.#isStopping) {
      this.#stopped?.()
      return
    }
    if (cause === 'damage') {
      this.#options.onMetDamage()
      return
    }
    const { clock } = this.#options
    const livedMs = clock.monotonicMs() - this.#startedAtMs
    this.#deaths = livedMs >= healthyMs ? 1 : this.#deaths + 1
    const waitMs = Math.min(firstRestartMs * 2 ** (this.#deaths - 1), longestRestartMs)
    this.#cancelRestart = clock.schedule(waitMs, () => this.start())
    this.#options.onDied(detail)
  }
}
