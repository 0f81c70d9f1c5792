/**
 * The values of an activity's fields: as they are kept (text, moments in UTC as "2026-03-09 14:05:00", days as
 * "2026-03-09", yes and no as "1" and "0"), as the page's inputs have them, and as people read them.
 */

import type { ActivityType } from '../electron/ipc/shapes.ts'

export type FieldKind = ActivityType['fields'][number]['kind']

const stampPattern = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?$/
const localPattern = /^(\d{4,6})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?$/

/** "2026-03-09 14:05:00", UTC. */
export function utcStamp(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')
}

/** ms UTC; null where `stamp` is no moment of the calendar. */
export function msOfStamp(stamp: string): number | null {
  const match = stampPattern.exec(stamp.trim())
  if (match === null) return null
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0))
  const atMs = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second)
  return utcStamp(atMs).slice(0, 16) === stamp.trim().slice(0, 16) ? atMs : null
}

/** What an input of type datetime-local shows for `atMs`, by this computer's calendar and clock. */
export function localInput(atMs: number): string {
  const at = new Date(atMs)
  const two = (part: number) => String(part).padStart(2, '0')
  const day = `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`
}

/** The moment that an input of type datetime-local shows; null while it is not filled in. */
export function msOfLocalInput(input: string): number | null {
  const match = localPattern.exec(input)
  if (match === null) return null
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0))
  return new Date(year ?? 0, (month ?? 1) - 1, day, hour, minute, second).getTime()
}

/** A kept value as the input of its kind has it; what does not suit the input is shown empty and kept. */
export function inputOfValue(kind: FieldKind, value: string): string {
  switch (kind) {
    case 'date_time': {
      const atMs = msOfStamp(value)
      return atMs === null ? '' : localInput(atMs)
    }
    case 'date':
      return value.slice(0, 10)
    case 'text':
    case 'number':
    case 'dropdown':
    case 'boolean':
      return value
    default:
      return kind satisfies never
  }
}

/** What is kept of what the input says. */
export function valueOfInput(kind: FieldKind, input: string): string {
  switch (kind) {
    case 'date_time': {
      const atMs = msOfLocalInput(input)
      return atMs === null ? '' : utcStamp(atMs)
    }
    case 'number':
      return input.trim()
    case 'date':
    case 'text':
    case 'dropdown':
    case 'boolean':
      return input
    default:
      return kind satisfies never
  }
}
