import { z } from 'zod'
import type {
  ActivityRecord,
  Capabilities,
  ConnectOptions,
  ConversationRecord,
  Failure,
  HttpReply,
  LeadRecord,
  NoteFinding,
  NoteSearch,
  NoteToSend,
  Outcome,
  Priority,
  PullPage,
  PullRequest,
  QuarantinedItem,
} from '../../../../electron/connectors/connector.ts'
import { retryAfterMs } from '../../../../electron/connectors/retry-after.ts'
import type { ConnectorUnderTest } from '../subject.ts'

const minuteMs = 60_000
const stream = {
  hasWatermark: true,
  overlapMs: 5 * minuteMs,
  trailingWindowMs: null,
  trailingEveryMs: null,
  sweepEveryMs: 60 * minuteMs,
} as const

export const capabilities: Capabilities = {
  streams: [
    { name: 'leads', ...stream },
    { name: 'activities', ...stream },
  ],
  hasEventDetail: false,
  readBack: 'by_reference',
  settlingMs: 10_000,
  rateLimit: { requests: 20, windowMs: 10_000 },
  maxNoteCharacters: null,
  note: {
    formats: ['plain'],
    visibilities: [],
    drafts: false,
    manyTargets: false,
    attachments: null,
    activityTypes: false,
    edits: false,
  },
}

const changed = { id: z.string().min(1), revision: z.int(), changedAtMs: z.number() }
const cardWire = z.looseObject({ ...changed, name: z.string(), email: z.string().nullish() })
const entryWire = z.looseObject({
  ...changed,
  cardId: z.string(),
  kind: z.string(),
  text: z.string(),
  author: z.string(),
  reference: z.string().nullish(),
})
const pageWire = z.object({ rows: z.array(z.unknown()), more: z.boolean() })
const meWire = z.object({ id: z.string(), name: z.string(), board: z.string() })
type CardWire = z.infer<typeof cardWire>
type EntryWire = z.infer<typeof entryWire>

/** Below which revision a walk goes on, and what it asks for. */
const cursorSchema = z.object({
  stream: z.enum(['leads', 'activities']),
  mode: z.enum(['backfill', 'incremental', 'sweep']),
  below: z.int(),
})

const nothing: PullPage = {
  leads: [],
  conversations: [],
  activities: [],
  quarantined: [],
  next: null,
  total: null,
  cursorExpired: false,
}

/** An account of the Corkboard, the smallest CRM that there can be. */
export function createCorkboardConnector(options: ConnectOptions): ConnectorUnderTest {
  const ask = createAsker(options)
  return {
    capabilities,
    identify: async (priority) =>
      mapped(await ask(meWire, 'GET', '/me', priority), ({ id, name, board }) => ({
        remoteUserId: id,
        displayName: name,
        email: null,
        organizationName: board,
      })),
    async abilities(priority) {
      const cards = await ask(pageWire, 'GET', '/cards?limit=1', priority)
      if (!cards.ok) return cards
      return { ok: true, value: [{ what: 'read_people', answer: 'yes', detail: null }] }
    },
    pull: (request) => pull(ask, request),
    async pullConversation(cardId, cursor, priority) {
      if (cursor !== null && !/^\d+$/.test(cursor)) return { ok: true, value: { ...nothing, cursorExpired: true } }
      const below = cursor === null ? '' : `&below=${cursor}`
      return entriesOf(
        await ask(pageWire, 'GET', `/cards/${encodeURIComponent(cardId)}/entries?limit=50${below}`, priority),
      )
    },
    async pullLead(cardId, priority) {
      const card = await ask(cardWire, 'GET', `/cards/${encodeURIComponent(cardId)}`, priority)
      if (card.ok)
        return {
          ok: true,
          value: { ...nothing, leads: [toLead(card.value)], conversations: [toConversation(card.value)] },
        }
      return card.failure.kind === 'rejected' ? { ok: true, value: nothing } : card
    },
    eventDetail: async () => refused(404, 'An entry has no more to it than its row.'),
    createNote: async (note) =>
      mapped(
        await ask(entryWire, 'POST', entriesPath(note), 'push', { text: note.text, reference: note.noteId }),
        (entry) => ({
          activity: toActivity(entry),
          leadScore: null,
        }),
      ),
    findNote: (search) => findNote(ask, search),
  }
}

