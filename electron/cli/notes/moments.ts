const pattern = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,3})?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i

/** A moment as people and scripts write it, ms UTC: ISO 8601, the `T` may be a space; without a zone it is UTC. Null: it is none. */
export function momentOf(written: string): number | null {
  const [, day, minutes = '00:00', seconds = ':00', zone = 'Z'] = pattern.exec(written.trim()) ?? []
  if (day === undefined) return null
  const offset = /^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase()
  const atMs = Date.parse(`${day}T${minutes}${seconds}${offset}`)
  return Number.isNaN(atMs) || !isCalendarDay(day) ? null : atMs
}

/** `yyyy-mm-dd hh:mm:ss` in UTC, as fields keep moments. */
export function utcStamp(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')
}

/** 30 February is read as a day of March otherwise. */
function isCalendarDay(day: string): boolean {
  const atMs = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(day)
}
