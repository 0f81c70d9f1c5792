import { decodeEntities, encodeText } from '../html-entities.ts'

type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tag'; readonly name: string; readonly isEnd: boolean; readonly attributes: string }

/** Elements of which nothing is for reading. */
const unread = new Set(['script', 'style', 'title', 'template', 'noscript', 'iframe', 'object', 'svg'])

/** Elements that begin and end a line. */
const blocks = new Set(
  'p div ul ol li table thead tbody tfoot tr caption h1 h2 h3 h4 h5 h6 blockquote pre section article header footer main nav aside address figure figcaption hr dl dt dd form fieldset details summary body html center'.split(
    ' ',
  ),
)

/**
 * The plain text of HTML: blocks and `<br>` begin new lines, list items get a mark, entities are read, blanks are folded as
 * a browser folds them. Scripts, styles and comments are dropped; broken markup loses tags, never text around them. Text
 * without any markup keeps its lines. The result is for reading and searching and is never put back into a page as HTML.
 */
export function htmlToText(html: string): string {
  const tokens = tokensOf(html)
  if (!tokens.some((token) => token.kind === 'tag')) {
    return tidy(decodeEntities(tokens.map((token) => (token.kind === 'text' ? token.text : '')).join('')))
  }
  return tidy(new TextWriter().write(tokens))
}

/** Whether anything in it would be read as markup. */
export function hasMarkup(text: string): boolean {
  const [only] = tokensOf(text)
  const isAllText = only === undefined ? text === '' : only.kind === 'text' && only.text.length === text.length
  return !isAllText
}

/** What is left of HTML without tags, marks and alternative texts, for comparing: see `sameText`. */
export function bareText(html: string): string {
  return tokensOf(html)
    .map((token) => (token.kind === 'text' ? decodeEntities(token.text) : ' '))
    .join('')
}

/** Text as HTML that shows just this text, a paragraph a line. */
export function textToHtml(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => `<p>${line.trim() === '' ? '<br>' : encodeText(line)}</p>`)
    .join('')
}

function tidy(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll('\u00A0', ' ')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .replaceAll(/^\n+|\n+$/g, '')
}

interface List {
  readonly isOrdered: boolean
  items: number
}

/** Writes tokens as lines of text. */
class TextWriter {
  #out = ''
  #isAtLineStart = true
  #owesBlank = false
  #isBehindMark = false
  #preformatted = 0
  readonly #lists: List[] = []

  write(tokens: readonly Token[]): string {
    for (const token of tokens) {
      if (token.kind === 'text') this.#text(decodeEntities(token.text))
      else if (token.isEnd) this.#end(token.name)
      else this.#start(token.name, token.attributes)
    }
    return this.#out
  }

  #start(name: string, attributes: string): void {
    if (name === 'br') this.#newLine()
    if (name === 'td' || name === 'th') this.#owesBlank = true
    if (name === 'img') this.#text(decodeEntities(alternative(attributes)))
    if (!blocks.has(name)) return
    this.#toLineStart(name === 'li')
    if (name === 'pre') this.#preformatted += 1
    if (name === 'ul' || name === 'ol') this.#lists.push({ isOrdered: name === 'ol', items: 0 })
    if (name === 'li') this.#mark()
  }

  #end(name: string): void {
    if (!blocks.has(name)) return
    this.#toLineStart(name === 'li')
    if (name === 'pre') this.#preformatted = Math.max(0, this.#preformatted - 1)
    if (name === 'ul' || name === 'ol') this.#lists.pop()
  }

  #mark(): void {
    const list = this.#lists.at(-1)
    if (list !== undefined) list.items += 1
    const indent = '  '.repeat(Math.min(8, Math.max(0, this.#lists.length - 1)))
    this.#out += `${indent}${list?.isOrdered === true ? `${list.items}.` : '-'} `
    // What follows stands behind the mark: blocks within the item begin no line of their own.
    this.#isAtLineStart = true
    this.#isBehindMark = true
    this.#owesBlank = false
  }

  #text(text: string): void {
    if (this.#preformatted > 0) {
      this.#out += text
      this.#isBehindMark &&= text === ''
      this.#isAtLineStart = text === '' ? this.#isAtLineStart : text.endsWith('\n')
      return
    }
    const folded = text.replaceAll(/[ \t\r\n\f]+/g, ' ')
    if (folded === '') return
    const startsWithBlank = folded.startsWith(' ')
    const words = folded.trim()
    if (words === '') {
      this.#owesBlank = true
      return
    }
    if (!this.#isAtLineStart && (this.#owesBlank || startsWithBlank)) this.#out += ' '
    this.#out += words
    this.#isAtLineStart = false
    this.#isBehindMark = false
    this.#owesBlank = folded.endsWith(' ')
  }

  /** `isItem`: also where nothing but a mark stands in the line. */
  #toLineStart(isItem: boolean): void {
    if (!this.#isAtLineStart || (isItem && this.#isBehindMark)) this.#newLine()
    this.#owesBlank = false
  }

  #newLine(): void {
    this.#out += '\n'
    this.#isAtLineStart = true
    this.#isBehindMark = false
    this.#owesBlank = false
  }
}