async function pull(ask: Ask, request: PullRequest): Promise<Outcome<PullPage>> {
  if (request.stream === 'conversations') return { ok: true, value: nothing }
  const cursor = request.cursor === null ? null : cursorSchema.safeParse(parseJson(request.cursor))
  const isOurs = cursor?.success && cursor.data.stream === request.stream && cursor.data.mode === request.mode
  if (cursor !== null && isOurs !== true) return { ok: true, value: { ...nothing, cursorExpired: true } }
  const since = request.mode === 'incremental' ? `&since=${request.sinceMs ?? 0}` : ''
  const below = cursor?.success ? `&below=${cursor.data.below}` : ''
  const list = request.stream === 'leads' ? '/cards' : '/entries'
  const answer = await ask(pageWire, 'GET', `${list}?limit=${request.pageSize}${since}${below}`, request.priority)
  const page = request.stream === 'leads' ? cardsOf(answer) : entriesOf(answer)
  if (!page.ok || page.value.next === null) return page
  const next = JSON.stringify({ stream: request.stream, mode: request.mode, below: Number(page.value.next) })
  return { ok: true, value: { ...page.value, next } }
}

type Listed = Outcome<z.infer<typeof pageWire>>

function cardsOf(answer: Listed): Outcome<PullPage> {
  return mapped(answer, (page) => {
    const { rows, quarantined, next } = readRows('leads', cardWire, page)
    return { ...nothing, leads: rows.map(toLead), conversations: rows.map(toConversation), quarantined, next }
  })
}

function entriesOf(answer: Listed): Outcome<PullPage> {
  return mapped(answer, (page) => {
    const { rows, quarantined, next } = readRows('activities', entryWire, page)
    return { ...nothing, activities: rows.map(toActivity), quarantined, next }
  })
}

/** The lowest revision of the page is where the next begins, whatever the order of its rows. */
function readRows<Row extends { readonly revision: number }>(
  stream: string,
  schema: z.ZodType<Row>,
  page: z.infer<typeof pageWire>,
): { readonly rows: Row[]; readonly quarantined: QuarantinedItem[]; readonly next: string | null } {
  const rows: Row[] = []
  const quarantined: QuarantinedItem[] = []
  for (const item of page.rows) {
    const parsed = schema.safeParse(item)
    if (parsed.success) rows.push(parsed.data)
    else quarantined.push({ stream, remoteId: null, issues: issuesOf(parsed.error), payload: JSON.stringify(item) })
  }
  const lowest = Math.min(...rows.map((row) => row.revision))
  return { rows, quarantined, next: page.more && rows.length > 0 ? String(lowest) : null }
}

/** Every entry has the reference that was sent with it, so that a look at the card's entries is proof. */
async function findNote(ask: Ask, search: NoteSearch): Promise<Outcome<NoteFinding>> {
  let below = ''
  for (;;) {
    const answer = await ask(pageWire, 'GET', `${entriesPath(search)}?limit=100${below}`, 'push')
    if (!answer.ok) return answer
    const { rows, next } = readRows('activities', entryWire, answer.value)
    const found = rows.find((row) => row.reference === search.noteId)
    if (found !== undefined) return { ok: true, value: { kind: 'found', activity: toActivity(found) } }
    if (next === null) return { ok: true, value: { kind: 'absent' } }
    below = `&below=${next}`
  }
}

function entriesPath({ conversationRemoteId }: Pick<NoteToSend, 'conversationRemoteId'>): string {
  return `/cards/${encodeURIComponent(conversationRemoteId)}/entries`
}

