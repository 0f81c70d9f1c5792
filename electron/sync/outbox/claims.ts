import type { Journal } from '../../../db/connection.ts'
import { claimsOfOpenNotes, type NoteClaim } from '../../../db/note-claims.ts'
import type { OutboxRow } from '../../../db/outbox.ts'
import type { Clock } from '../clock.ts'
import type { ServerClock } from '../server-clock.ts'
import { maySendIn, openTurn, requestTimeoutMs, type Turn, turnWaitMs } from './turns.ts'

interface ClaimsOptions {
  readonly accountId: number
  readonly journal: Journal
  readonly clock: Clock
  readonly serverClock: ServerClock
  readonly settlingMs: number
}

/** How soon the CRM is asked for its time again where it did not tell it, ms. */
const timelessRetryMs = 10_000

/** The notes of one account that another machine may send as well, and when it is this machine's turn. */
export class Claims {
  readonly #options: ClaimsOptions
  readonly #takenOverAtMonotonicMs = new Map<string, number>()
  #claims: ReadonlyMap<string, NoteClaim> = new Map()
  #askedForTimeAtMonotonicMs = Number.NEGATIVE_INFINITY

  constructor(options: ClaimsOptions) {
    this.#options = options
  }

  /** Reads the claims anew: a file may have been written, or read, by another process at any moment. */
  refresh(): void {
    const { journal, accountId, clock } = this.#options
    this.#claims = claimsOfOpenNotes(journal, accountId)
    for (const { noteId, role } of this.#claims.values()) {
      if (role === 'importer' && !this.#takenOverAtMonotonicMs.has(noteId))
        this.#takenOverAtMonotonicMs.set(noteId, clock.monotonicMs())
    }
  }

  of(noteId: string): NoteClaim | null {
    return this.#claims.get(noteId) ?? null
  }

  /**
   * How long until the note may be looked up to be sent, or the CRM has to be asked for its time, ms; null: it is nobody's but ours and needs no
   * turn.
   */
  waitMs(noteId: string): number | null {
    const claim = this.of(noteId)
    if (claim === null) return null
    const time = this.#options.serverClock.read()
    const turnMs = time === null ? this.#timelessWaitMs() : turnWaitMs(claim.role, time, this.#options.settlingMs)
    return Math.max(turnMs, this.#stillOnItsWayMs(noteId))
  }

  /** Whether whose turn it is can be told only once the CRM has been asked for its time. Where it is, it is not asked again for a while. */
  asksForTime(): boolean {
    const { serverClock, clock } = this.#options
    if (serverClock.read() !== null) return false
    this.#askedForTimeAtMonotonicMs = clock.monotonicMs()
    return true
  }

  /** The turn in which the note may be looked up and sent now; null: it is not ours, or whose it is is not known. */
  openTurn(claim: NoteClaim): Turn | null {
    const time = this.#options.serverClock.read()
    return time === null ? null : openTurn(claim.role, time, this.#options.settlingMs)
  }

  maySendIn(turn: Turn): boolean {
    const time = this.#options.serverClock.read()
    return time !== null && maySendIn(turn, time)
  }

  /** How the look-up differs for a note that may stand there under another's name, sent by another machine at another time. */
  searchFor(note: OutboxRow, claim: NoteClaim, lane: readonly OutboxRow[]) {
    const time = this.#options.serverClock.read()
    const nowMs = time?.latestMs ?? this.#options.clock.nowMs()
    const twins = lane.filter((each) => each.text === note.text && this.#claims.has(each.noteId))
    return {
      sentAtMs: Math.min(claim.sinceServerMs, nowMs),
      gaveUpAtMs: nowMs,
      handedOver: { authors: claim.authors, copies: Math.max(1, twins.length) },
    }
  }

  #timelessWaitMs(): number {
    return Math.max(0, this.#askedForTimeAtMonotonicMs + timelessRetryMs - this.#options.clock.monotonicMs())
  }

  /**
   * The other machine may have sent the note right before it wrote the file, out of turn. Counted on the monotonic clock from when this
   * process first saw the claim: a restart costs one such wait at most.
   */
  #stillOnItsWayMs(noteId: string): number {
    const since = this.#takenOverAtMonotonicMs.get(noteId)
    if (since === undefined) return 0
    const waitMs = requestTimeoutMs + this.#options.settlingMs
    return Math.max(0, since + waitMs - this.#options.clock.monotonicMs())
  }
}
