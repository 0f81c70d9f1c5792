import type { Failure } from '../../connectors/connector.ts'
import type { AccountContext } from '../account-context.ts'
import { sleep } from '../clock.ts'
import type { NoteMover } from './note-mover.ts'

/** What is asked of the CRM before notes move, by a request that writes nothing: one for all lanes that want to know. */
export class Reach {
  readonly #context: AccountContext
  readonly #mover: NoteMover
  #probing: Promise<boolean> | null = null
  #asking: Promise<boolean> | null = null
  #askedInVain = 0

  constructor(context: AccountContext, mover: NoteMover) {
    this.#context = context
    this.#mover = mover
  }

  /**
   * Whether there is a way to the CRM, as far as that is known; asked for where the last request found none. A note that tried it by itself
   * would write two receipts each time, some ten thousand in a day without a network.
   */
  isThere(): Promise<boolean> {
    if (this.#context.gate.state.lastFailure?.kind !== 'offline') return Promise.resolve(true)
    this.#probing ??= this.#probe().finally(() => {
      this.#probing = null
    })
    return this.#probing
  }

  /**
   * Whether the CRM's clock is known, asking for it if need be. What a look-up can find goes by that clock, and ours may be hours away from
   * it, or be set between the sending of a note and the look-up.
   */
  hearsTime(): Promise<boolean> {
    if (this.#context.serverClock.read() !== null) return Promise.resolve(true)
    this.#asking ??= this.#askForTime().finally(() => {
      this.#asking = null
    })
    return this.#asking
  }

  async #probe(): Promise<boolean> {
    const { connector, gate, signal, succeeded, failed } = this.#context
    const outcome = await connector.identify('push')
    if (signal.aborted) return false
    if (outcome.ok) succeeded()
    else failed(outcome.failure)
    // What leaves the gate open is an answer, if not the one that was hoped for.
    return gate.isOpen
  }

  async #askForTime(): Promise<boolean> {
    const { connector, serverClock, signal } = this.#context
    const outcome = await connector.identify('push')
    // Any answer tells the time, one that refuses as well; a CRM that never does is taken to have ours.
    if (outcome.ok || serverClock.read() !== null) {
      this.#askedInVain = 0
      return true
    }
    if (!signal.aborted) await this.#askedForNothing(outcome.failure)
    return false
  }

  async #askedForNothing(failure: Failure): Promise<void> {
    const { clock, signal, failed } = this.#context
    this.#askedInVain += 1
    failed(failure)
    await sleep(clock, this.#mover.waitAfter(failure, this.#askedInVain), signal)
  }
}
