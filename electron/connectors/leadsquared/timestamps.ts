const pattern =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*(?:(Z)|([+-])(\d{2}):?(\d{2}))?$/i

/**
 * A date-time of the API as ms UTC: `yyyy-mm-dd hh:mm:ss`, with or without a fraction; without a zone mark it is UTC. Null: not a
 * date-time of the calendar.
 */
export function parseStamp(text: string): number | null {
  const parts = pattern.exec(text.trim())
  if (parts === null) return null
  const number = (index: number): number => Number(parts[index] ?? 0)
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map(number)
  const fraction = Number(`0.${parts[7] ?? '0'}`)
  const at = new Date(0)
  at.setUTCFullYear(year ?? 0, (month ?? 1) - 1, day)
  at.setUTCHours(hour ?? 0, minute, second, Math.floor(fraction * 1_000))
  const isOfCalendar =
    at.getUTCMonth() + 1 === month &&
    at.getUTCDate() === day &&
    at.getUTCHours() === hour &&
    at.getUTCMinutes() === minute &&
    at.getUTCSeconds() === second
  if (!isOfCalendar) return null
  const offsetMinutes = (number(10) * 60 + number(11)) * (parts[9] === '-' ? -1 : 1)
  return at.getTime() - offsetMinutes * 60_000
}

/** ms UTC as the API writes it: `yyyy-mm-dd hh:mm:ss` UTC; what is below the second is cut off. */
export function formatStamp(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')
}

/** The year-one stamps by which .NET services say "not set". */
const unsetBeforeMs = Date.UTC(1900, 0, 1)

/** A stamp that may be missing, empty or "not set": then null. */
export function momentOf(text: string | null): number | null {
  const atMs = text === null ? null : parseStamp(text)
  return atMs === null || atMs < unsetBeforeMs ? null : atMs
}
