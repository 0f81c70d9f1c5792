import { normaliseNoteText } from '../normalise-note-text.ts'

/**
 * `same`: some field has the whole text. `shortened`: a field has its beginning, and none contradicts it. `undecided`:
 * nothing shown is enough to tell. `different`: what is shown is another text.
 */
export type TextMatch = 'same' | 'shortened' | 'undecided' | 'different'

/** What the CRM shows of one note. `others`: further texts of its payload, where the whole note may stand as well. */
export interface ShownTexts {
  readonly summaries: readonly (string | null | undefined)[]
  readonly others: readonly string[]
  /** By whom the CRM says it is. */
  readonly authorName: string | null
}

/** A beginning without an ellipsis is taken for a shortened text only from here on: "Called" may be a note of its own. */
const surePrefix = 24

/** Compares a note as it was sent with what the CRM shows of one (leadping.md section 10, step 3). */
export function matchNoteText(sent: string, shown: ShownTexts): TextMatch {
  const wanted = normaliseNoteText(sent)
  const isOwn = (text: string) => !isAnnouncement(text, shown.authorName)
  const filled = shown.summaries.flatMap((text) => normaliseNoteText(text ?? '') || [])
  const others = shown.others.map(normaliseNoteText)
  const everything = [...filled, ...others]
  if (wanted !== '' && everything.includes(wanted)) return 'same'
  const summaries = filled.filter(isOwn)
  if (wanted === '' || filled.length === 0) return 'undecided'
  if (summaries.length === 0) {
    const isElsewhere = others.some((text) => isSentence(text) && isOwn(text) && !isBeginning(text, wanted))
    return isElsewhere ? 'different' : 'undecided'
  }
  const beginnings = summaries.filter((text) => isBeginning(text, wanted)).map(beginningOf)
  if (beginnings.length === 0) return 'different'
  const isContradicted = beginnings.some(({ text }) =>
    everything.some((other) => other.length > text.length && isOtherText(other, text, wanted)),
  )
  if (isContradicted) return 'different'
  return beginnings.some(({ text, isCut }) => (isCut ? text !== '' : text.length >= surePrefix))
    ? 'shortened'
    : 'undecided'
}

/** `other` begins as the summary does and then goes on as the wanted text does not: it is what was shortened. */
function isOtherText(other: string, summary: string, wanted: string): boolean {
  return summary !== '' && other.startsWith(summary) && !isBeginning(other, wanted)
}

function isBeginning(text: string, wanted: string): boolean {
  return wanted.startsWith(beginningOf(text).text)
}

const announcing = new Set(
  'a an the new internal private note notes comment was has been is added created left logged made saved posted written by to on in for this lead contact conversation timeline activity event'.split(
    ' ',
  ),
)

/**
 * Where a note's text stands is not documented (leadping.md section 6). A summary such as "Note added" or "Dana Petrov added a note" tells that
 * there is a note and nothing of what it says.
 */
function isAnnouncement(text: string, authorName: string | null): boolean {
  const author = normaliseNoteText(authorName ?? '').toLowerCase()
  const lower = text.toLowerCase()
  const words = (author === '' ? lower : lower.replaceAll(author, ' ')).match(/[\p{L}\p{N}]+/gu) ?? []
  return words.some((word) => /^(?:notes?|comment)$/.test(word)) && words.every((word) => announcing.has(word))
}

/** A payload's fields hold codes and ids as well; those are of one word. */
function isSentence(text: string): boolean {
  return text.includes(' ')
}

const ellipsis = /\s*(?:…|\.\.\.)$/

/** The part of an escaped character that is left where a text was cut off within it. */
const halfAnEntity = /&#?[a-z0-9]*$/i

function beginningOf(text: string): { readonly text: string; readonly isCut: boolean } {
  const isCut = ellipsis.test(text)
  return { text: isCut ? text.replace(ellipsis, '').replace(halfAnEntity, '').trimEnd() : text, isCut }
}

/** Names under which a payload may carry a note's whole text; a note "Completed" must not equal some row's status. */
const textField = /text|body|content|note|message|comment/i

/** The texts of a payload's fields that by their names may be the note, at any depth, for `others`. */
export function textsIn(payload: unknown): readonly string[] {
  if (typeof payload !== 'object' || payload === null) return []
  return Object.entries(payload).flatMap(([name, value]) => {
    if (typeof value === 'string') return textField.test(name) ? [value] : []
    return textsIn(value)
  })
}