const alternativeText = /\balt\s*=\s*(?:"([^"]*)"|'([^']*)')/i

function alternative(attributes: string): string {
  const match = alternativeText.exec(attributes)
  return match?.[1] ?? match?.[2] ?? ''
}

const tagName = /^<(\/?)([a-zA-Z][a-zA-Z0-9:-]*)/

/** Cuts HTML into text and tags in one pass. A `<` that begins neither tag nor comment is text, as in a browser. */
function tokensOf(html: string): readonly Token[] {
  const tokens: Token[] = []
  const lastEnd = html.lastIndexOf('>')
  let at = 0
  let textFrom = 0
  const endText = (until: number) => {
    if (until > textFrom) tokens.push({ kind: 'text', text: html.slice(textFrom, until) })
  }
  while (at < html.length) {
    const open = html.indexOf('<', at)
    if (open === -1 || open > lastEnd) break
    const found = markupAt(html, open)
    if (found === null) {
      at = open + 1
      continue
    }
    endText(open)
    if (found.tag !== null) tokens.push(found.tag)
    at = found.end
    textFrom = at
  }
  endText(html.length)
  return tokens
}

/** What begins at a `<`, and where it ends. A tag of null is a comment, or an element that is not for reading. */
function markupAt(html: string, open: number): { readonly tag: Token | null; readonly end: number } | null {
  // What is not closed is dropped to the end, as in a browser.
  if (html.startsWith('<!--', open)) return { tag: null, end: after(html, '-->', open + 4) }
  const next = html.charAt(open + 1)
  if (next === '!' || next === '?') return { tag: null, end: after(html, '>', open) }
  const match = tagName.exec(html.slice(open, open + 64))
  const [head, slash, name] = match ?? []
  if (head === undefined || name === undefined) return null
  const end = tagEnd(html, open + head.length)
  if (end === null) return null
  const lower = name.toLowerCase()
  const isEnd = slash === '/'
  const isEmpty = isEnd || (html.charAt(end - 2) === '/' && lower !== 'script' && lower !== 'style')
  if (unread.has(lower)) return { tag: null, end: isEmpty ? end : afterElement(html, lower, end) }
  return { tag: { kind: 'tag', name: lower, isEnd, attributes: html.slice(open + head.length, end - 1) }, end }
}

/** Attributes longer than this are taken to have lost a quote. Pictures inside a mail's text are below it. */
const longestAttributes = 200_000

/** Behind the `>` that ends a tag; one within quotes does not. Null: it has no end. */
function tagEnd(html: string, from: number): number | null {
  const first = html.indexOf('>', from)
  if (first === -1) return null
  let quote = ''
  for (let at = from; at < html.length && at < from + longestAttributes; at += 1) {
    const character = html.charAt(at)
    if (quote !== '') {
      if (character === quote) quote = ''
    } else if (character === '>') return at + 1
    else if ((character === '"' || character === "'") && /[=\s]/.test(html.charAt(at - 1))) quote = character
  }
  return first + 1
}

function after(html: string, mark: string, from: number): number {
  const at = html.indexOf(mark, from)
  return at === -1 ? html.length : at + mark.length
}

function afterElement(html: string, name: string, from: number): number {
  const closing = new RegExp(`</${name}(?=[\\s/>])[^>]*>?`, 'gi')
  closing.lastIndex = from
  return closing.exec(html) === null ? html.length : closing.lastIndex
}
