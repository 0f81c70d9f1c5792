import type {
  ActivityRecord,
  ActivityTypeRecord,
  ConversationRecord,
  EventDetailRecord,
  ExtraFields,
  LeadRecord,
  NoteForm,
  QuarantinedItem,
} from '../../db/records.ts'

/** The records are the connectors' language towards the replica, and so part of this interface. */
export type {
  ActivityRecord,
  ActivityTypeRecord,
  ConversationRecord,
  EventDetailRecord,
  ExtraFields,
  LeadRecord,
  NoteForm,
  QuarantinedItem,
}

export type Provider = 'leadping' | 'saleshandy' | 'leadsquared' | 'sample'

/** Why a request did not do what it should. One type for all connectors; the engine decides by `kind` alone. */
export type Failure =
  | { readonly kind: 'offline'; readonly reason: string }
  /** No answer, or an answer that broke off. `mayHaveLanded`: a write may have been committed nevertheless. */
  | { readonly kind: 'timeout'; readonly mayHaveLanded: boolean; readonly reason: string }
  | {
      readonly kind: 'server'
      readonly status: number
      readonly mayHaveLanded: boolean
      readonly detail: string | null
    }
  /** `retryAfterMs` is null where the provider gave no Retry-After. A throttled request was not processed. */
  | { readonly kind: 'throttled'; readonly retryAfterMs: number | null }
  | { readonly kind: 'unauthorized'; readonly detail: string | null }
  /**
   * The provider understood and said no. Sending it again unchanged is pointless; `status` is 400, 403, 404, 413… `about`: it is a note's
   * uploaded files that it does not take (any more), which new uploads of them may help.
   */
  | { readonly kind: 'rejected'; readonly status: number; readonly reason: string; readonly about?: 'uploads' }
  /** The answer is not as documented (not JSON, HTML of a captive portal, missing fields). A write may have landed. */
  | { readonly kind: 'contract'; readonly issues: readonly string[]; readonly mayHaveLanded: boolean }

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure }

/** Who may go first when requests compete for one account's rate limit; the order is design section 4's. */
export const priorities = ['push', 'on_demand', 'incremental', 'backfill', 'sweep'] as const
export type Priority = (typeof priorities)[number]

/** One file as a form's only part. The transport writes the boundary, and says how much of it has left. */
export interface FileBody {
  readonly kind: 'file'
  /** The name of the form's part. */
  readonly partName: string
  readonly file: AttachmentFile
  readonly onProgress: (sentBytes: number) => void
}

export interface AttachmentFile {
  readonly fileName: string
  readonly mediaType: string
  readonly bytes: Uint8Array
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | FileBody | null
  readonly priority: Priority
  /** True where the request creates something, so that a lost answer leaves it in doubt. */
  readonly isWrite: boolean
}

/** What came back. `headers` has lower-case names. A body is complete: a truncated one arrives as `cut`. */
export type HttpReply =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
    }
  /** The request never left: no route, connection refused, name not found. */
  | { readonly kind: 'unreachable'; readonly reason: string }
  /** It left (or may have), and no complete answer came: timeout, reset, truncated body. */
  | { readonly kind: 'cut'; readonly reason: string }

/** The network as connectors see it. The engine puts the account's rate limiter in front of it. */
export interface Transport {
  send(request: HttpRequest): Promise<HttpReply>
}

export interface Identity {
  readonly remoteUserId: string
  readonly displayName: string
  readonly email: string | null
  readonly organizationName: string | null
  /** Where the account lives, when that is not the address that was asked; kept in its stead. */
  readonly baseUrl?: string
  /**
   * Which of the provider's organizations it is, where the user's id alone does not tell: one person may be a member of two. Kept as the
   * account's `workspace` memory.
   */
  readonly workspace?: string
  /** The credential does not say whose it is: the user chooses among these, and the choice is the account's `member` memory. */
  readonly choices?: readonly Member[]
}

export interface Member {
  readonly remoteUserId: string
  readonly displayName: string
  readonly email: string | null
}

/** What the credential lets its holder do, as far as reading tells. Nothing is written to find out. */
export interface Ability {
  readonly what: 'read_people' | 'read_conversations' | 'read_activities' | 'write_notes' | 'see_colleagues_records'
  readonly answer: 'yes' | 'no' | 'not_known'
  /** The provider's own word on it, for the curious. */
  readonly detail: string | null
}

