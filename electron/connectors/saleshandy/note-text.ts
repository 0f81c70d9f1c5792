import { bareText, htmlToText } from './html-to-text.ts'

/**
 * How much two texts of notes have in common once markup, entities, blanks, line ends and invisible characters are left
 * out: the server wraps and sanitises what it is sent, and how is not documented (saleshandy.md section 5).
 */
export type TextMatch = 'same' | 'similar' | 'different'

/** Two short texts are alike by chance. */
const shortestSimilar = 24

/**
 * Compares what was sent with the content that the CRM shows. What was sent may have been taken for text or for HTML,
 * whichever it was meant as. `similar`: one is contained in the other, as after an element was dropped or the end cut off.
 */
export function matchText(sent: string, content: string): TextMatch {
  const theirs = comparable(bareText(content))
  const ours = [comparable(sent), comparable(bareText(sent))]
  if (ours.includes(theirs)) return 'same'
  return ours.some((text) => isPartOf(text, theirs) || isPartOf(theirs, text)) ? 'similar' : 'different'
}

/** Whether two contents, each as it was sent or as the CRM gave it, are the same to a reader. */
export function isSameText(one: string, other: string): boolean {
  return matchText(one, other) === 'same' || matchText(other, one) === 'same'
}

/** Whether what was sent reads like the content that the CRM shows, the gaps between words included. */
export function isSameLetters(sent: string, content: string): boolean {
  const theirs = folded(htmlToText(content))
  return folded(sent) === theirs || folded(htmlToText(sent)) === theirs
}

function folded(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim()
}

function isPartOf(part: string, whole: string): boolean {
  return part.length >= shortestSimilar && part.length * 2 >= whole.length && whole.includes(part)
}

/** Without blanks: where two blocks meet, a server that drops their tags leaves none. */
function comparable(text: string): string {
  return text.normalize('NFC').replace(/[\s\p{Cc}\p{Cs}\p{Cf}\uFFFD]/gu, '')
}
