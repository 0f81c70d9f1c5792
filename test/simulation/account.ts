import { insertAccount, saveConnectorMemory } from '../../db/accounts.ts'
import { conversationIdOf } from '../../db/queries/targets.ts'
import type { SeededRandom } from '../sandbox/random.ts'
import type { AppProcess } from './app-process.ts'
import type { SimulatedCrm } from './crm.ts'
import type { Happening } from './happenings.ts'
import { Judge } from './judge.ts'
import { KnownUploads } from './known-uploads.ts'
import { SimulatedNetwork } from './network.ts'
import type { Laptop, SimulatedTime } from './time.ts'
import type { Trace } from './trace.ts'
import { SimulatedUser } from './user.ts'

export interface AccountOptions {
  readonly crm: SimulatedCrm
  /** Of its CRM, as the engine calls it; no two accounts have the same. */
  readonly baseUrl: string
  readonly time: SimulatedTime
  readonly laptop: Laptop
  readonly random: SeededRandom
  readonly trace: Trace
  readonly app: () => AppProcess | null
  readonly isDiskFull: () => boolean
  /** The users of the laptop's other accounts, who are the same person. */
  readonly others: () => readonly SimulatedUser[]
}

/** What happens to one account alone. */
export type AccountHappening = Extract<
  Happening,
  {
    kind:
      | 'write'
      | 'change'
      | 'change_by_colleague'
      | 'undo'
      | 'edit'
      | 'discard'
      | 'retry'
      | 'open_conversation'
      | 'sign_out'
      | 'sign_in'
      | 'pause'
      | 'unpause'
      | 'credential_expires'
      | 'tokens_expire'
      | 'network'
      | 'server_clock'
      | 'competitor'
      | 'colleague'
  }
>

/** One account of the laptop: its CRM, the way there, what its user does with it, and who judges the outcome. */
export class SimulatedAccount {
  readonly crm: SimulatedCrm
  readonly baseUrl: string
  readonly network: SimulatedNetwork
  readonly #options: AccountOptions
  readonly #accountId: number
  readonly user: SimulatedUser
  readonly judge: Judge
  #secret: string | null
  #isPaused = false

  /** Connects the account in the running app. */
  constructor(options: AccountOptions) {
    const { crm, time, laptop, random, trace, app } = options
    this.#options = options
    this.crm = crm
    this.baseUrl = options.baseUrl
    this.#secret = crm.secret
    const isBackfilling = () => this.judge.isBackfilling()
    const uploads = new KnownUploads({
      schedule: (delayMs, task) => time.schedule(delayMs, task),
      isDiskFull: options.isDiskFull,
      isThere: (body) => crm.hasUpload?.(body) === true,
      onSentAgain: (detail) => this.judge.report('each file once', detail),
    })
    this.network = new SimulatedNetwork({ time, laptop, crm, random, isBackfilling, uploads, trace })
    this.#accountId = this.#connect()
    this.user = new SimulatedUser({ accountId: this.#accountId, crm, uploads, trace })
    this.judge = new Judge({
      accountId: this.#accountId,
      told: this.user.memory.told,
      seen: this.user.memory.seen,
      crm,
      laptop,
      time,
      trace,
      app,
    })
  }

  /** Tells the engine of the account as it is now. */
  post(): void {
    const account = {
      accountId: this.#accountId,
      provider: this.crm.provider,
      baseUrl: this.baseUrl,
      secret: this.#secret,
      isPaused: this.#isPaused,
    }
    this.#options.app()?.attempt((_, engine) => engine.handle({ kind: 'account', account }))
  }

  /** The app runs again after a crash: what it shows it promises. */
  startedAgain(): void {
    const app = this.#options.app()
    if (app !== null) this.user.lookAround(app)
    this.post()
  }

  /** Nothing goes wrong any more. */
  heal(): void {
    this.network.heal()
    this.#isPaused = false
    this.#signIn()
  }

  answerQuestions(): void {
    const app = this.#options.app()
    if (app !== null) this.user.answerQuestions(app)
  }

  happen(happening: AccountHappening): void {
    const app = this.#options.app()
    switch (happening.kind) {
      case 'write':
        if (app !== null) this.user.write(app, happening, happening.isForAll === true ? this.#options.others() : [])
        break
      case 'change':
        if (app !== null) this.user.change(app, happening.pick, happening.holdMs)
        break
      case 'change_by_colleague':
        if (app !== null) this.user.meetColleague(app, happening.pick)
        break
      case 'undo':
      case 'edit':
      case 'discard':
      case 'retry':
        if (app !== null) this.user.act(app, happening.kind, happening.pick)
        break
      case 'open_conversation':
        this.#openConversation(happening.conversation)
        break
      case 'sign_out':
        this.#secret = null
        this.post()
        break
      case 'sign_in':
        this.#signIn()
        break
      case 'pause':
      case 'unpause':
        this.#isPaused = happening.kind === 'pause'
        this.post()
        break
      case 'credential_expires':
        this.crm.expireCredential()
        break
      case 'tokens_expire':
        this.crm.expireCursors()
        break
      case 'network':
        this.network.strike(happening)
        break
      case 'server_clock':
        this.crm.moveClock(happening.byMs)
        break
      case 'competitor':
        this.crm.compete(happening.requests)
        break
      case 'colleague':
        this.#colleague(happening)
        break
      default:
        happening satisfies never
    }
  }

  #connect(): number {
    const { userRemoteId, userName, userEmail, organizationName, memory } = this.crm.account
    const accountId = this.#options.app()?.attempt(({ journal }) => {
      const inserted = insertAccount(journal, {
        provider: this.crm.provider,
        label: organizationName ?? userName,
        baseUrl: this.baseUrl,
        userRemoteId,
        userName,
        userEmail,
        organizationName,
        createdAtMs: this.#options.time.nowMs,
      })
      if (Object.keys(memory).length > 0) saveConnectorMemory(journal, inserted, memory)
      return inserted
    })
    if (accountId === undefined) throw new Error('The account could not be stored')
    return accountId
  }

  #signIn(): void {
    if (!this.crm.acceptsSecret()) this.crm.newCredential()
    this.#secret = this.crm.secret
    this.post()
  }

  #openConversation(index: number): void {
    const target = this.crm.targets()[index]
    if (target === undefined) return
    this.#options.app()?.attempt(({ replica }, engine) => {
      const conversationId = conversationIdOf(replica, this.#accountId, target)
      if (conversationId !== null) engine.handle({ kind: 'focus_conversation', conversationId })
    })
  }

  #colleague({ does, pick }: Extract<Happening, { kind: 'colleague' }>): void {
    const done = this.crm.colleague(does, pick)
    this.#options.trace.add(() => `colleague: ${done}`)
  }
}
