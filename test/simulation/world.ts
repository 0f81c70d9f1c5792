import { cpSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { insertAccount } from '../../db/accounts.ts'
import { receiptsOf } from '../../db/outbox.ts'
import { conversationIdOf } from '../../db/queries/targets.ts'
import { readStreamStates } from '../../db/streams.ts'
import type { SeededRandom } from '../sandbox/random.ts'
import { AppProcess } from './app-process.ts'
import { SimulatedCrm } from './crm.ts'
import type { Happening, Schedule } from './happenings.ts'
import { allAtEveryMoment, allAtRest } from './invariants/all.ts'
import { unsettledNotes } from './invariants/notes.ts'
import { coverageIsTrue } from './invariants/replica.ts'
import type { Violation } from './invariants/violation.ts'
import { SimulatedNetwork } from './network.ts'
import { emptyFolder } from './template.ts'
import { Laptop, SimulatedTime } from './time.ts'
import { SimulatedUser } from './user.ts'

const startMs = Date.UTC(2026, 0, 5, 9)
const hourMs = 3_600_000
/** Distance of the looks at what must hold at every moment. */
const lookEveryMs = 30_000
/** How long everything may take to come to rest once nothing goes wrong any more. */
const restWithinMs = 20 * 60_000
/** …and where the CRM refused requests before: then a client takes itself for one of many, and is slow. */
const restWithinAfterRefusalsMs = 4 * hourMs

export interface SimulationStatistics {
  readonly notes: number
  readonly requests: number
  readonly deaths: number
  readonly simulatedMs: number
}

const garbledSweep = { effect: { kind: 'drop_item_id' }, match: 'list', times: 4, forMs: 50 * hourMs, atMs: 0 } as const

/** One laptop, one CRM and one user, and what happens to them. */
export class World {
  readonly violations: Violation[] = []
  readonly lines: string[] = []
  readonly #schedule: Schedule
  readonly #random: SeededRandom
  readonly #folder: string
  readonly #traces: boolean
  readonly #time = new SimulatedTime(startMs)
  readonly #laptop: Laptop
  readonly #crm: SimulatedCrm
  readonly #network: SimulatedNetwork
  readonly #user: SimulatedUser
  readonly #accountId: number
  readonly #knownRows = new Set<string>()
  #app: AppProcess | null = null
  #lives = 0
  #deaths = 0
  #downMs = 1_000
  /** Set while the process is doomed to lose the unsynced end of the replica's log. */
  #lost: number | null = null
  #secret: string | null
  #isPaused = false
  #diskFullUntilMs = 0
  /** How long the day's sleeps were: what happens later happens that much later. */
  #sleptMs = 0

  constructor(schedule: Schedule, random: SeededRandom, options: { folder: string; traces: boolean }) {
    this.#schedule = schedule
    this.#random = random
    this.#folder = options.folder
    this.#traces = options.traces
    this.#laptop = new Laptop(this.#time)
    this.#crm = new SimulatedCrm(this.#time, schedule.seed, schedule.traits)
    this.#secret = this.#crm.key
    const trace = (line: () => string) => this.#trace(line)
    this.#network = new SimulatedNetwork({
      time: this.#time,
      laptop: this.#laptop,
      crm: this.#crm,
      random,
      isBackfilling: () => this.#isBackfilling(),
      trace,
    })
    const first = join(this.#folder, '0')
    cpSync(emptyFolder(dirname(this.#folder)), first, { recursive: true })
    this.#startApp(first)
    this.#accountId = this.#connect()
    this.#user = new SimulatedUser({ accountId: this.#accountId, crm: this.#crm, trace })
    this.#postAccount()
  }

  get statistics(): SimulationStatistics {
    return {
      notes: this.#user.told.size,
      requests: this.#network.requests,
      deaths: this.#deaths,
      simulatedMs: this.#time.nowMs - startMs,
    }
  }

  async play(): Promise<void> {
    const { happenings, durationMs, traits } = this.#schedule
    let nextLookMs = startMs + lookEveryMs
    for (const happening of happenings) {
      while (nextLookMs < startMs + happening.atMs + this.#sleptMs && !this.#isOver) {
        await this.#passUntil(nextLookMs)
        this.#look()
        nextLookMs = this.#time.nowMs + lookEveryMs
      }
      await this.#passUntil(startMs + happening.atMs + this.#sleptMs)
      if (this.#isOver) return
      this.#trace(() => JSON.stringify(happening))
      await this.#happen(happening)
    }
    this.#look()
    await this.#passUntil(startMs + durationMs + this.#sleptMs)
    await this.#comeToRest()
    this.#crm.seesNothing = true
    for (let weekend = 0; weekend < traits.emptyWeekends && !this.#isOver; weekend += 1) await this.#passAWeekend()
    this.#crm.seesNothing = false
    if (traits.garblesSweep) {
      this.#network.strike({ kind: 'network', ...garbledSweep })
      await this.#passAWeekend()
    }
    for (let weekend = 0; weekend < 2 && !this.#isOver; weekend += 1) await this.#passAWeekend()
    if (this.#isOver) return
    this.#check((app) => allAtRest(app.databases, this.#user.told, this.#crm))
    if (this.#traces) this.#traceReceipts()
  }

  close(): void {
    this.#app?.release()
    this.#app = null
  }

  get #isOver(): boolean {
    return this.violations.length > 0
  }

  async #passUntil(untilMs: number): Promise<void> {
    const byMs = untilMs - this.#time.nowMs
    if (byMs > 0 && !this.#isOver) await this.#time.advance(byMs, () => this.#buryTheDead())
  }

  async #pass(byMs: number): Promise<void> {
    await this.#passUntil(this.#time.nowMs + byMs)
  }

  async #happen(happening: Happening): Promise<void> {
    const app = this.#app
    switch (happening.kind) {
      case 'write':
        if (app !== null) this.#user.write(app, happening.conversation, happening.text, happening.holdMs)
        break
      case 'undo':
      case 'edit':
      case 'discard':
      case 'retry':
        if (app !== null) this.#user.act(app, happening.kind, happening.pick)
        break
      case 'open_conversation':
        this.#openConversation(happening.conversation)
        break
      case 'sync_now':
        app?.attempt((_, engine) => engine.handle({ kind: 'sync_now', accountId: null }))
        break
      case 'network_hint':
        app?.attempt((_, engine) => engine.handle({ kind: 'network_hint', isOnline: happening.isOnline }))
        break
      case 'sign_out':
        this.#secret = null
        this.#postAccount()
        break
      case 'sign_in':
        this.#signIn()
        break
      case 'pause':
      case 'unpause':
        this.#isPaused = happening.kind === 'pause'
        this.#postAccount()
        break
      case 'credential_expires':
        this.#crm.expireCredential()
        break
      case 'tokens_expire':
        this.#crm.model.expireTokens()
        break
      case 'network':
        this.#network.strike(happening)
        break
      case 'crash':
        this.#doom(happening)
        break
      case 'quit':
        await this.#quit(happening.downMs)
        break
      case 'sleep':
        await this.#sleep(happening.forMs, happening.countsAsUptime)
        break
      case 'wall_clock':
        this.#laptop.setWallClock(happening.byMs)
        break
      case 'server_clock':
        this.#crm.model.clock.offsetMs += happening.byMs
        break
      case 'disk_full':
        this.#diskFullUntilMs = this.#time.nowMs + happening.forMs
        break
      case 'competitor':
        this.#crm.compete(happening.requests)
        break
      case 'colleague':
        this.#colleague(happening)
        break
      default:
        happening satisfies never
    }
    this.#buryTheDead()
  }

  #startApp(folder: string, statementsLeft: number | null = null): void {
    const started = AppProcess.start(
      {
        folder,
        clockFor: (isAlive) => this.#laptop.clockFor(isAlive),
        transportFor: (isAlive) => this.#network.transportFor(isAlive),
        random: () => this.#random.next(),
        isDiskFull: () => this.#time.nowMs < this.#diskFullUntilMs,
        traits: this.#schedule.traits,
        isFresh: this.#lives === 0,
        onMessage: (message) => message.kind === 'changed' && this.#lookAtBackfill(),
        onBug: (error) => this.#bug(error),
      },
      statementsLeft,
    )
    if (started.kind === 'refused') {
      this.#trace(() => `the app could not start: ${started.reason}`)
      this.#time.schedule(10_000, () => this.#startApp(folder))
      return
    }
    this.#app = started.process
    this.#trace(() => `the app starts in ${folder}`)
  }

  #connect(): number {
    const { me, organization } = this.#crm.model.state.team
    const accountId = this.#app?.attempt(({ journal }) =>
      insertAccount(journal, {
        provider: 'leadping',
        label: organization.name,
        baseUrl: 'http://127.0.0.1:9',
        userRemoteId: me.id,
        userName: me.name,
        userEmail: me.email,
        organizationName: organization.name,
        createdAtMs: startMs,
      }),
    )
    if (accountId === undefined) throw new Error('The account could not be stored')
    return accountId
  }

  #postAccount(): void {
    const account = {
      accountId: this.#accountId,
      provider: 'leadping',
      baseUrl: 'http://127.0.0.1:9',
      secret: this.#secret,
      isPaused: this.#isPaused,
    } as const
    this.#app?.attempt((_, engine) => engine.handle({ kind: 'account', account }))
  }

  #signIn(): void {
    if (!this.#crm.model.credentials.accept(`Bearer ${this.#crm.key}`)) this.#crm.newCredential()
    this.#secret = this.#crm.key
    this.#postAccount()
  }

  #openConversation(index: number): void {
    const conversation = this.#crm.conversations()[index]
    if (conversation === undefined) return
    this.#app?.attempt(({ replica }, engine) => {
      const conversationId = conversationIdOf(replica, this.#accountId, conversation.id)
      if (conversationId !== null) engine.handle({ kind: 'focus_conversation', conversationId })
    })
  }

  #colleague({ does, pick }: Extract<Happening, { kind: 'colleague' }>): void {
    const done = this.#crm.colleague(does, pick)
    this.#trace(() => `colleague: ${done}`)
  }

  #doom({ how, statements, withinMs, downMs, lost }: Extract<Happening, { kind: 'crash' }>): void {
    const app = this.#app
    if (app === null) return
    this.#downMs = downMs
    this.#lost = how === 'power_cut' ? lost : null
    app.dieAfter(statements)
    if (statements > 0) this.#time.schedule(withinMs, () => app.dieAfter(0))
  }

  /** A process that died leaves its files as they are to the next one, which the user starts some time later. */
  #buryTheDead(): void {
    const app = this.#app
    if (app === null || app.isAlive) return
    this.#app = null
    this.#deaths += 1
    this.#lives += 1
    const folder = join(this.#folder, String(this.#lives))
    app.leaveTo(folder, this.#lost)
    if (this.#lost !== null) {
      this.#laptop.reboot()
      this.#knownRows.clear()
    }
    this.#trace(
      () => `the app died${this.#lost === null ? '' : ', with the power cut'}; it starts again in ${this.#downMs} ms`,
    )
    this.#lost = null
    this.#time.schedule(this.#downMs, () => this.#startAgain(folder))
  }

  #startAgain(folder: string): void {
    this.#startApp(folder)
    if (this.#app !== null) this.#user.lookAround(this.#app)
    this.#postAccount()
    this.#look()
  }

  async #quit(downMs: number): Promise<void> {
    const app = this.#app
    if (app === null) return
    await app.quit((ms) => this.#time.advance(ms, () => undefined))
    this.#lost = null
    this.#downMs = downMs
    this.#buryTheDead()
  }

  async #sleep(forMs: number, countsAsUptime: boolean): Promise<void> {
    await this.#laptop.sleep(forMs, countsAsUptime, () => this.#buryTheDead())
    this.#sleptMs += forMs
    this.#network.woke()
    this.#app?.attempt((_, engine) => engine.handle({ kind: 'resumed' }))
  }

  /** Nothing goes wrong any more: every note must come to its end, every stream to the present. */
  async #comeToRest(): Promise<void> {
    this.#network.heal()
    this.#diskFullUntilMs = 0
    this.#trace(() => 'from here on nothing goes wrong')
    this.#isPaused = false
    this.#signIn()
    const sinceMs = this.#time.nowMs
    const isDone = await this.#waitUntil(() => {
      if (this.#time.nowMs - sinceMs > 60_000 && this.#app !== null) this.#user.answerQuestions(this.#app)
      return this.#isAtRest(sinceMs)
    })
    if (!isDone && !this.#isOver) this.#report('progress', this.#whatIsNotAtRest())
  }

  /** False: not within the time that things may take. */
  async #waitUntil(holds: () => boolean): Promise<boolean> {
    const sinceMs = this.#time.nowMs
    const limitMs = this.#network.hasRefused || this.#crm.refusedByLimit > 0 ? restWithinAfterRefusalsMs : restWithinMs
    while (this.#time.nowMs - sinceMs < limitMs && !this.#isOver) {
      await this.#pass(this.#time.nowMs - sinceMs < 5 * 60_000 ? 10_000 : 60_000)
      this.#look()
      if (holds()) return true
    }
    return false
  }

  /** A weekend, and with it a sweep of every stream, even if the clock was set back; two of them, since a row goes only when two sweeps miss it. */
  async #passAWeekend(): Promise<void> {
    this.#trace(() => 'the laptop sleeps for two days')
    await this.#sleep(49 * hourMs, true)
    const sinceMs = this.#time.nowMs
    const isDone = await this.#waitUntil(() => this.#isAtRest(sinceMs) && this.#isSweptSince(sinceMs))
    if (!isDone && !this.#isOver) this.#report('progress', `no sweep came to its end; ${this.#whatIsNotAtRest()}`)
  }

  #isAtRest(sinceMs: number): boolean {
    return (
      this.#app?.attempt((databases) => {
        if (unsettledNotes(databases, this.#user.told).length > 0) return false
        const streams = readStreamStates(databases.replica, this.#accountId)
        const isFresh = (freshAsOfMs: number | null) => freshAsOfMs !== null && freshAsOfMs >= this.#wallOf(sinceMs)
        return (
          streams.length === 3 &&
          streams.every((stream) => stream.backfill === 'finished' && isFresh(stream.freshAsOfMs))
        )
      }) ?? false
    )
  }

  #isSweptSince(sinceMs: number): boolean {
    return (
      this.#app?.attempt(({ replica }) =>
        readStreamStates(replica, this.#accountId)
          .filter(({ stream }) => stream !== 'activities')
          .every(({ sweep, lastSweepAtMs }) => sweep === null && (lastSweepAtMs ?? 0) >= this.#wallOf(sinceMs)),
      ) ?? false
    )
  }

  #wallOf(trueMs: number): number {
    return this.#laptop.wallMs - (this.#time.nowMs - trueMs)
  }

  #whatIsNotAtRest(): string {
    const app = this.#app
    if (app === null) return 'the app does not run'
    const notes = app.attempt((databases) => unsettledNotes(databases, this.#user.told)) ?? []
    const streams = app.attempt(({ replica }) => readStreamStates(replica, this.#accountId)) ?? []
    return JSON.stringify({
      notes: notes.map(({ noteId, state, trouble, needsAnswer }) => ({ noteId, state, trouble, needsAnswer })),
      streams: streams.map(({ stream, backfill, freshAsOfMs, sweep, lastSweepAtMs }) => ({
        stream,
        backfill,
        freshAsOfMs,
        lastSweepAtMs,
        sweep,
      })),
    })
  }

  #isBackfilling(): boolean {
    const states = this.#app?.attempt(({ replica }) => readStreamStates(replica, this.#accountId)) ?? []
    return states.length < 3 || states.some(({ backfill }) => backfill === 'running')
  }

  #look(): void {
    if (this.#crm.refusedByLimit > 0 && !this.#crm.hasCompetitor)
      this.#report('rate limit kept', `the CRM refused ${this.#crm.refusedByLimit} requests beyond its limit`)
    this.#check((app) =>
      allAtEveryMoment(app.databases, {
        accountId: this.#accountId,
        told: this.#user.told,
        crm: this.#crm,
        laptop: this.#laptop,
        knownRows: this.#knownRows,
      }),
    )
  }

  /** Between two pages of a backfill there is no time in which to look by the clock. */
  #lookAtBackfill(): void {
    const app = this.#app
    if (app === null || this.#isOver || !app.unwatched(() => this.#isBackfilling())) return
    this.#check(({ databases }) => coverageIsTrue(databases, this.#accountId, this.#crm, this.#laptop))
  }

  #check(look: (app: AppProcess) => readonly Violation[]): void {
    const app = this.#app
    if (app === null) return
    const found = app.unwatched(() => look(app))
    for (const violation of found) this.#report(violation.invariant, violation.detail)
  }

  #bug(error: unknown): void {
    this.#report('no bug', error instanceof Error ? (error.stack ?? error.message) : String(error))
  }

  #report(invariant: Violation['invariant'], detail: string): void {
    this.violations.push({ invariant, detail })
    this.#trace(() => `VIOLATION ${invariant}: ${detail}`)
  }

  #traceReceipts(): void {
    const app = this.#app
    if (app === null) return
    for (const noteId of this.#user.told.keys()) {
      const receipts = app.attempt(({ journal }) => receiptsOf(journal, noteId)) ?? []
      for (const { atMs, from, to, cause } of receipts)
        this.lines.push(`receipt ${noteId} ${atMs}: ${from} -> ${to} ${cause}`)
    }
  }

  #trace(line: () => string): void {
    if (this.#traces) this.lines.push(`${String(this.#time.nowMs - startMs).padStart(9)} ${line()}`)
  }
}
