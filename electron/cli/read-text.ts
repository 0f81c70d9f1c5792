import { failed, type Outcome } from './outcome.ts'
import type { Surroundings } from './surroundings.ts'
import { text } from './text.ts'

/** One UTF-16 unit takes at most this many bytes of UTF-8. */
const bytesPerUnit = 3

/**
 * All of standard input as text, without the line end that closes it. Reading stops as soon as it is longer than
 * `maxCharacters` can be, whatever is still to come.
 */
export async function readInput({ input }: Surroundings, maxCharacters: number): Promise<Outcome<string>> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of input.chunks) {
    bytes += chunk.byteLength
    if (bytes > maxCharacters * bytesPerUnit + 2) return failed('refused', text.inputTooLong(maxCharacters))
    chunks.push(chunk)
  }
  try {
    const decoded = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
    return { ok: true, value: decoded.replace(/\r?\n$/, '') }
  } catch {
    return failed('refused', text.inputNotText)
  }
}

/** A note's text: the word given, or standard input for `-` and, where nobody types there, for no word at all. */
export async function readNoteText(
  surroundings: Surroundings,
  word: string | undefined,
  maxCharacters: number,
): Promise<Outcome<string>> {
  if (word !== undefined && word !== '-') return { ok: true, value: word }
  if (word === undefined && surroundings.input.isTerminal) return failed('wrong_usage', text.noText)
  return readInput(surroundings, maxCharacters)
}
