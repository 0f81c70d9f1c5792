import { insertAccount } from '../../db/accounts.ts'
import { conversationIdOf } from '../../db/queries/targets.ts'
import type { SeededRandom } from '../sandbox/random.ts'
import { SimulatedCrm } from './crm.ts'
import type { Happening, Schedule } from './happenings.ts'
import type { Violation } from './invariants/violation.ts'
import { Judge } from './judge.ts'
import { Lives } from './lives.ts'
import { SimulatedNetwork } from './network.ts'
import { Laptop, SimulatedTime } from './time.ts'
import { Trace } from './trace.ts'
import { SimulatedUser } from './user.ts'

const startMs = Date.UTC(2026, 0, 5, 9)
const hourMs = 3_600_000
/** Distance of the looks at what must hold at every moment. */
const lookEveryMs = 30_000
/** How long everything may take to come to rest once nothing goes wrong any more. */
const restWithinMs = 20 * 60_000
/** …and where the CRM refused requests before: then a client takes itself for one of many, and is slow. */
const restWithinAfterRefusalsMs = 4 * hourMs
const baseUrl = 'http://127.0.0.1:9'

export interface SimulationStatistics {
  readonly notes: number
  readonly requests: number
  readonly deaths: number
  readonly simulatedMs: number
}

const garbledSweep = { effect: { kind: 'drop_item_id' }, match: 'list', times: 4, forMs: 50 * hourMs, atMs: 0 } as const

/** One laptop, one CRM and one user, and what happens to them. */
export class World {
  readonly #schedule: Schedule
  readonly #time = new SimulatedTime(startMs)
  readonly #trace: Trace
  readonly #laptop: Laptop
  readonly #crm: SimulatedCrm
  readonly #network: SimulatedNetwork
  readonly #lives: Lives
  readonly #user: SimulatedUser
  readonly #judge: Judge
  readonly #accountId: number
  #secret: string | null
  #isPaused = false
  /** How long the day's sleeps were: what happens later happens that much later. */
  #sleptMs = 0

