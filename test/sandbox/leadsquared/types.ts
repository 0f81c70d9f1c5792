/** What the sandbox knows, as plain objects. All times are integer milliseconds UTC. */

export interface SandboxUser {
  readonly id: string
  name: string
  readonly email: string
  readonly role: 'Administrator' | 'Sales_User'
  /** The keys of an inactive user are refused. */
  isActive: boolean
}

/** Keys belong to one user: calls act with that user's rights. */
export interface KeyPair {
  readonly accessKey: string
  readonly secretKey: string
  readonly userId: string
}

/** Where a row came from: the generator, the public API, the live traffic, or a test's own hand. */
export type Origin = 'generated' | 'api' | 'traffic' | 'test'

export interface SandboxLead {
  readonly id: string
  readonly autoId: number
  firstName: string | null
  lastName: string | null
  email: string | null
  phone: string | null
  mobile: string | null
  company: string | null
  city: string | null
  stage: string
  source: string
  ownerId: string
  score: number
  readonly createdAtMs: number
  modifiedAtMs: number
  readonly origin: Origin
}

export interface SandboxActivity {
  readonly id: string
  /** Changes when its lead is merged into another. */
  leadId: string
  readonly eventCode: number
  note: string
  status: string
  /** By schema name; values as the API keeps them: text. */
  fields: Readonly<Record<string, string>>
  /** When it happened, as the caller said. */
  readonly happenedAtMs: number
  /** When the row was written. */
  readonly writtenAtMs: number
  modifiedAtMs: number
  readonly createdById: string
  modifiedById: string
  ownerId: string
  /** Null while it exists. */
  deletedAtMs: number | null
  readonly origin: Origin
}

export interface SandboxLeadNote {
  readonly id: string
  leadId: string
  text: string
  attachmentUrl: string | null
  readonly createdAtMs: number
  modifiedAtMs: number
  readonly createdById: string
  readonly origin: Origin
}

export type FieldDataType =
  | 'String'
  | 'Text'
  | 'Number'
  | 'Date'
  | 'DateTime'
  | 'Dropdown'
  | 'MultiSelect'
  | 'Boolean'
  | 'Phone'
  | 'Email'

export interface ActivityField {
  readonly schemaName: string
  readonly displayName: string
  readonly dataType: FieldDataType
  readonly isMandatory: boolean
  /** Of dropdowns; empty elsewhere. */
  readonly options: readonly string[]
  readonly maxLength: number | null
}

export interface ActivityType {
  readonly id: string
  readonly code: number
  readonly name: string
  readonly description: string
  readonly score: number
  readonly direction: 'Inbound' | 'Outbound'
  readonly allowsAttachments: boolean
  fields: readonly ActivityField[]
}
