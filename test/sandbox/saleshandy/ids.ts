import type { SeededRandom } from '../random.ts'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** A short opaque id such as `8PvBmrB7P7`. */
export function shortId(random: SeededRandom): string {
  return Array.from({ length: 10 }, () => letters[random.int(0, letters.length - 1)]).join('')
}

/** Ids for what comes through the API: those a test has chosen, in order, then random ones. */
export class ChosenIds {
  readonly #random: SeededRandom
  readonly #next: string[]

  constructor(random: SeededRandom, next: readonly string[] = []) {
    this.#random = random
    this.#next = [...next]
  }

  choose(ids: readonly string[]): void {
    this.#next.push(...ids)
  }

  take(): string {
    return this.#next.shift() ?? shortId(this.#random)
  }
}
