import type { AccountRow } from '../../../db/accounts.ts'
import { troubleOf } from '../../sync/outbox/note-state.ts'
import type { EngineStatus } from '../../sync/protocol.ts'
import type { Failure } from '../outcome.ts'
import type { CommandContext } from '../surroundings.ts'
import { text } from '../text.ts'
import type { Workspace } from '../workspace.ts'
import { isDrained, isPushedOut } from './outbox-rest.ts'

export type SyncMode = 'once' | 'until_drained' | 'watch'

/** How the sync of one account ended. */
export interface AccountEnd {
  readonly outcome: 'caught_up' | 'paused' | 'credentials' | 'unreachable' | 'stopped'
  readonly message: string
}

/** A CRM that answers with errors, or asks for pauses, is given this long by a sync that somebody waits for. */
const patienceMs = 60_000

/** Follows one account until there is nothing more to wait for. */
export class AccountSync {
  readonly account: AccountRow
  readonly #context: CommandContext
  readonly #workspace: Workspace
  readonly #mode: SyncMode
  #status: EngineStatus | null = null
  #troubledSinceMs: number | null = null
  #end: AccountEnd | null

  constructor(context: CommandContext, workspace: Workspace, account: AccountRow, mode: SyncMode) {
    this.#context = context
    this.#workspace = workspace
    this.account = account
    this.#mode = mode
    this.#end = account.isPaused ? { outcome: 'paused', message: text.pausedAccount(account.label) } : null
  }

  /** Null: it goes on. */
  get end(): AccountEnd | null {
    return this.#end
  }

  get freshAsOfMs(): number | null {
    return this.#status?.freshAsOfMs ?? null
  }

  couldNotSignIn({ kind, message }: Failure): void {
    this.#end ??= { outcome: kind === 'credentials' ? 'credentials' : 'unreachable', message }
  }

  stopped(): void {
    this.#end ??= { outcome: 'stopped', message: text.stopped(this.account.label) }
  }

  /** The time was up: said as what kept it from being through, where that is known. */
  timedOut(): void {
    const failure = this.#status?.lastFailure ?? null
    const message = failure === null ? text.timedOut(this.account.label) : this.#unreachable().message
    this.#end ??= { outcome: failure === null ? 'stopped' : 'unreachable', message }
  }

  /** What the engine says now. Called often: a pause of the engine is measured here. */
  follow(status: EngineStatus | null): void {
    this.#status = status ?? this.#status
    if (this.#end !== null || this.#status === null) return
    this.#end = this.#endNow(this.#status)
  }

  #endNow(status: EngineStatus): AccountEnd | null {
    const { label } = this.account
    switch (status.connectivity) {
      case 'signed_out':
        return { outcome: 'credentials', message: text.refusedSecret(label) }
      case 'paused':
        return { outcome: 'paused', message: text.pausedAccount(label) }
      case 'offline':
        return this.#mode === 'once' ? this.#unreachable() : null
      case 'degraded':
      case 'throttled':
        return this.#mode === 'once' && this.#hasWaitedLong() ? this.#unreachable() : null
      case 'connecting':
      case 'online':
        this.#troubledSinceMs = null
        return this.#isThrough(status) ? { outcome: 'caught_up', message: text.caughtUp(label) } : null
      default:
        return status.connectivity satisfies never
    }
  }

  #isThrough(status: EngineStatus): boolean {
    if (!status.hasCaughtUp) return false
    const { journal } = this.#workspace
    const nowMs = this.#context.clock.nowMs()
    switch (this.#mode) {
      case 'once':
        return isPushedOut(journal, this.account.accountId, nowMs)
      case 'until_drained':
        return isDrained(journal, this.account.accountId, nowMs)
      case 'watch':
        return false
      default:
        return this.#mode satisfies never
    }
  }

  #hasWaitedLong(): boolean {
    const nowMs = this.#context.clock.monotonicMs()
    this.#troubledSinceMs ??= nowMs
    return nowMs - this.#troubledSinceMs >= patienceMs
  }

  #unreachable(): AccountEnd {
    const failure = this.#status?.lastFailure ?? null
    const why = failure === null ? '' : text.failure(troubleOf(failure))
    return { outcome: 'unreachable', message: text.unreachable(this.account.label, why) }
  }
}
