/** The API's date-times: `yyyy-mm-dd hh:mm:ss`, 24 h, without a zone mark. */

export function printStamp(atMs: number, withMilliseconds: boolean): string {
  const text = new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')
  return withMilliseconds ? `${text}.000` : text
}

const pattern = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})(?:\.\d{1,3})?$/

/** Milliseconds, read as UTC, whole seconds; null where the text is no date-time of the calendar. */
export function parseStamp(text: string): number | null {
  const match = pattern.exec(text)
  if (match === null) return null
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number)
  const atMs = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second)
  return printStamp(atMs, false) === text.slice(0, 19) ? atMs : null
}

/** A day, with or without a time: what fields of type Date take. */
export function isDay(text: string): boolean {
  return parseStamp(text) !== null || parseStamp(`${text} 00:00:00`) !== null
}
