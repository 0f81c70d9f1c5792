import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { insertAccount } from '../../../db/accounts.ts'
import { closeDatabases, openDatabases } from '../../../db/open.ts'
import { insertEntry, readNote } from '../../../db/outbox.ts'
import { type NoteForm, plainNote } from '../../../db/records.ts'
import type { HttpReply, HttpRequest } from '../../../electron/connectors/connector.ts'
import { connectorFor } from '../../../electron/connectors/registry.ts'
import { Engine } from '../../../electron/sync/engine.ts'
import type { EngineStatus } from '../../../electron/sync/protocol.ts'
import { createLeadsquaredModel, type LeadsquaredModelOptions } from '../../sandbox/leadsquared/model.ts'
import { seededRandom } from '../../sandbox/random.ts'
import { requestBody } from '../../support/request-body.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'

const fieldNote: NoteForm = {
  ...plainNote,
  activity: { typeCode: '200', typeName: 'Field Note', occurredAtMs: null, fields: [] },
}

const startMs = Date.UTC(2026, 0, 5, 9)

/** One request as the CRM met it. */
export interface Met {
  readonly atMs: number
  readonly path: string
  readonly isWrite: boolean
  readonly isThrottled: boolean
}

/** The real engine over real files with an account of a LeadSquared that keeps its limits, all in one virtual time. */
export class LeadsquaredLaptop {
  readonly clock = new VirtualClock(startMs)
  readonly model
  readonly met: Met[] = []
  readonly #random = seededRandom(3)
  readonly #folder = mkdtempSync(join(tmpdir(), 'fieldpost-leadsquared-'))
  readonly #databases
  readonly #accountId: number
  readonly #engine: Engine
  #status: EngineStatus | undefined
  #isOnline = true
  #written = 0

  constructor(options: Partial<LeadsquaredModelOptions> = {}) {
    const { clock } = this
    this.model = createLeadsquaredModel({
      seed: 7,
      leads: 40,
      activities: 300,
      nowMs: startMs - 60_000,
      wallMs: () => clock.nowMs(),
      monotonicMs: () => clock.monotonicMs(),
      ...options,
    })
    const opened = openDatabases(this.#folder, { role: 'owner', nowMs: clock.nowMs() })
    if (!opened.ok) throw new Error(opened.error.detail)
    this.#databases = opened.value
    const { me } = this.model.state.team
    this.#accountId = insertAccount(this.#databases.journal, {
      provider: 'leadsquared',
      label: 'Sandbox',
      baseUrl: 'https://crm.test',
      userRemoteId: me.id,
      userName: me.name,
      userEmail: me.email,
      organizationName: null,
      createdAtMs: clock.nowMs(),
    })
    this.#engine = new Engine({
      ...this.#databases,
      clock,
      random: () => this.#random.next(),
      transport: { send: (request) => this.#send(request) },
      connectorFor,
      readAttachment: () => null,
      post: (message) => {
        if (message.kind === 'status') this.#status = message.accounts[0] ?? this.#status
      },
      onBug: (error) => {
        throw error
      },
    })
    const account = { accountId: this.#accountId, provider: 'leadsquared', baseUrl: 'https://crm.test' } as const
    this.#engine.handle({ kind: 'account', account: { ...account, secret: this.model.key, isPaused: false } })
  }

  get status(): EngineStatus | undefined {
    return this.#status
  }

  get throttled(): readonly Met[] {
    return this.met.filter(({ isThrottled }) => isThrottled)
  }

  setOnline(isOnline: boolean): void {
    this.#isOnline = isOnline
    this.#engine.handle({ kind: 'network_hint', isOnline })
  }

  write(leadId: string, text: string): string {
    this.#written += 1
    const noteId = `00000000-0000-7000-8000-${String(this.#written).padStart(12, '0')}`
    insertEntry(this.#databases.journal, {
      entryId: noteId,
      targets: [
        {
          noteId,
          accountId: this.#accountId,
          conversationRemoteId: leadId,
          leadRemoteId: leadId,
          conversationName: 'Somebody',
        },
      ],
      text,
      form: fieldNote,
      draftOf: null,
      heldUntilMs: null,
      nowMs: this.clock.nowMs(),
    })
    this.#engine.handle({ kind: 'outbox_changed' })
    return noteId
  }

  state(noteId: string): string | undefined {
    return readNote(this.#databases.journal, noteId)?.state
  }

  /** The texts of what was created over the API for a lead, in the order of their creation. */
  notesOf(leadId: string): string[] {
    return this.model.state
      .activitiesFromApi()
      .filter((activity) => activity.leadId === leadId)
      .map(({ note }) => note)
  }

  /** Lets time pass until `holds`; fails after `withinMs` of it. */
  async until(what: string, holds: () => boolean, withinMs: number): Promise<void> {
    const deadlineMs = this.clock.monotonicMs() + withinMs
    while (!holds()) {
      if (this.clock.monotonicMs() > deadlineMs) throw new Error(`In vain until ${what}`)
      await this.clock.advance(100)
    }
  }

  async close(): Promise<void> {
    const stopping = this.#engine.stop()
    await this.clock.advance(60_000)
    await stopping
    closeDatabases(this.#databases, { role: 'owner' })
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** A way short enough that the limit, and not the distance, is what holds requests up. */
  async #send(request: HttpRequest): Promise<HttpReply> {
    if (!this.#isOnline) return { kind: 'unreachable', reason: 'offline' }
    await this.#wait(5 + this.#random.next() * 60)
    const url = new URL(request.url)
    const { method, headers, isWrite } = request
    const answer = this.model.provider.answer({ method, url, headers, body: requestBody(request).text })
    const body = answer.body === undefined ? '' : JSON.stringify(answer.body)
    const isThrottled = answer.status === 429 || body.includes('MXAPIRateLimitExceededException')
    this.met.push({ atMs: this.clock.nowMs(), path: url.pathname, isWrite, isThrottled })
    await this.#wait(5 + this.#random.next() * 60)
    const common = this.model.provider.commonHeaders()
    return { kind: 'answer', status: answer.status, headers: { ...common, ...answer.headers }, body }
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.clock.schedule(ms, resolve))
  }
}
