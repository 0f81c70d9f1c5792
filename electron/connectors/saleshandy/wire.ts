import { z } from 'zod'
import { parseTimestamp } from './timestamps.ts'

/**
 * What Saleshandy sends, as far as Fieldpost depends on it (saleshandy.md sections 3 to 5). Parsing only checks; the values
 * stay as they came, so that what no column holds is kept verbatim. Null and missing are one and the same. Where no document
 * shows a field's form, any form is let through and read where it is used.
 */

const id = z.union([z.string().min(1), z.int().transform(String)])
const text = z.string().nullish().catch(null)
/** A word or number that stands for one of a few things: "1" and 1 are the same. */
const flag = z
  .union([z.string(), z.number().transform(String), z.boolean().transform((value) => (value ? '1' : '0'))])
  .nullish()
  .catch(null)
const createdAt = z.unknown().refine((value) => parseTimestamp(value) !== null, 'expected an ISO 8601 date-time')

const person = z.looseObject({ id: z.unknown().optional(), firstName: text, lastName: text, name: text, email: text })
export type PersonWire = z.infer<typeof person>

export const attributeWire = z.looseObject({ id: z.unknown().optional(), key: text, value: z.unknown().optional() })

export const prospectWire = z.looseObject({
  id,
  email: text,
  createdAt: z.unknown().optional(),
  attributes: z.array(z.unknown()).nullish().catch(null),
})
export type ProspectWire = z.infer<typeof prospectWire>

export const noteWire = z.looseObject({
  id,
  prospectId: z.unknown().optional(),
  visibility: flag,
  status: flag,
  createdAt,
  updatedAt: z.unknown().optional(),
  content: text,
  author: person.nullish().catch(null),
})
export type NoteWire = z.infer<typeof noteWire>

export const threadWire = z.looseObject({
  id,
  subject: text,
  senderEmail: text,
  senderName: text,
  lastMessageTimestamp: z.unknown().optional(),
  isRead: flag,
  sentiment: text,
  snippet: text,
})
export type ThreadWire = z.infer<typeof threadWire>

/** No document names a message's fields: mapping looks in each place that is plausible. */
export const messageWire = z.looseObject({})
export type MessageWire = Readonly<Record<string, unknown>>

export const memberWire = z.looseObject({
  id: z.unknown().optional(),
  firstName: text,
  lastName: text,
  name: text,
  fullName: text,
  email: z.string().min(1),
})
export type MemberWire = z.infer<typeof memberWire>

export const createdWire = z.looseObject({
  prospectId: id,
  noteId: id.nullish().catch(null),
  success: z.boolean().nullish().catch(null),
})
export type CreatedWire = z.infer<typeof createdWire>

export const notesPaginationWire = z.looseObject({ hasMore: z.boolean() })

const count = z
  .union([z.int().nonnegative(), z.string().regex(/^\d+$/).transform(Number)])
  .nullish()
  .catch(null)

export const inboxMetaWire = z.looseObject({ totalItems: count, currentPage: count, totalPages: count })
