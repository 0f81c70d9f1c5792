import { insertAccount } from '../../db/accounts.ts'
import { closeDatabases, type Databases, isMalformed, mendDatabases, openDatabases } from '../../db/open.ts'
import type { OpenNotice } from '../../db/open-outcome.ts'
import { listOpenNotes } from '../../db/outbox.ts'
import { connectorFor } from '../../electron/connectors/registry.ts'
import { Engine } from '../../electron/sync/engine.ts'
import type { EngineStatus } from '../../electron/sync/protocol.ts'
import type { SeededRandom } from '../sandbox/random.ts'
import { insertNote } from '../support/insert-note.ts'
import type { VirtualClock } from '../support/virtual-clock.ts'
import type { TrialCrm } from './trial-crm.ts'

const accountId = 1

export interface TrialAppOptions {
  readonly folder: string
  readonly crm: TrialCrm
  readonly clock: VirtualClock
  readonly random: SeededRandom
}

/** Fieldpost on real files and virtual time: what main and the engine's thread do, in one. */
export class TrialApp {
  readonly databases: Databases
  readonly notices: OpenNotice[]
  readonly crm: TrialCrm
  readonly #options: TrialAppOptions
  #engine: Engine | null = null
  #status: EngineStatus | undefined
  #damage: unknown = null
  #written = 0

  constructor(options: TrialAppOptions) {
    this.#options = options
    this.crm = options.crm
    const opened = openDatabases(options.folder, { role: 'owner', nowMs: options.clock.nowMs() })
    if (!opened.ok) throw new Error(`did not open: ${opened.error.kind} ${opened.error.detail}`)
    this.databases = opened.value
    this.notices = [...opened.value.notices]
  }

  addAccount(): void {
    const { crm, clock } = this.#options
    const { me } = crm.model.state.team
    insertAccount(this.databases.journal, {
      provider: 'leadping',
      label: 'Trial',
      baseUrl: crm.url,
      userRemoteId: me.id,
      userName: me.name,
      userEmail: null,
      organizationName: null,
      createdAtMs: clock.nowMs(),
    })
  }

  writeNote(conversation: string, text: string): string {
    this.#written += 1
    const noteId = `note-${this.#options.clock.nowMs()}-${this.#written}`
    insertNote(this.databases.journal, {
      noteId,
      accountId,
      conversationRemoteId: conversation,
      leadRemoteId: null,
      conversationName: 'Somebody',
      text,
      heldUntilMs: null,
      nowMs: this.#options.clock.nowMs(),
    })
    this.#engine?.handle({ kind: 'outbox_changed' })
    return noteId
  }

  /** As main does for a call: damage that a statement meets is mended, then the statement runs again. */
  async using<T>(task: () => T): Promise<T> {
    try {
      return task()
    } catch (error) {
      if (!isMalformed(error)) throw error
      await this.#mend()
      return task()
    }
  }

  /** Syncs and sends until no note can move by itself and everything is as new as that moment. */
  async settle(): Promise<void> {
    const { clock } = this.#options
    this.#start()
    let emptyAtMs: number | null = null
    for (let seconds = 0; seconds < 3_600; seconds += 1) {
      await clock.advance(1_000)
      if (this.#damage !== null) {
        await this.#mend()
        this.#start()
        emptyAtMs = null
      }
      const isMoving = await this.using(() => this.#isMoving())
      if (isMoving) emptyAtMs = null
      else emptyAtMs ??= clock.nowMs()
      if (emptyAtMs !== null && (this.#status?.freshAsOfMs ?? 0) > emptyAtMs) return
    }
    throw new Error(`not settled after an hour: ${JSON.stringify(this.#status)}`)
  }

  async pass(ms: number): Promise<void> {
    this.#start()
    await this.#options.clock.advance(ms)
  }

  async stopEngine(): Promise<void> {
    const stopped = this.#engine?.stop()
    this.#engine = null
    await this.#options.clock.advance(5_000)
    await stopped
  }

  async close(): Promise<void> {
    await this.stopEngine()
    closeDatabases(this.databases, { role: 'owner' })
  }

  #isMoving(): boolean {
    // What stands behind a note that waits for the user's answer waits with it.
    const asking = new Set<string>()
    return listOpenNotes(this.databases.journal).some((note) => {
      if (note.needsAnswer) asking.add(note.conversationRemoteId)
      return note.state !== 'rejected' && !asking.has(note.conversationRemoteId)
    })
  }

  async #mend(): Promise<void> {
    await this.stopEngine()
    this.#damage = null
    const mended = mendDatabases(this.databases, { nowMs: this.#options.clock.nowMs() })
    if (!mended.ok) throw new Error(`not mended: ${mended.error.kind}`)
    this.notices.push(...mended.notices)
    this.#status = undefined
  }

  #start(): void {
    if (this.#engine !== null) return
    const { crm, clock, random } = this.#options
    const { replica, journal } = this.databases
    const met = (error: unknown) => {
      if (!isMalformed(error)) throw error
      this.#damage = error
    }
    try {
      const engine = new Engine({
        replica,
        journal,
        clock,
        random: () => random.next(),
        transport: crm,
        connectorFor,
        readAttachment: () => null,
        post: (message) => {
          if (message.kind === 'status') this.#status = message.accounts[0]
        },
        onBug: met,
      })
      this.#engine = engine
      const account = {
        accountId,
        provider: 'leadping',
        baseUrl: crm.url,
        secret: crm.model.key,
        isPaused: false,
      } as const
      engine.handle({ kind: 'account', account })
    } catch (error) {
      met(error)
    }
  }
}
