import type { StreamName } from '../../connectors/connector.ts'

/** How much anybody is looking: at the window now, at something else, or at nothing (asleep, locked). */
export type Attention = 'active' | 'idle' | 'asleep'

export interface Pace {
  readonly attention: Attention
  /** How long the stream has brought nothing new, ms. */
  readonly quietMs: number
  /** The limiter's learnt distance between two requests, ms; 0: nobody to share with. */
  readonly gapMs: number
  readonly isBackfilling: boolean
  /** Drawn anew for each look, uniform in [0, 1): colleagues' looks must not fall into step. */
  readonly beat: number
}

const activeMs = 10_000
const idleMs = 60_000
const longestIdleMs = 5 * 60_000
/** Leads change seldom: so many looks at the other streams for one at them. */
const leadsEvery = 6
/** Requests of one look at conversations and activities, and the leads' part. */
const requestsALook = 2.3
/** Part of a learnt share that looking for news may take; the rest is for history and what the user opens. */
const newsPart = { backfilling: 0.5, otherwise: 0.9 } as const

/**
 * The time from one look for news to the next, ms: short while the window is looked at, longer and longer while nobody looks and nothing
 * happens, never (infinite) while the machine sleeps. A small share of the organization's limit stretches it, for a look takes requests.
 */
export function pollEveryMs(stream: StreamName, pace: Pace): number {
  const wantedMs = wantedEveryMs(stream, pace)
  const part = pace.isBackfilling ? newsPart.backfilling : newsPart.otherwise
  const affordableMs = (pace.gapMs * requestsALook * (stream === 'leads' ? leadsEvery : 1)) / part
  return Math.round(Math.max(wantedMs, affordableMs) * (0.85 + 0.3 * pace.beat))
}

function wantedEveryMs(stream: StreamName, { attention, quietMs }: Pace): number {
  switch (attention) {
    case 'active':
      return stream === 'leads' ? activeMs * leadsEvery : activeMs
    case 'idle': {
      const everyMs = Math.min(longestIdleMs, Math.max(idleMs, quietMs / 4))
      return stream === 'leads' ? Math.max(everyMs, idleMs * 2) : everyMs
    }
    case 'asleep':
      return Number.POSITIVE_INFINITY
    default:
      return attention satisfies never
  }
}
