import type { Transport } from '../../electron/connectors/connector.ts'
import type { SeededRandom } from '../sandbox/random.ts'
import { type AccountHappening, SimulatedAccount } from './account.ts'
import { openCrm } from './crms/open.ts'
import type { Happening, Schedule } from './happenings.ts'
import type { Violation } from './invariants/violation.ts'
import { Lives } from './lives.ts'
import { Laptop, SimulatedTime } from './time.ts'
import { Trace } from './trace.ts'

const startMs = Date.UTC(2026, 0, 5, 9)
const hourMs = 3_600_000
/** Distance of the looks at what must hold at every moment. */
const lookEveryMs = 30_000
/** How long everything may take to come to rest once nothing goes wrong any more. */
const restWithinMs = 20 * 60_000
/** …and where the CRM refused requests before: then a client takes itself for one of many, and is slow. */
const restWithinAfterRefusalsMs = 4 * hourMs

export interface SimulationStatistics {
  /** Those for several records count once each. */
  readonly notes: number
  /** Of notes that the CRM has. */
  readonly changes: number
  /** That were sent, as often as they were. */
  readonly files: number
  /** Doubts about notes that the user had to settle. */
  readonly questions: number
  readonly requests: number
  readonly deaths: number
  readonly simulatedMs: number
}

const garbledSweep = { effect: { kind: 'drop_item_id' }, match: 'list', times: 4, forMs: 50 * hourMs, atMs: 0 } as const

/** One laptop with its accounts, their CRMs and their user, and what happens to them. */
export class World {
  readonly #schedule: Schedule
  readonly #time = new SimulatedTime(startMs)
  readonly #trace: Trace
  readonly #laptop: Laptop
  readonly #lives: Lives
  readonly #accounts: readonly SimulatedAccount[]
  /** How long the day's sleeps were: what happens later happens that much later. */
  #sleptMs = 0

