/** Everything that can happen in a simulated day, as data: what a seed makes, what a shrunk failure prints, what a replay reads. */

/** What becomes of one request. `commit…`: the CRM carries it out. */
export type NetworkEffect =
  | { readonly kind: 'refused' }
  | { readonly kind: 'lost_on_the_way' }
  | { readonly kind: 'answer_lost' }
  | { readonly kind: 'half_answer' }
  /** No answer within the client's patience. `commitAfterMs` null: the CRM never sees it. */
  | { readonly kind: 'hangs'; readonly commitAfterMs: number | null }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number | null }
  | { readonly kind: 'server_error'; readonly status: number; readonly isCommitted: boolean }
  | { readonly kind: 'captive_portal' }
  | { readonly kind: 'malformed'; readonly isCommitted: boolean }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'duplicate_items' | 'repeat_page' | 'reorder_items' }
  /** Only of a stream that is backfilled: what is wrong in an old row is not looked at again. */
  | { readonly kind: 'drop_item_id' | 'unknown_enum' | 'empty_list' }

export type RequestMatch = 'any' | 'create_note' | 'upload_file' | 'change_note' | 'conversation_events' | 'list'

export type NoteText = 'plain' | 'same_as_last' | 'multi_line' | 'refused_by_crm' | 'too_long_for_crm'

export type HappeningKind =
  | {
      readonly kind: 'write'
      readonly conversation: number
      readonly text: NoteText
      readonly holdMs: number
      /** More conversations of the account that get the note too; left out: none. */
      readonly alsoIn?: readonly number[]
      /** One conversation of every other account of the laptop gets it too. */
      readonly isForAll?: boolean
      /** How many files go along; left out: none. */
      readonly files?: number
    }
  /** The user changes a note of theirs that the CRM has. */
  | { readonly kind: 'change'; readonly pick: number; readonly holdMs: number }
  /** Somebody else does. */
  | { readonly kind: 'change_by_colleague'; readonly pick: number }
  /** `pick` in [0, 1) chooses among the notes to which it can happen. */
  | { readonly kind: 'undo' | 'edit' | 'discard' | 'retry'; readonly pick: number }
  | { readonly kind: 'open_conversation'; readonly conversation: number }
  | { readonly kind: 'sync_now' }
  | { readonly kind: 'sign_out' | 'sign_in' | 'pause' | 'unpause' }
  | { readonly kind: 'network_hint'; readonly isOnline: boolean }
  | { readonly kind: 'credential_expires' }
  | { readonly kind: 'tokens_expire' }
  | {
      readonly kind: 'network'
      readonly effect: NetworkEffect
      readonly match: RequestMatch
      readonly times: number
      readonly forMs: number
    }
  /** The process dies at the `statements`-th statement from now, or after `withinMs` if it runs fewer. */
  | {
      readonly kind: 'crash'
      readonly how: 'kill' | 'power_cut'
      readonly statements: number
      readonly withinMs: number
      readonly downMs: number
      /** The process that follows dies too, at this statement, which may be one of its start; null: it lives. */
      readonly nextDiesAfter: number | null
      /** Of what the disk had not confirmed yet, how much is lost; [0, 1). */
      readonly lost: number
    }
  | { readonly kind: 'quit'; readonly downMs: number }
  | { readonly kind: 'sleep'; readonly forMs: number; readonly countsAsUptime: boolean }
  | { readonly kind: 'wall_clock'; readonly byMs: number }
  | { readonly kind: 'server_clock'; readonly byMs: number }
  | { readonly kind: 'disk_full'; readonly forMs: number }
  | { readonly kind: 'competitor'; readonly requests: number }
  | { readonly kind: 'colleague'; readonly does: ColleagueAction; readonly pick: number }

export type ColleagueAction =
  | 'message'
  | 'note'
  | 'archive'
  | 'read'
  | 'restage'
  | 'delete_lead'
  | 'status'
  | 'new_lead'

/** `account`: of which of the laptop's accounts; left out: the first, or all that there are. */
export type Happening = HappeningKind & { readonly atMs: number; readonly account?: number }

/** How a seed's CRM is built, whichever it is. */
interface CommonTraits {
  readonly conversations: number
  readonly activities: number
  /** Weekends after which a lost permission makes the lists of people come back empty for a day. */
  readonly emptyWeekends: number
  /** A sweep's page comes with a row that nobody can read. */
  readonly garblesSweep: boolean
  readonly readAfterWriteDelayMs: number
  readonly sendRetryAfter: boolean
  /** Whether details are fetched ahead; they are many requests that prove little. */
  readonly hasEventDetail: boolean
  /** How far the CRM's clock is from true time, ms. */
  readonly serverSkewMs: number
  /** Null: the documented ceiling. */
  readonly requestsPerMinute: number | null
}

/** Everything that Leadping's documents leave open. */
export interface LeadpingTraits extends CommonTraits {
  readonly provider: 'leadping'
  readonly dialect: 'A' | 'B'
  readonly maxPageSize: number
  readonly pages: 'full' | 'uneven'
  readonly noteSummaryLimit: number | null
  readonly createdBy: 'id' | 'name'
  readonly deletedLead: 'not_found' | 'with_deleted_at'
  readonly unknownConversationStatus: 400 | 403 | 404
}

/** What Saleshandy's documents leave open; the names are the sandbox's. */
export interface SaleshandyTraits extends CommonTraits {
  readonly provider: 'saleshandy'
  readonly errorShape: 'flat' | 'nested'
  readonly invalidKeyStatus: 400 | 401
  readonly createdStatus: 200 | 201
  readonly allInvalidProspects: 'entries' | 'whole_request'
  readonly plainTextAs: 'paragraphs' | 'breaks' | 'as_is'
  readonly escapeQuotes: boolean
  readonly noteOrder: 'newest_first' | 'oldest_first'
  readonly pinnedFirst: boolean
  readonly stampResolutionMs: 1 | 1_000
  readonly attributeKeys: 'label' | 'camel_case'
  readonly inboxOrder: 'newest_first' | 'oldest_first'
  readonly threadMessagesAs: 'emails' | 'messages' | 'list'
  readonly attachmentReuse: boolean
  readonly attachmentLifetimeMs: number | null
  readonly maxAttachmentIds: number | null
}

/** What LeadSquared's documents leave open; the names are the sandbox's. */
export interface LeadsquaredTraits extends CommonTraits {
  readonly provider: 'leadsquared'
  readonly referenceField: boolean
  readonly createdOn: 'activity_time' | 'write_time'
  readonly printsMilliseconds: boolean
  readonly hasHiddenFractions: boolean
  readonly includesFromDate: boolean
  readonly includesToDate: boolean
  readonly hasUnstableTies: boolean
  readonly firstOffset: 0 | 1
  readonly maxPageSize: number
  readonly pageSizeAboveMax: 'reject' | 'cut'
  readonly validationStatus: 500 | 400 | 200
  readonly throttleStatus: 429 | 200
  readonly activityTouchesLead: boolean
}

export type CrmTraits = LeadpingTraits | SaleshandyTraits | LeadsquaredTraits

export interface Schedule {
  readonly seed: number
  readonly scenario: string
  /** One for each account that the laptop has. */
  readonly crms: readonly CrmTraits[]
  /** How long things happen, ms; after it faults stop and everything must come to rest. */
  readonly durationMs: number
  readonly happenings: readonly Happening[]
}
