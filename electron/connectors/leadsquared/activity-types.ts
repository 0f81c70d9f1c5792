import type { ActivityTypeRecord, Failure, Outcome, Priority } from '../connector.ts'
import { readOptionSet } from './option-set.ts'
import type { Session } from './session.ts'
import { type ActivityTypeWire, type FieldWire, fieldWire } from './wire.ts'

type FieldRecord = ActivityTypeRecord['fields'][number]

/** Below are the system's own types, above the opportunities (leadsquared.md section 4). */
const writable = { first: 200, last: 11_999 } as const

/** A type that was made since is known after this long: sooner than a look for news reaches back. */
const typesFreshForMs = 4 * 60_000

export function isWritable(code: number): boolean {
  return code >= writable.first && code <= writable.last
}

/** All types of the account, kept for minutes. */
export async function listTypes(session: Session, priority: Priority): Promise<Outcome<readonly ActivityTypeWire[]>> {
  const { types } = session.findings
  const ageMs = types === null ? Number.POSITIVE_INFINITY : session.nowMs() - types.askedAtMs
  if (types !== null && ageMs >= 0 && ageMs < typesFreshForMs) return { ok: true, value: types.rows }
  return refreshTypes(session, priority)
}

/** All types of the account, as they are now. */
export async function refreshTypes(
  session: Session,
  priority: Priority,
): Promise<Outcome<readonly ActivityTypeWire[]>> {
  const askedAtMs = session.nowMs()
  const listed = await session.client.activityTypes(priority)
  if (!listed.ok) return listed
  const { rows, quarantined } = listed.value
  if (rows.length === 0 && quarantined.length > 0) {
    const issues = quarantined.flatMap((item) => item.issues)
    return { ok: false, failure: { kind: 'contract', issues, mayHaveLanded: false } }
  }
  session.findings.types = { rows, askedAtMs }
  return { ok: true, value: rows }
}

/** All types of the account; those that users make activities of, with their fields. */
export async function readActivityTypes(
  session: Session,
  priority: Priority,
): Promise<Outcome<readonly ActivityTypeRecord[]>> {
  const listed = await refreshTypes(session, priority)
  if (!listed.ok) return listed
  const records: ActivityTypeRecord[] = []
  for (const type of listed.value) {
    if (isWritable(type.ActivityEvent)) {
      const read = await readType(session, type, priority)
      if (!read.ok) return read
      records.push(read.value)
    } else {
      records.push({ code: String(type.ActivityEvent), name: nameOf(type), fields: [], isWritable: false })
    }
  }
  return { ok: true, value: records }
}

/** One type with its fields, as last read; null where the account has no such type, or does not tell of it. */
export async function knownType(
  session: Session,
  code: number,
  priority: Priority,
): Promise<Outcome<ActivityTypeRecord | null>> {
  const known = session.findings.settings.get(code)
  if (known !== undefined) return { ok: true, value: known }
  const listed = await listTypes(session, priority)
  if (!listed.ok) return isPassing(listed.failure) ? listed : { ok: true, value: null }
  const type = listed.value.find((each) => each.ActivityEvent === code)
  return type === undefined ? { ok: true, value: null } : readType(session, type, priority)
}

/** The type's name as people call it; its code where it has none. */
export function typeName(session: Session, code: number): string | null {
  const type = session.findings.types?.rows.find((each) => each.ActivityEvent === code)
  return type === undefined ? null : nameOf(type)
}

async function readType(
  session: Session,
  type: ActivityTypeWire,
  priority: Priority,
): Promise<Outcome<ActivityTypeRecord>> {
  const code = type.ActivityEvent
  const setting = await session.client.activitySetting(code, priority)
  if (!setting.ok && isPassing(setting.failure)) return setting
  const given = setting.ok ? (setting.value.Fields ?? []) : formFieldsIn(type.ActivityProperties)
  const fields: FieldRecord[] = []
  for (const wire of given.flatMap(readField)) {
    const field = toField(wire)
    if (field === null) continue
    const options = await optionsOf(session, code, field, priority)
    if (!options.ok) return options
    fields.push({ ...field, options: options.value })
  }
  const record: ActivityTypeRecord = { code: String(code), name: nameOf(type), fields, isWritable: isWritable(code) }
  // Fields that could not be told today may be told tomorrow: ours among them.
  if (setting.ok) session.findings.settings.set(code, record)
  return { ok: true, value: record }
}