function toLead(card: CardWire): LeadRecord {
  return {
    remoteId: card.id,
    firstName: card.name,
    lastName: null,
    email: card.email ?? null,
    phone: null,
    stage: null,
    source: null,
    isArchived: false,
    createdAtMs: null,
    updatedAtMs: card.changedAtMs,
    extra: {},
  }
}

function toConversation(card: CardWire): ConversationRecord {
  return {
    remoteId: card.id,
    leadRemoteId: card.id,
    firstName: card.name,
    lastName: null,
    phone: null,
    email: card.email ?? null,
    snippet: null,
    lastEventAtMs: card.changedAtMs,
    status: null,
    statusReason: null,
    outcome: null,
    nextStep: null,
    isUnread: false,
    isArchived: false,
    archivedAtMs: null,
    sweptBy: 'leads',
    lastEventFrom: 'timeline',
    extra: {},
  }
}

function toActivity(entry: EntryWire): ActivityRecord {
  return {
    remoteId: entry.id,
    conversationRemoteId: entry.cardId,
    leadRemoteId: entry.cardId,
    type: entry.kind === 'note' ? 'Note' : entry.kind,
    category: null,
    direction: null,
    status: null,
    statusReason: null,
    summary: entry.text,
    description: null,
    authorId: entry.author,
    authorName: entry.author,
    trafficType: null,
    scheduledForMs: null,
    canceledAtMs: null,
    createdAtMs: entry.changedAtMs,
    extra: {},
  }
}

type Ask = <T>(
  schema: z.ZodType<T>,
  method: 'GET' | 'POST',
  path: string,
  priority: Priority,
  body?: unknown,
) => Promise<Outcome<T>>

function createAsker({ baseUrl, secret, transport }: ConnectOptions): Ask {
  return async (schema, method, path, priority, body) => {
    if (!/^[\x21-\x7e]+$/.test(secret)) return failed({ kind: 'unauthorized', detail: 'No key looks like this.' })
    const isWrite = method === 'POST'
    const headers = { authorization: `Board ${secret}`, ...(isWrite ? { 'content-type': 'application/json' } : {}) }
    const text = body === undefined ? null : JSON.stringify(body)
    const reply = await transport.send({ method, url: baseUrl + path, headers, body: text, priority, isWrite })
    return readAnswer(reply, schema, isWrite)
  }
}

function readAnswer<T>(reply: HttpReply, schema: z.ZodType<T>, mayHaveLanded: boolean): Outcome<T> {
  if (reply.kind === 'unreachable') return failed({ kind: 'offline', reason: reply.reason })
  if (reply.kind === 'cut') return failed({ kind: 'timeout', mayHaveLanded, reason: reply.reason })
  const { status, headers } = reply
  const json = parseJson(reply.body)
  if (status === 401) return failed({ kind: 'unauthorized', detail: null })
  if (status === 429) return failed({ kind: 'throttled', retryAfterMs: retryAfterMs(headers) })
  if (status >= 500) return failed({ kind: 'server', status, mayHaveLanded, detail: null })
  if (status >= 400)
    return refused(
      status,
      z
        .object({ error: z.string() })
        .catch({ error: `HTTP ${status}` })
        .parse(json).error,
    )
  const parsed = schema.safeParse(json)
  return parsed.success
    ? { ok: true, value: parsed.data }
    : failed({ kind: 'contract', issues: issuesOf(parsed.error), mayHaveLanded })
}

function failed(failure: Failure): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure }
}

function refused(status: number, reason: string): { readonly ok: false; readonly failure: Failure } {
  return failed({ kind: 'rejected', status, reason })
}

function mapped<From, To>(outcome: Outcome<From>, map: (value: From) => To): Outcome<To> {
  return outcome.ok ? { ok: true, value: map(outcome.value) } : outcome
}

function issuesOf(error: z.ZodError): readonly string[] {
  return error.issues.map((issue) => `${issue.path.map(String).join('.') || 'body'}: ${issue.message}`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // JSON has no undefined: it stands for "not JSON"
  }
}
