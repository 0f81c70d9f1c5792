import type { ChangedTopic } from '../../db/records.ts'
import type { Ability, Failure, Identity, Outcome, Provider } from '../connectors/connector.ts'
import type { Attention } from './pull/cadence.ts'

/** What main and the sync worker say to each other. Both are ours and of one build, so the types are the whole check. */

/** An account as the engine runs it. The secret lives in memory only. */
export interface EngineAccount {
  readonly accountId: number
  readonly provider: Provider
  readonly baseUrl: string
  readonly secret: string | null
  readonly isPaused: boolean
}

export type ToEngine =
  | { readonly kind: 'account'; readonly account: EngineAccount }
  /** Nothing of the account leaves any more; answered by `forgotten`, once nothing of it is on its way either. */
  | { readonly kind: 'forget_account'; readonly requestId: number; readonly accountId: number }
  | { readonly kind: 'outbox_changed' }
  | { readonly kind: 'focus_conversation'; readonly conversationId: number }
  | { readonly kind: 'want_event_detail'; readonly activityId: number }
  | { readonly kind: 'sync_now'; readonly accountId: number | null }
  | { readonly kind: 'network_hint'; readonly isOnline: boolean }
  | { readonly kind: 'resumed' }
  /** The user changed a setting: what the engine makes of them is made anew. */
  | { readonly kind: 'settings_changed' }
  /** How much anybody is looking; an engine that was told nothing takes it that somebody is. */
  | { readonly kind: 'attention'; readonly level: Attention }
  /** A connection test for the account screen: nothing is stored. */
  | {
      readonly kind: 'identify'
      readonly requestId: number
      readonly provider: Provider
      readonly baseUrl: string
      readonly secret: string
      /** What the connector is told besides, as the account's memory would tell it. */
      readonly memory: Readonly<Record<string, string>>
    }
  /** What may the account's credential do? Asked within its rate limit; nothing is stored. */
  | { readonly kind: 'check_abilities'; readonly requestId: number; readonly accountId: number }
  /**
   * The user is about to leave: whatever is unsent of the account (null: of any) goes now; answered by `sent_now`. Notes in their undo window,
   * or that wait after a failure, are the sender's to release first (`sendAllNow`).
   */
  | { readonly kind: 'send_now'; readonly requestId: number; readonly accountId: number | null }
  | { readonly kind: 'stop' }

export type FromEngine =
  | { readonly kind: 'ready' }
  | { readonly kind: 'changed'; readonly topics: readonly ChangedTopic[] }
  | { readonly kind: 'status'; readonly accounts: readonly EngineStatus[] }
  | { readonly kind: 'identified'; readonly requestId: number; readonly result: IdentifyResult }
  | { readonly kind: 'abilities'; readonly requestId: number; readonly result: AbilitiesResult }
  /** How much of a note's file has left; told while it is on its way, and once it is there. */
  | ({ readonly kind: 'upload_progress' } & UploadProgress)
  | {
      readonly kind: 'storage_trouble'
      readonly problem: 'storage_full' | 'storage_read_only'
      readonly detail: string
    }
  /**
   * Nothing more will be sent by itself at this moment: all is sent, or the CRM cannot be reached, or the user must act. `unsent`: how many
   * notes are still here.
   */
  | { readonly kind: 'sent_now'; readonly requestId: number; readonly unsent: number }
  /** Whatever became of the account's last requests is written down, or they hang for longer than a request is waited for. */
  | { readonly kind: 'forgotten'; readonly requestId: number }
  | { readonly kind: 'stopped' }

export interface UploadProgress {
  readonly entryId: string
  readonly contentHash: string
  readonly sentBytes: number
  readonly totalBytes: number
}

export type IdentifyResult =
  | { readonly ok: true; readonly identity: Identity }
  | { readonly ok: false; readonly failure: Failure }

export type AbilitiesResult = Outcome<readonly Ability[]>

export type ConnectivityState = 'connecting' | 'online' | 'offline' | 'degraded' | 'throttled' | 'signed_out' | 'paused'

export interface EngineStatus {
  readonly accountId: number
  readonly connectivity: ConnectivityState
  readonly sinceMs: number
  readonly freshAsOfMs: number | null
  readonly isSyncing: boolean
  /** Since it started, or was last asked to hurry, each stream has done all that was due and waits for the next time. */
  readonly hasCaughtUp: boolean
  readonly nextTryAtMs: number | null
  readonly lastFailure: Failure | null
  /** Event details that the CRM would not give, by local activity id; cleared when asked again. */
  readonly unavailableDetails: readonly { readonly activityId: number; readonly failure: Failure }[]
}
