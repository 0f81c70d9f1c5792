import type {
  ActivityRecord,
  ConversationRecord,
  Failure,
  LeadRecord,
  Outcome,
  Priority,
  QuarantinedItem,
} from '../connector.ts'
import { typeName } from './activity-types.ts'
import { accountBeginning } from './beginning.ts'
import type { Page, WindowCall } from './client.ts'
import { toActivity, toConversation, toLead } from './mapping.ts'
import type { Session } from './session.ts'
import { momentOf } from './timestamps.ts'
import { boundsOf, type Lane, type PageFacts, type Walk, windowOf } from './walk.ts'
import type { LeadWire, ListedActivityWire } from './wire.ts'

export interface Rows {
  readonly leads: readonly LeadRecord[]
  readonly conversations: readonly ConversationRecord[]
  readonly activities: readonly ActivityRecord[]
  readonly quarantined: readonly QuarantinedItem[]
}
export const noRows: Rows = { leads: [], conversations: [], activities: [], quarantined: [] }

/** One page of a lane, and the window that it is a page of. */
interface Answered {
  readonly window: Lane & { readonly fromMs: number }
  readonly rows: Rows
  /** The activities as they came. */
  readonly listed: readonly ListedActivityWire[]
  readonly facts: PageFacts
}

/** The lane's next page, of a window as wide as the server answers. */
export async function readLane(
  session: Session,
  walk: Walk,
  lane: Lane,
  priority: Priority,
): Promise<Outcome<Answered>> {
  const width = walk.stream === 'activities' ? session.findings.activityWindow : session.findings.leadWindow
  let widestMs = width.widestMs()
  let failedMs: number | null = null
  for (;;) {
    const window = windowOf(await withBeginning(session, lane, widestMs, priority), widestMs)
    const outcome = await readWindow(session, walk, window, priority)
    const bounds = boundsOf(window)
    const widthMs = bounds.toMs - bounds.fromMs
    if (outcome.ok) {
      if (failedMs !== null) width.failed(failedMs)
      width.answered(widthMs)
      return outcome
    }
    const kind = tooWideBy(outcome.failure)
    widestMs = kind === null ? null : width.narrowerThan(widthMs, kind)
    if (widestMs === null) return outcome
    failedMs = widthMs
  }
}

/** Where windows are narrow, those before the account's beginning are not worth asking for. */
async function withBeginning(session: Session, lane: Lane, widestMs: number | null, priority: Priority): Promise<Lane> {
  if (widestMs === null || lane.toMs - lane.floorMs <= widestMs || lane.floorMs > 0) return lane
  const beginningMs = await accountBeginning(session, priority)
  return { ...lane, floorMs: Math.min(beginningMs, lane.toMs) }
}

/** Null: it has nothing to do with the window's width. */
function tooWideBy(failure: Failure): 'server' | 'timeout' | null {
  if (failure.kind === 'timeout') return 'timeout'
  return failure.kind === 'server' && [200, 500, 504].includes(failure.status) ? 'server' : null
}

async function readWindow(
  session: Session,
  walk: Walk,
  window: Lane & { readonly fromMs: number },
  priority: Priority,
): Promise<Outcome<Answered>> {
  const { pageCap, largestPage } = session.findings
  for (;;) {
    // A second with more rows than a page has is read in the largest pages there are: among equals the order is nobody's promise.
    const wanted = window.isCrowded ? pageCap[walk.stream] : walk.pageSize
    const pageSize = Math.min(wanted, pageCap[walk.stream])
    const call = { ...boundsOf(window), pageIndex: window.pageIndex, pageSize, priority }
    const askedMs = session.serverNowMs() ?? session.nowMs() - session.clockSkewMs
    const outcome = await ask(session, window, call)
    if (outcome.ok) {
      const { size } = outcome.value
      const { recordCount } = outcome.value.page
      if (size === 0 && (recordCount ?? 0) > 0 && window.pageIndex === 1) return broken(recordCount ?? 0)
      largestPage[walk.stream] = Math.max(largestPage[walk.stream], size)
      return { ok: true, value: answeredBy(session, walk, window, { ...outcome.value, askedMs }, pageSize) }
    }
    const { failure } = outcome
    const isTooLarge = failure.kind === 'rejected' && /page\s*size/i.test(failure.reason) && pageSize > smallestCap
    if (!isTooLarge) return outcome
    pageCap[walk.stream] = Math.max(smallestCap, Math.floor(pageSize / 2))
  }
}

