import type { Highlighted } from './shapes.ts'

/** What the user typed, ready for FTS5 and for marking matches in text that FTS5 does not keep. */
export interface SearchTerms {
  /** An FTS5 expression; never a syntax error, whatever was typed, because every word is a quoted string. */
  readonly match: string
  /** All of these make a match. */
  readonly words: readonly Term[]
  /** And so does this alone: what was typed as one phone number. */
  readonly number: Term | null
}

interface Term {
  readonly word: string
  readonly isPrefix: boolean
}

/** Words as FTS5's unicode61 sees them: letters, numbers and the marks upon them. */
const wordPattern = /[\p{L}\p{N}\p{M}\p{Co}]+/gu
const mostTerms = 16

/** Null where nothing can be searched for: no letter and no digit. */
export function searchTerms(text: string): SearchTerms | null {
  const words = [...text.matchAll(wordPattern)]
    .map(([word]) => folded(word))
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .slice(0, mostTerms)
  if (words.length === 0) return null
  const isFinished = /[\s]$/u.test(text)
  const terms = words
    .map((word, index) => ({ word, isPrefix: index === words.length - 1 && !isFinished && mayBePrefix(word) }))
    // The first letter of the next word says too little to search for, and would match nothing as a word.
    .filter((term, index) => index === 0 || index < words.length - 1 || isFinished || mayBePrefix(term.word))
  const all = terms.map(quoted).join(' AND ')
  const number = phoneNumber(text)
  return { match: number === null ? all : `(${all}) OR ${quoted(number)}`, words: terms, number }
}

/** One Latin letter begins every tenth word: searching for it would read much and say nothing. */
function mayBePrefix(word: string): boolean {
  return word.length > 1 || !/^[a-z0-9]$/.test(word)
}

/** Digits and what people put between them are a phone number, or the beginning of one: searched as one word too. */
function phoneNumber(text: string): Term | null {
  if (!/^[\d\s()+\-./]+$/.test(text)) return null
  const word = text.replace(/\D/g, '')
  return word.length < 3 ? null : { word, isPrefix: true }
}

function quoted({ word, isPrefix }: Term): string {
  return `"${word}"${isPrefix ? '*' : ''}`
}

/** Lower case without accents, as unicode61 with remove_diacritics folds. */
function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

/** Whether `text` matches: what MATCH says of a row, for the few texts that no index holds. */
export function matches(text: string, terms: SearchTerms): boolean {
  const words = [...text.matchAll(wordPattern)].map(([word]) => folded(word))
  const isThere = (term: Term) => words.some((word) => isHit(word, term))
  return terms.words.every(isThere) || (terms.number !== null && isThere(terms.number))
}

/** Characters shown around the first match, and the most that is looked through for it. */
const shownCharacters = 160
const leadingCharacters = 40
const examinedCharacters = 20_000

/** `text` around its first match, in pieces; whole or cut at its start where nothing matches. */
export function highlight(text: string, terms: SearchTerms): { pieces: Highlighted; hasMatch: boolean } {
  const examined = text.slice(0, examinedCharacters)
  const marked = terms.number === null ? terms.words : [...terms.words, terms.number]
  const hits = [...examined.matchAll(wordPattern)]
    .map((match) => ({ from: match.index, to: match.index + match[0].length, word: folded(match[0]) }))
    .filter(({ word }) => marked.some((term) => isHit(word, term)))
  const from = windowStart(examined, hits[0]?.from ?? 0)
  const to = Math.min(text.length, from + shownCharacters)
  const pieces: Highlighted = []
  const add = (start: number, end: number, isMatch: boolean) => {
    if (end > start) pieces.push({ text: wellFormed(text.slice(start, end)), isMatch })
  }
  if (from > 0) pieces.push({ text: '…', isMatch: false })
  let at = from
  for (const hit of hits.filter((each) => each.from >= from && each.to <= to)) {
    add(at, hit.from, false)
    add(hit.from, hit.to, true)
    at = hit.to
  }
  add(at, to, false)
  if (to < text.length) pieces.push({ text: '…', isMatch: false })
  return { pieces, hasMatch: hits.length > 0 }
}

function isHit(word: string, term: Term): boolean {
  return term.isPrefix ? word.startsWith(term.word) : word === term.word
}

/** A little before the first match, at the beginning of a word. */
function windowStart(text: string, firstHit: number): number {
  if (firstHit + leadingCharacters < shownCharacters) return 0
  const space = text.indexOf(' ', firstHit - leadingCharacters)
  return space === -1 || space >= firstHit ? firstHit : space + 1
}

/** A cut may fall inside a pair of surrogates. */
function wellFormed(text: string): string {
  return text.replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, '')
}
