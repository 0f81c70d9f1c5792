import type { Failure, Outcome, Priority, PullRequest } from '../connector.ts'
import { listTypes, refreshTypes } from './activity-types.ts'
import type { Claim, Session } from './session.ts'
import type { Lane, PageFacts, Start } from './walk.ts'

/**
 * A look for news at every type costs a request for each, and accounts have a quota a day: the list of all types together tells which of them have
 * any. That list fails on some accounts and nobody vouches for it (leadsquared.md section 4), so it is never the only way: every few minutes
 * all types are looked at, as far back as the time before, and where the list then turns out to have kept something back it is not
 * believed for hours.
 */
const fullLookEveryMs = 10 * 60_000
/** The CRM's clock is known to the second, and may seem to go back by it; by more, it was set. */
const clockJitterMs = 60_000
/** Full looks reach back behind each other by this: rows may show late. */
const overlapMs = 5 * 60_000
const doubtedForMs = 6 * 3_600_000
/** What is this young may be missing in one list and be in the other already. */
const settlingMs = 2 * 60_000
/** Wide windows are where the list fails, and after such a gap most types have news anyway. */
const widestMs = 20 * 3_600_000
const aheadMs = 3_600_000
const pageSize = 200

export interface Look {
  readonly types: readonly { readonly code: number; readonly floorMs: number | null }[]
  /** Through with it, all types have been looked at. */
  readonly isFull: boolean
}

/** The types to look at for what was modified since. */
export async function planLook(session: Session, sinceMs: number, priority: Priority): Promise<Outcome<Look>> {
  const listed = await listTypes(session, priority)
  if (!listed.ok) return listed
  const { fullLookMs } = session.known()
  const serverMs = session.serverNowMs()
  const ageMs = serverMs === null || fullLookMs === null ? Number.POSITIVE_INFINITY : serverMs - fullLookMs
  const isDue = !(ageMs > -clockJitterMs && ageMs < fullLookEveryMs)
  const floorMs = isDue && fullLookMs !== null ? Math.min(sinceMs, fullLookMs - overlapMs) : sinceMs
  const claim = await askForNews(session, floorMs, priority)
  if (!claim.ok) return claim
  session.findings.claim = isDue ? claim.value : null
  const known = new Set(listed.value.map((type) => type.ActivityEvent))
  const hasNewType = [...(claim.value?.codes ?? [])].some((code) => !known.has(code))
  const types = hasNewType ? await refreshTypes(session, priority) : listed
  if (!types.ok) return types
  const codes = types.value.map((type) => type.ActivityEvent)
  if (isDue || claim.value === null) {
    return { ok: true, value: { types: codes.map((code) => ({ code, floorMs })), isFull: true } }
  }
  // What could not be listed before is asked for again at once: it is not known whether it has news.
  const { troubles } = session.findings
  const withNews = codes.filter(
    (code) => claim.value?.codes.has(code) === true || troubles.missedSinceMs(code) !== null,
  )
  return { ok: true, value: { types: withNews.map((code) => ({ code, floorMs: null })), isFull: false } }
}

/** Null: the list does not say, or is not believed. A failure only where the next request would fail as well. */
async function askForNews(session: Session, fromMs: number, priority: Priority): Promise<Outcome<Claim | null>> {
  const { findings } = session
  const nowMs = session.nowMs()
  const isDoubted = findings.doubtedAtMs !== null && Math.abs(nowMs - findings.doubtedAtMs) < doubtedForMs
  const serverMs = session.serverNowMs()
  if (isDoubted || serverMs === null || serverMs - fromMs > widestMs) return { ok: true, value: null }
  const call = { fromMs: fromMs - 1_000, toMs: serverMs + aheadMs, pageIndex: 1, pageSize, priority }
  const outcome = await session.client.recentActivities(call)
  if (!outcome.ok) {
    if (endsTheLook(outcome.failure)) return outcome
    findings.doubtedAtMs = nowMs
    return { ok: true, value: null }
  }
  const { rows, quarantined, size, recordCount } = outcome.value
  const isComplete = size < pageSize && quarantined.length === 0 && (recordCount ?? size) <= size
  if (!isComplete) return { ok: true, value: null }
  return { ok: true, value: { codes: new Set(rows.map((row) => row.EventCode)), fromMs, toMs: serverMs } }
}

/** A timeout is what this list is known for. */
function endsTheLook(failure: Failure): boolean {
  return failure.kind === 'offline' || failure.kind === 'throttled' || failure.kind === 'unauthorized'
}

/** A page of a full look: a row of a type that the list left out, though it is old enough to be in both, convicts the list. */
export function holdAgainstClaim(session: Session, window: Lane, facts: PageFacts): void {
  const { claim } = session.findings
  if (claim === null || window.code === null || claim.codes.has(window.code)) return
  const isKeptBack = facts.stampsMs.some(
    (stamp) => stamp !== null && stamp > claim.fromMs && stamp < claim.toMs - settlingMs,
  )
  if (isKeptBack) session.findings.doubtedAtMs = session.nowMs()
}

/** The lanes of a walk over these types, without those that are known to be refused: a sweep sees for itself, as it decides what is gone. */
export function lanesFor(
  session: Session,
  types: Look['types'],
  mode: PullRequest['mode'],
): NonNullable<Start['codes']> {
  const { troubles } = session.findings
  return types
    .filter(({ code }) => mode === 'sweep' || !troubles.isShunned(code, session.nowMs()))
    .map(({ code, floorMs }) => ({ code, floorMs: lower(floorMs, troubles.missedSinceMs(code)) }))
}

function lower(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other)
}
