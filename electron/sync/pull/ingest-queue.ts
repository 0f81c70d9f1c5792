import { type IngestPage, ingestPages } from '../../../db/ingest.ts'
import { restoreMarks } from '../../../db/read-marks.ts'
import type { AccountContext } from '../account-context.ts'
import { backoffMs } from '../backoff.ts'
import { sleep } from '../clock.ts'

/** Rows that one transaction takes at the most; beyond it readers wait for too long (measured, docs/decisions). */
const rowsInOneTransaction = 2_500

interface Waiting {
  readonly page: IngestPage
  readonly done: () => void
}

/**
 * Writes pages down in the order in which they came, all that have arrived in one transaction: each page's rows with the state that says
 * they are in. A full disk keeps the pages in memory and tries again; nothing is skipped.
 */
export class IngestQueue {
  readonly #context: AccountContext
  readonly #waiting: Waiting[] = []
  #isRunning = false

  constructor(context: AccountContext) {
    this.#context = context
  }

  /** Resolves when the page is committed, or when the account stops first (look at `signal`). */
  add(page: IngestPage): Promise<void> {
    return new Promise((done) => {
      this.#waiting.push({ page, done })
      if (this.#isRunning) return
      this.#isRunning = true
      this.#context.track(this.#drain())
    })
  }

  async #drain(): Promise<void> {
    // One turn of the event loop lets other answers that are already in join the same transaction.
    await sleep(this.#context.clock, 0)
    let failures = 0
    while (this.#waiting.length > 0 && !this.#context.signal.aborted) {
      const batch = this.#take()
      const outcome = this.#context.guardStorage(() => {
        const phoneRegion = this.#context.phoneRegion()
        return ingestPages(
          this.#context.replica,
          batch.map(({ page }) => ({ ...page, phoneRegion })),
        )
      })
      if (outcome === 'storage_trouble') {
        failures += 1
        this.#waiting.unshift(...batch)
        await sleep(this.#context.clock, backoffMs(failures, this.#context.random), this.#context.signal)
        continue
      }
      failures = 0
      this.#restoreMarks(batch)
      this.#context.announce(outcome.topics)
      for (const { done } of batch) done()
      await sleep(this.#context.clock, 0)
    }
    for (const { done } of this.#waiting.splice(0)) done()
    this.#isRunning = false
  }

  /** Stars and read marks live in the journal; a conversation that (re)appears in the replica gets them back. */
  #restoreMarks(batch: readonly Waiting[]): void {
    const { replica, journal } = this.#context
    for (const { page } of batch) {
      if (page.conversations.length === 0) continue
      const remoteIds = page.conversations.map((conversation) => conversation.remoteId)
      this.#context.guardStorage(() => restoreMarks(replica, journal, page.accountId, remoteIds))
    }
  }

  #take(): Waiting[] {
    const batch: Waiting[] = []
    let rows = 0
    while (this.#waiting.length > 0 && rows < rowsInOneTransaction) {
      const next = this.#waiting.shift()
      if (next === undefined) break
      rows += next.page.leads.length + next.page.conversations.length + next.page.activities.length
      batch.push(next)
    }
    return batch
  }
}
