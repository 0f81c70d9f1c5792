import type { ActivityTypeRecord, NoteForm } from '../../../db/records.ts'
import type {
  Ability,
  Capabilities,
  ConnectOptions,
  Connector,
  ConnectorMemory,
  Failure,
  Identity,
  StreamName,
} from '../../../electron/connectors/connector.ts'
import type { FaultRule, Faults } from '../../sandbox/faults.ts'
import type { RequestLog } from '../../sandbox/request-log.ts'
import type { VirtualClock } from '../../support/virtual-clock.ts'

/** A connector without its name: the suite has no use for it. */
export type ConnectorUnderTest = Omit<Connector, 'provider'>

/** One connector and a server of its CRM, as the shared suite asks for them. A CRM with dialects is several subjects. */
export interface ConformanceSubject {
  readonly title: string
  readonly capabilities: Capabilities
  createConnector(options: ConnectOptions): ConnectorUnderTest
  start(wish: CrmWish): Promise<CrmUnderTest>
  /** Every documented status and code, beside those that all CRMs share. */
  readonly refusals: readonly Refusal[]
  /**
   * Streams whose pages the CRM can only count: what is removed or moved while one walks lets as many rows slip by, until the
   * next sweep.
   * Absent: none.
   */
  readonly pagedByNumber?: readonly StreamName[]
}

/** How much is in the CRM, and whose time it goes by. */
export interface CrmWish {
  /** Leads, prospects, however the CRM calls them. */
  readonly people: number
  /** Whatever happened with them. */
  readonly activities: number
  readonly clock: VirtualClock
  /** The limit that the capabilities declare; none where it is false. */
  readonly isLimited: boolean
}

/** An answer that a document names, and the failure which it is. `note`: given to the request that creates one. */
export interface Refusal {
  readonly name: string
  readonly fault: DistributiveOmit<FaultRule, 'match'>
  readonly read?: Partial<Failure>
  readonly note?: Partial<Failure>
}

/** A row of the CRM as a complete walk has to bring it. */
export interface ExpectedRow {
  /** The fields that the CRM's own data decides. */
  readonly fields: Readonly<Record<string, unknown>>
  /** By which the stream is asked for news, ms UTC as the API shows it; null: it has none. */
  readonly stampMs: number | null
  /** Which item of the CRM's list brings the row: one that does not parse takes all its rows along. */
  readonly item: string
}

/** By `rowKey`. */
export type ExpectedRows = ReadonlyMap<string, ExpectedRow>

export interface Target {
  readonly conversationRemoteId: string
  readonly leadRemoteId: string | null
}

/** A running CRM in words that all of them share. */
export interface CrmUnderTest {
  readonly url: string
  readonly secret: string
  readonly wrongSecret: string
  /** What was learnt when the account was connected (which member of the team one is). */
  readonly memory: ConnectorMemory
  readonly identity: Identity
  readonly abilities: readonly Pick<Ability, 'what' | 'answer'>[]
  readonly faults: Faults
  readonly requests: RequestLog
  /** Ahead of the machine's, ms; may be changed. */
  readonly clock: { offsetMs: number }
  setOffline(offline: boolean): Promise<void>
  close(): Promise<void>
  /** From now on no key is good. */
  revoke(): void
  readonly paths: {
    /** Regular expressions of the request that reads a page of a stream. */
    readonly list: Readonly<Partial<Record<StreamName, string>>>
    readonly createNote: string
    /** Of an upload and of an edit, where there are such. */
    readonly upload?: string
    readonly edit?: string
  }
  /** What a complete walk of the stream has to bring now. */
  rows(stream: StreamName): ExpectedRows
  /** Somebody adds one to what the stream lists. Keys of the rows which it brings more, or anew. */
  add(stream: StreamName): readonly string[]
  /** Somebody removes the newest of what the stream lists, where that can be done. */
  remove(stream: StreamName): void
  /** Somebody changes the oldest of what the stream lists so that its stamp moves; null where no change moves one. */
  touch(stream: StreamName): readonly string[] | null
  /** Somebody changes what the stream lists and no stamp moves; null where that cannot happen. */
  changeQuietly(stream: StreamName): readonly string[] | null
  /** What of a conversation is shown when it is opened: keys of activities. */
  timeline(): { readonly conversationRemoteId: string; readonly keys: readonly string[] }
  /** A lead's rows as opening it has to bring them: the lead and its conversations. Null: the CRM cannot be asked for one. */
  opened(): { readonly leadRemoteId: string; readonly rows: ExpectedRows } | null
  /** An activity with what its detail has to say, and the id of one that there is not. */
  detail(): {
    readonly activityRemoteId: string
    readonly fields: Readonly<Record<string, unknown>>
    readonly unknownRemoteId: string
  }
  readonly notes: NotesUnderTest
}

/** Notes of the CRM as they can be written and read behind the API's back. */
export interface NotesUnderTest {
  readonly target: Target
  readonly unknownTarget: Target
  /** Every way of making a note that the capabilities declare; the first is the plainest. */
  readonly forms: readonly { readonly name: string; readonly form: NoteForm }[]
  /** What reached the CRM through its API, in the order of creation. */
  kept(): readonly KeptNote[]
  /** A note that somebody writes elsewhere; its remote id. */
  writeElsewhere(text: string, form: NoteForm, by: 'colleague' | 'me'): string
  /** Somebody changes or removes a note. */
  change(remoteId: string, text: string): void
  remove(remoteId: string): void
  /** From now on lists show new notes after so long, ms. */
  delayReads(ms: number): void
  /** Notes with this in their text are refused, with a sentence that has it. */
  refuse(marker: string): void
  /** Where the CRM takes files. */
  readonly files?: {
    readonly refused: { readonly fileName: string; readonly mediaType: string }
    /** From now on larger ones are refused. */
    limit(bytes: number): void
  }
  /** Where notes are activities of types: those that there are. */
  types?(): readonly ActivityTypeRecord[]
}

/** A note as the CRM holds it. */
interface KeptNote {
  readonly remoteId: string
  readonly target: Target['conversationRemoteId']
  /** As a reader reads it: of HTML, its words. */
  readonly text: string
  readonly visibility: NoteForm['visibility']
  readonly isDraft: boolean
  /** SHA-256 of each file. */
  readonly files: readonly string[]
  readonly typeCode: string | null
  /** Values by the CRM's own names, without those that the connector fills by itself. */
  readonly fields: Readonly<Record<string, string>>
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

type Table = 'leads' | 'conversations' | 'activities'

/** One name for a row of any of the replica's tables. */
export function rowKey(table: Table, remoteId: string): string {
  return `${table}/${remoteId}`
}
