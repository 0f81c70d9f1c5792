import { z } from 'zod'

/**
 * What the documents leave open, or what a test wants different. All of it may be changed while the server runs. A client
 * has to cope with every combination.
 */
export const settingsSchema = z.object({
  /** Longest `summary` of a note, characters; null: the whole text. */
  noteSummaryLimit: z.int().min(1).nullable().default(null),
  /** What `createdBy` holds. */
  createdBy: z.enum(['id', 'name']).default('id'),
  /** Longest text of a note, UTF-16 units; a longer one is a 400. */
  maxNoteLength: z.int().min(1).default(20_000),
  /** A note that contains one of these is refused with a 400 and a sentence for people. */
  refuseNotesContaining: z.array(z.string().min(1)).default([]),
  /** What creating a note in an unknown conversation answers. */
  unknownConversationStatus: z.union([z.literal(400), z.literal(403), z.literal(404)]).default(404),
  /** What `GET /leads/{id}` answers for a lead deleted softly. */
  deletedLead: z.enum(['not_found', 'with_deleted_at']).default('not_found'),
  /** How long a new event is missing from lists after its creation was answered, ms. */
  readAfterWriteDelayMs: z.number().min(0).default(0),
  defaultPageSize: z.int().min(1).default(50),
  maxPageSize: z.int().min(1).default(200),
  pages: z.enum(['full', 'uneven']).default('full'),
  unknownQueryFields: z.enum(['reject', 'ignore']).default('reject'),
  /** Whether a 429 of the rate limit names a Retry-After. */
  sendRetryAfter: z.boolean().default(true),
})
export type LeadpingSettings = z.output<typeof settingsSchema>
