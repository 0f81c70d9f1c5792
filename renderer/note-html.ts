import DOMPurify from 'dompurify'
import { noteLinks, noteMarkup, noteTags } from './note-markup.ts'

/** More than this of one note is not drawn: a page lays out megabytes for seconds. */
const mostCharacters = 200_000

/**
 * A note's HTML as it may be drawn: the tags of noteTags, links, text. `isWhole` false: it was too long, and its end is
 * left out.
 */
export function safeNote(
  html: string,
  pictureWords: (alternative: string) => string,
): { readonly content: DocumentFragment; readonly isWhole: boolean } {
  const content = DOMPurify.sanitize(noteMarkup(html.slice(0, mostCharacters), pictureWords), {
    ALLOWED_TAGS: [...noteTags],
    ALLOWED_ATTR: ['href'],
    ALLOWED_URI_REGEXP: noteLinks,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  })
  for (const link of content.querySelectorAll('a[href]')) {
    // Words can say anything; the address is where it leads.
    link.setAttribute('title', link.getAttribute('href') ?? '')
    link.setAttribute('rel', 'noopener noreferrer')
  }
  return { content, isWhole: html.length <= mostCharacters }
}
