import type { Attention } from '../sync/pull/cadence.ts'

/** What the operating system tells of the machine and the window, as one word for the engine; told only when it changes. */
export class AttentionWatch {
  readonly #tell: (level: Attention) => void
  // A window that is just being opened is looked at.
  #isLookedAt = true
  #isSuspended = false
  #isLocked = false
  #told: Attention = 'active'

  constructor(tell: (level: Attention) => void) {
    this.#tell = tell
  }

  get level(): Attention {
    if (this.#isSuspended || this.#isLocked) return 'asleep'
    return this.#isLookedAt ? 'active' : 'idle'
  }

  /** The window got or lost the focus, or is gone: closed, minimised, in the tray. */
  window(isLookedAt: boolean): void {
    this.#isLookedAt = isLookedAt
    this.#changed()
  }

  suspended(isSuspended: boolean): void {
    this.#isSuspended = isSuspended
    this.#changed()
  }

  locked(isLocked: boolean): void {
    this.#isLocked = isLocked
    this.#changed()
  }

  #changed(): void {
    if (this.level === this.#told) return
    this.#told = this.level
    this.#tell(this.level)
  }
}
