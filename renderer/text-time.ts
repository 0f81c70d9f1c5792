/** Words for moments and durations. All inputs are ms UTC. */

/** Whose calendar and clock the words follow. */
export interface Place {
  readonly locale: string
  /** IANA name; undefined: the computer's own. */
  readonly timeZone: string | undefined
}

/** The app speaks English: another language's month names would not fit into its sentences. */
export const here: Place = {
  locale: navigator.language.startsWith('en') ? navigator.language : 'en-GB',
  timeZone: undefined,
}

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

const styles = {
  time: { timeStyle: 'short' },
  weekday: { weekday: 'short' },
  shortDay: { day: 'numeric', month: 'short' },
  shortDayOfYear: { day: 'numeric', month: 'short', year: 'numeric' },
  day: { day: 'numeric', month: 'long' },
  dayOfYear: { day: 'numeric', month: 'long', year: 'numeric' },
  weekdayAndDay: { weekday: 'long', day: 'numeric', month: 'long' },
  full: { dateStyle: 'long', timeStyle: 'medium' },
  calendar: { year: 'numeric', month: '2-digit', day: '2-digit' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

const formats = new Map<string, Intl.DateTimeFormat>()

/** Formats are kept: making one costs more than a whole screen of using it. */
function format(style: keyof typeof styles, atMs: number, { locale, timeZone }: Place): string {
  const key = `${style} ${locale} ${timeZone ?? ''}`
  const kept = formats.get(key)
  if (kept !== undefined) return kept.format(atMs)
  const made = new Intl.DateTimeFormat(locale, timeZone === undefined ? styles[style] : { ...styles[style], timeZone })
  formats.set(key, made)
  return made.format(atMs)
}

/** Equal for two moments exactly when they are on the same day at `place`. */
export function dayKey(atMs: number, place: Place = here): string {
  return format('calendar', atMs, { ...place, locale: 'en-CA' })
}

/** By the calendar, not by hours: a day of daylight saving has 23 or 25 of them. */
function isYesterday(atMs: number, nowMs: number, place: Place): boolean {
  const midnight = Date.parse(`${dayKey(nowMs, place)}T00:00:00Z`)
  return dayKey(atMs, place) === new Date(midnight - dayMs).toISOString().slice(0, 10)
}

function isSameYear(atMs: number, nowMs: number, place: Place): boolean {
  return dayKey(atMs, place).slice(0, 4) === dayKey(nowMs, place).slice(0, 4)
}

/** "14:02" */
export function clockTime(atMs: number, place: Place = here): string {
  return format('time', atMs, place)
}

/** For a list: "now", "5 min", "14:02", "Yesterday", "Mon", "3 Mar", "3 Mar 2024". */
export function listTime(atMs: number, nowMs: number, place: Place = here): string {
  const age = nowMs - atMs
  if (age < minuteMs && age > -minuteMs) return 'now'
  if (age >= minuteMs && age < hourMs) return `${Math.floor(age / minuteMs)} min`
  if (dayKey(atMs, place) === dayKey(nowMs, place)) return clockTime(atMs, place)
  if (isYesterday(atMs, nowMs, place)) return 'Yesterday'
  if (age > 0 && age < 6 * dayMs) return format('weekday', atMs, place)
  return format(isSameYear(atMs, nowMs, place) ? 'shortDay' : 'shortDayOfYear', atMs, place)
}

/** For the end of a sentence: "just now", "2 min ago", "3 h ago", "yesterday at 14:02", "on 3 March". */
export function agoWords(atMs: number, nowMs: number, place: Place = here): string {
  const age = nowMs - atMs
  if (age < minuteMs) return 'just now'
  if (age < hourMs) return `${Math.floor(age / minuteMs)} min ago`
  if (dayKey(atMs, place) === dayKey(nowMs, place)) return `${Math.floor(age / hourMs)} h ago`
  if (isYesterday(atMs, nowMs, place)) return `yesterday at ${clockTime(atMs, place)}`
  return `on ${dateWords(atMs, nowMs, place)}`
}

/** After "since": "14:02", "yesterday at 14:02", "3 March". */
export function sinceWords(atMs: number, nowMs: number, place: Place = here): string {
  if (dayKey(atMs, place) === dayKey(nowMs, place)) return clockTime(atMs, place)
  if (isYesterday(atMs, nowMs, place)) return `yesterday at ${clockTime(atMs, place)}`
  return dateWords(atMs, nowMs, place)
}

/** "3 March", with the year where it is another one. */
export function dateWords(atMs: number, nowMs: number, place: Place = here): string {
  return format(isSameYear(atMs, nowMs, place) ? 'day' : 'dayOfYear', atMs, place)
}

/** Over the entries of one day: "Today", "Yesterday", "Monday 16 November", "16 November 2024". */
export function dayTitle(atMs: number, nowMs: number, place: Place = here): string {
  if (dayKey(atMs, place) === dayKey(nowMs, place)) return 'Today'
  if (isYesterday(atMs, nowMs, place)) return 'Yesterday'
  return format(isSameYear(atMs, nowMs, place) ? 'weekdayAndDay' : 'dayOfYear', atMs, place)
}

/** The whole moment, for details and tooltips. */
export function fullTime(atMs: number, place: Place = here): string {
  return format('full', atMs, place)
}

/** Whole seconds until `untilMs`, never below 0: the last second is counted as 1. */
export function secondsLeft(untilMs: number, nowMs: number): number {
  return Math.max(0, Math.ceil((untilMs - nowMs) / secondMs))
}

/** "in 4 s", "in 2 min", "in 3 h"; "now" when it is due. */
export function inWords(untilMs: number, nowMs: number): string {
  const seconds = secondsLeft(untilMs, nowMs)
  if (seconds === 0) return 'now'
  if (seconds < 100) return `in ${seconds} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 100 ? `in ${minutes} min` : `in ${Math.round(minutes / 60)} h`
}
