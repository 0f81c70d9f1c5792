import type { Failure, Outcome, Priority, PullPage, PullRequest } from '../connector.ts'
import { reasonOf } from '../failure-reason.ts'
import { setAside } from '../set-aside.ts'
import { isPassing, listTypes } from './activity-types.ts'
import { holdAgainstClaim, type Look, lanesFor, planLook } from './news.ts'
import { noRows, type Rows, readLane } from './read-lane.ts'
import type { Session } from './session.ts'
import {
  afterPage,
  isInCircle,
  type Lane,
  nextLane,
  type PageFacts,
  readCursor,
  startWalk,
  type Walk,
  withoutLane,
  writeCursor,
} from './walk.ts'

const nothing: PullPage = { ...noRows, next: null, total: null, newestStampMs: null, cursorExpired: false }

type OurRequest = PullRequest & { readonly stream: 'activities' | 'leads' }

/** One page of a stream's walk. There is no stream of conversations: they come with their leads. */
export async function pull(session: Session, request: PullRequest): Promise<Outcome<PullPage>> {
  const { stream } = request
  if (stream === 'conversations') return { ok: true, value: nothing }
  if (request.cursor === null) return begin(session, { ...request, stream })
  const walk = readCursor(request.cursor, request)
  if (walk === null) return { ok: true, value: { ...nothing, cursorExpired: true } }
  // A walk that another process began: rows are called by their types' names.
  const named =
    stream === 'leads' || session.findings.types !== null ? null : await listTypes(session, request.priority)
  return named?.ok === false ? named : step(session, walk, request.priority)
}

async function begin(session: Session, request: OurRequest): Promise<Outcome<PullPage>> {
  const topMs = session.topMs()
  if (request.stream === 'leads')
    return step(session, startWalk(request, { codes: null, topMs, isFull: false }), request.priority)
  const look = await lookOf(session, request)
  if (!look.ok) return look
  const codes = lanesFor(session, look.value.types, request.mode)
  if (codes.length === 0) return { ok: true, value: nothing }
  return step(session, startWalk(request, { codes, topMs, isFull: look.value.isFull }), request.priority)
}

/** The types that a walk goes over: all of them, unless it looks for news and only some have any. */
async function lookOf(session: Session, request: OurRequest): Promise<Outcome<Look>> {
  if (request.mode === 'incremental' && request.sinceMs !== null) {
    return planLook(session, request.sinceMs, request.priority)
  }
  const types = await listTypes(session, request.priority)
  if (!types.ok) return types
  return {
    ok: true,
    value: { types: types.value.map((type) => ({ code: type.ActivityEvent, floorMs: null })), isFull: false },
  }
}

async function step(session: Session, walk: Walk, priority: Priority): Promise<Outcome<PullPage>> {
  const lane = nextLane(walk)
  if (lane === null) return { ok: true, value: nothing }
  const answered = await readLane(session, walk, lane, priority)
  if (!answered.ok) return afterFailure(session, walk, lane, answered.failure, priority)
  const { window, rows, facts } = answered.value
  const startedMs = walk.startedMs ?? session.serverNowMs() ?? session.nowMs() - session.clockSkewMs
  const next = afterPage({ ...walk, startedMs }, window, facts)
  if (next !== null && isInCircle(next)) {
    const issues = ['Paging.PageIndex: expected the next page, got the page before again and again']
    return { ok: false, failure: { kind: 'contract', issues, mayHaveLanded: false } }
  }
  const isThrough = next === null || !next.lanes.some((each) => each.code === window.code)
  const readAgain = window.code !== null && isThrough ? caughtUp(session, window.code, window.floorMs) : []
  if (walk.isFull) holdAgainstClaim(session, window, facts)
  if (walk.isFull && next === null) session.learn({ fullLookMs: startedMs })
  const newestMs = newestAfter(walk, facts)
  const newestStampMs = provedMs({ ...walk, startedMs, newestMs }, next)
  return { ok: true, value: { ...pageOf(rows, next), readAgain, newestStampMs } }
}

/** What is set aside in a type's stead, by its code. */
function asideId(code: number): string {
  return `type ${code}`
}

/** The type was read down to there; what no longer needs to be told of because of it. */
function caughtUp(session: Session, code: number, fromMs: number): readonly string[] {
  const { troubles } = session.findings
  troubles.caughtUp(code, fromMs)
  return troubles.missedSinceMs(code) === null ? [asideId(code)] : []
}

function pageOf(rows: Rows, next: Walk | null): PullPage {
  const total = next !== null && next.uncounted === 0 ? next.total : null
  return { ...rows, next: next === null ? null : writeCursor(next), total, cursorExpired: false }
}

function newestAfter(walk: Walk, facts: PageFacts): number | null {
  const stamps = [walk.newestMs, ...facts.stampsMs].filter((stamp) => stamp !== null)
  return stamps.length === 0 ? null : Math.max(...stamps)
}

/**
 * A row that was modified after the walk began proves nothing of the lanes that were read before. A backfill leaves everything after its beginning
 * to the looks for news; such a look proves what it saw when it is through.
 */
function provedMs(walk: Walk, next: Walk | null): number | null {
  if (walk.mode === 'backfill') return walk.startedMs
  if (walk.newestMs === null || next !== null) return null
  return Math.min(walk.newestMs, walk.startedMs ?? walk.newestMs)
}

/** Under these LeadSquared itself refuses and fails; others are a gateway's word. */
const ownStatuses: readonly number[] = [200, 400, 500]

/**
 * A type that the server refuses to list is left out and told of; so is one on which it fails again and again while it answers otherwise,
 * except in a sweep, which decides what is gone, and for which a refusal must have lasted as well. Whatever may be of the moment is a failure: a walk
 * that left something out claims more than it has seen.
 */
async function afterFailure(
  session: Session,
  walk: Walk,
  lane: Lane,
  failure: Failure,
  priority: Priority,
): Promise<Outcome<PullPage>> {
  const { code } = lane
  if (code === null || isPassing(failure)) return { ok: false, failure }
  if ('status' in failure && !ownStatuses.includes(failure.status)) return { ok: false, failure }
  const control = await session.client.activityTypes(priority)
  if (!control.ok) return { ok: false, failure }
  const reason = reasonOf(failure)
  const { troubles } = session.findings
  const isRefused = failure.kind === 'rejected'
  const isRefusedForGood = isRefused && troubles.isRefusedForGood(code, session.nowMs())
  const mayBeLeftOut = walk.mode === 'sweep' ? isRefusedForGood : isRefused || troubles.lasts(code)
  if (!mayBeLeftOut) {
    const issues = [`ActivityEvent ${code}: expected a list, got ${reason}`]
    return { ok: false, failure: { kind: 'contract', issues, mayHaveLanded: false } }
  }
  const next = withoutLane(walk, code)
  if (next === null && walk.answered === 0) return { ok: false, failure }
  troubles.failed(code, lane.floorMs, isRefused, session.nowMs())
  const item = setAside('activities', asideId(code), { ActivityEvent: code, reason }, [
    `ActivityEvent ${code}: activities of this type cannot be listed: ${reason}`,
  ])
  const proved = provedMs(walk, next)
  return { ok: true, value: { ...pageOf({ ...noRows, quarantined: [item] }, next), newestStampMs: proved } }
}
