import type {
  HttpRequest,
  NoteCapabilities,
  NoteForm,
  Provider,
  StreamName,
} from '../../electron/connectors/connector.ts'
import type { PlainAnswer, PlainRequest } from '../sandbox/faulty-server.ts'
import type { ColleagueAction, NetworkEffect, RequestMatch } from './happenings.ts'

export const refusedMarker = 'PLEASE REFUSE'
export const longestNote = 400

/** When a request left the laptop, true time. */
export interface SentWhen {
  readonly sentAtMs: number
  /** Since when the laptop did not sleep. */
  readonly awakeSinceMs: number
  /** Whether the process that sent it lives. */
  readonly isAlive: () => boolean
}

/** A row as the replica's columns should have it; only the columns named here are compared. */
export type ListedRow = Readonly<Record<string, unknown>> & { readonly remote_id: string }

export interface ListedRows {
  readonly conversations: readonly ListedRow[]
  readonly activities: readonly ListedRow[]
  readonly leads: readonly ListedRow[]
}

/** A note that the CRM holds because its API was asked to make it. */
export interface CrmNote {
  readonly remoteId: string
  readonly conversation: string
  /** As it was made, whatever became of it. */
  readonly text: string
}

/** A note as it stands in the CRM now. */
export interface NoteInCrm {
  /** As whoever changed it last sent it. */
  readonly text: string
  /** By whom it was changed last; `out_of_order`: requests of ours overtook each other. */
  readonly changed: 'never' | 'us' | 'colleague' | 'out_of_order'
  readonly files: readonly { readonly fileName: string; readonly contentHash: string }[]
}

export interface ListedActivity {
  readonly remoteId: string
  readonly createdAtMs: number
  /** When it was first in a list, true time; null: not yet. */
  readonly listedAtMs: number | null
}

/** A row of the replica that the CRM does not list; `lead` is whose it was, where that is known. */
export interface UnlistedRow {
  readonly kind: 'conversation' | 'activity' | 'lead'
  readonly remoteId: string
  readonly lead: string | null
}

/** What spoils an answer that was carried out. */
export type SpoilingKind = Extract<
  NetworkEffect['kind'],
  'duplicate_items' | 'repeat_page' | 'reorder_items' | 'drop_item_id' | 'unknown_enum' | 'empty_list'
>

/**
 * A CRM as the simulation sees it: its sandbox's rules and data in true time, and a record of when its lists showed what. One
 * implementation a provider; everything else of the simulation knows only this.
 */
export interface SimulatedCrm {
  readonly provider: Provider
  /** As the account was connected. */
  readonly account: {
    readonly userRemoteId: string
    readonly userName: string
    readonly userEmail: string | null
    readonly organizationName: string | null
    readonly memory: Readonly<Record<string, string>>
  }
  /** What its notes can have, as the connector declares it. */
  readonly abilities: NoteCapabilities
  /** What the engine pulls of it. */
  readonly streams: readonly { readonly name: StreamName; readonly hasWatermark: boolean; readonly isSwept: boolean }[]
  /** What the user would sign in with now. */
  readonly secret: string
  /** Rows that were listed without their id: nobody can know what they are, until they are listed again. */
  readonly garbled: ReadonlySet<string>
  /** 429s that the rate limit gave by itself. */
  readonly refusedByLimit: number
  /** Somebody else's requests count against the same limit: a 429 is then nobody's fault. */
  readonly hasCompetitor: boolean
  /** The credential may see no record: lists are empty, and nothing says why. */
  seesNothing: boolean

  /** Carries a request out, now. */
  answer(request: PlainRequest, when: SentWhen): PlainAnswer
  /** Where pages are numbered: the request for the page before, which `repeat_page` carries out instead; null for a first page. */
  readonly earlierPage: ((request: PlainRequest) => PlainRequest | null) | null
  isOf(match: RequestMatch, request: HttpRequest): boolean
  spoil(kind: SpoilingKind, answer: PlainAnswer, request: HttpRequest): PlainAnswer
  /** Requests of another integration of the same organization. */
  compete(requests: number): void
  expireCredential(): void
  acceptsSecret(): boolean
  /** A new one, as the user makes it in the CRM's console. */
  newCredential(): void
  /** Every page cursor that was handed out is forgotten, where the CRM has such. */
  expireCursors(): void
  moveClock(byMs: number): void

  /** Records that take notes, in the order of their making, also those that lists do not show any more. */
  targets(): readonly string[]
  /** What the user says of their note number `count` besides its text. */
  formOf(count: number): NoteForm
  /** Somebody else's work. Each CRM has its own reading of the actions; the answer says what was done. */
  colleague(action: ColleagueAction, pick: number): string

  /** In the order of their creation. */
  notesFromApi(): readonly CrmNote[]
  noteById(remoteId: string): CrmNote | null
  /** Only of a CRM whose notes take files or changes; null: there is no such note (any more). */
  noteNow?(remoteId: string): NoteInCrm | null
  /** Whether a note could still have the upload of which this answer told. */
  hasUpload?(body: string): boolean
  /** A colleague changes a note of ours, where the CRM lets them. */
  changeByColleague?(remoteId: string): boolean
  /** What colleagues wrote over a note and our app wrote over in turn, although it could have seen it. */
  readonly overwritten: readonly { readonly noteRemoteId: string; readonly content: string }[]
  /** A text as it compares after the CRM has had it. */
  spelling(text: string): string
  /** Whether the replica draws an activity of this type as a note. */
  isNote(type: string): boolean
  /** The record is deleted: what was sent to it can be neither looked up nor proved. */
  isGone(target: string): boolean
  listed(): ListedRows
  /** A row of the replica in the spelling in which it compares; left out: as it is. */
  asCompared?(row: ListedRow): ListedRow
  listedActivities(): readonly ListedActivity[]
  wasDeleted(row: UnlistedRow): boolean
  /** The stream whose sweeps decide over the row. */
  sweptBy(kind: UnlistedRow['kind'], remoteId: string): StreamName
}
