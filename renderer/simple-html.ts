/**
 * Notes whose HTML is no more than paragraphs and line breaks, as CRMs make of plain text: people edit those as text, and
 * they go back as what they were.
 */

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' }

/** The text of such HTML; null where it has any other structure. */
export function textOfSimpleHtml(html: string): string | null {
  const rest = html.replace(/<\/?(?:p|div|br)\s*\/?>/gi, '')
  if (/<[a-z/!?]/i.test(rest)) return null
  const paragraphs = html
    .replace(/\s+/g, ' ')
    .replace(/ ?<br\s*\/?> ?/gi, '\n')
    .split(/(?:<(?:p|div)\s*>|<\/(?:p|div)\s*>| )*<\/?(?:p|div)\s*>(?:<(?:p|div)\s*>|<\/(?:p|div)\s*>| )*/i)
    .map((paragraph) => decoded(paragraph.replace(/<[^>]*>/g, '')).trim())
  return paragraphs.filter((paragraph) => paragraph !== '').join('\n\n')
}

/** `text` as paragraphs, with its line breaks; `textOfSimpleHtml` gives it back. */
export function simpleHtml(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => `<p>${encoded(paragraph).replaceAll('\n', '<br>')}</p>`)
    .join('')
}

/** A note's text as it is edited, and how it goes back. `isSource`: it has more structure, and the user edits its HTML. */
export interface EditableText {
  readonly text: string
  readonly isSource: boolean
  readonly stored: (edited: string) => string
}

export function editableText(stored: string, isHtml: boolean): EditableText {
  const simple = isHtml ? textOfSimpleHtml(stored) : null
  if (simple !== null) return { text: simple, isSource: false, stored: simpleHtml }
  return { text: stored, isSource: isHtml, stored: (edited) => edited }
}

function decoded(words: string): string {
  return words.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return entities[name.toLowerCase()] ?? whole
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

function encoded(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
