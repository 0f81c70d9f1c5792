import type { HttpReply } from '../connectors/connector.ts'
import { clockJumpMs, serverDateOf } from '../connectors/server-date.ts'
import type { Clock } from './clock.ts'

/** Bounds of what the CRM's own clock shows at this moment, ms UTC. */
export interface ServerTime {
  readonly earliestMs: number
  readonly latestMs: number
}

interface Observation {
  /** CRM's clock minus our monotonic clock. */
  readonly lowestOffsetMs: number
  readonly highestOffsetMs: number
  readonly learntMonotonicMs: number
  /** Our wall clock minus our monotonic clock: where it moved, the machine slept or its clock was set. */
  readonly wallOffsetMs: number
}

/** A Date header names a second. */
const resolutionMs = 1_000
/** How far two clocks may drift apart in time: quartz is ten times better. */
const driftPerMs = 500 / 1_000_000
/** A narrower observation is preferred to a newer one for this long. */
const preferredForMs = 60_000
/** How wrong a computer's clock is taken to be where the CRM never tells its own. */
const ownClockErrorMs = 20_000
/** This many answers to our liking without a Date, and none with one: the CRM does not send it. */
const silentAnswers = 3
/** A change of the wall clock's offset smaller than this is not worth writing down. */
const worthSavingMs = 2_000

interface Options {
  readonly clock: Clock
  /** The CRM has told its time before, to an earlier process: it will again, and ours is not taken for it. */
  readonly hasBeenHeard: boolean
  /** Called when the CRM's clock turns out to be this much ahead of our wall clock, and again when that changes. */
  readonly onLearnt: (offsetMs: number) => void
}

/**
 * What the CRM's clock shows, learnt from the Date of its answers and carried on by our monotonic clock. Nothing here trusts our wall
 * clock, unless the CRM never sends a Date: then ours is taken, as wrong as a computer's clock may be.
 */
export class ServerClock {
  readonly #clock: Clock
  readonly #onLearnt: (offsetMs: number) => void
  #observation: Observation | null = null
  #hasHeard: boolean
  #silent = 0
  #toldOffsetMs: number | null = null

  constructor({ clock, hasBeenHeard, onLearnt }: Options) {
    this.#clock = clock
    this.#hasHeard = hasBeenHeard
    this.#onLearnt = onLearnt
  }

  /** Takes the time from an answer to a request that began at `beganMonotonicMs`. Call it as soon as the answer is there. */
  heard(reply: HttpReply, beganMonotonicMs: number): void {
    const date = serverDateOf(reply)
    // What a gateway makes up when the CRM fails says nothing about the CRM.
    if (date.kind === 'untold' && reply.kind === 'answer' && reply.status < 300) this.#silent += 1
    if (date.kind !== 'told') return
    const monotonicMs = this.#clock.monotonicMs()
    const nowMs = this.#clock.nowMs()
    this.#hasHeard = true
    const next: Observation = {
      lowestOffsetMs: date.atMs - monotonicMs,
      highestOffsetMs: date.atMs + resolutionMs - beganMonotonicMs,
      learntMonotonicMs: monotonicMs,
      wallOffsetMs: nowMs - monotonicMs,
    }
    if (this.#isBetter(next)) this.#observation = next
    const offsetMs = Math.round((next.lowestOffsetMs + next.highestOffsetMs) / 2 - next.wallOffsetMs)
    if (this.#toldOffsetMs !== null && Math.abs(offsetMs - this.#toldOffsetMs) < worthSavingMs) return
    this.#toldOffsetMs = offsetMs
    this.#onLearnt(offsetMs)
  }

  /** Null: not known (yet, or any more since this machine slept); the next answer will tell. */
  read(): ServerTime | null {
    const monotonicMs = this.#clock.monotonicMs()
    const nowMs = this.#clock.nowMs()
    const observation = this.#observation
    if (observation === null || this.#hasJumped(observation)) {
      if (this.#hasHeard || this.#silent < silentAnswers) return null
      return { earliestMs: nowMs - ownClockErrorMs, latestMs: nowMs + ownClockErrorMs }
    }
    const driftMs = (monotonicMs - observation.learntMonotonicMs) * driftPerMs
    return {
      earliestMs: monotonicMs + observation.lowestOffsetMs - driftMs,
      latestMs: monotonicMs + observation.highestOffsetMs + driftMs,
    }
  }

  #isBetter(next: Observation): boolean {
    const known = this.#observation
    if (known === null || this.#hasJumped(known)) return true
    const ageMs = next.learntMonotonicMs - known.learntMonotonicMs
    const isApart =
      next.lowestOffsetMs > known.highestOffsetMs + ageMs * driftPerMs ||
      next.highestOffsetMs < known.lowestOffsetMs - ageMs * driftPerMs
    return isApart || ageMs > preferredForMs || widthOf(next) <= widthOf(known)
  }

  #hasJumped(observation: Observation): boolean {
    const wallOffsetMs = this.#clock.nowMs() - this.#clock.monotonicMs()
    return Math.abs(wallOffsetMs - observation.wallOffsetMs) > clockJumpMs
  }
}

function widthOf(observation: Observation): number {
  return observation.highestOffsetMs - observation.lowestOffsetMs
}