/** Some accounts keep options out of the type's setting; the call that has them may not be there either. */
async function optionsOf(
  session: Session,
  code: number,
  field: FieldRecord,
  priority: Priority,
): Promise<Outcome<readonly string[]>> {
  if (field.kind !== 'dropdown' || field.options.length > 0) return { ok: true, value: field.options }
  const asked = await session.client.dropdownOptions(code, field.name, priority)
  if (asked.ok) return asked
  return isPassing(asked.failure) ? asked : { ok: true, value: [] }
}

/** The failure is of the moment or of the account, not of what was asked for. */
export function isPassing({ kind }: Failure): boolean {
  switch (kind) {
    case 'offline':
    case 'timeout':
    case 'throttled':
    case 'unauthorized':
      return true
    case 'server':
    case 'rejected':
    case 'contract':
      return false
    default:
      return kind satisfies never
  }
}

/** What an account admin calls the field that is ours. */
const referenceName = 'fieldpost reference'
/** Of a note's id, which is a UUID. A field that cuts it would hide the note. */
const referenceCharacters = 36

const kinds: Readonly<Record<string, FieldRecord['kind']>> = {
  number: 'number',
  decimal: 'number',
  integer: 'number',
  currency: 'number',
  date: 'date',
  datetime: 'date_time',
  dropdown: 'dropdown',
  select: 'dropdown',
  searchabledropdown: 'dropdown',
  dependentdropdown: 'dropdown',
  multiselect: 'dropdown',
  boolean: 'boolean',
  checkbox: 'boolean',
}
const stringTypes = /^(?:string|text|varchar)$/i
/** What is no value that one types. */
const unfillable = /^(?:file|attachment|audio|image|customobject|activeusers|user|geolocation|product)s?$/i

/** Null: not a field of a form (the note itself, the status, files). */
function toField(wire: FieldWire): FieldRecord | null {
  const dataType = (wire.DataType ?? 'String').replace(/[^a-z]/gi, '')
  if (!/^mx_/i.test(wire.SchemaName) || unfillable.test(dataType)) return null
  const label = wire.DisplayName ?? wire.SchemaName
  const kind = kinds[dataType.toLowerCase()] ?? 'text'
  const maxCharacters = wire.MaxFieldLength !== null && wire.MaxFieldLength > 0 ? wire.MaxFieldLength : null
  const isNamedOurs = label.trim().toLowerCase() === referenceName && stringTypes.test(dataType)
  return {
    name: wire.SchemaName,
    label,
    kind,
    options: kind === 'dropdown' ? readOptionSet(wire.OptionSet) : [],
    isMandatory: wire.IsMandatory,
    maxCharacters,
    isReference: isNamedOurs && (maxCharacters ?? referenceCharacters) >= referenceCharacters,
  }
}

function readField(given: unknown): readonly FieldWire[] {
  const parsed = fieldWire.safeParse(given)
  return parsed.success ? [parsed.data] : []
}

/** The fields inside `ActivityProperties`, JSON in a string: second best, where the setting cannot be had. */
function formFieldsIn(properties: unknown): readonly unknown[] {
  if (typeof properties === 'string') {
    try {
      return formFieldsIn(JSON.parse(properties))
    } catch {
      return []
    }
  }
  if (Array.isArray(properties)) return properties
  if (typeof properties !== 'object' || properties === null) return []
  const member = Object.entries(properties).find(([name]) => name === 'FormMetaData' || name === 'Fields')
  return member === undefined ? [] : formFieldsIn(member[1])
}

function nameOf(type: ActivityTypeWire): string {
  return type.DisplayName ?? type.ActivityEventName ?? `Activity ${type.ActivityEvent}`
}
