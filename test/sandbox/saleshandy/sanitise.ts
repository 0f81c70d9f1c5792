import type { SaleshandySettings } from './settings.ts'

const keptTags: ReadonlySet<string> = new Set(
  'p br b strong i em u s ul ol li a h1 h2 h3 blockquote code pre span div'.split(' '),
)
const blockTags: ReadonlySet<string> = new Set('p ul ol h1 h2 h3 blockquote pre div'.split(' '))
/** Of these, what is between the tags goes too. */
const droppedWhole = /<(script|style|iframe|object|template|noscript)\b[^>]*>[\s\S]*?(?:<\/\1\s*>|$)/gi
const comments = /<!--[\s\S]*?(?:-->|$)|<![^>]*>|<\?[^>]*>/g
const tag = /<(\/?)([a-zA-Z][a-zA-Z0-9]*)\b([^>]*)>/g
const safeLink = /\bhref\s*=\s*(?:"((?:https?:|mailto:)[^"]*)"|'((?:https?:|mailto:)[^']*)')/i

type Choices = Pick<SaleshandySettings, 'plainTextAs' | 'escapeQuotes'>

/**
 * A note's content as the server keeps it: HTML of a few tags without attributes (links keep theirs), in at least one
 * `<p>`. Empty where nothing is left. How the real one sanitises is not documented.
 */
export function sanitise(content: string, choices: Choices): string {
  const cleaned = content.replaceAll('\r\n', '\n').replaceAll(comments, '').replaceAll(droppedWhole, '')
  const isPlain = cleaned.search(tag) === -1
  if (cleaned.replaceAll(tag, '').trim() === '') return ''
  return isPlain ? paragraphs(cleaned, choices) : keepTags(cleaned, choices)
}

function paragraphs(text: string, choices: Choices): string {
  const lines = text
    .trim()
    .split('\n')
    .map((line) => escapeText(line, choices))
  switch (choices.plainTextAs) {
    case 'paragraphs':
      return lines.map((line) => (line.trim() === '' ? '<p><br></p>' : `<p>${line}</p>`)).join('')
    case 'breaks':
      return `<p>${lines.join('<br>')}</p>`
    case 'as_is':
      return `<p>${lines.join('\n')}</p>`
  }
}

/** Keeps known tags, bare, and closes what was left open. */
function keepTags(html: string, choices: Choices): string {
  const open: string[] = []
  let out = ''
  let at = 0
  for (const match of html.matchAll(tag)) {
    out += escapeText(html.slice(at, match.index), choices)
    at = match.index + match[0].length
    const name = (match[2] ?? '').toLowerCase()
    if (!keptTags.has(name)) continue
    if (name === 'br') out += '<br>'
    else if (match[1] === '') {
      const link = name === 'a' ? safeLink.exec(match[3] ?? '') : null
      const href = link?.[1] ?? link?.[2]
      out += href === undefined ? `<${name}>` : `<a href="${href.replaceAll('"', '&quot;')}">`
      open.push(name)
    } else if (open.includes(name)) {
      for (let closed = open.pop(); closed !== undefined; closed = open.pop()) {
        out += `</${closed}>`
        if (closed === name) break
      }
    }
  }
  out += escapeText(html.slice(at), choices)
  for (const name of open.toReversed()) out += `</${name}>`
  const first = /^\s*<([a-z0-9]+)/.exec(out)?.[1]
  return first !== undefined && blockTags.has(first) ? out.trim() : `<p>${out.trim()}</p>`
}

/** Entities that are one already stay. */
function escapeText(text: string, { escapeQuotes }: Choices): string {
  const escaped = text
    .replaceAll(/&(?!(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});)/gi, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
  return escapeQuotes ? escaped.replaceAll('"', '&quot;').replaceAll("'", '&#39;') : escaped
}
