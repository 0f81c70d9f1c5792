import { statusField } from './activity-types.ts'
import { BadBody, invalidInput, mandatoryMissing } from './answers.ts'
import { isObject, type Json } from './request-body.ts'
import { isDay, parseStamp } from './stamps.ts'
import type { ActivityField, ActivityType } from './types.ts'

export interface GivenFields {
  /** Custom fields by schema name, only those that were given. */
  readonly custom: Readonly<Record<string, string>>
  readonly status: string | null
}

/** The `Fields` of a body: pairs of SchemaName and Value. @throws BadBody */
export function fieldPairs(body: Json): readonly (readonly [string, string])[] {
  const given = body.Fields
  if (given === undefined || given === null) return []
  if (!Array.isArray(given)) throw new BadBody('Fields has to be a list.')
  return given.map((pair: unknown) => {
    if (!isObject(pair) || typeof pair.SchemaName !== 'string') throw new BadBody('A field has to have a SchemaName.')
    const { Value: value } = pair
    if (value === null || value === undefined) return [pair.SchemaName, '']
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      throw new BadBody(`The Value of ${pair.SchemaName} has to be text.`)
    }
    return [pair.SchemaName, String(value)]
  })
}

/**
 * The fields as the account's metadata allows them. @throws Refusal for a name that the type has not, and for a value
 * that does not suit its field; dropdown options are looked at only where `checksOptions`.
 */
export function checkFields(
  type: ActivityType,
  pairs: readonly (readonly [string, string])[],
  checksOptions: boolean,
): GivenFields {
  const custom: Record<string, string> = {}
  let status: string | null = null
  for (const [name, value] of pairs) {
    const field =
      name === statusField.schemaName ? statusField : type.fields.find((candidate) => candidate.schemaName === name)
    if (field === undefined) throw invalidInput(`Schema name ${name} does not exist for activity ${type.name}.`)
    if (value !== '') checkValue(field, value, checksOptions)
    if (field === statusField) status = value
    else custom[name] = value
  }
  return { custom, status }
}

/** @throws Refusal where a mandatory field of the type would be empty. */
export function checkMandatory(type: ActivityType, values: Readonly<Record<string, string>>): void {
  const missing = type.fields.find((field) => field.isMandatory && (values[field.schemaName] ?? '').trim() === '')
  if (missing !== undefined) throw mandatoryMissing(`${missing.schemaName} (${missing.displayName})`)
}

function checkValue(field: ActivityField, value: string, checksOptions: boolean): void {
  const wrong = (what: string) => invalidInput(`${field.schemaName} (${field.displayName}): '${value}' ${what}`)
  if (field.maxLength !== null && value.length > field.maxLength) {
    throw invalidInput(`${field.schemaName} (${field.displayName}) can not be longer than ${field.maxLength}.`)
  }
  switch (field.dataType) {
    case 'Number':
      if (!/^-?\d+(\.\d+)?$/.test(value.trim())) throw wrong('is not a number.')
      return
    case 'Date':
      if (!isDay(value)) throw wrong('is not a date.')
      return
    case 'DateTime':
      if (parseStamp(value) === null) throw wrong('is not a date and time.')
      return
    case 'Boolean':
      if (!/^(0|1|true|false)$/i.test(value)) throw wrong('is not a boolean.')
      return
    case 'Dropdown':
      if (checksOptions && !field.options.includes(value)) throw wrong('is not a valid dropdown option.')
      return
    case 'MultiSelect':
      if (checksOptions && !value.split(';').every((one) => field.options.includes(one))) {
        throw wrong('is not a valid dropdown option.')
      }
      return
    case 'Email':
      if (!/^[^@\s]+@[^@\s]+$/.test(value)) throw wrong('is not an e-mail address.')
      return
    case 'Phone':
    case 'String':
    case 'Text':
      return
    default:
      field.dataType satisfies never
  }
}
