import { emptyStream, readStreamState, type StreamState, saveStreamState } from '../../../db/streams.ts'
import type { Failure, Priority, PullPage, StreamDeclaration } from '../../connectors/connector.ts'
import type { AccountContext } from '../account-context.ts'
import type { IngestQueue } from './ingest-queue.ts'
import type { WalkKind } from './stream-plan.ts'

/** Rows asked for at once. Providers may give fewer; the walk follows their cursor, not this figure. */
const pageSize = 200

export const priorityOf: Readonly<Record<WalkKind, Priority>> = {
  backfill: 'backfill',
  incremental: 'incremental',
  trailing: 'sweep',
  sweep: 'sweep',
}

export type WalkEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'restart' }
  | { readonly kind: 'stopped' }

/**
 * So many cursors of one kind of walk refused in a row are a fault: begun anew each time, the walk would ask for its first page for ever, with
 * nobody told. A page behind the first one ends the row, or a first page that is the last.
 */
const mostRefusedCursors = 2

interface StreamPagesOptions {
  readonly context: AccountContext
  readonly declared: StreamDeclaration
  readonly queue: IngestQueue
}

/** One stream's pages: fetched from its CRM one at a time, and brought into the replica together with what they say of the stream. */
export class StreamPages {
  readonly #options: StreamPagesOptions
  readonly #refusedCursors = new Map<WalkKind, number>()

  constructor(options: StreamPagesOptions) {
    this.#options = options
  }

  /** The CRM keeps refusing the page behind the first. */
  get areRefused(): boolean {
    return [...this.#refusedCursors.values()].some((times) => times >= mostRefusedCursors)
  }

  /** As the replica has it. */
  state(): StreamState {
    const { context, declared } = this.#options
    return readStreamState(context.replica, context.accountId, declared.name) ?? emptyStream(declared.name)
  }

  /** The page at `cursor`, null being the first; waits for the account's connection to be open. */
  async pull(
    kind: WalkKind,
    sinceMs: number | null,
    cursor: string | null,
  ): Promise<{ kind: 'page'; page: PullPage } | Exclude<WalkEnd, { kind: 'done' }>> {
    const { context, declared } = this.#options
    await context.gate.opened(context.signal)
    if (context.signal.aborted) return { kind: 'stopped' }
    const mode = kind === 'trailing' ? 'incremental' : kind
    const outcome = await context.connector.pull({
      stream: declared.name,
      mode,
      cursor,
      sinceMs,
      pageSize,
      priority: priorityOf[kind],
    })
    if (context.signal.aborted) return { kind: 'stopped' }
    if (!outcome.ok) return { kind: 'failed', failure: outcome.failure }
    context.succeeded()
    const { cursorExpired, next } = outcome.value
    if (!cursorExpired && (cursor !== null || next === null)) this.#refusedCursors.delete(kind)
    return { kind: 'page', page: outcome.value }
  }

  /** Resolves with the page's number of rows when they are in the replica, with `streamState`, in one transaction. */
  async ingest(page: PullPage, streamState: StreamState, sweepGeneration: number | null): Promise<number> {
    const { context, declared, queue } = this.#options
    const { leads, conversations, activities, quarantined, unreadConversations = [], readAgain = [] } = page
    await queue.add({
      accountId: context.accountId,
      nowMs: context.clock.nowMs(),
      leads,
      conversations,
      activities,
      quarantined,
      unreadConversations,
      readAgain,
      streamState,
      sweepGeneration,
      sweptStream: sweepGeneration === null ? null : declared.name,
    })
    return leads.length + conversations.length + activities.length
  }

  /**
   * A cursor that the CRM forgot: the backfill begins anew (rows that are in stay in), a sweep's generation starts over. One that it keeps
   * refusing is a fault, which waits and is shown.
   */
  startAgain(kind: WalkKind): WalkEnd {
    const { context } = this.#options
    const state = this.state()
    const save = (again: StreamState) =>
      context.guardStorage(() => saveStreamState(context.replica, context.accountId, again))
    if (kind === 'backfill') save({ ...state, backfillCursor: null, coveredFromMs: null })
    if (kind === 'sweep') save({ ...state, sweep: null })
    const times = (this.#refusedCursors.get(kind) ?? 0) + 1
    this.#refusedCursors.set(kind, times)
    if (times < mostRefusedCursors) return { kind: 'restart' }
    const issues = [`cursor: expected the page behind the last one, refused ${times} times in a row`]
    return { kind: 'failed', failure: { kind: 'contract', issues, mayHaveLanded: false } }
  }
}
