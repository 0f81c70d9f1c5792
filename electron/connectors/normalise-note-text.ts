import { decodeEntities } from './html-entities.ts'

/** Escaping twice is a common fault; more than this nobody does, and a text made of nothing else must not cost minutes. */
const mostEscapings = 3

/**
 * A note's text as it can be compared after a trip through the CRM, which may escape it for HTML, trim it, turn line ends and runs of blanks
 * into single blanks, recompose accents, and drop characters that are no text.
 */
export function normaliseNoteText(text: string): string {
  let normal = tidied(text)
  for (let pass = 0; pass < mostEscapings; pass += 1) {
    const read = tidied(decodeEntities(normal))
    if (read === normal) break
    normal = read
  }
  return normal
}

/** Two people seldom write this much alike, in UTF-16 units; "Not at home." two may well have written. */
export const ownWordsLength = 24

function tidied(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\p{Cs}\uFFFD\u200B\uFEFF]/gu, '')
    .replace(/ +/g, ' ')
    .trim()
}
