/**
 * When a note in doubt is looked up: soon, because a commit is usually visible at once and the user is waiting; then at growing
 * distances; and finally once after the provider's settling time, the only look whose "absent" proves anything.
 *
 * Counted on the monotonic clock from when this process first saw the note in doubt: a wall clock that jumps can neither shorten the
 * settling time nor keep a note waiting for a day, and a restart costs at most one settling time more.
 */
const looksMs = [500, 2_000, 5_000, 10_000, 20_000, 40_000] as const

interface Doubt {
  readonly sinceMonotonicMs: number
  looks: number
}

export class LookUpSchedule {
  readonly #settlingMs: number
  readonly #doubts = new Map<string, Doubt>()

  constructor(settlingMs: number) {
    this.#settlingMs = settlingMs
  }

  /** How long until the next look at this note, ms; 0: now. */
  dueInMs(noteId: string, monotonicMs: number): number {
    const doubt = this.#doubtOf(noteId, monotonicMs)
    const afterMs = Math.min(looksMs[doubt.looks] ?? this.#settlingMs, this.#settlingMs)
    return Math.max(0, doubt.sinceMonotonicMs + afterMs - monotonicMs)
  }

  /** A look was made. Returns whether its "absent" would prove that the CRM did not take the note. */
  looked(noteId: string, beganMonotonicMs: number): { readonly absenceProves: boolean } {
    const doubt = this.#doubtOf(noteId, beganMonotonicMs)
    doubt.looks += 1
    return { absenceProves: beganMonotonicMs - doubt.sinceMonotonicMs >= this.#settlingMs }
  }

  /** Forgets an earlier doubt: the note is settled, or a new attempt's doubt begins with a settling time of its own. */
  settled(noteId: string): void {
    this.#doubts.delete(noteId)
  }

  #doubtOf(noteId: string, monotonicMs: number): Doubt {
    const known = this.#doubts.get(noteId)
    if (known !== undefined) return known
    const doubt = { sinceMonotonicMs: monotonicMs, looks: 0 }
    this.#doubts.set(noteId, doubt)
    return doubt
  }
}
