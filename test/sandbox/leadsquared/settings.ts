import { z } from 'zod'

/**
 * What the documents leave open, or what a test wants different. All of it may be changed while the server runs. A client
 * has to cope with every combination.
 */
export const settingsSchema = z.object({
  /** What an activity's `CreatedOn` is: the caller's ActivityDateTime or the moment of writing. */
  createdOn: z.enum(['activity_time', 'write_time']).default('activity_time'),
  /** The zone in which ActivityDateTime of a single create is read, minutes east of UTC; 330: an Indian account. */
  activityTimeZoneMinutes: z.int().min(-720).max(840).default(0),
  futureActivityTimes: z.enum(['accept', 'reject']).default('accept'),
  /** Reads print `2018-03-06 06:55:46.000`. */
  printsMilliseconds: z.boolean().default(false),
  /** Rows carry a hidden fraction of a second, bounds do not: a row of 12:12:04.6 is not "up to 12:12:04". */
  hasHiddenFractions: z.boolean().default(false),
  /** Whether a row stamped exactly FromDate or ToDate is in the window. */
  includesFromDate: z.boolean().default(true),
  includesToDate: z.boolean().default(true),
  /** Rows with the same stamp come in another order with every request. */
  hasUnstableTies: z.boolean().default(false),
  /** A list without rows leaves its list away instead of sending it empty. */
  omitsEmptyLists: z.boolean().default(true),
  defaultPageSize: z.int().min(1).default(25),
  /** Largest page of activities by code. */
  maxPageSize: z.int().min(1).default(1_000),
  maxLeadPageSize: z.int().min(1).default(5_000),
  /** What a larger page than allowed is: refused, or cut down. */
  pageSizeAboveMax: z.enum(['reject', 'cut']).default('reject'),
  /** The first page of `Retrieve`; the value below it leads to the first page too. */
  firstOffset: z.union([z.literal(0), z.literal(1)]).default(0),
  /** Most rows of one `Retrieve`, whatever RowCount says. */
  maxRetrieveRows: z.int().min(1).default(25),
  /** What the RecordCount of `Retrieve` counts. */
  retrieveCounts: z.enum(['all', 'page']).default('all'),
  /** Whether `Retrieve` names who made an activity. */
  retrieveNamesAuthor: z.boolean().default(false),
  /** What the RecordCount of `Leads.RecentlyModified` counts. */
  leadsCount: z.enum(['all', 'page']).default('page'),
  /** The combined list of all types works, fails for windows over a day, or fails always. */
  retrieveRecentlyModified: z.enum(['works', 'fails_wide', 'fails']).default('works'),
  /** Widest window of activities by code that is answered, ms; a wider one fails with a 500. Null: any. */
  widestWindowMs: z.number().positive().nullable().default(null),
  /** Status of validation errors; under 200 the body alone says that the call failed. */
  validationStatus: z.union([z.literal(500), z.literal(400), z.literal(200)]).default(500),
  throttleStatus: z.union([z.literal(429), z.literal(200)]).default(429),
  /** Whether a throttled call names a Retry-After; no document promises one. */
  sendRetryAfter: z.boolean().default(false),
  /** Activities by code are counted in the bulk limit instead of the general one. */
  sweepsCountAsBulk: z.boolean().default(false),
  /** Attributes that no document names, in the body of a create or update. */
  unknownAttributes: z.enum(['reject', 'ignore']).default('reject'),
  /** Longest note of an activity, UTF-16 units. */
  maxNoteLength: z.int().min(1).default(20_000),
  /** A note that contains one of these is refused with a sentence for people. */
  refuseNotesContaining: z.array(z.string().min(1)).default([]),
  /** What other users' keys see besides administrators': every lead, or only their own. */
  nonAdminsSee: z.enum(['all_leads', 'own_leads']).default('all_leads'),
  /** How long a new or edited activity is missing or out of date in lists after its answer, ms. */
  readAfterWriteDelayMs: z.number().min(0).default(0),
  /** How long a queued deletion waits, ms. */
  deletionDelayMs: z.number().min(0).default(0),
  /** Whether a new activity moves its lead's ModifiedOn. */
  activityTouchesLead: z.boolean().default(false),
  /** Whether a merge moves the ModifiedOn of the activities that get another lead. */
  mergeTouchesActivities: z.boolean().default(false),
  /** Where a dropdown's options are told: in the type's OptionSet, or only by the options call. */
  optionSet: z.enum(['json', 'empty']).default('json'),
  /** Whether the service URLs name a bare host, as the vendor's do, or a whole URL. */
  serviceUrls: z.enum(['host', 'url']).default('host'),
})
export type LeadsquaredSettings = z.output<typeof settingsSchema>