  constructor(schedule: Schedule, random: SeededRandom, options: { folder: string; traces: boolean }) {
    this.#schedule = schedule
    const time = this.#time
    const trace = new Trace(options.traces, () => time.nowMs - startMs)
    const laptop = new Laptop(time)
    this.#trace = trace
    this.#laptop = laptop
    this.#lives = new Lives({
      folder: options.folder,
      crms: schedule.crms,
      time,
      laptop,
      transportFor: (isAlive) => this.#transportFor(isAlive),
      random,
      trace,
      onMessage: (message) => message.kind === 'changed' && this.#lookAtBackfill(),
      onBug: (error) => this.#accounts[0]?.judge.bug(error),
      onPowerCut: () => this.#judgeEach((judge) => judge.forgetRows()),
      onStartedAgain: () => this.#startedAgain(),
    })
    const app = () => this.#lives.app
    const crms = schedule.crms.map((traits, index) => openCrm(time, schedule.seed + index * 1_000_003, traits))
    this.#lives.begin()
    this.#accounts = crms.map(
      (crm, index) =>
        new SimulatedAccount({
          crm,
          baseUrl: `http://127.0.0.1:${9 + index}`,
          time,
          laptop,
          random,
          trace,
          app,
          isDiskFull: () => time.nowMs < this.#lives.isDiskFullUntilMs,
          others: () => this.#accounts.filter((each) => each.crm !== crm).map(({ user }) => user),
        }),
    )
    for (const account of this.#accounts) account.post()
  }

  get violations(): readonly Violation[] {
    return this.#accounts.flatMap(({ judge }) => judge.violations)
  }

  get lines(): readonly string[] {
    return this.#trace.lines
  }

  get statistics(): SimulationStatistics {
    const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
    return {
      notes: sum(this.#accounts.map(({ user }) => user.notes)),
      changes: sum(this.#accounts.map(({ user }) => user.memory.told.size - user.notes)),
      files: sum(this.#accounts.map(({ network }) => network.files)),
      questions: sum(this.#accounts.map(({ user }) => user.questions)),
      requests: sum(this.#accounts.map(({ network }) => network.requests)),
      deaths: this.#lives.deaths,
      simulatedMs: this.#time.nowMs - startMs,
    }
  }

  async play(): Promise<void> {
    const { happenings, durationMs } = this.#schedule
    let nextLookMs = startMs + lookEveryMs
    for (const happening of happenings) {
      while (nextLookMs < startMs + happening.atMs + this.#sleptMs && !this.#isOver) {
        await this.#passUntil(nextLookMs)
        this.#judgeEach((judge) => judge.look())
        nextLookMs = this.#time.nowMs + lookEveryMs
      }
      await this.#passUntil(startMs + happening.atMs + this.#sleptMs)
      if (this.#isOver) return
      this.#trace.add(() => JSON.stringify(happening))
      await this.#happen(happening)
    }
    this.#judgeEach((judge) => judge.look())
    await this.#passUntil(startMs + durationMs + this.#sleptMs)
    await this.#comeToRest()
    await this.#passWeekends()
    if (this.#isOver) return
    this.#judgeEach((judge) => judge.lookAtRest())
    this.#judgeEach((judge) => judge.traceReceipts())
  }

  close(): void {
    this.#lives.close()
  }

  get #isOver(): boolean {
    return this.#accounts.some(({ judge }) => judge.isOver)
  }

  #judgeEach(judge: (judge: SimulatedAccount['judge']) => void): void {
    for (const account of this.#accounts) judge(account.judge)
  }

  /** Before the accounts are there, nothing is to be looked at. */
  #lookAtBackfill(): void {
    this.#judgeEach((judge) => judge.lookAtBackfill())
  }

  /** Each request goes to the CRM whose address it has. */
  #transportFor(isAlive: () => boolean): Transport {
    return {
      send: (request) => {
        const { origin } = new URL(request.url)
        const account = this.#accounts.find(({ baseUrl }) => baseUrl === origin)
        if (account === undefined) throw new Error(`No CRM of this world has the address ${origin}`)
        return account.network.transportFor(isAlive).send(request)
      },
    }
  }

  async #passUntil(untilMs: number): Promise<void> {
    const byMs = untilMs - this.#time.nowMs
    if (byMs > 0 && !this.#isOver) await this.#time.advance(byMs, () => this.#lives.buryTheDead())
  }

  async #happen(happening: Happening): Promise<void> {
    const { app } = this.#lives
    switch (happening.kind) {
      case 'sync_now':
        app?.attempt((_, engine) => engine.handle({ kind: 'sync_now', accountId: null }))
        break
      case 'network_hint':
        app?.attempt((_, engine) => engine.handle({ kind: 'network_hint', isOnline: happening.isOnline }))
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
      case 'disk_full':
        this.#lives.isDiskFullUntilMs = this.#time.nowMs + happening.forMs
        break
      default:
        this.#happenToAccount(happening)
    }
    this.#lives.buryTheDead()
  }

  #happenToAccount(happening: AccountHappening): void {
    this.#accounts[(happening.account ?? 0) % this.#accounts.length]?.happen(happening)
  }

  #startedAgain(): void {
    for (const account of this.#accounts) account.startedAgain()
    this.#judgeEach((judge) => judge.look())
  }

  async #sleep(forMs: number, countsAsUptime: boolean): Promise<void> {
    await this.#laptop.sleep(forMs, countsAsUptime, () => this.#lives.buryTheDead())
    this.#sleptMs += forMs
    for (const { network } of this.#accounts) network.woke()
    this.#lives.app?.attempt((_, engine) => engine.handle({ kind: 'resumed' }))
    this.#lives.woke()
  }

  /** Nothing goes wrong any more: every note must come to its end, every stream to the present. */
  async #comeToRest(): Promise<void> {
    this.#lives.isDiskFullUntilMs = 0
    this.#trace.add(() => 'from here on nothing goes wrong')
    for (const account of this.#accounts) account.heal()
    const sinceMs = this.#time.nowMs
    const isDone = await this.#waitUntil(({ judge }) => judge.isAtRest(sinceMs), sinceMs + 60_000)
    if (!isDone) this.#reportStuck((judge) => judge.isAtRest(sinceMs), '')
  }

  /** False: not within the time that things may take. From `answersFromMs` on the user answers what the app asks. */
  async #waitUntil(
    holds: (account: SimulatedAccount) => boolean,
    answersFromMs = Number.POSITIVE_INFINITY,
  ): Promise<boolean> {
    const sinceMs = this.#time.nowMs
    const wasRefused = this.#accounts.some(({ network, crm }) => network.hasRefused || crm.refusedByLimit > 0)
    const limitMs = wasRefused ? restWithinAfterRefusalsMs : restWithinMs
    while (this.#time.nowMs - sinceMs < limitMs && !this.#isOver) {
      const stepMs = this.#time.nowMs - sinceMs < 5 * 60_000 ? 10_000 : 60_000
      await this.#passUntil(this.#time.nowMs + stepMs)
      this.#judgeEach((judge) => judge.look())
      if (this.#time.nowMs > answersFromMs) for (const account of this.#accounts) account.answerQuestions()
      if (this.#accounts.every(holds)) return true
    }
    return false
  }

  #reportStuck(isDone: (judge: SimulatedAccount['judge']) => boolean, prefix: string): void {
    if (this.#isOver) return
    this.#judgeEach((judge) => {
      if (!isDone(judge)) judge.report('progress', prefix + judge.whatIsNotAtRest())
    })
  }

  /** Some days see a permission lost, or a sweep's page garbled, before two weekends as they should be: a row goes only when two sweeps miss it. */
  async #passWeekends(): Promise<void> {
    const emptyWeekends = Math.max(...this.#schedule.crms.map((traits) => traits.emptyWeekends))
    for (const [index, { crm }] of this.#accounts.entries())
      crm.seesNothing = (this.#schedule.crms[index]?.emptyWeekends ?? 0) > 0
    for (let weekend = 0; weekend < emptyWeekends && !this.#isOver; weekend += 1) await this.#passAWeekend()
    for (const { crm } of this.#accounts) crm.seesNothing = false
    const garbling = this.#accounts.filter((_, index) => this.#schedule.crms[index]?.garblesSweep === true)
    if (garbling.length > 0) {
      for (const { network } of garbling) network.strike({ kind: 'network', ...garbledSweep })
      await this.#passAWeekend()
    }
    // A sweep that is half-way may have met what was deleted since: it is not one of the two.
    const weekends = this.#accounts.some(({ judge }) => judge.isSweeping) ? 3 : 2
    for (let weekend = 0; weekend < weekends && !this.#isOver; weekend += 1) await this.#passAWeekend()
  }

  /** Long enough for a sweep of every stream to fall due, even if the clock was set back. */
  async #passAWeekend(): Promise<void> {
    this.#trace.add(() => 'the laptop sleeps for two days')
    await this.#sleep(49 * hourMs, true)
    const sinceMs = this.#time.nowMs
    const isDone = (judge: SimulatedAccount['judge']) => judge.isAtRest(sinceMs) && judge.isSweptSince(sinceMs)
    if (!(await this.#waitUntil(({ judge }) => isDone(judge)))) this.#reportStuck(isDone, 'no sweep came to its end; ')
  }
}