  constructor(schedule: Schedule, random: SeededRandom, options: { folder: string; traces: boolean }) {
    this.#schedule = schedule
    const time = this.#time
    const trace = new Trace(options.traces, () => time.nowMs - startMs)
    const laptop = new Laptop(time)
    const crm = new SimulatedCrm(time, schedule.seed, schedule.traits)
    this.#trace = trace
    this.#laptop = laptop
    this.#crm = crm
    this.#secret = crm.key
    const isBackfilling = () => this.#judge.isBackfilling()
    this.#network = new SimulatedNetwork({ time, laptop, crm, random, isBackfilling, trace })
    this.#lives = new Lives({
      folder: options.folder,
      traits: schedule.traits,
      time,
      laptop,
      network: this.#network,
      random,
      trace,
      onMessage: (message) => message.kind === 'changed' && this.#judge.lookAtBackfill(),
      onBug: (error) => this.#judge.bug(error),
      onPowerCut: () => this.#judge.forgetRows(),
      onStartedAgain: () => this.#startedAgain(),
    })
    this.#lives.begin()
    this.#accountId = this.#connect()
    this.#user = new SimulatedUser({ accountId: this.#accountId, crm, trace })
    const { told } = this.#user
    this.#judge = new Judge({ accountId: this.#accountId, told, crm, laptop, time, trace, app: () => this.#lives.app })
    this.#postAccount()
  }

  get violations(): readonly Violation[] {
    return this.#judge.violations
  }

  get lines(): readonly string[] {
    return this.#trace.lines
  }

  get statistics(): SimulationStatistics {
    return {
      notes: this.#user.told.size,
      requests: this.#network.requests,
      deaths: this.#lives.deaths,
      simulatedMs: this.#time.nowMs - startMs,
    }
  }

  async play(): Promise<void> {
    const { happenings, durationMs } = this.#schedule
    let nextLookMs = startMs + lookEveryMs
    for (const happening of happenings) {
      while (nextLookMs < startMs + happening.atMs + this.#sleptMs && !this.#judge.isOver) {
        await this.#passUntil(nextLookMs)
        this.#judge.look()
        nextLookMs = this.#time.nowMs + lookEveryMs
      }
      await this.#passUntil(startMs + happening.atMs + this.#sleptMs)
      if (this.#judge.isOver) return
      this.#trace.add(() => JSON.stringify(happening))
      await this.#happen(happening)
    }
    this.#judge.look()
    await this.#passUntil(startMs + durationMs + this.#sleptMs)
    await this.#comeToRest()
    await this.#passWeekends()
    if (this.#judge.isOver) return
    this.#judge.lookAtRest()
    this.#judge.traceReceipts()
  }

  close(): void {
    this.#lives.close()
  }

  async #passUntil(untilMs: number): Promise<void> {
    const byMs = untilMs - this.#time.nowMs
    if (byMs > 0 && !this.#judge.isOver) await this.#time.advance(byMs, () => this.#lives.buryTheDead())
  }

  async #happen(happening: Happening): Promise<void> {
    const { app } = this.#lives
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
        this.#lives.doom(happening)
        break
      case 'quit':
        await this.#lives.quit(happening.downMs)
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
        this.#lives.isDiskFullUntilMs = this.#time.nowMs + happening.forMs
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
    this.#lives.buryTheDead()
  }

  #connect(): number {
    const { me, organization } = this.#crm.model.state.team
    const accountId = this.#lives.app?.attempt(({ journal }) =>
      insertAccount(journal, {
        provider: 'leadping',
        label: organization.name,
        baseUrl,
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
      baseUrl,
      secret: this.#secret,
      isPaused: this.#isPaused,
    } as const
    this.#lives.app?.attempt((_, engine) => engine.handle({ kind: 'account', account }))
  }

  #startedAgain(): void {
    const { app } = this.#lives
    if (app !== null) this.#user.lookAround(app)
    this.#postAccount()
    this.#judge.look()
  }

  #signIn(): void {
    if (!this.#crm.model.credentials.accept(`Bearer ${this.#crm.key}`)) this.#crm.newCredential()
    this.#secret = this.#crm.key
    this.#postAccount()
  }

  #openConversation(index: number): void {
    const conversation = this.#crm.conversations()[index]
    if (conversation === undefined) return
    this.#lives.app?.attempt(({ replica }, engine) => {
      const conversationId = conversationIdOf(replica, this.#accountId, conversation.id)
      if (conversationId !== null) engine.handle({ kind: 'focus_conversation', conversationId })
    })
  }

  #colleague({ does, pick }: Extract<Happening, { kind: 'colleague' }>): void {
    const done = this.#crm.colleague(does, pick)
    this.#trace.add(() => `colleague: ${done}`)
  }

  async #sleep(forMs: number, countsAsUptime: boolean): Promise<void> {
    await this.#laptop.sleep(forMs, countsAsUptime, () => this.#lives.buryTheDead())
    this.#sleptMs += forMs
    this.#network.woke()
    this.#lives.app?.attempt((_, engine) => engine.handle({ kind: 'resumed' }))
  }

  /** Nothing goes wrong any more: every note must come to its end, every stream to the present. */
  async #comeToRest(): Promise<void> {
    this.#network.heal()
    this.#lives.isDiskFullUntilMs = 0
    this.#trace.add(() => 'from here on nothing goes wrong')
    this.#isPaused = false
    this.#signIn()
    const sinceMs = this.#time.nowMs
    const isDone = await this.#waitUntil(() => {
      const { app } = this.#lives
      if (this.#time.nowMs - sinceMs > 60_000 && app !== null) this.#user.answerQuestions(app)
      return this.#judge.isAtRest(sinceMs)
    })
    if (!isDone && !this.#judge.isOver) this.#judge.report('progress', this.#judge.whatIsNotAtRest())
  }

  /** False: not within the time that things may take. */
  async #waitUntil(holds: () => boolean): Promise<boolean> {
    const sinceMs = this.#time.nowMs
    const limitMs = this.#network.hasRefused || this.#crm.refusedByLimit > 0 ? restWithinAfterRefusalsMs : restWithinMs
    while (this.#time.nowMs - sinceMs < limitMs && !this.#judge.isOver) {
      const stepMs = this.#time.nowMs - sinceMs < 5 * 60_000 ? 10_000 : 60_000
      await this.#passUntil(this.#time.nowMs + stepMs)
      this.#judge.look()
      if (holds()) return true
    }
    return false
  }

  /** Some days see a permission lost, or a sweep's page garbled, before two weekends as they should be: a row goes only when two sweeps miss it. */
  async #passWeekends(): Promise<void> {
    const { emptyWeekends, garblesSweep } = this.#schedule.traits
    this.#crm.seesNothing = true
    for (let weekend = 0; weekend < emptyWeekends && !this.#judge.isOver; weekend += 1) await this.#passAWeekend()
    this.#crm.seesNothing = false
    if (garblesSweep) {
      this.#network.strike({ kind: 'network', ...garbledSweep })
      await this.#passAWeekend()
    }
    for (let weekend = 0; weekend < 2 && !this.#judge.isOver; weekend += 1) await this.#passAWeekend()
  }

  /** Long enough for a sweep of every stream to fall due, even if the clock was set back. */
  async #passAWeekend(): Promise<void> {
    this.#trace.add(() => 'the laptop sleeps for two days')
    await this.#sleep(49 * hourMs, true)
    const sinceMs = this.#time.nowMs
    const isDone = await this.#waitUntil(() => this.#judge.isAtRest(sinceMs) && this.#judge.isSweptSince(sinceMs))
    if (!isDone && !this.#judge.isOver)
      this.#judge.report('progress', `no sweep came to its end; ${this.#judge.whatIsNotAtRest()}`)
  }
}
