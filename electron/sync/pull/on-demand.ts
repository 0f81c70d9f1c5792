import { ingestPages, saveEventDetail } from '../../../db/ingest.ts'
import { activityTarget, conversationTarget, prefetchCandidates } from '../../../db/queries/targets.ts'
import { restoreMarks } from '../../../db/read-marks.ts'
import type { Failure, Outcome, Priority, PullPage } from '../../connectors/connector.ts'
import type { AccountContext } from '../account-context.ts'
import { sleep } from '../clock.ts'

/** A timeline that was pulled this recently is not pulled again because it was opened again. */
const freshForMs = 5_000
/** Pages of a timeline that opening it pulls; the rest comes with the backfill. */
const timelinePages = 5
/** The newest activities' details are kept ahead, at most so many an hour and account: offline reading at little cost. */
const prefetchPerHour = 240
const prefetchBatch = 20
const prefetchEveryMs = 5_000
const hourMs = 3_600_000

/** What the user opens jumps the queue; what they may open next is fetched in the quiet, within a budget. */
export class OnDemand {
  readonly #context: AccountContext
  readonly #onChange: () => void
  readonly #pulledAtMs = new Map<number, number>()
  readonly #detailsUnderWay = new Set<number>()
  readonly #unavailable = new Map<number, Failure>()
  #prefetchedAtMs: number[] = []

  constructor(context: AccountContext, onChange: () => void) {
    this.#context = context
    this.#onChange = onChange
  }

  /** Event details that the CRM would not give, by local activity id. */
  get unavailable(): ReadonlyMap<number, Failure> {
    return this.#unavailable
  }

  async focus(conversationId: number): Promise<void> {
    const context = this.#context
    const nowMs = context.clock.monotonicMs()
    const pulledAtMs = this.#pulledAtMs.get(conversationId)
    if (pulledAtMs !== undefined && nowMs - pulledAtMs < freshForMs) return
    this.#pulledAtMs.set(conversationId, nowMs)
    const target = conversationTarget(context.replica, conversationId)
    if (target === null || !context.gate.isOpen) return
    let cursor: string | null = null
    for (let pages = 0; pages < timelinePages; pages += 1) {
      const page = await this.#pulled(context.connector.pullConversation(target.remoteId, cursor, 'on_demand'))
      if (page === null || page.cursorExpired) return
      this.#ingest(page)
      cursor = page.next
      if (cursor === null) break
    }
    if (target.leadRemoteId === null || context.signal.aborted) return
    const lead = await this.#pulled(context.connector.pullLead(target.leadRemoteId, 'on_demand'))
    if (lead !== null) this.#ingest(lead)
  }

  async wantDetail(activityId: number, priority: Priority = 'on_demand'): Promise<void> {
    const { replica, connector, accountId, clock, signal } = this.#context
    if (this.#detailsUnderWay.has(activityId)) return
    const target = activityTarget(replica, activityId)
    if (target === null) return
    this.#detailsUnderWay.add(activityId)
    const outcome = await connector.eventDetail(target.remoteId, priority)
    this.#detailsUnderWay.delete(activityId)
    if (signal.aborted) return
    if (outcome.ok) {
      this.#context.succeeded()
      this.#unavailable.delete(activityId)
      const topics = this.#context.guardStorage(() => saveEventDetail(replica, accountId, outcome.value, clock.nowMs()))
      if (topics !== 'storage_trouble') this.#context.announce(topics)
      return
    }
    this.#context.failed(outcome.failure)
    this.#unavailable.set(activityId, outcome.failure)
    this.#onChange()
    if (target.conversationId !== null)
      this.#context.announce([{ kind: 'conversation', accountId, conversationId: target.conversationId }])
  }

  /** Runs for as long as the account does. `mayPrefetch`: false while the backfill needs the budget more. */
  async prefetch(mayPrefetch: () => boolean): Promise<void> {
    const { clock, gate, signal, replica, accountId, connector } = this.#context
    if (!connector.capabilities.hasEventDetail) return
    while (!signal.aborted) {
      await sleep(clock, prefetchEveryMs, signal)
      await gate.opened(signal)
      if (signal.aborted || !mayPrefetch()) continue
      const nowMs = clock.monotonicMs()
      this.#prefetchedAtMs = this.#prefetchedAtMs.filter((atMs) => nowMs - atMs < hourMs)
      const budget = Math.min(prefetchBatch, prefetchPerHour - this.#prefetchedAtMs.length)
      if (budget <= 0) continue
      const candidates = prefetchCandidates(replica, accountId, budget + this.#unavailable.size)
      for (const { activityId } of candidates
        .filter((each) => !this.#unavailable.has(each.activityId))
        .slice(0, budget)) {
        if (signal.aborted || !gate.isOpen) break
        this.#prefetchedAtMs.push(clock.monotonicMs())
        await this.wantDetail(activityId, 'sweep')
      }
    }
  }

  async #pulled(request: Promise<Outcome<PullPage>>): Promise<PullPage | null> {
    const outcome = await request
    if (this.#context.signal.aborted) return null
    if (outcome.ok) {
      this.#context.succeeded()
      return outcome.value
    }
    this.#context.failed(outcome.failure)
    return null
  }

  #ingest(page: PullPage): void {
    const { replica, journal, accountId, clock } = this.#context
    const { leads, conversations, activities, quarantined } = page
    const rows = {
      leads,
      conversations,
      activities,
      quarantined,
      streamState: null,
      sweepGeneration: null,
      sweptStream: null,
    }
    const ingested = this.#context.guardStorage(() =>
      ingestPages(replica, [{ accountId, nowMs: clock.nowMs(), phoneRegion: this.#context.phoneRegion(), ...rows }]),
    )
    if (ingested === 'storage_trouble') return
    const remoteIds = conversations.map((conversation) => conversation.remoteId)
    this.#context.guardStorage(() => restoreMarks(replica, journal, accountId, remoteIds))
    this.#context.announce(ingested.topics)
  }
}
