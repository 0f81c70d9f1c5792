import { z } from 'zod'
import { coverage, localId, nullableText, provider, timestampMs } from './shapes-basics.ts'
import { noteCapabilities, noteTrouble } from './shapes-notes.ts'

/** CRMs, the accounts in them, and how their sync stands. */

const words = z.object({ person: z.enum(['lead', 'prospect']), note: z.enum(['note', 'activity']) })

/** A CRM that this version can connect to: what the form to sign in is drawn from. */
export const providerDescription = z.object({
  provider,
  name: z.string(),
  summary: z.string(),
  words,
  /** Where its accounts usually live; another address is always possible. Null: none is asked for. */
  addresses: z.array(z.object({ label: z.string(), baseUrl: z.string() })).nullable(),
  defaultBaseUrl: z.string(),
  /** Joined by ':' they are the secret. Empty: it needs none. */
  secretParts: z.array(z.object({ name: z.string(), label: z.string(), hint: nullableText })),
  keyHelp: z.string(),
  /** Made-up people on this machine, to look around. */
  isMadeUp: z.boolean(),
  note: noteCapabilities,
})

/** Somebody of the CRM's team: the credential does not say whose it is, and the user chooses. */
export const member = z.object({ remoteUserId: z.string(), displayName: z.string(), email: nullableText })

/** What a credential lets its holder do, as far as reading tells. */
export const ability = z.object({
  what: z.enum(['read_people', 'read_conversations', 'read_activities', 'write_notes', 'see_colleagues_records']),
  answer: z.enum(['yes', 'no', 'not_known']),
  /** The provider's own word on it. */
  detail: nullableText,
})

export const account = z.object({
  id: localId,
  provider,
  /** The CRM's own name, and its words, for use in sentences. */
  providerName: z.string(),
  words,
  isMadeUp: z.boolean(),
  label: z.string(),
  baseUrl: z.string(),
  userName: nullableText,
  userEmail: nullableText,
  organizationName: nullableText,
  isPaused: z.boolean(),
  /** False: its credential was given back; it waits for a new one and keeps everything. */
  isSignedIn: z.boolean(),
  /** Null: never asked. */
  abilities: z.array(ability).nullable(),
  /** At most so many requests a sliding window, as documented or as learnt from the CRM's refusals. */
  rateLimit: z.object({ requests: z.int(), windowMs: z.int(), isLearnt: z.boolean() }),
  note: noteCapabilities,
})

const connectivity = z.enum(['connecting', 'online', 'offline', 'degraded', 'throttled', 'signed_out', 'paused'])

const streamName = z.enum(['conversations', 'activities', 'leads'])

const streamProgress = z.object({
  stream: streamName,
  phase: z.enum(['backfill', 'current']),
  have: z.int(),
  total: z.int().nullable(),
  coverage,
})

export const accountStatus = z.object({
  accountId: localId,
  connectivity,
  /** Since when `connectivity` holds. */
  sinceMs: timestampMs,
  /** Everything the CRM showed up to this moment is here; null before the first complete pull. */
  freshAsOfMs: timestampMs.nullable(),
  isSyncing: z.boolean(),
  streams: z.array(streamProgress),
  nextTryAtMs: timestampMs.nullable(),
  /** Plain reason of the last failure, for the status panel; null when all is well. */
  trouble: noteTrouble.nullable(),
  quarantined: z.int(),
  /** What two full checks in a row did not find in the CRM, and too much to be hidden without the user's word. */
  heldBack: z.array(z.object({ stream: streamName, rows: z.int(), of: z.int() })),
})

export type ProviderDescription = z.infer<typeof providerDescription>
export type Member = z.infer<typeof member>
export type Ability = z.infer<typeof ability>
export type Account = z.infer<typeof account>
export type Connectivity = z.infer<typeof connectivity>
export type StreamProgress = z.infer<typeof streamProgress>
export type AccountStatus = z.infer<typeof accountStatus>
