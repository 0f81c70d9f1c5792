import type { StreamName } from './stream-state.ts'

/**
 * What the replica keeps of a CRM, in the replica's own words. Connectors translate their provider's payloads into these
 * records; everything above the connectors speaks only of them. All times are integer milliseconds UTC.
 */

/** Fields of a payload that no column holds yet. They survive every upsert, so that a later version can use them. */
export type ExtraFields = Readonly<Record<string, unknown>>

export interface LeadRecord {
  readonly remoteId: string
  readonly firstName: string | null
  readonly lastName: string | null
  readonly email: string | null
  readonly phone: string | null
  /** The provider's own word for where the lead stands ("Qualified", "Contacted"). */
  readonly stage: string | null
  readonly source: string | null
  /** Absent: the provider keeps none, or this answer leaves it out; what is stored stays. */
  readonly score?: number | null
  readonly isArchived: boolean
  readonly createdAtMs: number | null
  readonly updatedAtMs: number | null
  readonly extra: ExtraFields
}

export interface ConversationRecord {
  readonly remoteId: string
  readonly leadRemoteId: string | null
  readonly firstName: string | null
  readonly lastName: string | null
  readonly phone: string | null
  readonly email: string | null
  readonly snippet: string | null
  readonly lastEventAtMs: number | null
  readonly status: string | null
  readonly statusReason: string | null
  /** What came of the lead ("Interested", "Not now"); Leadping: currentDisposition or currentLeadStatus. */
  readonly outcome: string | null
  readonly nextStep: string | null
  readonly isUnread: boolean
  readonly isArchived: boolean
  readonly archivedAtMs: number | null
  /** The stream whose finished sweep decides that it is gone; absent: conversations. */
  readonly sweptBy?: StreamName
  /** `timeline`: the provider does not say when something last happened; the replica's newest activity does, if it is newer. */
  readonly lastEventFrom?: 'timeline'
  /** False: the CRM takes no note on it, only on the person; absent: it does. */
  readonly takesNotes?: boolean
  readonly extra: ExtraFields
}

export interface ActivityRecord {
  readonly remoteId: string
  readonly conversationRemoteId: string | null
  readonly leadRemoteId: string | null
  /** The provider's type, verbatim ("Sms", "Call", "Note"); unknown ones are kept and drawn as a plain entry. */
  readonly type: string
  readonly category: string | null
  readonly direction: string | null
  readonly status: string | null
  readonly statusReason: string | null
  readonly summary: string | null
  readonly description: string | null
  readonly authorId: string | null
  readonly authorName: string | null
  /** Marks test and warm-up traffic ("Warmup", "Test"); null for real traffic or where the provider does not say. */
  readonly trafficType: string | null
  readonly scheduledForMs: number | null
  readonly canceledAtMs: number | null
  readonly createdAtMs: number
  /** `description` is HTML as the CRM gave it, and `summary` its plain text; absent: both are plain. */
  readonly isHtml?: boolean
  /** The answer tells less of the row than others do: of what is null in it, what is stored stays. */
  readonly isPartial?: boolean
  /** The stream whose finished sweep decides that it is gone; absent: activities. */
  readonly sweptBy?: StreamName
  readonly extra: ExtraFields
}

/** What the user says of a note besides its text. */
export interface NoteForm {
  readonly format: 'plain' | 'html'
  /** Null: the CRM knows no private notes. */
  readonly visibility: 'public' | 'private' | null
  /** A draft in the CRM itself, not a draft on this machine. */
  readonly isDraft: boolean
  /** Null: the CRM's notes are no activities of chosen types. */
  readonly activity: ActivityForm | null
}

/** A note of which the user said nothing but its text. */
export const plainNote: NoteForm = { format: 'plain', visibility: null, isDraft: false, activity: null }

export interface ActivityForm {
  readonly typeCode: string
  /** As it was called when the user chose it. */
  readonly typeName: string
  /** Null: the moment of writing. */
  readonly occurredAtMs: number | null
  readonly fields: readonly { readonly name: string; readonly value: string }[]
  /** The provider's own switches; absent ones are not sent. */
  readonly skipsOptionCheck?: boolean
  readonly wantsLeadScore?: boolean
  readonly processesFilesAsync?: boolean
}

/** A kind of activity as the account defines it. */
export interface ActivityTypeRecord {
  readonly code: string
  readonly name: string
  readonly fields: readonly ActivityFieldRecord[]
  /** Whether users make activities of it; the CRM's own (page visits, mails) are shown and not offered. */
  readonly isWritable: boolean
}

export interface ActivityFieldRecord {
  /** The provider's own name of it ("mx_Custom_1"). */
  readonly name: string
  readonly label: string
  readonly kind: 'text' | 'number' | 'date' | 'date_time' | 'dropdown' | 'boolean'
  readonly options: readonly string[]
  readonly isMandatory: boolean
  readonly maxCharacters: number | null
  /** Set aside for this app's own reference: filled by the connector, not shown in forms. */
  readonly isReference: boolean
}

/** The full payload of one activity. */
export interface EventDetailRecord {
  readonly activityRemoteId: string
  readonly eventType: string | null
  readonly secondaryEventType: string | null
  readonly description: string | null
  readonly summary: string | null
  readonly status: string | null
  readonly statusReason: string | null
  readonly direction: string | null
  readonly authorName: string | null
  readonly createdAtMs: number | null
  readonly modifiedAtMs: number | null
  readonly extra: ExtraFields
}

/** A payload that did not parse, kept with the reason. Never dropped silently, never fatal to its page. */
export interface QuarantinedItem {
  readonly stream: string
  /** The provider's id where one could be read. */
  readonly remoteId: string | null
  /** One line a problem, "path: what was expected". */
  readonly issues: readonly string[]
  readonly payload: string
}

/** What a committed write touched: the one announcement that live queries follow. Ids are the replica's local ones. */
export type ChangedTopic =
  | { readonly kind: 'inbox'; readonly accountId: number }
  | { readonly kind: 'conversation'; readonly accountId: number; readonly conversationId: number }
  | { readonly kind: 'outbox' }
  | { readonly kind: 'accounts' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'everything' }
