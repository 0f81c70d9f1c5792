import type {
  ActivityRecord,
  ConnectOptions,
  Connector,
  ConversationRecord,
  Failure,
  LeadRecord,
  NoteFinding,
  NoteSearch,
  NoteToSend,
  Outcome,
  PullPage,
  PullRequest,
} from '../connector.ts'
import { capabilities } from './capabilities.ts'
import { createSampleData, createSampleNote, detailOf, type SampleData, sampleUser } from './workspace.ts'

const everything = ['read_people', 'read_conversations', 'read_activities', 'write_notes'] as const

const empty: PullPage = {
  leads: [],
  conversations: [],
  activities: [],
  quarantined: [],
  next: null,
  total: null,
  cursorExpired: false,
}

/**
 * The sample workspace: a small CRM in memory, without a network, so that everything can be tried before an account is
 * connected. `baseUrl` is `sample:<ms UTC of its first opening>`; the secret is ignored.
 */
export function createSampleConnector(options: ConnectOptions): Connector {
  const crm = openSampleCrm(options)
  return {
    provider: 'sample',
    capabilities,
    identify: async () => ({ ok: true, value: sampleUser }),
    abilities: async () => ({
      ok: true,
      value: everything.map((what) => ({ what, answer: 'yes' as const, detail: null })),
    }),
    pull: async (request) => ({ ok: true, value: pull(crm, request) }),
    pullConversation: async (conversationId) => {
      const activities = crm.activities().filter((row) => row.conversationRemoteId === conversationId)
      return { ok: true, value: { ...empty, activities: newestFirst(activities, createdAt) } }
    },
    pullLead: async (leadId) => {
      // Without its conversations: a note of an earlier run is their last event, and only the replica remembers it.
      return { ok: true, value: { ...empty, leads: crm.leads().filter((row) => row.remoteId === leadId) } }
    },
    eventDetail: async (activityId) => {
      const activity = crm.activities().find((row) => row.remoteId === activityId)
      if (activity === undefined) return refuse({ status: 404, reason: 'The sample workspace has no such event.' })
      return { ok: true, value: crm.data.details.get(activityId) ?? detailOf(activity, activity.summary) }
    },
    createNote: async (note) => {
      const added = crm.addNote(note)
      return added.ok ? { ok: true, value: { activity: added.value, leadScore: null } } : added
    },
    findNote: async (search) => ({ ok: true, value: findNote(crm, search) }),
  }
}

interface SampleCrm {
  readonly data: SampleData
  /** What has happened by now, in no particular order. */
  activities(): readonly ActivityRecord[]
  conversations(): readonly ConversationRecord[]
  leads(): readonly LeadRecord[]
  addNote(note: NoteToSend): Outcome<ActivityRecord>
}

function openSampleCrm({ baseUrl, nowMs }: ConnectOptions): SampleCrm {
  const written = /^sample:(\d+)$/.exec(baseUrl)?.[1]
  const startMs = written === undefined ? nowMs() : Number(written)
  const data = createSampleData(startMs)
  const notes: ActivityRecord[] = []
  const activities = () => [...data.activities.filter((row) => row.createdAtMs <= nowMs()), ...notes]
  return {
    data,
    activities,
    conversations: () => withLastEvents(data.conversations, activities(), startMs),
    leads: () => data.leads,
    addNote(note) {
      if (!data.conversations.some((row) => row.remoteId === note.conversationRemoteId)) {
        return refuse({ status: 404, reason: 'The sample workspace has no such conversation.' })
      }
      const createdAtMs = nowMs()
      // The time keeps the ids of two runs apart, the number those of one millisecond.
      const activity = createSampleNote(note, `sample-note-${createdAtMs}-${notes.length + 1}`, createdAtMs)
      notes.push(activity)
      return { ok: true, value: activity }
    },
  }
}

