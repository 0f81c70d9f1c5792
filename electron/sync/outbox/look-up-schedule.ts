import type { Failure } from '../../connectors/connector.ts'

/**
 * When a note in doubt is looked up: soon, because a commit is usually visible at once and the user is waiting; then at growing
 * distances; and finally once after the provider's settling time, the only look whose "absent" proves anything.
 *
 * Counted on the monotonic clock from when this process first saw the note in doubt: a wall clock that jumps can neither shorten the
 * settling time nor keep a note waiting for a day, and a restart costs at most one settling time more.
 */
const looksMs = [500, 2_000, 5_000, 10_000, 20_000, 40_000] as const

/** So many looks in vain, each with an answer to something else before it, are no accident. */
const looksBeforeAsking = 4
const minuteMs = 60_000

interface Doubt {
  readonly sinceMonotonicMs: number
  looks: number
}

/** Looks in a row that told nothing. */
interface InVain {
  looks: number
  lastMonotonicMs: number
  retryAtMonotonicMs: number
  /** Those among them before which the CRM had answered something else: it is not away. */
  whileItAnswers: number
  answersSinceMonotonicMs: number
}

interface LookInVain {
  readonly failure: Failure
  readonly monotonicMs: number
  /** The next look is this much later, at the least. */
  readonly waitMs: number
  /** When the CRM last answered a request as it should; null: not since this process runs. */
  readonly lastAnswerMonotonicMs: number | null
}

export class LookUpSchedule {
  readonly #settlingMs: number
  readonly #doubts = new Map<string, Doubt>()
  readonly #inVain = new Map<string, InVain>()

  constructor(settlingMs: number) {
    this.#settlingMs = settlingMs
  }

  /** How long until the next look at this note, ms; 0: now. */
  dueInMs(noteId: string, monotonicMs: number): number {
    const doubt = this.#doubtOf(noteId, monotonicMs)
    const afterMs = Math.min(looksMs[doubt.looks] ?? this.#settlingMs, this.#settlingMs)
    return Math.max(0, doubt.sinceMonotonicMs + afterMs - monotonicMs, this.retryInMs(noteId, monotonicMs))
  }

  /** How long a note waits after looks in vain alone, ms; 0: there was none, or its wait is over. */
  retryInMs(noteId: string, monotonicMs: number): number {
    return Math.max(0, (this.#inVain.get(noteId)?.retryAtMonotonicMs ?? monotonicMs) - monotonicMs)
  }

  /** A look was answered, whatever it told: an earlier one in vain does not count any more. */
  answered(noteId: string): void {
    this.#inVain.delete(noteId)
  }

  /** What an answered look at a note in doubt tells: whether its "absent" would prove that the CRM did not take the note. */
  looked(noteId: string, beganMonotonicMs: number): { readonly absenceProves: boolean } {
    const doubt = this.#doubtOf(noteId, beganMonotonicMs)
    doubt.looks += 1
    return { absenceProves: beganMonotonicMs - doubt.sinceMonotonicMs >= this.#settlingMs }
  }

  /** How many looks in a row told nothing. */
  looksInVain(noteId: string): number {
    return this.#inVain.get(noteId)?.looks ?? 0
  }

  /**
   * A look told nothing. Returns whether no look ever will, as far as one can tell: the CRM answers, only never this. An outage, however
   * long, is no such thing.
   */
  lookedInVain(noteId: string, look: LookInVain): { readonly isHopeless: boolean } {
    const { failure, monotonicMs, waitMs, lastAnswerMonotonicMs } = look
    const inVain = this.#inVain.get(noteId) ?? {
      looks: 0,
      lastMonotonicMs: this.#doubtOf(noteId, monotonicMs).sinceMonotonicMs,
      retryAtMonotonicMs: monotonicMs,
      whileItAnswers: 0,
      answersSinceMonotonicMs: monotonicMs,
    }
    this.#inVain.set(noteId, inVain)
    const patienceMs = patienceMsWith(failure)
    if (patienceMs !== null && (lastAnswerMonotonicMs ?? Number.NEGATIVE_INFINITY) > inVain.lastMonotonicMs) {
      if (inVain.whileItAnswers === 0) inVain.answersSinceMonotonicMs = monotonicMs
      inVain.whileItAnswers += 1
    }
    inVain.looks += 1
    inVain.lastMonotonicMs = monotonicMs
    inVain.retryAtMonotonicMs = monotonicMs + waitMs
    const hasTriedMs = monotonicMs - inVain.answersSinceMonotonicMs
    const isLongEnough = patienceMs !== null && hasTriedMs >= this.#settlingMs + patienceMs
    return { isHopeless: isLongEnough && inVain.whileItAnswers >= looksBeforeAsking }
  }

  /** Forgets an earlier doubt: the note is settled, or a new attempt's doubt begins with a settling time of its own. */
  settled(noteId: string): void {
    this.#doubts.delete(noteId)
    this.#inVain.delete(noteId)
  }

  #doubtOf(noteId: string, monotonicMs: number): Doubt {
    const known = this.#doubts.get(noteId)
    if (known !== undefined) return known
    const doubt = { sinceMonotonicMs: monotonicMs, looks: 0 }
    this.#doubts.set(noteId, doubt)
    return doubt
  }
}

/**
 * How long looks that end like this are repeated, beyond the settling time, before the user is asked, ms; null: for as long as it takes,
 * because it is over when the outage is. Errors of a server pass more often than answers of another form.
 */
function patienceMsWith({ kind }: Failure): number | null {
  switch (kind) {
    case 'contract':
      return 3 * minuteMs
    case 'server':
      return 10 * minuteMs
    case 'offline':
    case 'timeout':
    case 'throttled':
    case 'unauthorized':
    case 'rejected':
      return null
    default:
      return kind satisfies never
  }
}
