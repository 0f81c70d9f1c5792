import { z } from 'zod'

/**
 * What the documents leave open (saleshandy.md section 11), or what a test wants different. All of it may be changed while
 * the server runs. A client has to cope with every combination.
 */
export const settingsSchema = z.object({
  /** How an error's body is built; the code and the message are documented, their places are not. */
  errorShape: z.enum(['flat', 'nested']).default('flat'),
  /** What a wrong key is answered with; the code is 1001 in both. */
  invalidKeyStatus: z.union([z.literal(400), z.literal(401)]).default(400),
  /** What a created note or attachment is answered with. */
  createdStatus: z.union([z.literal(200), z.literal(201)]).default(200),
  /** What a create with nothing but unknown prospects is: a failure of each entry, or a 400 with 1001. */
  allInvalidProspects: z.enum(['entries', 'whole_request']).default('entries'),
  maxProspectIds: z.int().min(1).nullable().default(null),
  /** Longest content of a note, UTF-16 units; a longer one is a 400. */
  maxContentLength: z.int().min(1).default(20_000),
  /** A note that contains one of these is refused with a 400 and a sentence for people. */
  refuseNotesContaining: z.array(z.string().min(1)).default([]),
  /** What newlines of a content without tags become: a `<p>` each line, `<br>` in one `<p>`, or nothing special. */
  plainTextAs: z.enum(['paragraphs', 'breaks', 'as_is']).default('paragraphs'),
  /** Whether quotes in a note's text come back as entities. */
  escapeQuotes: z.boolean().default(false),
  /** How long a new note is missing from the list (and a draft from beside it) after its creation was answered, ms. */
  readAfterWriteDelayMs: z.number().min(0).default(0),
  noteOrder: z.enum(['newest_first', 'oldest_first']).default('newest_first'),
  pinnedFirst: z.boolean().default(true),
  /** Stamps are cut to this, ms: the documents' samples all end in `.000Z`. */
  stampResolutionMs: z.union([z.literal(1), z.literal(1_000)]).default(1_000),
  /** Where the upload's answer has the attachment's id, with dots. */
  attachmentIdPath: z.string().min(1).default('payload.attachmentId'),
  /** 20 MB; larger files are a 400 with 4002. */
  maxAttachmentBytes: z
    .int()
    .min(1)
    .default(20 * 1024 * 1024),
  /** Endings, without the dot and in lower case, that are refused with 4001. */
  unsupportedFileTypes: z.array(z.string()).default(['exe', 'msi', 'bat', 'cmd', 'sh', 'dll']),
  /** Every upload is refused with 4000. */
  failUploads: z.boolean().default(false),
  /** After this long an upload that no note uses is forgotten, ms. */
  attachmentLifetimeMs: z.number().positive().nullable().default(null),
  /** Most attachments of one note. */
  maxAttachmentIds: z.int().min(1).nullable().default(null),
  /** Whether one attachment may be used by several creates. */
  attachmentReuse: z.boolean().default(true),
  /** What the attributes of a prospect call their fields: `First Name` or `firstName`. */
  attributeKeys: z.enum(['label', 'camel_case']).default('label'),
  /** Whether prospects carry their owner and tags, which no document shows. */
  prospectExtras: z.boolean().default(false),
  /** What a page size below 100 that is not documented does. */
  oddPageSizes: z.enum(['reject', 'accept']).default('reject'),
  /** Whether a list of mail threads needs `owners`. */
  ownersRequired: z.boolean().default(true),
  emptyOwnersMean: z.enum(['everyone', 'nobody']).default('everyone'),
  maxInboxLimit: z.int().min(1).default(100),
  inboxOrder: z.enum(['newest_first', 'oldest_first']).default('newest_first'),
  /** Whether threads in the list carry more than the six members that were seen. */
  inboxExtras: z.boolean().default(true),
  /** What a thread calls its messages; `list`: the payload is nothing but these. */
  threadMessagesAs: z.enum(['emails', 'messages', 'list']).default('emails'),
  /** What a message calls its HTML. */
  messageContentAs: z.enum(['content', 'body', 'html']).default('content'),
  isReadAs: z.enum(['boolean', 'number']).default('boolean'),
  /** Whether a 429 of the rate limit names a Retry-After. */
  sendRetryAfter: z.boolean().default(true),
  /** Whether answers carry `x-ratelimit-remaining` and `x-ratelimit-reset`. */
  sendRateLimitHeaders: z.boolean().default(true),
  /** How `x-ratelimit-reset` writes its date. */
  rateLimitResetAs: z.enum(['iso', 'date_string']).default('iso'),
})
export type SaleshandySettings = z.output<typeof settingsSchema>
