import type { Outcome, Priority, PullPage } from '../connector.ts'
import type { Answer, Refused } from './answers.ts'
import type { InboxPage } from './client.ts'
import { cheapestPage, explain } from './confirm-key.ts'
import { broken, emptyPage, readList } from './pages.ts'
import { afterUnread } from './pass-over.ts'
import { quarantine, textIn } from './payload.ts'
import { type DateSpelling, dateSpellings, type OwnerSpelling, ownerSpellings, type Session } from './session.ts'
import { threadRemoteId, toMessages, toThread } from './threads.ts'
import { formatTimestamp, parseTimestamp } from './timestamps.ts'
import { afterListPage, afterPending, movedUp, type Step, type Walk } from './walk.ts'
import { threadWire } from './wire.ts'

/** A step of the walk over the inbox: a page of threads, then each thread with its messages. */
export async function pullInbox(session: Session, walk: Walk, priority: Priority): Promise<Outcome<Step>> {
  const [thread] = walk.pending
  return thread === undefined ? pullList(session, walk, priority) : pullPending(session, walk, thread, priority)
}

async function pullList(session: Session, walk: Walk, priority: Priority): Promise<Outcome<Step>> {
  let spelling = walk.inbox
  const listed = await readList(walk, async (number) => {
    const answer = await list(session, { ...walk, page: number, inbox: spelling }, priority)
    if (answer.ok) spelling = answer.value.spelling
    return answer.ok ? { ok: true, value: answer.value.page } : answer
  })
  if (!listed.ok) return listed
  const { current, before } = listed.value
  const rows = [...current.rows, ...movedUp(walk, before?.rows ?? [])]
  const next = afterListPage(
    { ...walk, inbox: spelling },
    {
      size: current.size,
      mark: current.mark,
      stampsMs: current.rows.flatMap((row) => parseTimestamp(row.lastMessageTimestamp) ?? []),
      totalPages: current.totalPages,
      hasUnreadable: current.quarantined.length > 0,
      // Whether the server keeps to the date is not documented: what is older has been read before.
      entries: rows
        .filter((row) => isNews(walk, row.lastMessageTimestamp))
        .map((row) => ({ id: row.id, email: row.senderEmail ?? null })),
    },
  )
  if (next === 'in_circle') return broken(['page: expected the next page of the inbox, got the same one again'])
  const total = walk.mode === 'backfill' ? current.totalItems : null
  const page = { ...emptyPage, conversations: rows.map(toThread), quarantined: current.quarantined, total }
  return { ok: true, value: { page, walk: next } }
}

function isNews(walk: Walk, stamp: unknown): boolean {
  const atMs = parseTimestamp(stamp)
  return walk.sinceMs === null || atMs === null || atMs >= walk.sinceMs
}

async function pullPending(
  session: Session,
  walk: Walk,
  { id, email }: Walk['pending'][number],
  priority: Priority,
): Promise<Outcome<Step>> {
  const read = await readThread(session, id, email, priority)
  if (read.ok) {
    session.unread.wasRead(threadRemoteId(id))
    return {
      ok: true,
      value: { page: { ...read.value, conversations: [], readAgain: [id] }, walk: afterPending(walk) },
    }
  }
  return afterUnread(session, walk, {
    conversation: threadRemoteId(id),
    refused: read,
    control: () =>
      listBy(session, { ...walk, page: 1, pageSize: cheapestPage }, usualSpelling(session, walk), priority),
    quarantined: (issues) => quarantine('conversations', { id }, issues),
  })
}

/** One thread's messages, and the thread itself as far as the answer describes it. */
export async function readThread(
  session: Session,
  threadId: string,
  sender: string | null,
  priority: Priority,
): Promise<{ readonly ok: true; readonly value: PullPage } | Refused> {
  const answer = await session.client.thread(threadId, priority)
  if (!answer.ok) return { ...answer, failure: await explain(session, answer, priority) }
  const { rows, fields, quarantined } = answer.value
  const mapped = toMessages(threadId, textIn(fields, ['senderEmail']) ?? sender, rows)
  // Only where it says as much as the list does; half a description would empty the other half.
  const isWhole = fields.id === threadId && 'senderEmail' in fields && 'isRead' in fields
  const { emails: _emails, messages: _messages, items: _items, ...described } = fields
  const thread = threadWire.safeParse(described)
  return {
    ok: true,
    value: {
      ...emptyPage,
      conversations: isWhole && thread.success ? [toThread(thread.data)] : [],
      activities: mapped.activities,
      quarantined: [...quarantined, ...mapped.quarantined],
    },
  }
}

