import { type Databases, isMalformed, mendDatabases, type OpenFailure, type OpenNotice } from '../../db/open.ts'
import type { Clock } from '../sync/clock.ts'

export interface FileMenderOptions {
  readonly databases: Pick<Databases, 'replica' | 'journal'>
  readonly clock: Pick<Clock, 'nowMs'>
  /** No other thread may have the files open while they are mended. */
  readonly stopEngine: () => Promise<void>
  readonly startEngine: () => void
  readonly onMended: (notices: readonly OpenNotice[]) => void
  /** The disk does not even take a new file: the app cannot go on. Nothing is lost; the next start tries again. */
  readonly onFailed: (failure: OpenFailure) => void
}

/**
 * Damage that no check at the start could see is met by a statement, in main or in the engine's thread. Then the engine is stopped, the
 * damaged file is set aside or salvaged, and everything goes on with the same connections.
 */
export class FileMender {
  readonly #options: FileMenderOptions
  #mending: Promise<boolean> | null = null

  constructor(options: FileMenderOptions) {
    this.#options = options
  }

  /** Resolves when statements may run again; false where they cannot. Asked twice, it mends once. */
  mend(): Promise<boolean> {
    this.#mending ??= this.#mend().finally(() => {
      this.#mending = null
    })
    return this.#mending
  }

  /** For reads that nobody waits for: null where the file is being mended. */
  reading<T>(read: () => T): T | null {
    if (this.#mending !== null) return null
    try {
      return read()
    } catch (error) {
      this.met(error)
      return null
    }
  }

  /** What was thrown: mends after damage, throws on what is something else. */
  met(error: unknown): void {
    if (!isMalformed(error)) throw error
    void this.mend()
  }

  async #mend(): Promise<boolean> {
    const { databases, clock, stopEngine, startEngine, onMended, onFailed } = this.#options
    await stopEngine()
    const mended = mendDatabases(databases, { nowMs: clock.nowMs() })
    if (!mended.ok) {
      onFailed(mended.error)
      return false
    }
    startEngine()
    onMended(mended.notices)
    return true
  }
}
