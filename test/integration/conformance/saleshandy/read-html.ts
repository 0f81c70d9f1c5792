const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' }

/** A note's HTML as a reader reads it: each paragraph and each break a line of its own. */
export function readHtml(html: string): string {
  return html
    .replaceAll(/<p><br><\/p>/g, '<p></p>')
    .replaceAll(/<\/p>\s*<p>|<br>/g, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(amp|lt|gt|quot|#39|nbsp);/g, (whole, name: string) => named[name] ?? whole)
}
