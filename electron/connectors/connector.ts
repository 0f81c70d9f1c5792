import type {
  ActivityRecord,
  ConversationRecord,
  EventDetailRecord,
  ExtraFields,
  LeadRecord,
  QuarantinedItem,
} from '../../db/records.ts'

/** The records are the connectors' language towards the replica, and so part of this interface. */
export type { ActivityRecord, ConversationRecord, EventDetailRecord, ExtraFields, LeadRecord, QuarantinedItem }

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
  /** The provider understood and said no. Sending it again unchanged is pointless; `status` is 400, 403, 404, 413… */
  | { readonly kind: 'rejected'; readonly status: number; readonly reason: string }
  /** The answer is not as documented (not JSON, HTML of a captive portal, missing fields). A write may have landed. */
  | { readonly kind: 'contract'; readonly issues: readonly string[]; readonly mayHaveLanded: boolean }

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure }

/** Who may go first when requests compete for one account's rate limit; the order is design section 4's. */
export const priorities = ['push', 'on_demand', 'incremental', 'backfill', 'sweep'] as const
export type Priority = (typeof priorities)[number]

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
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
}

/**
 * What a provider can do, as data, so that UI and outbox need no switch on its name. `streams` are what the engine pulls;
 * each has its own watermark, coverage and sweep.
 */
export interface Capabilities {
  readonly streams: readonly StreamDeclaration[]
  readonly hasEventDetail: boolean
  /** Whether a lost create can be looked up (design section 5). */
  readonly readBack: 'by_content' | 'by_reference' | 'none'
  /** How long after a create its absence from a read proves nothing, ms. */
  readonly settlingMs: number
  /** Documented ceiling of requests a sliding window. */
  readonly rateLimit: { readonly requests: number; readonly windowMs: number }
  readonly maxNoteCharacters: number | null
}

export interface StreamDeclaration {
  readonly name: StreamName
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
  /** True where the cursor sent was refused as unknown or expired: the walk must start again. */
  readonly cursorExpired: boolean
}

export interface NoteToSend {
  readonly conversationRemoteId: string
  readonly leadRemoteId: string | null
  readonly text: string
}

/** What a read-back needs to recognise a note whose answer was lost. */
export interface NoteSearch extends NoteToSend {
  /** First and last moment at which the CRM may have created it, ms UTC by its own clock; the connector allows for some error. */
  readonly sentAtMs: number
  readonly gaveUpAtMs: number
  readonly authorRemoteId: string | null
  readonly authorName: string | null
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
}

/**
 * One CRM account. Connectors hold no timers, no retries and no state but `memory`: each method is one or a few requests
 * and a value. They throw only on bugs.
 */
export interface Connector {
  readonly provider: Provider
  readonly capabilities: Capabilities
  identify(priority: Priority): Promise<Outcome<Identity>>
  pull(request: PullRequest): Promise<Outcome<PullPage>>
  /** Timeline of one conversation, newest first: what the user opened. */
  pullConversation(conversationRemoteId: string, cursor: string | null, priority: Priority): Promise<Outcome<PullPage>>
  /** One lead with its conversations; the value's `leads` is empty where the CRM no longer shows it. */
  pullLead(leadRemoteId: string, priority: Priority): Promise<Outcome<PullPage>>
  eventDetail(activityRemoteId: string, priority: Priority): Promise<Outcome<EventDetailRecord>>
  createNote(note: NoteToSend): Promise<Outcome<ActivityRecord>>
  findNote(search: NoteSearch): Promise<Outcome<NoteFinding>>
}

export type ConnectorFactory = (options: ConnectOptions) => Connector
