import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { insertAccount } from '../../../db/accounts.ts'
import { type AttachmentStore, openAttachmentStore } from '../../../db/attachment-store.ts'
import { closeDatabases, openDatabases } from '../../../db/open.ts'
import { readNote } from '../../../db/outbox.ts'
import type { HttpReply, HttpRequest, Transport } from '../../../electron/connectors/connector.ts'
import { connectorFor } from '../../../electron/connectors/registry.ts'
import type { Clock } from '../../../electron/sync/clock.ts'
import { Engine } from '../../../electron/sync/engine.ts'
import { exportNotes } from '../../../electron/sync/outbox/portable/export-notes.ts'
import { importNotes } from '../../../electron/sync/outbox/portable/import-notes.ts'
import type { FromEngine } from '../../../electron/sync/protocol.ts'
import { createLeadpingModel, type LeadpingModel } from '../../sandbox/leadping/model.ts'
import { type SeededRandom, seededRandom } from '../../sandbox/random.ts'
import { insertNote } from '../../support/insert-note.ts'
import { requestBody } from '../../support/request-body.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'

/** What becomes of one request that creates a note. */
export type Fate = 'lost_before' | 'lost_after' | 'no_answer_after' | 'commits_late' | 'refused'

const requestTimeoutMs = 30_000
const passphrase = 'carried in a pocket'

/** A CRM and the machines of its users, all in one virtual time; each machine has a wall clock of its own. */
export class World {
  readonly clock = new VirtualClock()
  readonly crm: LeadpingModel
  readonly #random: SeededRandom
  readonly #machines: Machine[] = []
  sendsDate = true
  refusesLookUps = false
  /** Where only the outbox can learn it, by asking: the Date is left out of every other answer. */
  tellsTimeOnlyWhenAsked = false

  constructor(options: { seed: number; serverAheadMs?: number; readAfterWriteDelayMs?: number }) {
    this.#random = seededRandom(options.seed)
    this.crm = createLeadpingModel({
      dialect: 'B',
      seed: options.seed,
      conversations: 6,
      activities: 40,
      nowMs: this.clock.nowMs() - 3_600_000,
      wallMs: () => this.clock.nowMs(),
      monotonicMs: () => this.clock.monotonicMs(),
      readAfterWriteDelayMs: options.readAfterWriteDelayMs ?? 0,
    })
    this.crm.clock.offsetMs = options.serverAheadMs ?? 0
  }

  machine(wallAheadMs = 0): Machine {
    const made = new Machine(this, wallAheadMs, () => this.#random.next())
    this.#machines.push(made)
    return made
  }

  conversation(index: number): string {
    return this.crm.state.listedConversations()[index]?.id ?? 'none'
  }

  /** The texts of all notes that were created over the API, in the order of their creation. */
  notesIn(conversationId: string): string[] {
    return [...this.crm.state.events.values()]
      .filter((event) => event.type === 'Note' && event.origin === 'api' && event.conversationId === conversationId)
      .toSorted((one, other) => one.createdAtMs - other.createdAtMs)
      .map((event) => event.text)
  }

  answer(request: HttpRequest): HttpReply {
    const { status, headers, body } = this.crm.provider.answer({
      method: request.method,
      url: new URL(request.url),
      headers: request.headers,
      body: requestBody(request).text,
    })
    if (this.refusesLookUps && /^\/events\/conversations\/[^/]+$/.test(new URL(request.url).pathname)) {
      return { kind: 'answer', status: 403, headers: { 'content-type': 'application/problem+json' }, body: '{}' }
    }
    const isAskedForIt = request.priority === 'push' && new URL(request.url).pathname.endsWith('/me')
    const common =
      this.sendsDate && (isAskedForIt || !this.tellsTimeOnlyWhenAsked) ? this.crm.provider.commonHeaders() : {}
    const text = body === undefined ? '' : JSON.stringify(body)
    return { kind: 'answer', status, headers: { ...common, ...headers }, body: text }
  }

  /** Lets time pass until `holds`; fails after a day of it. */
  async until(what: string, holds: () => boolean, withinMs = 86_400_000): Promise<void> {
    const deadlineMs = this.clock.monotonicMs() + withinMs
    while (!holds()) {
      if (this.clock.monotonicMs() > deadlineMs) throw new Error(`In vain until ${what}`)
      await this.clock.advance(1_000)
    }
  }

  async close(): Promise<void> {
    for (const machine of this.#machines) await machine.close()
  }
}

export class Machine {
  readonly clock: Clock
  readonly databases
  readonly accountId: number
  readonly fates: Fate[] = []
  readonly messages: FromEngine[] = []
  isOnline = true
  readonly attachments: AttachmentStore
  #wallAheadMs: number
  readonly #world: World
  readonly #random: () => number
  readonly #folder = mkdtempSync(join(tmpdir(), 'fieldpost-machine-'))
  readonly #engine: Engine
  #written = 0

  constructor(world: World, wallAheadMs: number, random: () => number) {
    this.#world = world
    this.#wallAheadMs = wallAheadMs
    this.#random = random
    const { clock } = world
    this.clock = {
      nowMs: () => clock.nowMs() + this.#wallAheadMs,
      monotonicMs: () => clock.monotonicMs(),
      schedule: (delayMs, task) => clock.schedule(delayMs, task),
    }
    const opened = openDatabases(this.#folder, { role: 'owner', nowMs: this.clock.nowMs() })
    if (!opened.ok) throw new Error(opened.error.detail)
    this.databases = opened.value
    this.attachments = openAttachmentStore(this.#folder)
    const { me, organization } = world.crm.state.team
    this.accountId = insertAccount(this.databases.journal, {
      provider: 'leadping',
      label: organization.name,
      baseUrl: 'https://crm.test',
      userRemoteId: me.id,
      userName: me.name,
      userEmail: null,
      organizationName: organization.name,
      createdAtMs: this.clock.nowMs(),
    })
    this.#engine = new Engine({
      ...this.databases,
      clock: this.clock,
      random,
      transport: this.#transport(),
      connectorFor,
      readAttachment: (contentHash) => this.attachments.read(contentHash),
      post: (message) => this.messages.push(message),
      onBug: (error) => {
        throw error
      },
    })
    this.#engine.handle({
      kind: 'account',
      account: {
        accountId: this.accountId,
        provider: 'leadping',
        baseUrl: 'https://crm.test',
        secret: world.crm.key,
        isPaused: false,
      },
    })
  }

