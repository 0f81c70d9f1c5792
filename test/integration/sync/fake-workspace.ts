import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { insertAccount } from '../../../db/accounts.ts'
import { type AttachmentStore, openAttachmentStore } from '../../../db/attachment-store.ts'
import { addAttachment } from '../../../db/attachments.ts'
import { closeDatabases, type Databases, openDatabases } from '../../../db/open.ts'
import { readNote } from '../../../db/outbox.ts'
import type { Clock } from '../../../electron/sync/clock.ts'
import { Engine } from '../../../electron/sync/engine.ts'
import { newNoteId } from '../../../electron/sync/outbox/new-note-id.ts'
import type { FromEngine } from '../../../electron/sync/protocol.ts'
import type { FakeCrm } from '../../support/fake-crm.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'

/** The real engine over real files and the fake CRM, in virtual time, that can die and be started again. */
export class FakeWorkspace {
  readonly clock = new VirtualClock()
  readonly accountId: number
  readonly attachments: AttachmentStore
  readonly messages: FromEngine[] = []
  /** What the system answers when a file of a note is read, as long as it is set. */
  fileError: Error | null = null
  readonly #crm: FakeCrm
  readonly #folder = mkdtempSync(join(tmpdir(), 'fieldpost-entries-'))
  #databases: Databases
  #engine: Engine
  #life = 0
  #drawn = 0

  constructor(crm: FakeCrm) {
    this.#crm = crm
    this.attachments = openAttachmentStore(this.#folder)
    this.#databases = this.#open()
    this.accountId = insertAccount(this.journal, {
      provider: 'saleshandy',
      label: 'Fake',
      baseUrl: 'https://fake.test',
      userRemoteId: 'me',
      userName: 'Me',
      userEmail: null,
      organizationName: 'Fake',
      createdAtMs: this.clock.nowMs(),
    })
    this.#engine = this.#start()
  }

  get journal() {
    return this.#databases.journal
  }

  get replica() {
    return this.#databases.replica
  }

  /** What the user's actions need. */
  get surroundings() {
    return { journal: this.journal, clock: this.clock, random: this.random, maxNoteCharacters: 10_000 }
  }

  readonly random = () => {
    this.#drawn += 1
    return (this.#drawn * 0.618_034) % 1
  }

  target(remoteId: string) {
    return { accountId: this.accountId, remoteId, leadRemoteId: remoteId, displayName: remoteId }
  }

  attach(conversationRemoteId: string, fileName: string, text: string) {
    const nowMs = this.clock.nowMs()
    return addAttachment(
      this.journal,
      this.attachments,
      { accountId: this.accountId, conversationRemoteId },
      { fileName, mediaType: 'text/plain', source: { bytes: Buffer.from(text) } },
      {
        limits: { maxBytes: 1_000, maxCount: 3, mediaTypes: null },
        newEntryId: newNoteId(nowMs, this.random),
        nowMs,
      },
    )
  }

  changed(): void {
    this.#engine.handle({ kind: 'outbox_changed' })
  }

  /** The account's engine is replaced by one with the new key. */
  signInAgain(): void {
    this.#connect(this.#engine)
  }

  stopEngine(): Promise<void> {
    return this.#engine.stop()
  }

  sendNow(requestId: number): void {
    this.#engine.handle({ kind: 'send_now', requestId, accountId: null })
  }

  note(noteId: string) {
    const note = readNote(this.journal, noteId)
    if (note === null) throw new Error(`There is no note ${noteId}`)
    return note
  }

  async pass(ms = 5_000): Promise<void> {
    this.changed()
    await this.clock.advance(ms)
  }

  /** The process dies where it stands; another one starts over its files. */
  dieAndStartAgain(): void {
    this.#life += 1
    this.#databases.replica.raw.close()
    this.#databases.journal.raw.close()
    this.#databases = this.#open()
    this.#engine = this.#start()
  }

  async close(): Promise<void> {
    const stopping = this.#engine.stop()
    await this.clock.advance(60_000)
    await stopping
    closeDatabases(this.#databases, { role: 'owner' })
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #connect(engine: Engine): void {
    const account = { accountId: this.accountId, provider: 'saleshandy', baseUrl: 'https://fake.test' } as const
    engine.handle({ kind: 'account', account: { ...account, secret: 'key', isPaused: false } })
  }

  #open(): Databases {
    const opened = openDatabases(this.#folder, { role: 'owner', nowMs: this.clock.nowMs() })
    if (!opened.ok) throw new Error(opened.error.detail)
    return opened.value
  }

  #start(): Engine {
    const life = this.#life
    const { clock } = this
    // A dead process runs no timers.
    const own: Clock = {
      nowMs: () => clock.nowMs(),
      monotonicMs: () => clock.monotonicMs(),
      schedule: (delayMs, task) => clock.schedule(delayMs, () => life === this.#life && task()),
    }
    const engine = new Engine({
      ...this.#databases,
      clock: own,
      random: this.random,
      transport: { send: async () => ({ kind: 'unreachable', reason: 'The fake CRM is asked directly.' }) },
      connectorFor: () => this.#crm.connect,
      readAttachment: (contentHash) => {
        if (this.fileError !== null) throw this.fileError
        return this.attachments.read(contentHash)
      },
      post: (message) => this.messages.push(message),
      onBug: (error) => {
        if (life === this.#life) throw error
      },
    })
    this.#connect(engine)
    return engine
  }
}