/** An empty list may be left away; one that has rows and shows none has changed its name, and must not look empty. */
function broken(recordCount: number): Outcome<never> {
  const issues = [`List: expected some of ${recordCount} rows, got none`]
  return { ok: false, failure: { kind: 'contract', issues, mayHaveLanded: false } }
}

/** A page of this many rows every list gives. */
const smallestCap = 25

interface Told {
  readonly rows: Rows
  readonly page: Page<unknown>
  /** Rows in the answer, each counted once, also those that did not parse. */
  readonly size: number
  readonly stampsMs: readonly (number | null)[]
  readonly ids: readonly string[]
  readonly listed: readonly ListedActivityWire[]
}

async function ask(session: Session, window: Lane, call: WindowCall): Promise<Outcome<Told>> {
  if (window.code === null) {
    const outcome = await listLeads(session, call)
    return outcome.ok ? { ok: true, value: leadsTold(outcome.value) } : outcome
  }
  const outcome = await session.client.activitiesByEvent(window.code, call)
  return outcome.ok ? { ok: true, value: activitiesTold(session, outcome.value) } : outcome
}

/** All fields, unless the account tells so few of them unasked that the stamps are missing. */
async function listLeads(session: Session, call: WindowCall): Promise<Outcome<Page<LeadWire>>> {
  const { findings } = session
  const outcome = await session.client.recentLeads(call, findings.namesLeadFields)
  const isUnstamped =
    outcome.ok && outcome.value.rows.length > 0 && outcome.value.rows.every((row) => row.ModifiedOn === null)
  if (!isUnstamped || findings.namesLeadFields) return outcome
  findings.namesLeadFields = true
  return session.client.recentLeads(call, true)
}

function leadsTold(page: Page<LeadWire>): Told {
  const leads = page.rows.map(toLead)
  const ids = leads.map((lead) => lead.remoteId)
  return {
    rows: { ...noRows, leads, conversations: page.rows.map(toConversation), quarantined: page.quarantined },
    page,
    size: distinctSize(page, ids),
    stampsMs: leads.map((lead) => lead.updatedAtMs),
    ids,
    listed: [],
  }
}

function activitiesTold(session: Session, page: Page<ListedActivityWire>): Told {
  const activities = page.rows.map((row) => toActivity(row, (code) => typeName(session, code)))
  const ids = activities.map((row) => row.remoteId)
  return {
    rows: { ...noRows, activities, quarantined: page.quarantined },
    page,
    size: distinctSize(page, ids),
    stampsMs: page.rows.map((row) => momentOf(row.ModifiedOn)),
    ids,
    listed: page.rows,
  }
}

function distinctSize(page: Page<unknown>, ids: readonly string[]): number {
  return page.size - (ids.length - new Set(ids).size)
}

function answeredBy(
  session: Session,
  walk: Walk,
  window: Lane & { readonly fromMs: number },
  { rows, page, size, stampsMs, ids, listed, askedMs }: Told & Pick<PageFacts, 'askedMs'>,
  pageSize: number,
): Answered {
  const { recordCount } = page
  const largest = session.findings.largestPage[walk.stream]
  const isShort = size < smallestCap || size < largest
  // The pages before this one had what the server gives in a page, which may be less than it is asked for.
  const hasCountedMore =
    recordCount !== null && recordCount > (window.pageIndex - 1) * Math.min(pageSize, largest) + size
  const facts = {
    stampsMs,
    size,
    mayHaveMore: size >= pageSize || !isShort || hasCountedMore,
    fingerprint: `${size} ${ids[0] ?? ''} ${ids.at(-1) ?? ''}`,
    count: walk.stream === 'activities' ? recordCount : null,
    askedMs,
  }
  return { window, rows, listed, facts }
}
