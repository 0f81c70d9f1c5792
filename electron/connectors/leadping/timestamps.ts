const isoDateTime = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?:(Z)|([+-]\d{2}):?(\d{2}))?$/i

/**
 * An ISO 8601 date-time as ms UTC; a stamp without an offset is UTC, as the API describes all of them. Digits below the
 * millisecond are cut off. Null: not a date-time.
 */
export function parseTimestamp(text: string): number | null {
  const parts = isoDateTime.exec(text.trim())
  if (parts === null) return null
  const [, day, time, , offsetHours, offsetMinutes] = parts
  const offset = offsetHours === undefined ? 'Z' : `${offsetHours}:${offsetMinutes}`
  const at = Date.parse(`${day}T${time}${offset}`)
  return Number.isNaN(at) ? null : at
}

/** ms UTC as the API writes it: ISO 8601 with milliseconds and Z. */
export function formatTimestamp(atMs: number): string {
  return new Date(atMs).toISOString()
}

/** The year-one stamp by which .NET services say "not set". */
const unsetBeforeMs = Date.parse('0002-01-01T00:00:00Z')

export function isUnset(atMs: number): boolean {
  return atMs < unsetBeforeMs
}
