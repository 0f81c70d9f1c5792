import type { Journal, Replica } from '../../db/connection.ts'
import type { ChangedTopic } from '../../db/records.ts'
import type { Connector, Failure } from '../connectors/connector.ts'
import type { Clock, Random } from './clock.ts'
import type { Gate } from './gate.ts'
import type { SendWindow } from './outbox/send-window.ts'
import type { UploadProgress } from './protocol.ts'
import type { RateLimiter } from './rate-limiter.ts'
import type { ServerClock } from './server-clock.ts'

/** Who the account's credential speaks for, as the CRM named it when it was connected. */
interface AccountIdentity {
  readonly userRemoteId: string | null
  readonly userName: string | null
}

/** What the parts of one account's engine share. */
export interface AccountContext {
  readonly accountId: number
  readonly replica: Replica
  readonly journal: Journal
  readonly clock: Clock
  readonly random: Random
  readonly connector: Connector
  readonly gate: Gate
  readonly limiter: RateLimiter
  readonly serverClock: ServerClock
  readonly sendWindow: SendWindow
  /** Aborted when the account stops: loops end at their next wait. */
  readonly signal: AbortSignal
  identity(): AccountIdentity
  conversationId(remoteId: string): number | null
  announce(topics: readonly ChangedTopic[]): void
  /** Where phone numbers without a country code are at home, as the user set it. */
  phoneRegion(): string
  /** A note was refused that an outdated form may have made: the account's kinds of activity are fetched again, soon. */
  refreshActivityTypes(): void
  /** A file of a note; null: it is gone, or not what was added. */
  readAttachment(contentHash: string): Uint8Array | null
  uploadProgressed(progress: UploadProgress): void
  succeeded(): void
  failed(failure: Failure): void
  /** Runs a write; a full or read-only disk is reported and returned as a value, anything else is thrown. */
  guardStorage<T>(write: () => T): T | 'storage_trouble'
  /** Keeps the engine from closing the files under a running task. A task that throws is a bug and ends the worker. */
  track(task: Promise<void>): void
}