function refuse(refusal: { readonly status: number; readonly reason: string }): {
  readonly ok: false
  readonly failure: Failure
} {
  return { ok: false, failure: { kind: 'rejected', ...refusal } }
}

/** Conversations with the last event that has happened in each; a message that came in since the start is unread. */
function withLastEvents(
  conversations: readonly ConversationRecord[],
  activities: readonly ActivityRecord[],
  startMs: number,
): readonly ConversationRecord[] {
  const last = new Map<string | null, ActivityRecord>()
  for (const activity of activities) {
    const known = last.get(activity.conversationRemoteId)
    if (known === undefined || activity.createdAtMs >= known.createdAtMs)
      last.set(activity.conversationRemoteId, activity)
  }
  return conversations.map((row) => {
    const event = last.get(row.remoteId)
    if (event === undefined) return row
    const isNews = event.direction === 'Inbound' && event.createdAtMs > startMs
    return {
      ...row,
      snippet: event.summary,
      lastEventAtMs: event.createdAtMs,
      isUnread: row.isUnread || isNews,
      status: isNews ? 'needs_reply' : row.status,
    }
  })
}

function createdAt(row: ActivityRecord): number | null {
  return row.createdAtMs
}

function pull(crm: SampleCrm, request: PullRequest): PullPage {
  switch (request.stream) {
    case 'activities': {
      const { rows, ...page } = pageOf(crm.activities(), createdAt, request)
      return { ...empty, ...page, activities: rows }
    }
    case 'conversations': {
      const { rows, ...page } = pageOf(crm.conversations(), (row) => row.lastEventAtMs, request)
      return { ...empty, ...page, conversations: rows }
    }
    case 'leads': {
      const { rows, ...page } = pageOf(crm.leads(), (row) => row.updatedAtMs, request)
      return { ...empty, ...page, leads: rows }
    }
  }
}

/** The cursor is the last row shown: what happens meanwhile comes before it and moves nothing behind it. */
function pageOf<Row extends { readonly remoteId: string }>(
  all: readonly Row[],
  stampOf: (row: Row) => number | null,
  request: PullRequest,
): {
  readonly rows: readonly Row[]
  readonly next: string | null
  readonly total: number
  readonly cursorExpired: boolean
} {
  const sinceMs = request.mode === 'incremental' ? (request.sinceMs ?? 0) : Number.NEGATIVE_INFINITY
  const wanted = newestFirst(all, stampOf).filter((row) => (stampOf(row) ?? 0) >= sinceMs)
  const shown = request.cursor === null ? -1 : wanted.findIndex((row) => row.remoteId === request.cursor)
  if (request.cursor !== null && shown === -1) return { rows: [], next: null, total: all.length, cursorExpired: true }
  const size = Math.max(1, request.pageSize)
  const rows = wanted.slice(shown + 1, shown + 1 + size)
  const hasMore = shown + 1 + rows.length < wanted.length
  return { rows, next: hasMore ? (rows.at(-1)?.remoteId ?? null) : null, total: all.length, cursorExpired: false }
}

function newestFirst<Row extends { readonly remoteId: string }>(
  rows: readonly Row[],
  stampOf: (row: Row) => number | null,
): readonly Row[] {
  return rows.toSorted(
    (one, other) => (stampOf(other) ?? 0) - (stampOf(one) ?? 0) || (one.remoteId < other.remoteId ? -1 : 1),
  )
}

function findNote(crm: SampleCrm, search: NoteSearch): NoteFinding {
  const found = crm
    .activities()
    .filter(
      (row) =>
        row.type === 'Note' &&
        row.conversationRemoteId === search.conversationRemoteId &&
        row.summary === search.text &&
        row.createdAtMs >= search.sentAtMs &&
        !search.excludeRemoteIds.has(row.remoteId),
    )
  const [only] = found
  if (only === undefined) return { kind: 'absent' }
  return found.length === 1 ? { kind: 'found', activity: only } : { kind: 'ambiguous', candidates: found }
}
