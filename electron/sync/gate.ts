import type { Failure } from '../connectors/connector.ts'
import { backoffMs } from './backoff.ts'
import type { Clock, Random } from './clock.ts'
import type { ConnectivityState } from './protocol.ts'

export interface GateState {
  readonly connectivity: ConnectivityState
  readonly sinceMs: number
  readonly lastFailure: Failure | null
  /** When requests may leave again; null: now, or (signed out, paused) not before something changes. */
  readonly nextTryAtMs: number | null
}

/**
 * One account's way to its CRM: open, closed until a moment, or closed until the user acts. Every request loop of the account waits
 * here, so that an outage is met once and not by each of them. Offline pauses work; it does not fail it.
 */
export class Gate {
  readonly #clock: Clock
  readonly #random: Random
  readonly #onChange: () => void
  // Neither online nor offline is known before the first answer.
  #connectivity: ConnectivityState = 'connecting'
  #sinceMs: number
  #lastFailure: Failure | null = null
  #failures = 0
  #openAtMonotonicMs = 0
  #nextTryAtMs: number | null = null
  #lastSuccessMonotonicMs: number | null = null
  #isPaused = false
  #isSignedOut = false
  readonly #waiting = new Set<() => void>()
  #cancelTimer: (() => void) | null = null

  constructor(options: { clock: Clock; random: Random; onChange: () => void }) {
    this.#clock = options.clock
    this.#random = options.random
    this.#onChange = options.onChange
    this.#sinceMs = options.clock.nowMs()
  }

  get state(): GateState {
    return {
      connectivity: this.#shown(),
      sinceMs: this.#sinceMs,
      lastFailure: this.#lastFailure,
      nextTryAtMs: this.#nextTryAtMs,
    }
  }

  get isOpen(): boolean {
    return !this.#isPaused && !this.#isSignedOut && this.#clock.monotonicMs() >= this.#openAtMonotonicMs
  }

  /** When the CRM last answered as it should; null: not since this account runs. */
  get lastSuccessMonotonicMs(): number | null {
    return this.#lastSuccessMonotonicMs
  }

  /** Resolves when a request may leave, or when `signal` aborts. */
  opened(signal: AbortSignal): Promise<void> {
    if (this.isOpen || signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const done = () => {
        this.#waiting.delete(done)
        signal.removeEventListener('abort', done)
        resolve()
      }
      this.#waiting.add(done)
      signal.addEventListener('abort', done, { once: true })
      this.#armTimer()
    })
  }

  /** The last request was answered as it should be. */
  succeeded(): void {
    this.#lastSuccessMonotonicMs = this.#clock.monotonicMs()
    this.#failures = 0
    this.#openAtMonotonicMs = 0
    this.#nextTryAtMs = null
    this.#lastFailure = null
    this.#set('online')
    this.#release()
  }

  /** The last request failed in a way that the next one would too. Failures while closed already are the same outage. */
  failed(failure: Failure): void {
    if (failure.kind !== 'contract' && failure.kind !== 'rejected') this.#lastFailure = failure
    switch (failure.kind) {
      case 'unauthorized':
        this.#isSignedOut = true
        this.#nextTryAtMs = null
        this.#set('signed_out')
        break
      case 'offline':
        this.#close('offline', null)
        break
      case 'throttled':
        this.#close('throttled', failure.retryAfterMs)
        break
      case 'timeout':
      case 'server':
        this.#close('degraded', null)
        break
      case 'contract':
      case 'rejected':
        // An answer to one request, which says nothing about the next: whoever asked deals with it.
        break
      default:
        failure satisfies never
    }
  }

  /** Reconnected, resumed from sleep, or the user said "sync now": try at once. */
  wake(): void {
    this.#failures = 0
    this.#openAtMonotonicMs = 0
    this.#nextTryAtMs = null
    this.#release()
    this.#onChange()
  }

  setPaused(isPaused: boolean): void {
    if (this.#isPaused === isPaused) return
    this.#isPaused = isPaused
    this.#sinceMs = this.#clock.nowMs()
    this.#release()
    this.#onChange()
  }

  /** New credentials: whatever was refused before may pass now. */
  signedIn(): void {
    this.#isSignedOut = false
    this.#lastFailure = null
    this.#set('connecting')
    this.wake()
  }

  close(): void {
    this.#cancelTimer?.()
    for (const done of [...this.#waiting]) done()
  }

  #shown(): ConnectivityState {
    if (this.#isPaused) return 'paused'
    return this.#isSignedOut ? 'signed_out' : this.#connectivity
  }

  #close(connectivity: ConnectivityState, atLeastMs: number | null): void {
    const nowMs = this.#clock.monotonicMs()
    if (nowMs >= this.#openAtMonotonicMs) {
      this.#failures += 1
      const waitMs = Math.max(atLeastMs ?? 0, backoffMs(this.#failures, this.#random))
      this.#openAtMonotonicMs = nowMs + waitMs
      this.#nextTryAtMs = this.#clock.nowMs() + waitMs
    }
    this.#set(connectivity)
    this.#armTimer()
  }

  #set(connectivity: ConnectivityState): void {
    if (this.#connectivity !== connectivity) this.#sinceMs = this.#clock.nowMs()
    this.#connectivity = connectivity
    this.#onChange()
  }

  #release(): void {
    if (!this.isOpen) return
    for (const done of [...this.#waiting]) done()
  }

  #armTimer(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = null
    if (this.#waiting.size === 0 || this.#isPaused || this.#isSignedOut) return
    const waitMs = Math.max(0, this.#openAtMonotonicMs - this.#clock.monotonicMs())
    this.#cancelTimer = this.#clock.schedule(Math.ceil(waitMs), () =>
      this.isOpen ? this.#release() : this.#armTimer(),
    )
  }
}