  /** What the machine knew of the CRM's time is gone with it. */
  setWallAhead(ms: number): void {
    this.#wallAheadMs = ms
  }

  forgetAccount(requestId: number): void {
    this.#engine.handle({ kind: 'forget_account', requestId, accountId: this.accountId })
  }

  setOnline(isOnline: boolean): void {
    this.isOnline = isOnline
    this.#engine.handle({ kind: 'network_hint', isOnline })
  }

  write(conversationRemoteId: string, text: string): string {
    this.#written += 1
    const noteId = `00000000-0000-7000-8000-${String(this.#written).padStart(12, '0')}`
    insertNote(this.databases.journal, {
      noteId,
      accountId: this.accountId,
      conversationRemoteId,
      leadRemoteId: null,
      conversationName: 'Somebody',
      text,
      heldUntilMs: null,
      nowMs: this.clock.nowMs(),
    })
    this.#engine.handle({ kind: 'outbox_changed' })
    return noteId
  }

  state(noteId: string): string | undefined {
    return readNote(this.databases.journal, noteId)?.state
  }

  async save() {
    const surroundings = {
      journal: this.databases.journal,
      clock: this.clock,
      attachments: this.attachments,
      randomBytes,
      minPassphraseCharacters: 10,
      cost: { log2N: 10, r: 1, p: 1 },
    }
    const saved = await exportNotes(surroundings, { accountId: null, passphrase })
    this.#engine.handle({ kind: 'outbox_changed' })
    return saved
  }

  async file(): Promise<Buffer> {
    const saved = await this.save()
    if (!saved.ok) throw new Error(saved.problem)
    return saved.file
  }

  async takeOver(file: Buffer) {
    const taken = await importNotes(
      { ...this.databases, clock: this.clock, attachments: this.attachments },
      { file, passphrase },
    )
    this.#engine.handle({ kind: 'outbox_changed' })
    return taken
  }

  async close(): Promise<void> {
    const stopping = this.#engine.stop()
    await this.#world.clock.advance(60_000)
    await stopping
    closeDatabases(this.databases, { role: 'owner' })
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #transport(): Transport {
    const { clock } = this.#world
    const wait = (ms: number) => new Promise<void>((resolve) => clock.schedule(ms, resolve))
    return {
      send: async (request) => {
        if (!this.isOnline) return { kind: 'unreachable', reason: 'offline' }
        const fate = request.isWrite ? this.fates.shift() : undefined
        await wait(20 + this.#random() * 400)
        if (fate === 'refused') return { kind: 'unreachable', reason: 'refused' }
        if (fate === 'lost_before') return { kind: 'cut', reason: 'reset' }
        if (fate === 'commits_late') await wait(requestTimeoutMs - 1_000)
        const reply = this.#world.answer(request)
        await wait(20 + this.#random() * 400)
        if (fate === 'no_answer_after') await wait(requestTimeoutMs)
        return fate === undefined ? reply : { kind: 'cut', reason: 'lost' }
      },
    }
  }
}
