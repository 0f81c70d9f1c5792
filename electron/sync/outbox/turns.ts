import type { ServerTime } from '../server-clock.ts'

/**
 * Turns of two machines that may send the same note. The CRM's clock is cut into turns: even ones belong to the machine that
 * wrote the file (`origin`), odd ones to the machine that took the note over (`importer`). In its turn a machine first looks
 * whether the note is there, and only then sends it:
 *
 *   |<--------------------------- one turn ---------------------------->|
 *   | settling + margin |  look up, send  | look-up | timeout + margin  |
 *
 * A request that left in the middle has been answered or given up when the turn ends, and what it did is visible when the
 * other machine may look. So whoever finds nothing in its own turn knows that nothing was sent, by either.
 */

export type TurnRole = 'origin' | 'importer'

/** A turn that has begun; its end by the CRM's clock, ms UTC. */
export interface Turn {
  readonly endsServerMs: number
}

/**
 * Longest time from the first byte of a request to its answer, ms: what is later is given up. A file may take longer to leave; it is uploaded
 * before the note's own request, and whether the turn still has time for that one is asked when it leaves.
 */
export const requestTimeoutMs = 30_000
/** Servers behind one address do not agree to the millisecond, ms. */
const marginMs = 5_000
/** What a look-up is given before its note is sent, ms. */
const lookUpMs = 5_000
/** A turn's length is a whole number of these, ms, so that it changes seldom. */
const lengthStepMs = 60_000
/** What is left in every turn for looking and sending, at the least, ms. */
const usableMs = 50_000

/** How long a turn is by the CRM's clock, ms. Both machines derive it from the provider's settling time. */
export function turnLengthMs(settlingMs: number): number {
  const needMs = settlingMs + requestTimeoutMs + 2 * marginMs + lookUpMs + usableMs
  return Math.ceil(needMs / lengthStepMs) * lengthStepMs
}

/** How long until a machine of this role may look a note up in order to send it, ms; 0: now. */
export function turnWaitMs(role: TurnRole, time: ServerTime, settlingMs: number): number {
  if (openTurn(role, time, settlingMs) !== null) return 0
  const lengthMs = turnLengthMs(settlingMs)
  const first = Math.floor(time.earliestMs / lengthMs)
  for (let index = first; ; index += 1) {
    const waitMs = index * lengthMs + settlingMs + marginMs - time.earliestMs
    if (isTurnOf(role, index) && waitMs > 0) return Math.ceil(waitMs)
  }
}

/** The turn in which a machine of this role may look now and send at once, or null where it has to wait. */
export function openTurn(role: TurnRole, time: ServerTime, settlingMs: number): Turn | null {
  const lengthMs = turnLengthMs(settlingMs)
  const index = Math.floor((time.earliestMs - settlingMs - marginMs) / lengthMs)
  const turn: Turn = { endsServerMs: (index + 1) * lengthMs }
  const hasTime = time.latestMs + lookUpMs + requestTimeoutMs + marginMs <= turn.endsServerMs
  return isTurnOf(role, index) && hasTime ? turn : null
}

/** Whether a request that leaves now is over, whatever becomes of it, when the turn is. */
export function maySendIn(turn: Turn, time: ServerTime): boolean {
  return time.latestMs + requestTimeoutMs + marginMs <= turn.endsServerMs
}

function isTurnOf(role: TurnRole, index: number): boolean {
  return index % 2 === (role === 'origin' ? 0 : 1)
}
