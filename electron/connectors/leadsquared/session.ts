import { z } from 'zod'
import type { ActivityTypeRecord, ConnectOptions, Outcome } from '../connector.ts'
import { clockJumpMs } from '../server-date.ts'
import { createLeadsquaredClient, type LeadsquaredClient } from './client.ts'
import { createTypeTroubles, type TypeTroubles } from './type-troubles.ts'
import { createWindowWidth, type WindowWidth } from './window-width.ts'
import type { ActivityTypeWire, UserWire } from './wire.ts'

/** What was learnt about this account and must outlive the process. */
interface Knowledge {
  /** The keys' user. */
  readonly userId: string | null
  readonly userName: string | null
  /** For each type's code, since when notes of it carry our reference, ms UTC by the CRM's clock. */
  readonly referenceSince: Readonly<Record<string, number>>
  /** When the last look at all types began that came to its end, ms UTC by the CRM's clock. */
  readonly fullLookMs: number | null
}

/** What the list of all types said, to be held against what the types say themselves. */
export interface Claim {
  readonly codes: ReadonlySet<number>
  readonly fromMs: number
  readonly toMs: number
}

/** What this process found out, and may find out again. */
interface Findings {
  /** Null: not asked yet. `askedAtMs` is our wall clock. */
  types: { readonly rows: readonly ActivityTypeWire[]; readonly askedAtMs: number } | null
  readonly settings: Map<number, ActivityTypeRecord>
  /** Notes that leave together ask once whose keys these are; null: nobody asks. */
  askingForUser: Promise<Outcome<UserWire>> | null
  /** What the list of all types said before the full look that is under way; null: nothing. */
  claim: Claim | null
  /** When that list was last found wanting, on our wall clock; null: it was not. */
  doubtedAtMs: number | null
  /** The first page of a lead's own list. */
  firstOffset: 0 | 1 | null
  /** The list of leads leaves out what is not asked for by name. */
  namesLeadFields: boolean
  /** Nothing was modified before, ms UTC. */
  beginningMs: number | null
  /** The largest page that each list ever gave: a smaller one is not full. */
  readonly largestPage: { activities: number; leads: number }
  /** Larger pages were refused. */
  readonly pageCap: { activities: number; leads: number }
  readonly troubles: TypeTroubles
  readonly activityWindow: WindowWidth
  readonly leadWindow: WindowWidth
}

/** One account as the connector's parts share it. */
export interface Session {
  readonly client: LeadsquaredClient
  readonly baseUrl: string
  readonly clockSkewMs: number
  readonly findings: Findings
  /** Our wall clock, ms UTC. */
  nowMs(): number
  /** The CRM's clock, as its answers tell it; null before the first of them, and from a sleep or a clock that was set until the next. */
  serverNowMs(): number | null
  /** Later than any stamp of the CRM, however wrong our clock is, ms UTC. */
  topMs(): number
  known(): Knowledge
  /** Keeps it for this process and, through `remember`, for the next. */
  learn(news: Partial<Knowledge>): void
  learnUser(user: UserWire): void
}

const memorySchema = z.object({
  userId: z.string().nullable().catch(null).default(null),
  userName: z.string().nullable().catch(null).default(null),
  fullLookMs: z.coerce.number().positive().nullable().catch(null).default(null),
})
const aheadMs = 24 * 3_600_000
const referencePrefix = 'referenceSince:'

export function openSession(options: ConnectOptions): Session {
  let knowledge: Knowledge = { ...memorySchema.parse(options.memory), referenceSince: referencesIn(options.memory) }
  const crmClock = carriedClock(options)
  const client = createLeadsquaredClient({ ...options, onServerTime: crmClock.heard })
  const session: Session = {
    client,
    baseUrl: options.baseUrl,
    clockSkewMs: options.clockSkewMs,
    findings: {
      types: null,
      settings: new Map(),
      askingForUser: null,
      claim: null,
      doubtedAtMs: null,
      firstOffset: null,
      namesLeadFields: false,
      beginningMs: null,
      largestPage: { activities: 0, leads: 0 },
      pageCap: { activities: 1_000, leads: 5_000 },
      troubles: createTypeTroubles(),
      activityWindow: createWindowWidth(),
      leadWindow: createWindowWidth(),
    },
    nowMs: options.nowMs,
    serverNowMs: () => (crmClock.isCertain() ? crmClock.carriedMs() : null),
    topMs: () => Math.max(options.nowMs(), crmClock.carriedMs() ?? 0) + aheadMs,
    known: () => knowledge,
    learn(news) {
      const next = { ...knowledge, ...news }
      const hasChanged = JSON.stringify(next) !== JSON.stringify(knowledge)
      knowledge = next
      if (!hasChanged) return
      const { userId, userName, referenceSince, fullLookMs } = next
      const since = Object.entries(referenceSince).map(
        ([code, atMs]) => [referencePrefix + code, String(atMs)] as const,
      )
      options.remember({
        ...(userId === null ? {} : { userId }),
        ...(userName === null ? {} : { userName }),
        ...(fullLookMs === null ? {} : { fullLookMs: String(fullLookMs) }),
        ...Object.fromEntries(since),
      })
    },
    learnUser: (user) => session.learn({ userId: user.Id, userName: user.Name }),
  }
  return session
}

/** The CRM's clock between its answers, carried on by the clock that nobody sets. */
function carriedClock({ nowMs, monotonicMs }: Pick<ConnectOptions, 'nowMs' | 'monotonicMs'>) {
  let last: { readonly aheadMs: number; readonly wallAheadMs: number } | null = null
  const wallAheadMs = () => nowMs() - monotonicMs()
  return {
    heard(atMs: number): void {
      last = { aheadMs: atMs - monotonicMs(), wallAheadMs: wallAheadMs() }
    },
    /** ms UTC; too early by the time that the machine slept. Null: nothing was heard. */
    carriedMs: (): number | null => (last === null ? null : monotonicMs() + last.aheadMs),
    isCertain: (): boolean => last !== null && Math.abs(wallAheadMs() - last.wallAheadMs) <= clockJumpMs,
  }
}

function referencesIn(memory: Readonly<Record<string, string>>): Readonly<Record<string, number>> {
  const since = Object.entries(memory)
    .filter(([name, value]) => name.startsWith(referencePrefix) && /^\d+$/.test(value))
    .map(([name, value]) => [name.slice(referencePrefix.length), Number(value)] as const)
  return Object.fromEntries(since)
}
