import type { Notice } from '../ipc/shapes.ts'
import type { Clock } from '../sync/clock.ts'

/** Sentences the user must see once. One of a kind at a time: a full disk is one notice, however many writes it fails. */
export class NoticeBoard {
  readonly #clock: Clock
  readonly #show: (notice: Notice) => void
  readonly #notices = new Map<Notice['kind'], Notice>()
  #lastNumber = 0

  constructor(clock: Clock, show: (notice: Notice) => void) {
    this.#clock = clock
    this.#show = show
  }

  add(kind: Notice['kind'], detail: string | null): void {
    if (this.#notices.has(kind)) return
    this.#lastNumber += 1
    const notice = { id: `${kind}-${this.#lastNumber}`, kind, detail, atMs: this.#clock.nowMs() }
    this.#notices.set(kind, notice)
    this.#show(notice)
  }

  /** Not yet dismissed, oldest first. */
  list(): Notice[] {
    return [...this.#notices.values()]
  }

  dismiss(id: string): void {
    for (const notice of this.#notices.values()) if (notice.id === id) this.#notices.delete(notice.kind)
  }
}
