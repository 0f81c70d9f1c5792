/**
 * The structure of a note's HTML, and nothing else of it. What leaves here has no style, script, handler, picture or
 * frame in it. Still, it is not the guard: DOMPurify looks at every note before it is drawn (note-html.ts). It is first,
 * because a browser's parser reports each style and handler that the page's security policy forbids, and a note from a
 * mail has hundreds.
 */

/** What a note may be built of. */
export const noteTags = [
  ...['a', 'b', 'blockquote', 'br', 'code', 'dd', 'del', 'div', 'dl', 'dt', 'em', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
  ...['hr', 'i', 'ins', 'li', 'ol', 'p', 'pre', 's', 'span', 'strong', 'sub', 'sup'],
  ...['table', 'tbody', 'td', 'th', 'thead', 'tr', 'u', 'ul'],
] as const

/** Where a link of a note may lead: what the system is allowed to open. */
export const noteLinks = /^(?:https:|mailto:|tel:)/i

const keptTags: ReadonlySet<string> = new Set(noteTags)
/** Elements whose content is no text of the note. */
const droppedWhole: ReadonlySet<string> = new Set([
  ...['script', 'style', 'title', 'head', 'template', 'iframe', 'noscript', 'noembed', 'noframes', 'xmp', 'plaintext'],
  ...['object', 'embed', 'applet', 'svg', 'math', 'select', 'textarea', 'button', 'audio', 'video', 'canvas', 'map'],
])

interface Tag {
  readonly name: string
  readonly isEnd: boolean
  readonly attributes: string
  /** Position behind its ">". */
  readonly end: number
}

/**
 * `html` with the note's own tags, its links and its text. Pictures become `pictureWords`. Takes time in proportion to
 * the length, whatever is in it.
 */
export function noteMarkup(html: string, pictureWords: (alternative: string) => string): string {
  let out = ''
  let position = 0
  while (position < html.length) {
    const open = html.indexOf('<', position)
    if (open === -1) return out + html.slice(position)
    out += html.slice(position, open)
    if (html[open + 1] === '!' || html[open + 1] === '?') {
      position = commentEnd(html, open)
      continue
    }
    const tag = tagAt(html, open)
    if (tag === 'none') {
      out += '&lt;'
      position = open + 1
    } else if (tag === 'unfinished') {
      return out + html.slice(open).replaceAll('<', '&lt;')
    } else {
      out += keptOf(tag, pictureWords)
      position = !tag.isEnd && droppedWhole.has(tag.name) ? contentEnd(html, tag) : tag.end
    }
  }
  return out
}

function keptOf(tag: Tag, pictureWords: (alternative: string) => string): string {
  if (tag.name === 'img' && !tag.isEnd) return escaped(pictureWords(attribute(tag.attributes, 'alt')))
  if (!keptTags.has(tag.name)) return ''
  if (tag.isEnd) return `</${tag.name}>`
  const href = tag.name === 'a' ? attribute(tag.attributes, 'href').trim() : ''
  return noteLinks.test(href) ? `<a href="${escaped(href)}">` : `<${tag.name}>`
}

function commentEnd(html: string, open: number): number {
  const isComment = html.startsWith('<!--', open)
  const end = isComment ? html.indexOf('-->', open + 4) : html.indexOf('>', open)
  return end === -1 ? html.length : end + (isComment ? 3 : 1)
}

/** As a browser reads it: quotes hide a ">", and a "<" that no letter follows is text. */
function tagAt(html: string, open: number): Tag | 'none' | 'unfinished' {
  const head = /^<(\/?)([a-z][a-z0-9:-]*)/i.exec(html.slice(open, open + 40))
  const name = head?.[2]
  if (head === null || name === undefined) return 'none'
  const start = open + head[0].length
  let quote = ''
  for (let index = start; index < html.length; index += 1) {
    const character = html.charAt(index)
    if (quote !== '') {
      if (character === quote) quote = ''
    } else if (character === '>') {
      return { name: name.toLowerCase(), isEnd: head[1] === '/', attributes: html.slice(start, index), end: index + 1 }
    } else if (
      (character === '"' || character === "'") &&
      /=\s*$/.test(html.slice(Math.max(start, index - 8), index))
    ) {
      quote = character
    }
  }
  return 'unfinished'
}

/** Where the text goes on behind an element whose content is dropped. */
function contentEnd(html: string, { name, end }: Tag): number {
  const close = new RegExp(`</${name}[^>]*>?`, 'gi')
  close.lastIndex = end
  return close.test(html) ? close.lastIndex : html.length
}

function attribute(attributes: string, wanted: string): string {
  for (const [, name, , double, single, bare] of attributes.matchAll(
    /([^\s"'=<>/]+)\s*(=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g,
  )) {
    if (name?.toLowerCase() === wanted) return double ?? single ?? bare ?? ''
  }
  return ''
}

/** Entities that stand in it already stay as they are. */
function escaped(words: string): string {
  return words.replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
