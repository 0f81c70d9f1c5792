import { insertAccount, saveConnectorMemory } from '../../../db/accounts.ts'
import type { Databases } from '../../../db/open.ts'
import { connectorFor } from '../../../electron/connectors/registry.ts'
import { AccountEngine } from '../../../electron/sync/account-engine.ts'
import type { Clock } from '../../../electron/sync/clock.ts'
import type { Attention } from '../../../electron/sync/pull/cadence.ts'
import type { SeededRandom } from '../../sandbox/random.ts'
import { insertNote } from '../../support/insert-note.ts'
import type { SharedCrm } from './shared-crm.ts'

export interface LaptopSurroundings {
  /** Shared by all laptops, each with an account of its own in them: opening two files a laptop would take longer than the run. */
  readonly databases: Databases
  readonly clock: Clock
  readonly random: SeededRandom
  readonly crm: SharedCrm
}

/** A note, and when its user wrote it, ms virtual monotonic. */
export interface WrittenNote {
  readonly text: string
  readonly writtenAtMs: number
}

/** A colleague's laptop: the real engine of one account, its state in the journal over restarts. */
export class Laptop {
  readonly index: number
  readonly notes: WrittenNote[] = []
  readonly #surroundings: LaptopSurroundings
  readonly #accountId: number
  #engine: AccountEngine | null = null
  #attention: Attention = 'active'

  constructor(index: number, surroundings: LaptopSurroundings) {
    this.index = index
    this.#surroundings = surroundings
    const { journal } = surroundings.databases
    this.#accountId = insertAccount(journal, {
      provider: 'leadping',
      label: `Laptop ${index}`,
      baseUrl: 'https://crm.example',
      userRemoteId: `u${index}`,
      userName: `User ${index}`,
      userEmail: null,
      organizationName: null,
      createdAtMs: surroundings.clock.nowMs(),
    })
    saveConnectorMemory(journal, this.#accountId, { dialect: 'timeline', archiveSpelling: 'name' })
  }

  get isOn(): boolean {
    return this.#engine !== null
  }

  switchOn(): void {
    const { databases, clock, random, crm } = this.#surroundings
    const connect = connectorFor('leadping')
    if (connect === null || this.#engine !== null) return
    this.#engine = new AccountEngine(
      {
        accountId: this.#accountId,
        provider: 'leadping',
        baseUrl: 'https://crm.example',
        secret: 'sk_fleet',
        isPaused: false,
      },
      connect,
      this.#attention,
      {
        replica: databases.replica,
        journal: databases.journal,
        clock,
        random: () => random.next(),
        transport: crm.transportOf(this.index),
        announce: () => undefined,
        readAttachment: () => null,
        uploadProgressed: () => undefined,
        statusChanged: () => undefined,
        guardStorage: (write) => write(),
        track: (task) => void task,
      },
    )
    this.#engine.start()
  }

  async switchOff(): Promise<void> {
    const engine = this.#engine
    this.#engine = null
    engine?.stop()
    await engine?.idle()
  }

  attend(attention: Attention): void {
    this.#attention = attention
    this.#engine?.attend(attention)
  }

  writeNote(): void {
    const { databases, clock } = this.#surroundings
    const noteId = `laptop ${this.index} note ${this.notes.length}`
    this.notes.push({ text: noteId, writtenAtMs: clock.monotonicMs() })
    insertNote(databases.journal, {
      noteId,
      accountId: this.#accountId,
      conversationRemoteId: 'c1',
      leadRemoteId: 'l1',
      conversationName: 'Somebody',
      text: noteId,
      heldUntilMs: null,
      nowMs: clock.nowMs(),
    })
    this.#engine?.outboxChanged()
  }
}
