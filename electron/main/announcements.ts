import type { EventName, EventPayload } from '../ipc/contract.ts'
import type { AccountStatus, Topic } from '../ipc/shapes.ts'
import type { Clock } from '../sync/clock.ts'

/** Sends one event to the window, where there is one. */
export type Emit = <E extends EventName>(event: E, payload: EventPayload<E>) => void

/** Statuses move with every page of a backfill; a screen that shows a figure needs no more than this. */
const statusGapMs = 100

/**
 * The one path by which the window learns what changed, for main's own writes and for the engine's. What is announced
 * within one turn of the event loop goes out together, each topic once.
 */
export class Announcements {
  readonly #clock: Clock
  readonly #emit: Emit
  readonly #readStatuses: () => AccountStatus[] | null
  readonly #topics = new Map<string, Topic>()
  #cancelTopics: (() => void) | null = null
  #cancelStatus: (() => void) | null = null

  /** `readStatuses`: null while they cannot be read. */
  constructor(clock: Clock, emit: Emit, readStatuses: () => AccountStatus[] | null) {
    this.#clock = clock
    this.#emit = emit
    this.#readStatuses = readStatuses
  }

  announce(topics: readonly Topic[]): void {
    for (const topic of topics) this.#topics.set(keyOf(topic), topic)
    if (this.#topics.size > 0) this.#cancelTopics ??= this.#clock.schedule(0, () => this.#sendTopics())
  }

  statusChanged(): void {
    this.#cancelStatus ??= this.#clock.schedule(statusGapMs, () => this.#sendStatus())
  }

  /** Ends both timers. What was announced and not sent yet belongs to a window that is going away. */
  stop(): void {
    this.#cancelTopics?.()
    this.#cancelStatus?.()
    this.#cancelTopics = null
    this.#cancelStatus = null
    this.#topics.clear()
  }

  #sendTopics(): void {
    this.#cancelTopics = null
    const everything = this.#topics.get('everything')
    const topics = everything === undefined ? [...this.#topics.values()] : [everything]
    this.#topics.clear()
    this.#emit('changed', { topics })
  }

  #sendStatus(): void {
    this.#cancelStatus = null
    const statuses = this.#readStatuses()
    if (statuses !== null) this.#emit('status', statuses)
  }
}

function keyOf(topic: Topic): string {
  switch (topic.kind) {
    case 'inbox':
      return `inbox:${topic.accountId}`
    case 'conversation':
      return `conversation:${topic.accountId}:${topic.conversationId}`
    case 'outbox':
    case 'accounts':
    case 'settings':
    case 'everything':
      return topic.kind
    default:
      return topic satisfies never
  }
}
