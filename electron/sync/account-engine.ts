import { readAccount, readRateState, saveConnectorMemory, saveRateState } from '../../db/accounts.ts'
import type { Journal, Replica } from '../../db/connection.ts'
import { conversationIdOf } from '../../db/queries/targets.ts'
import type { ChangedTopic } from '../../db/records.ts'
import { readServerClock, saveServerClock } from '../../db/server-clocks.ts'
import { readPhoneRegion } from '../../db/settings.ts'
import { declareStreams, readStreamStates } from '../../db/streams.ts'
import type { Ability, Connector, ConnectorFactory, Failure, Outcome, Transport } from '../connectors/connector.ts'
import type { AccountContext } from './account-context.ts'
import type { Clock, Random } from './clock.ts'
import { Gate } from './gate.ts'
import { limitedTransport } from './limited-transport.ts'
import { OutboxRunner } from './outbox/outbox-runner.ts'
import { SendWindow } from './outbox/send-window.ts'
import { requestTimeoutMs } from './outbox/turns.ts'
import type { EngineAccount, EngineStatus, UploadProgress } from './protocol.ts'
import { ActivityTypesLoop } from './pull/activity-types.ts'
import { type Attention, pollEveryMs } from './pull/cadence.ts'
import { IngestQueue } from './pull/ingest-queue.ts'
import { OnDemand } from './pull/on-demand.ts'
import { StreamLoop } from './pull/stream-loop.ts'
import { RateLimiter } from './rate-limiter.ts'
import { ServerClock } from './server-clock.ts'
import { timedTransport } from './timed-transport.ts'

/** What every account's engine is given from outside, so that a simulation can own it. */
export interface EngineSurroundings {
  readonly replica: Replica
  readonly journal: Journal
  readonly clock: Clock
  readonly random: Random
  readonly transport: Transport
  readonly announce: (topics: readonly ChangedTopic[]) => void
  readonly readAttachment: (contentHash: string) => Uint8Array | null
  readonly uploadProgressed: (progress: UploadProgress) => void
  readonly statusChanged: () => void
  readonly guardStorage: <T>(write: () => T) => T | 'storage_trouble'
  readonly track: (task: Promise<void>) => void
}

/** How far the CRM's clock may be from ours when a lost note is looked for. */
const clockSkewMs = 5 * 60_000

/** One connected account: its gate, its limiter, its loops and its outbox. Lives from credentials to stop. */
export class AccountEngine {
  readonly accountId: number
  readonly #surroundings: EngineSurroundings
  readonly #stopped = new AbortController()
  readonly #gate: Gate
  readonly #limiter: RateLimiter
  readonly #connector: Connector
  readonly #outbox: OutboxRunner
  readonly #onDemand: OnDemand
  readonly #activityTypes: ActivityTypesLoop
  readonly #loops: readonly StreamLoop[]
  readonly #running = new Set<Promise<void>>()
  #walking = 0
  #attention: Attention

