import type { Provider } from '../faulty-server.ts'
import { seededRandom } from '../random.ts'
import { SandboxClock } from '../sandbox-clock.ts'
import type { RateLimit } from '../sliding-window.ts'
import { Colleagues } from './colleagues.ts'
import type { NoteDesk } from './create-note.ts'
import { generateData } from './generate.ts'
import { LeadpingLists } from './lists.ts'
import { Credentials, leadpingProvider } from './provider.ts'
import { QueryRunner } from './query-runner.ts'
import { LeadpingRoutes } from './routes.ts'
import { type LeadpingSettings, settingsSchema } from './settings.ts'
import { LeadpingState } from './state.ts'
import { Traffic } from './traffic.ts'
import type { Dialect } from './types.ts'
import { LeadpingWire, type Parties } from './wire.ts'

export interface LeadpingModelOptions extends Partial<LeadpingSettings> {
  readonly dialect: Dialect
  readonly seed: number
  readonly conversations: number
  /** Timeline rows in all. About one in twenty-five belongs to a lead and no conversation. */
  readonly activities: number
  /** As many as conversations by default. */
  readonly leads?: number
  /** Where the generated history ends, ms UTC. */
  readonly nowMs: number
  readonly apiKeys?: readonly string[]
  /** The documented 300 requests in 60 s by default; null: none. */
  readonly rateLimit?: RateLimit | null
  /** The server's wall clock, ms UTC; the machine's by default. */
  readonly wallMs?: () => number
  /** What the rate limit counts by, ms; the machine's by default. */
  readonly monotonicMs?: () => number
}

/** A Leadping CRM without a network: its data, its people, and its rules as a function from request to answer. */
export interface LeadpingModel {
  readonly provider: Provider
  /** The first of the accepted keys. */
  readonly key: string
  /** The CRM's data. Change it through `colleagues`, so that lists notice. */
  readonly state: LeadpingState
  /** Renders the state exactly as the server does. */
  readonly wire: LeadpingWire
  /** May be changed at any time. */
  readonly settings: LeadpingSettings
  /** `offsetMs` sets the server's clock ahead of or behind the machine's. */
  readonly clock: SandboxClock
  readonly credentials: Credentials
  readonly colleagues: Colleagues
  readonly traffic: Traffic
  /** From now on every continuation token handed out so far is answered with a 400. */
  expireTokens(): void
}

export function createLeadpingModel(options: LeadpingModelOptions): LeadpingModel {
  const settings = settingsSchema.parse(options)
  const random = seededRandom(options.seed + 1)
  const clock = new SandboxClock(options.wallMs)
  const data = generateData({ ...options, leads: options.leads ?? options.conversations })
  const state = new LeadpingState(data)
  const wire = new LeadpingWire(options.dialect, settings, (event) =>
    partiesOf(state, event.conversationId, event.leadId),
  )
  const queries = new QueryRunner(settings, () => random.next())
  const keys = options.apiKeys ?? [`sk_sandbox_${random.uuid().replaceAll('-', '')}`]
  const credentials = new Credentials(keys)
  const desk: NoteDesk = { state, clock, random, settings, wire }
  const routes = new LeadpingRoutes(desk, new LeadpingLists(state, wire, queries, () => settings.createdBy))
  const limit = options.rateLimit === undefined ? { requests: 300, windowMs: 60_000 } : options.rateLimit
  const provider = leadpingProvider({
    routes,
    credentials,
    clock,
    rateLimit: limit === null ? null : { ...limit, monotonicMs: options.monotonicMs },
    settings,
    beforeEach: () => state.settleIndex(clock.nowMs()),
  })
  const colleagues = new Colleagues(desk, { events: data.eventWriter, leads: data.leadWriter })
  const traffic = new Traffic(state, colleagues, seededRandom(options.seed + 2))
  const expireTokens = () => queries.expireTokens()
  return { provider, key: keys[0] ?? '', state, wire, settings, clock, credentials, colleagues, traffic, expireTokens }
}

function partiesOf(state: LeadpingState, conversationId: string | null, leadId: string | null): Parties {
  const conversation = conversationId === null ? undefined : state.conversations.get(conversationId)
  const lead = leadId === null ? undefined : state.leads.get(leadId)
  const own = conversation?.phoneNumber ?? state.team.phoneNumbers[0]
  if (own === undefined) throw new Error('The organization has no phone number')
  return {
    own,
    leadPhone: lead?.phone ?? '',
    leadName: [lead?.firstName, lead?.lastName].filter((part) => part != null).join(' '),
  }
}
