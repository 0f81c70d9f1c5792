/** What an account's writes must keep to at the moment of leaving, however long they waited for it. */
export class SendWindow {
  readonly #conditions = new Set<() => boolean>()
  #stopped = 0

  /** How many writes were stopped so far. */
  get stopped(): number {
    return this.#stopped
  }

  /** Asked right before a write leaves. */
  letsLeave(): boolean {
    const mayLeave = [...this.#conditions].every((condition) => condition())
    if (!mayLeave) this.#stopped += 1
    return mayLeave
  }

  /** While `task` runs, writes leave only where `condition` holds. */
  async during<T>(condition: () => boolean, task: () => Promise<T>): Promise<T> {
    this.#conditions.add(condition)
    try {
      return await task()
    } finally {
      this.#conditions.delete(condition)
    }
  }
}
