import type { Provider } from '../faulty-server.ts'
import { seededRandom } from '../random.ts'
import { SandboxClock } from '../sandbox-clock.ts'
import type { RateLimit } from '../sliding-window.ts'
import { Colleagues } from './colleagues.ts'
import { Credentials } from './credentials.ts'
import type { Desk } from './desk.ts'
import { generateData } from './generate.ts'
import { SortedViews } from './listing.ts'
import { leadsquaredProvider, wrongRegionProvider } from './provider.ts'
import { type LeadsquaredSettings, settingsSchema } from './settings.ts'
import { LeadsquaredState } from './state.ts'
import { makeKeys } from './team.ts'
import { Traffic } from './traffic.ts'
import type { KeyPair } from './types.ts'
import { LeadsquaredWire } from './wire.ts'

export interface LeadsquaredModelOptions extends Partial<LeadsquaredSettings> {
  readonly seed: number
  readonly leads: number
  readonly activities: number
  /** Where the generated history ends, ms UTC. */
  readonly nowMs: number
  /** Whether type 200 has a string field "Fieldpost reference" set aside; true by default. */
  readonly referenceField?: boolean
  /** Whether the first leads are the people whom other sandboxes know too; true by default. */
  readonly sharedPeople?: boolean
  /** The administrator's keys instead of generated ones, as `accessKey:secretKey`. */
  readonly key?: string
  /** The documented 25 calls in 5 s by default; null: none. */
  readonly rateLimit?: RateLimit | null
  /** Of bulk calls, counted apart; 5 in 5 s by default, none where there is no general limit; null: none. */
  readonly bulkRateLimit?: RateLimit | null
  /** The root of the account's own host; a started sandbox names itself. */
  readonly apiUrl?: string
  /** The server's wall clock, ms UTC; the machine's by default. */
  readonly wallMs?: () => number
  /** What the rate limits count by, ms; the machine's by default. */
  readonly monotonicMs?: () => number
}

/** A LeadSquared account without a network: its data, its people, and its rules as a function from request to answer. */
export interface LeadsquaredModel {
  readonly provider: Provider
  /** The host of another region: only `UserByAccessKey.Get` is answered there. */
  readonly wrongRegion: Provider
  /** The administrator's keys, as `accessKey:secretKey`. */
  readonly key: string
  /** The administrator's pair, then the pair of a user who is none. */
  readonly keys: readonly KeyPair[]
  readonly state: LeadsquaredState
  readonly wire: LeadsquaredWire
  readonly settings: LeadsquaredSettings
  readonly clock: SandboxClock
  readonly credentials: Credentials
  readonly colleagues: Colleagues
  readonly traffic: Traffic
  /** From now on the account says that its own host is this one, a URL without a path. */
  setApiUrl(url: string): void
}

export function createLeadsquaredModel(options: LeadsquaredModelOptions): LeadsquaredModel {
  const settings = settingsSchema.parse(options)
  const random = seededRandom(options.seed + 1)
  const clock = new SandboxClock(options.wallMs)
  const data = generateData({
    ...options,
    referenceField: options.referenceField ?? true,
    sharedPeople: options.sharedPeople ?? true,
  })
  const state = new LeadsquaredState(data)
  const wire = new LeadsquaredWire(state, settings)
  const keys = withOwnKey(makeKeys(random, data.team), options.key)
  const credentials = new Credentials(state, keys)
  const desk: Desk = { state, clock, random, settings, wire, views: new SortedViews() }
  let apiUrl = options.apiUrl ?? 'https://api-in21.leadsquared.com'
  const provider = leadsquaredProvider({
    desk,
    credentials,
    apiUrl: () => apiUrl,
    limits: {
      general: options.rateLimit === undefined ? { requests: 25, windowMs: 5_000 } : options.rateLimit,
      bulk: bulkLimitOf(options),
      monotonicMs: options.monotonicMs,
    },
  })
  const colleagues = new Colleagues(desk, data.rows)
  return {
    provider,
    wrongRegion: wrongRegionProvider(provider),
    key: `${keys[0]?.accessKey ?? ''}:${keys[0]?.secretKey ?? ''}`,
    keys,
    state,
    wire,
    settings,
    clock,
    credentials,
    colleagues,
    traffic: new Traffic(state, colleagues, seededRandom(options.seed + 2)),
    setApiUrl: (url) => {
      apiUrl = url
    },
  }
}

function bulkLimitOf({ rateLimit, bulkRateLimit }: LeadsquaredModelOptions): RateLimit | null {
  if (bulkRateLimit !== undefined) return bulkRateLimit
  return rateLimit === null ? null : { requests: 5, windowMs: 5_000 }
}

function withOwnKey(made: readonly KeyPair[], given: string | undefined): readonly KeyPair[] {
  if (given === undefined) return made
  const [accessKey = '', secretKey = ''] = given.split(':')
  return made.map((pair, index) => (index === 0 ? { ...pair, accessKey, secretKey } : pair))
}
