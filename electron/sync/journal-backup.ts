import type { Clock } from './clock.ts'

/** How long after a change the backup is made: what is written meanwhile is in it too. */
const afterMs = 1_000
/** A backup that took long is made less often: it costs at most a fiftieth of the time. */
const restPerCost = 50

export interface JournalBackupOptions {
  readonly clock: Pick<Clock, 'monotonicMs' | 'schedule'>
  /** Writes the backup; throws where the journal is damaged. */
  readonly backUp: () => void
}

/** Keeps the backup beside the journal young, so that a page of the journal that is lost takes a second or two of writing with it. */
export class JournalBackup {
  readonly #options: JournalBackupOptions
  #cancel: (() => void) | null = null
  #notBeforeMs = 0

  constructor(options: JournalBackupOptions) {
    this.#options = options
  }

  /** A note was written, or moved. */
  changed(): void {
    if (this.#cancel !== null) return
    const { clock } = this.#options
    const delayMs = Math.max(afterMs, this.#notBeforeMs - clock.monotonicMs())
    this.#cancel = clock.schedule(delayMs, () => this.#backUp())
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = null
  }

  #backUp(): void {
    this.#cancel = null
    const { clock, backUp } = this.#options
    const startedMs = clock.monotonicMs()
    backUp()
    const endedMs = clock.monotonicMs()
    this.#notBeforeMs = endedMs + (endedMs - startedMs) * restPerCost
  }
}
