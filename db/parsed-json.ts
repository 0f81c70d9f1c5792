/** What a text of JSON holds; null where a disk has changed it: damage may have left anything, and no check of a file sees inside a text. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