  constructor(
    account: EngineAccount,
    connect: ConnectorFactory,
    attention: Attention,
    surroundings: EngineSurroundings,
  ) {
    this.#attention = attention
    this.accountId = account.accountId
    this.#surroundings = surroundings
    const { clock, random } = surroundings
    this.#gate = new Gate({ clock, random, onChange: () => this.#connectionChanged() })
    const context = this.#context(account, connect)
    this.#limiter = context.limiter
    this.#connector = context.connector
    this.#outbox = new OutboxRunner(context)
    this.#onDemand = new OnDemand(context, surroundings.statusChanged)
    this.#activityTypes = new ActivityTypesLoop(context)
    const queue = new IngestQueue(context)
    this.#loops = context.connector.capabilities.streams.map(
      (declared) =>
        new StreamLoop({
          context,
          declared,
          queue,
          pollEveryMs: (beat, quietMs) =>
            pollEveryMs(declared.name, {
              attention: this.#attention,
              quietMs,
              gapMs: this.#limiter.gapMs,
              isBackfilling: !this.#isBackfilled(),
              beat,
            }),
          onActivity: (isWalking) => this.#walked(isWalking),
          onChange: surroundings.statusChanged,
        }),
    )
    this.#gate.setPaused(account.isPaused)
    if (account.secret === null) this.#gate.failed({ kind: 'unauthorized', detail: null })
  }

  start(): void {
    const { replica, guardStorage } = this.#surroundings
    const streams = this.#connector.capabilities.streams.map(({ name }) => name)
    guardStorage(() => declareStreams(replica, this.accountId, streams))
    this.#outbox.run()
    this.#track(this.#activityTypes.run())
    for (const loop of this.#loops) this.#track(loop.run())
    this.#track(this.#onDemand.prefetch(() => this.#isBackfilled()))
  }

  /** Ends every loop at its next wait. Requests that are out are let go of: their answers are not acted upon. */
  stop(): void {
    this.#stopped.abort()
    this.#outbox.stop()
    this.#limiter.close()
    this.#gate.close()
  }

  /**
   * Resolves when nothing of this account runs any more. A successor must not start earlier: a note that is still on its way here would
   * look to it like one whose process died.
   */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled([...this.#running])
  }

  outboxChanged(): void {
    this.#outbox.run()
  }

  /** Resolves when nothing of the outbox leaves by itself any more at this moment, or when the account stops. */
  async outboxAtRest(): Promise<void> {
    await this.#outbox.atRest()
  }

  /** Reconnected, resumed, or asked to: nothing waits for a backoff any more. */
  hurry(): void {
    this.#gate.wake()
    for (const loop of this.#loops) loop.hurry()
    this.#activityTypes.refresh()
    this.#outbox.run()
  }

  /** Somebody looks at the app, or stopped to: news is wanted sooner, or later. */
  attend(attention: Attention): void {
    if (this.#attention === attention) return
    this.#attention = attention
    for (const loop of this.#loops) loop.replan()
  }

  focusConversation(conversationId: number): void {
    this.#track(this.#onDemand.focus(conversationId))
  }

  wantEventDetail(activityId: number): void {
    this.#track(this.#onDemand.wantDetail(activityId))
  }

  /** What the credential may do, asked within the account's rate limit. The answer of a stopped account is a failure. */
  abilities(): Promise<Outcome<readonly Ability[]>> {
    return this.#connector.abilities('on_demand')
  }

  status(): EngineStatus {
    const gate = this.#gate.state
    const streamTrouble = this.#loops.map((loop) => loop.trouble).find((trouble) => trouble !== null) ?? null
    const isDegraded = gate.connectivity === 'online' && streamTrouble !== null
    return {
      accountId: this.accountId,
      connectivity: isDegraded ? 'degraded' : gate.connectivity,
      sinceMs: gate.sinceMs,
      freshAsOfMs: this.#freshAsOfMs(),
      isSyncing: this.#walking > 0 || !this.#isBackfilled(),
      hasCaughtUp: this.#loops.every((loop) => loop.hasCaughtUp),
      nextTryAtMs: gate.nextTryAtMs,
      lastFailure: gate.lastFailure ?? streamTrouble,
      unavailableDetails: [...this.#onDemand.unavailable].map(([activityId, failure]) => ({ activityId, failure })),
    }
  }

  #context(account: EngineAccount, connect: ConnectorFactory): AccountContext {
    const { replica, journal, clock, random, transport, announce, guardStorage } = this.#surroundings
    const { readAttachment, uploadProgressed } = this.#surroundings
    const { accountId, baseUrl } = account
    const row = readAccount(journal, accountId)
    const gate = this.#gate
    const pass: { limiter: RateLimiter | null } = { limiter: null }
    const sendWindow = new SendWindow()
    const serverClock = new ServerClock({
      clock,
      hasBeenHeard: readServerClock(journal, accountId) !== null,
      onLearnt: (offsetMs) => {
        guardStorage(() => saveServerClock(journal, accountId, { offsetMs, learntAtMs: clock.nowMs() }))
      },
    })
    const timed = timedTransport(transport, clock, serverClock, sendWindow)
    const connector = connect({
      baseUrl,
      secret: account.secret ?? '',
      transport: {
        send: (request) => (pass.limiter === null ? timed : limitedTransport(timed, pass.limiter)).send(request),
      },
      memory: row?.memory ?? {},
      remember: (memory) => guardStorage(() => saveConnectorMemory(journal, accountId, memory)),
      clockSkewMs,
      nowMs: () => clock.nowMs(),
      monotonicMs: () => clock.monotonicMs(),
    })
    const limiter = new RateLimiter({
      ...connector.capabilities.rateLimit,
      patienceMs: requestTimeoutMs,
      clock,
      saved: readRateState(journal, accountId),
      random,
      save: (state) => guardStorage(() => saveRateState(journal, accountId, state)) !== 'storage_trouble',
    })
    pass.limiter = limiter
    return {
      accountId,
      replica,
      journal,
      clock,
      random,
      connector,
      gate,
      limiter,
      serverClock,
      sendWindow,
      signal: this.#stopped.signal,
      identity: () => ({ userRemoteId: row?.userRemoteId ?? null, userName: row?.userName ?? null }),
      conversationId: (remoteId) => conversationIdOf(replica, accountId, remoteId),
      announce,
      phoneRegion: () => readPhoneRegion(journal),
      refreshActivityTypes: () => this.#activityTypes.refresh(),
      readAttachment,
      uploadProgressed,
      succeeded: () => gate.succeeded(),
      failed: (failure) => this.#failed(failure, limiter),
      guardStorage,
      track: (task) => this.#track(task),
    }
  }

  #failed(failure: Failure, limiter: RateLimiter): void {
    if (failure.kind === 'throttled') limiter.throttled(failure.retryAfterMs)
    this.#gate.failed(failure)
  }

  #track(task: Promise<void>): void {
    const tracked = task.finally(() => this.#running.delete(tracked))
    this.#running.add(tracked)
    this.#surroundings.track(tracked)
  }

  #connectionChanged(): void {
    this.#surroundings.statusChanged()
  }

  #walked(isWalking: boolean): void {
    this.#walking += isWalking ? 1 : -1
    this.#surroundings.statusChanged()
  }

  #isBackfilled(): boolean {
    const states = readStreamStates(this.#surroundings.replica, this.accountId)
    return states.length >= this.#loops.length && states.every((state) => state.backfill === 'finished')
  }

  /**
   * The oldest moment of the streams that can be asked for what is new, and none before each of them has been walked through. The others are
   * never as fresh as that, and looked through for hours: they would make the account look stale for good.
   */
  #freshAsOfMs(): number | null {
    const { streams } = this.#connector.capabilities
    const counted = streams.filter((declared) => declared.hasWatermark).map(({ name }) => name)
    const states = readStreamStates(this.#surroundings.replica, this.accountId).filter(({ stream }) =>
      counted.includes(stream),
    )
    const isThrough = states.every((state) => state.backfill === 'finished')
    if (counted.length === 0 || states.length < counted.length || !isThrough) return null
    return states
      .map((state) => state.freshAsOfMs)
      .reduce((oldest, moment) => (moment === null || oldest === null ? null : Math.min(oldest, moment)))
  }
}
