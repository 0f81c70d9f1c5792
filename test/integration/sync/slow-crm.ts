import type {
  PullPage,
  PullRequest,
  StreamDeclaration,
  StreamName,
  Transport,
} from '../../../electron/connectors/connector.ts'
import { connectorFor } from '../../../electron/connectors/registry.ts'
import { Engine } from '../../../electron/sync/engine.ts'
import type { EngineStatus, FromEngine } from '../../../electron/sync/protocol.ts'
import { seededRandom } from '../../sandbox/random.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'
import { activity, conversation, lead, startMs, type Workspace, workspace } from '../db/support.ts'

export const minuteMs = 60_000
const latencyMs = 150

/**
 * A CRM that answers five requests in five seconds, lists its notes a person at a time, and has threads of which the recent ones must be
 * read again. People, threads and notes are numbered; nobody changes them.
 */
export const people = 150
const threadPages = 4

const streams: readonly StreamDeclaration[] = [
  {
    name: 'leads',
    hasWatermark: true,
    overlapMs: minuteMs,
    trailingWindowMs: null,
    trailingEveryMs: null,
    sweepEveryMs: 15 * minuteMs,
  },
  {
    name: 'conversations',
    hasWatermark: true,
    overlapMs: minuteMs,
    trailingWindowMs: 24 * 60 * minuteMs,
    trailingEveryMs: 4 * minuteMs,
    sweepEveryMs: null,
  },
  {
    name: 'activities',
    hasWatermark: false,
    overlapMs: 0,
    trailingWindowMs: null,
    trailingEveryMs: null,
    sweepEveryMs: 20 * minuteMs,
  },
]

export interface Asked {
  readonly atMs: number
  readonly what: StreamName | 'opened' | 'types'
  readonly mode: PullRequest['mode'] | 'other'
  readonly priority: string
  /** 0 for the first page of a walk. */
  readonly page: number
}

export interface SlowWorld extends Workspace {
  readonly clock: VirtualClock
  readonly engine: Engine
  readonly asked: Asked[]
  status(): EngineStatus
  statuses(): EngineStatus[]
  stop(): Promise<void>
}

/** `forgets`: which requests for a further page are answered as if their cursor were unknown. */
export function openSlowWorld(given: { readonly forgets?: (request: PullRequest) => boolean } = {}): SlowWorld {
  const clock = new VirtualClock(startMs)
  const space = workspace()
  const { replica, journal } = space
  const asked: Asked[] = []
  const messages: FromEngine[] = []
  const random = seededRandom(7)
  const engine = new Engine({
    replica,
    journal,
    clock,
    random: () => random.next(),
    transport: {
      send: (request) =>
        new Promise((resolve) =>
          clock.schedule(latencyMs, () => resolve({ kind: 'answer', status: 200, headers: {}, body: request.url })),
        ),
    },
    connectorFor: () => (options) => {
      const sample = connectorFor('sample')?.(options)
      if (sample === undefined) throw new Error('no sample to begin from')
      const ask = async (what: Asked['what'], mode: Asked['mode'], priority: PullRequest['priority'], page: number) => {
        await send(options.transport, priority)
        asked.push({ atMs: clock.nowMs(), what, mode, priority, page })
      }
      return {
        ...sample,
        capabilities: {
          ...sample.capabilities,
          streams,
          hasEventDetail: false,
          rateLimit: { requests: 5, windowMs: 5_000 },
        },
        async pull(request) {
          const { stream, mode, cursor, priority } = request
          const page = Number(cursor ?? 0)
          await ask(stream, mode, priority, page)
          if (cursor !== null && given.forgets?.(request) === true)
            return { ok: true, value: { ...emptyPage, cursorExpired: true } }
          return { ok: true, value: pageOf(stream, mode, page) }
        },
        async pullConversation(remoteId, _cursor, priority) {
          await ask('opened', 'other', priority, 0)
          return { ok: true, value: { ...emptyPage, activities: [note(Number(remoteId.slice(1)))] } }
        },
        async pullLead(_remoteId, priority) {
          await ask('opened', 'other', priority, 1)
          return { ok: true, value: emptyPage }
        },
        async activityTypes(priority) {
          await ask('types', 'other', priority, 0)
          return { ok: true, value: [{ code: '21', name: 'Visit', isWritable: true, fields: [] }] }
        },
      }
    },
    readAttachment: () => null,
    post: (message) => messages.push(message),
    onBug: (error) => {
      throw error
    },
  })
  const statuses = () => messages.flatMap((message) => (message.kind === 'status' ? message.accounts : []))
  return {
    ...space,
    clock,
    engine,
    asked,
    statuses,
    status() {
      const last = statuses().at(-1)
      if (last === undefined) throw new Error('no status yet')
      return last
    },
    async stop() {
      const stopped = engine.stop()
      await clock.advance(5_000)
      await stopped
    },
  }
}

async function send(transport: Transport, priority: PullRequest['priority']): Promise<void> {
  await transport.send({
    method: 'GET',
    url: 'https://slow.test',
    headers: {},
    body: null,
    priority,
    isWrite: false,
  })
}

const emptyPage: PullPage = {
  leads: [],
  conversations: [],
  activities: [],
  quarantined: [],
  next: null,
  total: null,
  cursorExpired: false,
}

const note = (id: number) =>
  activity(`n${id}`, { type: 'Note', conversationRemoteId: `p${id}`, summary: `note ${id}`, createdAtMs: startMs - id })

function pageOf(stream: StreamName, mode: PullRequest['mode'], page: number): PullPage {
  switch (stream) {
    case 'leads': {
      const all = Array.from({ length: people }, (_, index) => index)
      const rows = mode === 'incremental' ? all.slice(0, 1) : all.slice(page * 50, page * 50 + 50)
      const isLast = mode === 'incremental' || (page + 1) * 50 >= people
      return {
        ...emptyPage,
        leads: rows.map((id) => lead(`p${id}`, { createdAtMs: startMs - id })),
        conversations: rows.map((id) =>
          conversation(`p${id}`, { leadRemoteId: `p${id}`, sweptBy: 'leads', lastEventFrom: 'timeline' }),
        ),
        next: isLast ? null : String(page + 1),
      }
    }
    case 'conversations': {
      const row = conversation(`thread:${page}`, { lastEventAtMs: startMs - page, takesNotes: false })
      return { ...emptyPage, conversations: [row], next: page + 1 < threadPages ? String(page + 1) : null }
    }
    case 'activities':
      return { ...emptyPage, activities: [note(page)], next: page + 1 < people ? String(page + 1) : null }
    default:
      return stream satisfies never
  }
}
