import { FaultyServer } from '../faulty-server.ts'
import { seededRandom } from '../random.ts'
import { SandboxClock } from '../sandbox-clock.ts'
import type { RateLimit } from '../sliding-window.ts'
import { AdminServer } from './admin.ts'
import { Colleagues } from './colleagues.ts'
import type { NoteDesk } from './create-note.ts'
import { generateData } from './generate.ts'
import { LeadpingLists } from './lists.ts'
import { Credentials, leadpingProvider } from './provider.ts'
import { QueryRunner } from './query-runner.ts'
import { LeadpingRoutes } from './routes.ts'
import type { LeadpingSandbox, SandboxCore } from './sandbox-core.ts'
import { type LeadpingSettings, settingsSchema } from './settings.ts'
import { LeadpingState } from './state.ts'
import { Traffic } from './traffic.ts'
import type { Dialect } from './types.ts'
import { LeadpingWire, type Parties } from './wire.ts'

export interface LeadpingSandboxOptions extends Partial<LeadpingSettings> {
  /** 0, the default: any free port of 127.0.0.1. */
  readonly port?: number
  /** Of the switches, which have a port of their own; 0, the default: any free one. */
  readonly adminPort?: number
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
}

/** Starts a Leadping server on loopback that keeps to the documented contract in one dialect. */
export async function startLeadpingSandbox(options: LeadpingSandboxOptions): Promise<LeadpingSandbox> {
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
  const rateLimit = options.rateLimit === undefined ? { requests: 300, windowMs: 60_000 } : options.rateLimit
  const server = new FaultyServer(
    leadpingProvider(routes, credentials, clock, rateLimit, settings, () => state.settleIndex(clock.nowMs())),
    options.port ?? 0,
  )
  const colleagues = new Colleagues(desk, { events: data.eventWriter, leads: data.leadWriter })
  const traffic = new Traffic(state, colleagues, seededRandom(options.seed + 2))
  await server.setOffline(false)
  const core: SandboxCore = {
    url: server.url,
    key: keys[0] ?? '',
    state,
    wire,
    settings,
    clock,
    credentials,
    requests: server.requests,
    faults: server.faults,
    colleagues,
    traffic,
    isOffline: () => server.isOffline,
    setOffline: (offline) => server.setOffline(offline),
    expireTokens: () => queries.expireTokens(),
  }
  const admin = new AdminServer(core, options.adminPort ?? 0)
  await admin.open()
  return {
    ...core,
    adminUrl: admin.url,
    async close() {
      traffic.stop()
      await Promise.all([admin.close(), server.setOffline(true)])
    },
  }
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