interface Listed {
  readonly page: InboxPage
  readonly spelling: NonNullable<Walk['inbox']>
}

/**
 * A page of the inbox, asked for as this server wants it: the known way first, and on a walk's first page each other way
 * until one is not refused (a refused read has changed nothing). The one that works is remembered.
 */
async function list(session: Session, walk: Walk, priority: Priority): Promise<Outcome<Listed>> {
  const usual = usualSpelling(session, walk)
  const first = await listBy(session, walk, usual, priority)
  if (first.ok) return { ok: true, value: { page: first.value, spelling: usual } }
  if (walk.inbox !== null || !isRefused(first)) return first
  for (const spelling of otherSpellings(usual, walk.sinceMs !== null)) {
    const answer = await listBy(session, walk, spelling, priority)
    if (answer.ok) {
      session.learn(walk.sinceMs === null ? { owners: spelling.owners } : spelling)
      return { ok: true, value: { page: answer.value, spelling } }
    }
    if (!isRefused(answer)) return answer
  }
  return first
}

function usualSpelling(session: Session, walk: Walk): NonNullable<Walk['inbox']> {
  const { owners, dates } = session.known()
  return walk.inbox ?? { owners: owners ?? 'members', dates: dates ?? 'instant' }
}

function otherSpellings(usual: NonNullable<Walk['inbox']>, isDated: boolean): NonNullable<Walk['inbox']>[] {
  const dates: readonly DateSpelling[] = isDated ? dateSpellings : [usual.dates]
  const owners: readonly OwnerSpelling[] = ownerSpellings
  return dates
    .flatMap((date) => owners.map((owner) => ({ owners: owner, dates: date })))
    .filter((spelling) => spelling.owners !== usual.owners || spelling.dates !== usual.dates)
}

function isRefused(answer: Answer<unknown> | Outcome<unknown>): boolean {
  return !answer.ok && answer.failure.kind === 'rejected' && answer.failure.status === 400
}

async function listBy(
  session: Session,
  walk: Walk,
  spelling: NonNullable<Walk['inbox']>,
  priority: Priority,
): Promise<Outcome<InboxPage>> {
  const owners = await ownersAs(session, spelling.owners, priority)
  if (!owners.ok) return owners
  const startDate = walk.sinceMs === null ? null : startDateAs(spelling.dates, walk.sinceMs)
  const query = { page: walk.page ?? 1, limit: walk.pageSize, owners: owners.value, startDate }
  const answer = await session.client.inbox(query, priority)
  return answer.ok ? answer : { ok: false, failure: await explain(session, answer, priority) }
}

async function ownersAs(
  session: Session,
  spelling: OwnerSpelling,
  priority: Priority,
): Promise<Outcome<readonly string[] | null>> {
  if (spelling === 'absent') return { ok: true, value: null }
  if (spelling === 'empty') return { ok: true, value: [] }
  const members = await session.members(priority)
  if (members.ok) {
    const ids = members.value.flatMap(({ id }) =>
      typeof id === 'string' || typeof id === 'number' ? [String(id)] : [],
    )
    return { ok: true, value: ids }
  }
  // A key that may not list the team may see the inbox nevertheless.
  const isNotAllowed = members.failure.kind === 'rejected' || members.failure.kind === 'contract'
  return isNotAllowed ? { ok: true, value: [] } : members
}

const dayMs = 86_400_000

/** The zone in which a bare date is read is not documented: the day before has begun everywhere. */
function startDateAs(spelling: DateSpelling, sinceMs: number): string | null {
  switch (spelling) {
    case 'instant':
      return formatTimestamp(sinceMs)
    case 'day':
      return formatTimestamp(Math.max(0, sinceMs - dayMs)).slice(0, 10)
    case 'absent':
      return null
  }
}
