import { saveActivityTypes } from '../../../db/activity-types.ts'
import type { AccountContext } from '../account-context.ts'
import { backoffMs } from '../backoff.ts'
import { sleep } from '../clock.ts'

const everyMs = 6 * 3_600_000

/**
 * Keeps an account's kinds of activity at hand, so that their forms are drawn offline. They change when an administrator changes them:
 * looked at seldom, when the user wants everything current, and when a note was refused that may have been made by an outdated form.
 */
export class ActivityTypesLoop {
  readonly #context: AccountContext
  #isWanted = true
  #wake: (() => void) | null = null

  constructor(context: AccountContext) {
    this.#context = context
  }

  /** The next look is due at once. */
  refresh(): void {
    this.#isWanted = true
    this.#wake?.()
  }

  /** Runs for as long as the account does; ends at once where the CRM's notes are no activities of types. */
  async run(): Promise<void> {
    const { connector, gate, signal, random } = this.#context
    if (connector.activityTypes === undefined) return
    let failures = 0
    while (!signal.aborted) {
      await gate.opened(signal)
      if (signal.aborted) return
      this.#isWanted = false
      const outcome = await connector.activityTypes('incremental')
      if (signal.aborted) return
      if (outcome.ok) {
        this.#context.succeeded()
        this.#keep(outcome.value)
        failures = 0
        await this.#rest(everyMs)
        continue
      }
      failures += 1
      this.#context.failed(outcome.failure)
      await this.#rest(backoffMs(failures, random))
    }
  }

  #keep(types: Parameters<typeof saveActivityTypes>[2]): void {
    const { replica, accountId, clock } = this.#context
    const topics = this.#context.guardStorage(() => saveActivityTypes(replica, accountId, types, clock.nowMs()))
    if (topics !== 'storage_trouble') this.#context.announce(topics)
  }

  async #rest(forMs: number): Promise<void> {
    if (this.#isWanted) return
    const { clock, signal } = this.#context
    const woken = new AbortController()
    const wake = () => woken.abort()
    this.#wake = wake
    signal.addEventListener('abort', wake, { once: true })
    await sleep(clock, forMs, woken.signal)
    signal.removeEventListener('abort', wake)
    this.#wake = null
  }
}
