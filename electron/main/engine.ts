import type { Clock } from '../sync/clock.ts'
import type { FromEngine, IdentifyResult, ToEngine } from '../sync/protocol.ts'

export type IdentifyRequest = Omit<Extract<ToEngine, { kind: 'identify' }>, 'kind' | 'requestId'>

/** What the handlers may ask of the engine. */
export interface EnginePort {
  post(message: ToEngine): void
  /** Asks the CRM who a credential belongs to. Nothing is stored. Rejects only where the engine died meanwhile. */
  identify(request: IdentifyRequest): Promise<IdentifyResult>
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
  readonly #asked = new Map<number, { resolve: (result: IdentifyResult) => void; reject: (error: Error) => void }>()
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
    const thread = this.#thread
    if (thread === null) return Promise.reject(new Error('The sync engine is not running'))
    this.#lastRequestId += 1
    const requestId = this.#lastRequestId
    return new Promise((resolve, reject) => {
      this.#asked.set(requestId, { resolve, reject })
      thread.post({ kind: 'identify', requestId, ...request })
    })
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

  #received(message: FromEngine): void {
    if (message.kind === 'identified') {
      this.#asked.get(message.requestId)?.resolve(message.result)
      this.#asked.delete(message.requestId)
    } else if (message.kind === 'stopped') {
      this.#stopped?.()
    }
    this.#options.onMessage(message)
  }

  #ended(detail: string, cause?: 'damage'): void {
    this.#thread = null
    for (const asked of this.#asked.values()) asked.reject(new Error('The sync engine stopped'))
    this.#asked.clear()
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
