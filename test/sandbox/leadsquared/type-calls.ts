import type { PlainAnswer } from '../faulty-server.ts'
import { statusField } from './activity-types.ts'
import { BadBody, invalidInput, mandatoryMissing, ok, Refusal, written } from './answers.ts'
import type { Call, Desk } from './desk.ts'
import { isObject, pageOf, part, text, whole } from './request-body.ts'
import type { ActivityField, ActivityType, FieldDataType } from './types.ts'

const mostFields = 50
const dataTypes: readonly FieldDataType[] = [
  'String',
  'Text',
  'Number',
  'Date',
  'DateTime',
  'Dropdown',
  'MultiSelect',
  'Boolean',
  'Phone',
  'Email',
]

/** `ActivityTypes.Get`. */
export function activityTypes({ state, wire }: Desk): PlainAnswer {
  return ok([...state.types.values()].map((type) => wire.activityType(type)))
}

/** `CustomActivity/GetActivitySetting?code=`. */
export function activitySetting({ state, wire }: Desk, { search }: Call): PlainAnswer {
  const type = state.types.get(Number(search.get('code') ?? Number.NaN))
  if (type === undefined) throw invalidInput(`code ${search.get('code') ?? ''} does not exist.`)
  return ok(wire.activitySetting(type))
}

/** `ActivityField/Dropdown/Options/Get`. */
export function dropdownOptions({ state, settings }: Desk, { body }: Call): PlainAnswer {
  const parameter = part(body, 'Parameter')
  const name = text(parameter, 'SchemaName')
  const type = state.types.get(whole(parameter, 'ActivityEventCode') ?? Number.NaN)
  if (name === null || type === undefined) throw invalidInput('SchemaName or ActivityEventCode is not correct.')
  const field = [statusField, ...type.fields].find((one) => one.schemaName === name)
  if (field === undefined || field.options.length === 0) {
    throw invalidInput('Activity field should be of type independent dropdown.')
  }
  const page = pageOf(body, { defaultSize: 1_000, maxSize: settings.maxPageSize, aboveMax: settings.pageSizeAboveMax })
  return ok({ Options: field.options.slice((page.index - 1) * page.size, page.index * page.size) })
}

/** `CreateType`: a type of the account's own, with up to fifty custom fields. */
export function createType({ state, random }: Desk, { body }: Call): PlainAnswer {
  const name = text(body, 'ActivityEventName')
  if (name === null) throw mandatoryMissing('ActivityEventName')
  if ([...state.types.values()].some((type) => type.name.toLowerCase() === name.toLowerCase())) {
    throw new Refusal('MXDuplicateEntryException', `An activity type '${name}' exists already.`)
  }
  const given = body.Fields ?? []
  if (!Array.isArray(given)) throw new BadBody('Fields has to be a list.')
  if (given.length > mostFields) throw invalidInput(`Fields can not be more than ${mostFields}.`)
  const code = Math.max(199, ...[...state.types.keys()].filter((one) => one < 12_000)) + 1
  const type: ActivityType = {
    id: random.uuid(),
    code,
    name,
    description: text(body, 'Description') ?? '',
    score: whole(body, 'Score') ?? 0,
    direction: whole(body, 'Direction') === 1 ? 'Outbound' : 'Inbound',
    allowsAttachments: body.AllowAttachments === 1 || body.AllowAttachments === true,
    fields: given.map(readField),
  }
  state.types.set(code, type)
  return written({ Id: code })
}

function readField(given: unknown): ActivityField {
  if (!isObject(given)) throw new BadBody('Every field has to be an object.')
  const schemaName = text(given, 'SchemaName')
  if (schemaName === null || !/^mx_Custom_([1-9]|[1-4]\d|50)$/.test(schemaName)) {
    throw invalidInput(`SchemaName ${schemaName ?? ''} is none of mx_Custom_1 to mx_Custom_50.`)
  }
  const wished = text(given, 'DataType') ?? 'String'
  const dataType = dataTypes.find((one) => one === wished)
  if (dataType === undefined) throw invalidInput(`DataType ${wished} does not exist.`)
  return {
    schemaName,
    displayName: text(given, 'DisplayName') ?? schemaName,
    dataType,
    isMandatory: given.IsMandatory === true,
    options: [],
    maxLength: dataType === 'String' ? 200 : null,
  }
}
