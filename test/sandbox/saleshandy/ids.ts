import type { SeededRandom } from '../random.ts'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** A short opaque id such as `8PvBmrB7P7`. */
export function shortId(random: SeededRandom): string {
  return Array.from({ length: 10 }, () => letters[random.int(0, letters.length - 1)]).join('')
}