/** How a provider's notes are made. UI, outbox and command line offer just this. */
export interface NoteCapabilities {
  /** The first is what a note is unless the user says otherwise. */
  readonly formats: readonly NoteForm['format'][]
  /** Empty: the CRM knows no private notes. */
  readonly visibilities: readonly NonNullable<NoteForm['visibility']>[]
  readonly drafts: boolean
  /** Whether the user is offered to put one note on several records of the account. */
  readonly manyTargets: boolean
  /** `mediaTypes` null: which ones are allowed is not documented. */
  readonly attachments: { readonly maxBytes: number; readonly mediaTypes: readonly string[] | null } | null
  /** A note is an activity of a type that the user chooses, with the type's own fields. */
  readonly activityTypes: boolean
  /** A delivered note of one's own can be changed. */
  readonly edits: boolean
}

/**
 * What a provider can do, as data, so that UI and outbox need no switch on its name. `streams` are what the engine pulls;
 * each has its own watermark, coverage and sweep.
 */
export interface Capabilities {
  readonly streams: readonly StreamDeclaration[]
  readonly hasEventDetail: boolean
  /** Whether a lost create can be looked up (design section 5). */
  readonly readBack: 'by_content' | 'by_snapshot' | 'by_reference' | 'none'
  /** How long after a create its absence from a read proves nothing, ms. */
  readonly settlingMs: number
  /** Documented ceiling of requests a sliding window. */
  readonly rateLimit: { readonly requests: number; readonly windowMs: number }
  readonly maxNoteCharacters: number | null
  readonly note: NoteCapabilities
}

export interface StreamDeclaration {
  readonly name: StreamName
  /** False: the provider cannot be asked for what is new; only walking everything again, the sweep, shows it. */
  readonly hasWatermark: boolean
  /** Re-read this far behind the watermark on every incremental pull, ms (late commits, rows that change in place). */
  readonly overlapMs: number
  /** Rows this recent are read again every `trailingEveryMs`, because they change without a stamp; null: they do not. */
  readonly trailingWindowMs: number | null
  readonly trailingEveryMs: number | null
  /** Wait between slow full sweeps, ms; null: never swept. */
  readonly sweepEveryMs: number | null
}

export type StreamName = 'conversations' | 'activities' | 'leads'

/**
 * One page's worth of asking. `backfill` walks newest first and ends at the oldest row; `incremental` asks for what
 * changed at or after `sinceMs`; `sweep` walks everything once, whatever its stamp. `cursor` is opaque, from the last
 * page's `next`; null starts.
 */
export interface PullRequest {
  readonly stream: StreamName
  readonly mode: 'backfill' | 'incremental' | 'sweep'
  readonly cursor: string | null
  readonly sinceMs: number | null
  readonly pageSize: number
  readonly priority: Priority
}

export interface PullPage {
  readonly leads: readonly LeadRecord[]
  readonly conversations: readonly ConversationRecord[]
  readonly activities: readonly ActivityRecord[]
  readonly quarantined: readonly QuarantinedItem[]
  /** Null: that was the last page. An empty page with a cursor is not the end. */
  readonly next: string | null
  /** Total of the stream where the provider counted it, for progress. */
  readonly total: number | null
  /**
   * Up to which stamp of the CRM's clock this walk proves its stream, ms UTC: the watermark is made of it in the rows' stead, because
   * they are listed by another stamp than the one they show. Null: this page proves none. Where a walk gives it, the order of the rows
   * proves no coverage before the walk is through. Absent: the rows' own stamps say it.
   */
  readonly newestStampMs?: number | null
  /** Conversations whose activities the CRM did not let be read: what a sweep has not seen of them is not taken for gone. */
  readonly unreadConversations?: readonly string[]
  /** Ids under which something was set aside that could be read now: it leaves the quarantine. Rows do so by themselves. */
  readonly readAgain?: readonly string[]
  /** True where the cursor sent was refused as unknown or expired: the walk must start again. */
  readonly cursorExpired: boolean
}

export interface NoteToSend {
  /** Our own identity of it, the same in every attempt. */
  readonly noteId: string
  readonly conversationRemoteId: string
  readonly leadRemoteId: string | null
  readonly text: string
  readonly form: NoteForm
  /** Remote ids of the files uploaded for it, in the user's order. */
  readonly attachmentRemoteIds: readonly string[]
  /** When the user wrote it, ms UTC. */
  readonly writtenAtMs: number
}

export interface CreatedNote {
  readonly activity: ActivityRecord
  /** The lead's score after it, where the provider says. */
  readonly leadScore: number | null
}

/** A change of a delivered note. `base` is what the user saw when they began: anything else there now is a colleague's. */
export interface NoteEdit {
  readonly noteRemoteId: string
  readonly conversationRemoteId: string
  readonly leadRemoteId: string | null
  readonly text: string
  readonly form: NoteForm
  /** As the CRM gave it. */
  readonly base: string
}

