const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  '#x27': "'",
  nbsp: ' ',
}

/**
 * A note's text as it can be compared after a trip through the CRM, which may escape it for HTML, trim it, turn line ends and runs of blanks into
 * single blanks, recompose accents, and drop characters that are no text.
 */
export function normaliseNoteText(text: string): string {
  return text
    .replace(/&(amp|lt|gt|quot|#39|#x27|nbsp);/gi, (whole, name: string) => entities[name.toLowerCase()] ?? whole)
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\p{Cs}\uFFFD\u200B\uFEFF]/gu, '')
    .replace(/ +/g, ' ')
    .trim()
}

/** How long a note may be is not documented: one that was cut counts from this length on. */
const sureBeginning = 100

/** Whether the CRM shows the note that was sent: its whole text, or so much of its beginning that it was cut there. */
export function isSameNote(sent: string, shown: string | null): boolean {
  const wanted = normaliseNoteText(sent)
  const found = normaliseNoteText(shown ?? '')
  return wanted === found || (found.length >= sureBeginning && wanted.startsWith(found))
}
