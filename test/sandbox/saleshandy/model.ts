import type { Provider } from '../faulty-server.ts'
import { seededRandom } from '../random.ts'
import { SandboxClock } from '../sandbox-clock.ts'
import { sharedPeople } from '../shared-people.ts'
import { type RateLimit, SlidingWindow } from '../sliding-window.ts'
import { Colleagues } from './colleagues.ts'
import { Credentials } from './credentials.ts'
import { generateData } from './generate.ts'
import { ChosenIds } from './ids.ts'
import { SaleshandyLists } from './lists.ts'
import { NoteDesk } from './note-desk.ts'
import type { ProspectWish } from './prospect-writer.ts'
import { saleshandyProvider } from './provider.ts'
import { SaleshandyRoutes } from './routes.ts'
import { type SaleshandySettings, settingsSchema } from './settings.ts'
import { SaleshandyState } from './state.ts'
import { Traffic } from './traffic.ts'
import { SaleshandyWire } from './wire.ts'
import { InboxWire } from './wire-inbox.ts'

export interface SaleshandyModelOptions extends Partial<SaleshandySettings> {
  readonly seed: number
  /** Generated ones; `presetProspects` come on top. */
  readonly prospects: number
  /** Generated notes, drafts and private ones among them. */
  readonly notes: number
  /** Mail threads of the unified inbox. */
  readonly threads: number
  /** Mails in all threads together; three a thread by default. */
  readonly mails?: number
  /** How many people of `shared-people.ts` are among the generated prospects; all of them by default, if they fit. */
  readonly sharedPeople?: number
  /** Of the team, our user among them; 5, the most, by default. */
  readonly members?: number
  /** Where the generated history ends, ms UTC. */
  readonly nowMs: number
  /** The first acts as `state.team.me`, the second as the next member, and so on. One for each member by default. */
  readonly apiKeys?: readonly string[]
  /** Prospects with ids and values of the test's choosing, the newest of all. */
  readonly presetProspects?: readonly ProspectWish[]
  /** Ids of the first notes that are created through the API, in order. */
  readonly nextNoteIds?: readonly string[]
  /** Ids of the first uploads, in order. */
  readonly nextAttachmentIds?: readonly string[]
  /** 60 requests in 60 s by default, all keys together (the real limit is not documented); null: none. */
  readonly rateLimit?: RateLimit | null
  /** The server's wall clock, ms UTC; the machine's by default. */
  readonly wallMs?: () => number
  /** What the rate limit counts by, ms; the machine's by default. */
  readonly monotonicMs?: () => number
}

/** A Saleshandy without a network: its data, its people, and its rules as a function from request to answer. */
export interface SaleshandyModel {
  readonly provider: Provider
  /** The first of the accepted keys; it acts as `state.team.me`. */
  readonly key: string
  /** The CRM's data. Change it through `colleagues`, so that lists notice. */
  readonly state: SaleshandyState
  /** May be changed at any time. */
  readonly settings: SaleshandySettings
  /** `offsetMs` sets the server's clock ahead of or behind the machine's. */
  readonly clock: SandboxClock
  readonly credentials: Credentials
  readonly colleagues: Colleagues
  readonly traffic: Traffic
  /** The ids that the next notes created through the API get. */
  presetNoteIds(ids: readonly string[]): void
}

export function createSaleshandyModel(options: SaleshandyModelOptions): SaleshandyModel {
  const settings = settingsSchema.parse(options)
  const random = seededRandom(options.seed + 1)
  const clock = new SandboxClock(options.wallMs)
  const { prospectWriter, mailWriter, ...data } = generateData({
    ...options,
    mails: options.mails ?? options.threads * 3,
    sharedPeople: options.sharedPeople ?? sharedPeople.length,
    members: options.members ?? 5,
  })
  const state = new SaleshandyState(data)
  for (const wish of options.presetProspects ?? []) {
    state.addProspect(prospectWriter.prospect(state.prospects.size, options.nowMs, 'test', wish))
  }
  const { members } = state.team
  const keys = options.apiKeys ?? members.map(() => `sh_sandbox_${random.uuid().replaceAll('-', '')}`)
  const credentials = new Credentials(
    members,
    keys.flatMap((key, index) => {
      const member = members[index % members.length]
      return member === undefined ? [] : [[key, member] as const]
    }),
  )
  const wire = new SaleshandyWire(state.team, settings)
  const inboxWire = new InboxWire(settings)
  const noteIds = new ChosenIds(random, options.nextNoteIds)
  const attachmentIds = new ChosenIds(random, options.nextAttachmentIds)
  const shared = { state, clock, random, settings, wire, inboxWire, noteIds, attachmentIds }
  const desk = new NoteDesk(shared)
  const routes = new SaleshandyRoutes({ ...shared, desk, lists: new SaleshandyLists(shared) })
  const limit = options.rateLimit === undefined ? { requests: 60, windowMs: 60_000 } : options.rateLimit
  const window = (given: RateLimit): SlidingWindow => new SlidingWindow(given, options.monotonicMs)
  const limits = limit === null ? null : { account: window(limit), anonymous: window(limit) }
  const colleagues = new Colleagues({ ...shared, desk, prospects: prospectWriter, mails: mailWriter })
  return {
    provider: saleshandyProvider({ routes, credentials, clock, settings, limits }),
    key: keys[0] ?? '',
    state,
    settings,
    clock,
    credentials,
    colleagues,
    traffic: new Traffic(state, colleagues, seededRandom(options.seed + 2)),
    presetNoteIds: (ids) => noteIds.choose(ids),
  }
}
