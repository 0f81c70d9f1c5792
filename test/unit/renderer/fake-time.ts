import type { Schedule } from '../../../renderer/schedule.ts'

/** A clock that stands still until it is told how much time passes. */
export class FakeTime {
  #nowMs = 0
  #tasks: { readonly atMs: number; readonly task: () => void }[] = []

  readonly schedule: Schedule = (delayMs, task) => {
    const entry = { atMs: this.#nowMs + delayMs, task }
    this.#tasks.push(entry)
    return () => {
      this.#tasks = this.#tasks.filter((each) => each !== entry)
    }
  }

  /** Runs what falls due, in order, and lets promises settle in between. */
  async pass(durationMs: number): Promise<void> {
    const endMs = this.#nowMs + durationMs
    for (;;) {
      await settle()
      const due = this.#tasks.filter(({ atMs }) => atMs <= endMs).toSorted((one, other) => one.atMs - other.atMs)[0]
      if (due === undefined) break
      this.#tasks = this.#tasks.filter((each) => each !== due)
      this.#nowMs = due.atMs
      due.task()
    }
    this.#nowMs = endMs
  }
}

/** Long enough for any chain of promises that waits for nothing outside. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve()
}
