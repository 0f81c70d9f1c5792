import type { ConversationRecord, LeadRecord } from '../connector.ts'
import { type Fields, fieldsWithout, filled } from './payload.ts'
import { parseTimestamp } from './timestamps.ts'
import { attributeWire, type ProspectWire } from './wire.ts'

type Column = 'firstName' | 'lastName' | 'phone' | 'email' | 'company'

/** An attribute's key is a label or a name, in any case and spacing; of several for one column the first with a value counts. */
const columnOf: ReadonlyMap<string, Column> = new Map([
  ['firstname', 'firstName'],
  ['lastname', 'lastName'],
  ['phone', 'phone'],
  ['phonenumber', 'phone'],
  ['mobile', 'phone'],
  ['mobilenumber', 'phone'],
  ['email', 'email'],
  ['emailaddress', 'email'],
  ['company', 'company'],
  ['companyname', 'company'],
])

interface ReadAttributes {
  readonly columns: ReadonlyMap<Column, string>
  /** Those that no column holds, verbatim. */
  readonly others: readonly unknown[]
}

/** A prospect is a person and the conversation with them: both carry its id. Each keeps what only it shows. */
export function toLead(wire: ProspectWire): LeadRecord {
  const { columns, others } = readAttributes(wire)
  return {
    remoteId: wire.id,
    ...nameAndAddress(columns),
    stage: null,
    source: null,
    isArchived: false,
    createdAtMs: parseTimestamp(wire.createdAt),
    updatedAtMs: null,
    extra: {
      ...fieldsWithout(wire, ['id', 'email', 'createdAt', 'attributes']),
      ...companyOf(columns),
      ...(others.length === 0 ? {} : { attributes: others }),
    },
  }
}

export function toConversation(wire: ProspectWire): ConversationRecord {
  const { columns } = readAttributes(wire)
  return {
    remoteId: wire.id,
    leadRemoteId: wire.id,
    ...nameAndAddress(columns),
    snippet: null,
    lastEventAtMs: parseTimestamp(wire.createdAt),
    status: null,
    statusReason: null,
    outcome: null,
    nextStep: null,
    isUnread: false,
    isArchived: false,
    archivedAtMs: null,
    sweptBy: 'leads',
    lastEventFrom: 'timeline',
    extra: companyOf(columns),
  }
}

function nameAndAddress(columns: ReadonlyMap<Column, string>) {
  return {
    firstName: columns.get('firstName') ?? null,
    lastName: columns.get('lastName') ?? null,
    email: columns.get('email') ?? null,
    phone: columns.get('phone') ?? null,
  }
}

function companyOf(columns: ReadonlyMap<Column, string>): Fields {
  const company = columns.get('company')
  return company === undefined ? {} : { company }
}

function readAttributes(wire: ProspectWire): ReadAttributes {
  const columns = new Map<Column, string>()
  const email = filled(wire.email)
  if (email !== null) columns.set('email', email)
  const others: unknown[] = []
  for (const attribute of wire.attributes ?? []) {
    const parsed = attributeWire.safeParse(attribute)
    const key = parsed.success ? (parsed.data.key ?? '').toLowerCase().replaceAll(/[^a-z]/g, '') : ''
    const column = columnOf.get(key)
    const value = parsed.success ? scalar(parsed.data.value) : null
    const held = column === undefined ? undefined : columns.get(column)
    if (column === undefined || (value === null && parsed.data?.value !== null)) others.push(attribute)
    else if (value !== null && held === undefined) columns.set(column, value)
    else if (value !== null && value !== held) others.push(attribute)
  }
  return { columns, others }
}

function scalar(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? filled(value.trim()) : null
}
