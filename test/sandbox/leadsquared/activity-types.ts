import type { SeededRandom } from '../random.ts'
import type { ActivityField, ActivityType, FieldDataType } from './types.ts'

interface FieldWish {
  readonly name: string
  readonly type?: FieldDataType
  readonly mandatory?: boolean
  readonly options?: readonly string[]
  readonly maxLength?: number
}

interface TypeWish {
  readonly code: number
  readonly name: string
  readonly score: number
  readonly direction: 'Inbound' | 'Outbound'
  readonly allowsAttachments?: boolean
  readonly fields: readonly FieldWish[]
}

/** The display name of the string field that an account sets aside for the client's own reference. */
const referenceFieldName = 'Fieldpost reference'

const ratings = ['1', '2', '3', '4', '5'] as const

/** The account's types in order of their codes: below 100 the system's own, from 200 on the account's. */
const typeWishes: readonly TypeWish[] = [
  { code: 1, name: 'Email Opened', score: 1, direction: 'Inbound', fields: [] },
  { code: 2, name: 'Page Visited on Website', score: 2, direction: 'Inbound', fields: [] },
  { code: 21, name: 'Inbound Phone Call Activity', score: 5, direction: 'Inbound', fields: callFields() },
  { code: 22, name: 'Outbound Phone Call Activity', score: 2, direction: 'Outbound', fields: callFields() },
  {
    code: 200,
    name: 'Field Note',
    score: 5,
    direction: 'Outbound',
    fields: [{ name: referenceFieldName }],
  },
  {
    code: 201,
    name: 'Site Survey',
    score: 10,
    direction: 'Outbound',
    allowsAttachments: true,
    fields: [
      { name: 'Meter number' },
      { name: 'Roof area (m²)', type: 'Number' },
      { name: 'Roof condition', type: 'Dropdown', options: ratings },
      { name: 'Access', type: 'Dropdown', options: ratings },
      { name: 'Surveyed at', type: 'DateTime' },
      { name: 'Surveyor' },
      { name: 'Findings', type: 'Text', maxLength: 2_000 },
      { name: 'Follow-up wanted', type: 'Boolean' },
      { name: 'Recommendation' },
      { name: 'Next visit', type: 'Date' },
      { name: 'Panels planned', type: 'Number' },
      { name: 'Financing', type: 'Dropdown', options: ['Cash', 'Loan', 'Lease'] },
      { name: 'Obstacles' },
      { name: 'Utility' },
      { name: 'Ticket' },
    ],
  },
  {
    code: 202,
    name: 'Meeting',
    score: 15,
    direction: 'Outbound',
    fields: [
      { name: 'Outcome', type: 'Dropdown', mandatory: true, options: ['Interested', 'Not now', 'Signed', 'No show'] },
      { name: 'Agenda', mandatory: true },
      { name: 'Attendees', type: 'Number' },
      { name: 'Next step on', type: 'Date' },
      { name: 'Decision maker present', type: 'Boolean' },
      { name: 'Topics', type: 'MultiSelect', options: ['Price', 'Product', 'Timeline', 'Permits'] },
    ],
  },
  {
    code: 203,
    name: 'Document Collected',
    score: 3,
    direction: 'Inbound',
    allowsAttachments: true,
    fields: [
      { name: 'Document', type: 'Dropdown', mandatory: true, options: ['ID', 'Utility bill', 'Deed'] },
      { name: 'Received on', type: 'Date', mandatory: true },
      { name: 'Handed over by', type: 'Email' },
    ],
  },
]

function callFields(): readonly FieldWish[] {
  return [
    { name: 'Destination Number', type: 'Phone' },
    { name: 'Call Status', type: 'Dropdown', options: ['Answered', 'Missed', 'Voicemail'] },
    { name: 'Call Duration', type: 'Number' },
  ]
}

export function makeActivityTypes(random: SeededRandom, hasReferenceField: boolean): ActivityType[] {
  return typeWishes.map((wish) => ({
    id: random.uuid(),
    code: wish.code,
    name: wish.name,
    description: wish.name,
    score: wish.score,
    direction: wish.direction,
    allowsAttachments: wish.allowsAttachments ?? false,
    fields: wish.fields
      .filter((field) => hasReferenceField || field.name !== referenceFieldName)
      .map((field, index) => makeField(`mx_Custom_${index + 1}`, field)),
  }))
}

function makeField(schemaName: string, wish: FieldWish): ActivityField {
  const dataType = wish.type ?? 'String'
  return {
    schemaName,
    displayName: wish.name,
    dataType,
    isMandatory: wish.mandatory ?? false,
    options: wish.options ?? [],
    maxLength: wish.maxLength ?? (dataType === 'String' ? 200 : null),
  }
}

/** Every activity has a status; it is a field of its own, not a custom one. */
export const statusField: ActivityField = {
  schemaName: 'Status',
  displayName: 'Status',
  dataType: 'Dropdown',
  isMandatory: false,
  options: ['Active', 'Inactive', 'Completed'],
  maxLength: null,
}

/** Codes of the system's types; the account's own begin at 200. */
export function isSystemType(code: number): boolean {
  return code < 100
}
