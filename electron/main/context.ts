import type { AttachmentStore } from '../../db/attachment-store.ts'
import type { Journal, Replica } from '../../db/connection.ts'
import type { Settings, Topic } from '../ipc/shapes.ts'
import type { Clock, Random } from '../sync/clock.ts'
import type { EnginePort } from './engine.ts'
import type { Leaving } from './leaving.ts'
import type { NoticeBoard } from './notices.ts'
import type { EngineStatuses } from './statuses.ts'
import type { Vault } from './vault.ts'

/** What the handlers may touch of the operating system. */
interface SystemPort {
  readonly version: string
  readonly platform: string
  readonly isOnBrowserHost: boolean
  openExternal(url: string): Promise<void>
  copy(text: string): Promise<void>
  applyTheme(theme: Settings['theme']): void
  /** Where the user wants a file of notes; null: nowhere, now. */
  chooseSavePath(suggestedName: string): Promise<string | null>
  chooseOpenPath(): Promise<string | null>
  /** Files for a note; none where the user wants none, now. */
  chooseFiles(): Promise<readonly string[]>
}

/** All that the handlers work with, passed in, so that they run in a test without Electron. */
export interface ShellContext {
  readonly replica: Replica
  readonly journal: Journal
  readonly clock: Clock
  readonly random: Random
  /** Cryptographically strong. */
  readonly randomBytes: (size: number) => Uint8Array
  readonly engine: EnginePort
  readonly vault: Vault
  /** The files that notes carry. */
  readonly attachments: AttachmentStore
  readonly leaving: Pick<Leaving, 'answered'>
  readonly notices: NoticeBoard
  readonly statuses: EngineStatuses
  readonly system: SystemPort
  /** Brings the copy beside the journal up to date: what it must not forget has just been written. */
  refreshJournalBackup(): void
  announce(topics: readonly Topic[]): void
}
