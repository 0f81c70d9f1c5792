import { type FieldKind, msOfStamp } from './field-values.ts'
import { notesText } from './text-notes.ts'
import { fullTime, here, type Place } from './text-time.ts'

/** A field's value as people read it; what does not suit its kind is shown as it is. */
export function shownFieldValue(kind: FieldKind, value: string, place: Place = here): string {
  switch (kind) {
    case 'boolean':
      return /^(1|true)$/i.test(value)
        ? notesText.activity.yes
        : /^(0|false)$/i.test(value)
          ? notesText.activity.no
          : value
    case 'date_time': {
      const atMs = msOfStamp(value)
      return atMs === null ? value : fullTime(atMs, place)
    }
    case 'date': {
      const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})/.exec(value) ?? []
      if (year === undefined) return value
      const noonMs = Date.UTC(Number(year), Number(month) - 1, Number(day), 12)
      return new Intl.DateTimeFormat(place.locale, { dateStyle: 'long', timeZone: 'UTC' }).format(noonMs)
    }
    case 'text':
    case 'number':
    case 'dropdown':
      return value
    default:
      return kind satisfies never
  }
}