export type EditResult =
  /** It is as the user wants it, whether by this request or an earlier one whose answer was lost. */
  | { readonly kind: 'edited'; readonly activity: ActivityRecord }
  | { readonly kind: 'conflict'; readonly theirs: ActivityRecord }
  | { readonly kind: 'gone' }

/** What a read-back needs to recognise a note whose answer was lost. */
export interface NoteSearch extends NoteToSend {
  /** First and last moment at which the CRM may have created it, ms UTC by its own clock; the connector allows for some error. */
  readonly sentAtMs: number
  readonly gaveUpAtMs: number
  readonly authorRemoteId: string | null
  readonly authorName: string | null
  /** Remote ids of the target's notes right before the attempt; null: not known. */
  readonly snapshot: readonly string[] | null
  /** Remote ids already matched to other notes of ours: never matched twice. */
  readonly excludeRemoteIds: ReadonlySet<string>
  /** Set where another machine may have sent the note too, for whoever is signed in there. */
  readonly handedOver?: HandedOver
}

interface HandedOver {
  /** Under whose name it may stand besides ours, as far as that is known; of other names a long equal text is proof enough. */
  readonly authors: readonly { readonly remoteId: string | null; readonly name: string | null }[]
  /** How many notes of exactly this text may have been sent: so many equal ones are all ours, and this is the oldest. */
  readonly copies: number
}

export type NoteFinding =
  | { readonly kind: 'found'; readonly activity: ActivityRecord }
  | { readonly kind: 'absent' }
  /** More than one could be it; only the user can say. */
  | { readonly kind: 'ambiguous'; readonly candidates: readonly ActivityRecord[] }

/** What a connector learnt that must outlive the process (Leadping: which dialect). Kept in the journal by the engine. */
export type ConnectorMemory = Readonly<Record<string, string>>

export interface ConnectOptions {
  readonly baseUrl: string
  readonly secret: string
  readonly transport: Transport
  readonly memory: ConnectorMemory
  /** Called when something worth remembering was learnt; the engine stores it before the next request. */
  readonly remember: (memory: ConnectorMemory) => void
  /** The clock-skew allowance of read-backs, ms: how far the server's clock may be from ours. */
  readonly clockSkewMs: number
  /** Wall clock, ms UTC: connectors read no clock of their own. */
  readonly nowMs: () => number
  /** Never set back or forward; it may stand still while the machine sleeps. */
  readonly monotonicMs: () => number
}

/**
 * One CRM account. Connectors hold no timers, no retries and no state but `memory`: each method is one or a few requests
 * and a value. They throw only on bugs.
 */
export interface Connector {
  readonly provider: Provider
  readonly capabilities: Capabilities
  identify(priority: Priority): Promise<Outcome<Identity>>
  abilities(priority: Priority): Promise<Outcome<readonly Ability[]>>
  pull(request: PullRequest): Promise<Outcome<PullPage>>
  /** Timeline of one conversation, newest first: what the user opened. */
  pullConversation(conversationRemoteId: string, cursor: string | null, priority: Priority): Promise<Outcome<PullPage>>
  /** One lead with its conversations; the value's `leads` is empty where the CRM no longer shows it, or cannot be asked for one. */
  pullLead(leadRemoteId: string, priority: Priority): Promise<Outcome<PullPage>>
  eventDetail(activityRemoteId: string, priority: Priority): Promise<Outcome<EventDetailRecord>>
  createNote(note: NoteToSend): Promise<Outcome<CreatedNote>>
  findNote(search: NoteSearch): Promise<Outcome<NoteFinding>>
  /** Where `readBack` is `by_snapshot`: remote ids of the notes that the target has now. */
  snapshotNotes?(note: NoteToSend): Promise<Outcome<readonly string[]>>
  /** Where notes are activities of types: all of them, with their fields. */
  activityTypes?(priority: Priority): Promise<Outcome<readonly ActivityTypeRecord[]>>
  /** Where notes take attachments. An upload whose answer was lost is harmless: upload again. */
  uploadAttachment?(
    file: AttachmentFile,
    onProgress: (sentBytes: number) => void,
  ): Promise<Outcome<{ readonly remoteId: string }>>
  /** Where notes can be edited. Reads first and writes only over `base`; safe to repeat. */
  editNote?(edit: NoteEdit): Promise<Outcome<EditResult>>
}

export type ConnectorFactory = (options: ConnectOptions) => Connector
