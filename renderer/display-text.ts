/** Text of others as it may be shown: what has no shape of its own, or would turn the line around, becomes visible. */

const nul = 0x00
const tab = 0x09
const lineFeed = 0x0a
const lastControl = 0x1f
const deleteCharacter = 0x7f
const controlPictures = 0x2400
const deletePicture = '␡'
/** Overrides and embeddings that reorder what stands around them; isolates and marks of real writing stay. */
const reordering = new Set([0x202a, 0x202b, 0x202c, 0x202d, 0x202e])

/** `text` with control characters shown as symbols (␀) and reordering ones left out. Only for display: what is kept stays. */
export function displayText(text: string): string {
  let shown = ''
  for (const character of text.replaceAll('\r\n', '\n')) shown += shownAs(character)
  return shown
}

function shownAs(character: string): string {
  const code = character.codePointAt(0) ?? nul
  if (code === tab || code === lineFeed) return character
  if (code <= lastControl) return String.fromCodePoint(controlPictures + code)
  if (code === deleteCharacter) return deletePicture
  if (reordering.has(code)) return ''
  return character
}

/** On one line, for lists. */
export function oneLine(text: string): string {
  return displayText(text.replace(/\s+/g, ' ').trim())
}

/** At most `limit` characters and whether something was left out; never cuts a character in two. */
export function shortened(text: string, limit: number): { readonly text: string; readonly isShortened: boolean } {
  if (text.length <= limit) return { text, isShortened: false }
  const end = text.codePointAt(limit - 1) ?? 0
  return { text: text.slice(0, end > 0xffff ? limit - 1 : limit), isShortened: true }
}

/** One or two letters for a name; "#" for what has no letters, such as a phone number. */
export function initials(name: string): string {
  const words = name.match(/\p{L}[\p{L}\p{M}'’-]*/gu) ?? []
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '')
  return letters.join('').toLocaleUpperCase('en') || '#'
}

/** A number from 0 to `choices` - 1 that is always the same for the same name. */
export function tintOf(name: string, choices: number): number {
  let sum = 7
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 65_521
  return sum % choices
}

/** A phone number in groups, where its form is known: "+1 512-555-0101". Others stay as the CRM wrote them. */
export function displayPhone(phone: string): string {
  const groups = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(phone.trim())
  return groups === null ? oneLine(phone) : `+1 ${groups[1]}-${groups[2]}-${groups[3]}`
}
