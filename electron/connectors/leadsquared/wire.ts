import { z } from 'zod'
import { readOptionSet } from './option-set.ts'
import { momentOf } from './timestamps.ts'

/**
 * What LeadSquared sends, as far as Fieldpost depends on it (leadsquared.md sections 3 to 5). Numbers and booleans come as themselves or as
 * text, empty text stands for nothing, and a member that a row lacks is the same as one that is null. Objects are kept whole, so that
 * what no column holds survives.
 */

export type Row = Readonly<Record<string, unknown>>

/** Text, number or boolean as text; nothing for everything else, and for blanks. */
const word = z
  .union([z.string(), z.number(), z.boolean()])
  .nullish()
  .catch(null)
  .transform((value) => {
    const text = value === null || value === undefined ? '' : String(value)
    return text.trim() === '' ? null : text
  })

const flag = z
  .unknown()
  .optional()
  .transform((value) => value === true || value === 1 || /^(?:1|true|yes)$/i.test(String(value)))

const wholeNumber = z
  .unknown()
  .optional()
  .transform((value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value))
  .pipe(z.int().nullish().catch(null))
  .transform((value) => value ?? null)

const id = z.union([z.string().min(1), z.number()]).transform(String)
const code = z.union([z.string().regex(/^\d+$/), z.int()]).transform(Number)
const stamp = z.string().refine((value) => momentOf(value) !== null, 'expected a date-time')

/** One activity of the list by code: a flat row. */
export const listedActivityWire = z.looseObject({
  ProspectActivityId: id,
  RelatedProspectId: id,
  ActivityEvent: code,
  ActivityEvent_Note: word,
  Status: word,
  CreatedOn: stamp,
  ModifiedOn: word,
  CreatedBy: word,
  CreatedByName: word,
})
export type ListedActivityWire = z.infer<typeof listedActivityWire>

/** What a row that is none of these still says of whose it is and what it is about. */
export const unreadableActivityWire = z.looseObject({
  RelatedProspectId: id
    .nullish()
    .catch(null)
    .transform((value) => value ?? null),
  ActivityEvent_Note: word,
})

const keyValue = z.looseObject({ Key: word, Value: word })
export type KeyValue = z.infer<typeof keyValue>

/** One activity of a lead's own list: what types do not share is in parts. */
export const leadActivityWire = z.looseObject({
  Id: id,
  EventCode: code,
  EventName: word,
  CreatedOn: stamp,
  ModifiedOn: word,
  CreatedBy: word,
  CreatedByName: word,
  Data: z.array(keyValue).nullish().catch(null),
  ActivityFields: z.record(z.string(), z.unknown()).nullish().catch(null),
})
export type LeadActivityWire = z.infer<typeof leadActivityWire>

/** Of the list of all types, only whose they are. */
export const recentActivityWire = z.looseObject({ EventCode: code })
export type RecentActivityWire = z.infer<typeof recentActivityWire>

export const leadWire = z.looseObject({
  ProspectID: id,
  FirstName: word,
  LastName: word,
  EmailAddress: word,
  Phone: word,
  Mobile: word,
  ProspectStage: word,
  Source: word,
  Score: word,
  ProspectScore: word,
  CreatedOn: word,
  ModifiedOn: word,
})
export type LeadWire = z.infer<typeof leadWire>

export const fieldWire = z.looseObject({
  SchemaName: z.string().min(1),
  DisplayName: word,
  DataType: word,
  Value: word,
  IsMandatory: flag,
  OptionSet: z.unknown().optional(),
  MaxFieldLength: wholeNumber,
})
export type FieldWire = z.infer<typeof fieldWire>

export const activityTypeWire = z.looseObject({
  ActivityEvent: code,
  ActivityEventName: word,
  DisplayName: word,
  ActivityProperties: z.unknown().optional(),
})
export type ActivityTypeWire = z.infer<typeof activityTypeWire>

/** A type's setting, and an activity's detail: both are a name with fields. */
export const fieldsWire = z.looseObject({
  Name: word,
  DisplayName: word,
  Fields: z.array(z.unknown()).nullish(),
})
export type FieldsWire = z.infer<typeof fieldsWire>

export const userWire = z.looseObject({
  Id: id,
  Name: word,
  EmailAddress: word,
  Role: word,
  OrgDisplayName: word,
  OrgShortCode: word,
  LSQCommonServiceURLs: z.record(z.string(), z.unknown()).nullish().catch(null),
})
export type UserWire = z.infer<typeof userWire>

/** Rows stand under one of these names; an empty list may be left away. */
const listNames = ['List', 'Leads', 'ProspectActivities', 'Activities'] as const

/** The rows of any list: a bare array, or one under its name beside a count. */
export const listWire = z.unknown().transform((body, context): { rows: unknown[]; recordCount: number | null } => {
  if (Array.isArray(body)) return { rows: body.map(flattened), recordCount: null }
  const parsed = z.record(z.string(), z.unknown()).safeParse(body)
  if (parsed.success) {
    const recordCount = wholeNumber.parse(parsed.data.RecordCount)
    const list = listNames.map((name) => parsed.data[name]).find((value) => Array.isArray(value))
    if (Array.isArray(list)) return { rows: list.map(flattened), recordCount }
    // A list may be left away where it is empty; whether it is, only who knows which page was asked for can say.
    if (recordCount !== null) return { rows: [], recordCount }
  }
  context.addIssue({ code: 'custom', message: `expected a list under one of ${listNames.join(', ')}` })
  return z.NEVER
})

const propertyList = z.looseObject({
  LeadPropertyList: z.array(z.looseObject({ Attribute: z.string(), Value: z.unknown().optional() })),
})

/** A lead of attributes and values as one flat object; every other row as it is. */
function flattened(row: unknown): unknown {
  const parsed = propertyList.safeParse(row)
  if (!parsed.success) return row
  return Object.fromEntries(parsed.data.LeadPropertyList.map(({ Attribute, Value }) => [Attribute, Value]))
}

export const optionsWire = z.looseObject({ Options: z.unknown() }).transform(({ Options }) => readOptionSet(Options))

/** The envelope of a write that succeeded. */
export const createdWire = z.looseObject({
  Message: z.looseObject({ Id: id }),
})
export type CreatedWire = z.infer<typeof createdWire>

/** The envelope of a call that failed, under whatever HTTP status. */
export const errorWire = z.looseObject({
  Status: z.string().regex(/^error$/i),
  ExceptionType: z.string().nullish().catch(null),
  ExceptionMessage: z.string().nullish().catch(null),
})
