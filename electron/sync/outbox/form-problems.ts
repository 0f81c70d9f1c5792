import type { ActivityFieldRecord, ActivityForm, ActivityTypeRecord } from '../../../db/records.ts'

/** What keeps an activity from being saved, by field. */
export interface FormProblem {
  /** The provider's own name of the field. */
  readonly fieldName: string
  readonly problem: 'missing' | 'too_long' | 'not_a_number' | 'not_a_date' | 'not_an_option'
}

/**
 * What the CRM would refuse of an activity of this type, in the order of its fields; empty: nothing that is known beforehand. Values are as
 * forms keep them: days "2026-03-09", moments "2026-03-09 14:05:00" in UTC, yes and no "1" and "0". A field that the type does not have is no
 * option of it.
 */
export function formProblems(type: ActivityTypeRecord, form: ActivityForm): readonly FormProblem[] {
  const given = new Map(form.fields.map(({ name, value }) => [name, value]))
  const known = new Set(type.fields.map(({ name }) => name))
  const ofFields = type.fields.flatMap((field): FormProblem[] => {
    // The connector fills it in.
    if (field.isReference) return []
    const problem = problemOf(field, given.get(field.name) ?? '', form.skipsOptionCheck === true)
    return problem === null ? [] : [{ fieldName: field.name, problem }]
  })
  const unknown = form.fields.filter(({ name }) => !known.has(name))
  return [...ofFields, ...unknown.map(({ name }) => ({ fieldName: name, problem: 'not_an_option' }) as const)]
}

function problemOf(
  field: ActivityFieldRecord,
  value: string,
  skipsOptionCheck: boolean,
): FormProblem['problem'] | null {
  if (value.trim() === '') return field.isMandatory ? 'missing' : null
  if (field.maxCharacters !== null && value.length > field.maxCharacters) return 'too_long'
  switch (field.kind) {
    case 'text':
      return null
    case 'number':
      return /^[+-]?(\d+(\.\d+)?|\.\d+)$/.test(value.trim()) ? null : 'not_a_number'
    case 'date':
      return isDay(value.trim()) ? null : 'not_a_date'
    case 'date_time':
      return isMoment(value.trim()) ? null : 'not_a_date'
    case 'dropdown':
      return skipsOptionCheck || field.options.length === 0 || field.options.includes(value) ? null : 'not_an_option'
    case 'boolean':
      return /^(0|1|true|false)$/i.test(value.trim()) ? null : 'not_an_option'
    default:
      return field.kind satisfies never
  }
}

function isDay(value: string): boolean {
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value)
  if (day === null) return false
  // The 30th of February becomes a day of March.
  const atMs = Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3]))
  return new Date(atMs).toISOString().startsWith(value)
}

function isMoment(value: string): boolean {
  const [day = '', time = '', ...rest] = value.split(/[ T]/)
  return rest.length === 0 && isDay(day) && /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?(\.\d+)?$/.test(time)
}
