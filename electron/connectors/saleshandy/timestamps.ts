const isoDateTime = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s?(?:(Z)|([+-]\d{2}):?(\d{2}))?$/i

/** Stamps before this are "not set", or a count of something else. */
const earliestMs = Date.UTC(1990, 0, 1)
const latestMs = Date.UTC(9999, 0, 1)

/**
 * A stamp as ms UTC: an ISO 8601 date-time (UTC where it names no offset, as the samples do), or a number of seconds or
 * milliseconds since 1970, since the inbox's formats are not documented. Null: neither.
 */
export function parseTimestamp(value: unknown): number | null {
  if (typeof value === 'number') return plausible(value < 100_000_000_000 ? value * 1_000 : value)
  if (typeof value !== 'string') return null
  const text = value.trim()
  if (/^\d{10}(\d{3})?$/.test(text)) return parseTimestamp(Number(text))
  const parts = isoDateTime.exec(text)
  if (parts === null) return null
  const [, day, time, , offsetHours, offsetMinutes] = parts
  const offset = offsetHours === undefined ? 'Z' : `${offsetHours}:${offsetMinutes}`
  return plausible(Date.parse(`${day}T${time}${offset}`))
}

function plausible(atMs: number): number | null {
  return Number.isFinite(atMs) && atMs >= earliestMs && atMs < latestMs ? Math.trunc(atMs) : null
}

/** ms UTC as the API writes it: ISO 8601 with milliseconds and Z. */
export function formatTimestamp(atMs: number): string {
  return new Date(atMs).toISOString()
}
