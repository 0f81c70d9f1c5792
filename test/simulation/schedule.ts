import { type SeededRandom, seededRandom } from '../sandbox/random.ts'
import type {
  CrmTraits,
  Happening,
  HappeningKind,
  NetworkEffect,
  RequestMatch,
  SaleshandyTraits,
  Schedule,
} from './happenings.ts'
import { threeCrms, traitsOf } from './traits.ts'

type Weights = Readonly<Record<Group, number>>
type Group = 'user' | 'network' | 'crash' | 'colleague' | 'machine' | 'account'

/** What a scenario is mostly about. `all` is every kind at once, in a mix of its own for each seed. */
const scenarios = {
  outbox: { user: 8, network: 6, crash: 2, colleague: 1, machine: 1, account: 1 },
  network: { user: 4, network: 10, crash: 1, colleague: 3, machine: 1, account: 1 },
  crash: { user: 6, network: 3, crash: 6, colleague: 2, machine: 1, account: 1 },
  colleagues: { user: 2, network: 2, crash: 1, colleague: 12, machine: 2, account: 0 },
  machine: { user: 4, network: 2, crash: 2, colleague: 2, machine: 6, account: 2 },
  calm: { user: 6, network: 0, crash: 0, colleague: 4, machine: 0, account: 0 },
} as const satisfies Record<string, Weights>

export const scenarioNames = ['all', ...Object.keys(scenarios)]

const minuteMs = 60_000

/** Whose accounts the laptop has: one of a provider, or one of each. */
export const providerChoices = ['leadping', 'saleshandy', 'leadsquared', 'three'] as const
export type ProviderChoice = (typeof providerChoices)[number]

/** The whole day that `seed` stands for. The same seed, scenario and providers give the same schedule for ever. */
export function scheduleOf(seed: number, scenario = 'all', providers: ProviderChoice = 'leadping'): Schedule {
  return withEntries(plainScheduleOf(seed, scenario, providers))
}

/** The same day with notes for one record each, no files, and no changes of notes that the CRM has: as days were before they had these. */
export function plainScheduleOf(seed: number, scenario = 'all', providers: ProviderChoice = 'leadping'): Schedule {
  const random = seededRandom(seed * 7 + 3)
  const weights = weightsOf(scenario, random)
  const crms = providers === 'three' ? threeCrms(random) : [traitsOf(providers, random)]
  const durationMs = random.int(30_000, 3 * minuteMs)
  const count = random.int(4, 32)
  const happenings: Happening[] = []
  const add = (make: (traits: CrmTraits) => HappeningKind) => {
    const atMs = random.int(0, durationMs)
    // With a single account nothing is drawn, so that its days are what they always were.
    const account = crms.length === 1 ? 0 : random.int(0, crms.length - 1)
    const traits = crms[account]
    if (traits !== undefined) happenings.push({ atMs, ...make(traits), ...(crms.length === 1 ? {} : { account }) })
  }
  for (let made = 0; made < count; made += 1)
    add((traits) => happeningOf(random.weighted(Object.entries(weights)), random, traits))
  // A day without a note proves little.
  if (!happenings.some(({ kind }) => kind === 'write')) add((traits) => written(random, traits))
  return { seed, scenario, crms, durationMs, happenings: happenings.toSorted((one, other) => one.atMs - other.atMs) }
}

/** Drawn from numbers of their own, so that the rest of the day stays what it is. */
function withEntries(day: Schedule): Schedule {
  const random = seededRandom(day.seed * 11 + 5)
  const traitsAt = (account: number | undefined) => day.crms[account ?? 0]
  const happenings = day.happenings.map((happening): Happening => {
    const traits = traitsAt(happening.account)
    return happening.kind === 'write' && traits !== undefined ? asEntry(happening, random, traits) : happening
  })
  for (const [account, traits] of day.crms.entries()) {
    if (traits.provider !== 'saleshandy') continue
    const at = () => ({
      // What is changed was delivered before.
      atMs: random.int(Math.floor(day.durationMs / 3), day.durationMs),
      ...(day.crms.length === 1 ? {} : { account }),
    })
    for (let count = random.int(0, 3); count > 0; count -= 1)
      happenings.push({ kind: 'change', pick: random.next(), holdMs: random.chance(0.5) ? 0 : 5_000, ...at() })
    for (let count = random.int(0, 2); count > 0; count -= 1) {
      const colleagues = { kind: 'change_by_colleague', pick: random.next(), ...at() } as const
      happenings.push(colleagues)
      // The same note, before the app has heard of it.
      if (random.chance(0.5))
        happenings.push({ ...colleagues, kind: 'change', holdMs: 0, atMs: colleagues.atMs + random.int(0, 20_000) })
    }
    const isCalm = !happenings.some(({ kind }) => kind === 'network')
    for (let count = isCalm ? 0 : random.int(0, 2); count > 0; count -= 1)
      happenings.push({ ...faultOf(random.pick(['upload_file', 'change_note'] as const), random), ...at() })
  }
  const crms = day.crms.map((traits) => (traits.provider === 'saleshandy' ? withUploads(traits, random) : traits))
  return { ...day, crms, happenings: happenings.toSorted((one, other) => one.atMs - other.atMs) }
}

function withUploads(traits: SaleshandyTraits, random: SeededRandom): SaleshandyTraits {
  return {
    ...traits,
    attachmentReuse: random.chance(0.6),
    attachmentLifetimeMs: random.chance(0.3) ? random.int(5, 60) * minuteMs : null,
    maxAttachmentIds: random.chance(0.1) ? 1 : null,
  }
}

function faultOf(match: RequestMatch, random: SeededRandom): HappeningKind {
  return { kind: 'network', effect: effectOf(random, match), match, times: random.int(1, 3), forMs: 10 * minuteMs }
}

function asEntry(note: Happening & { kind: 'write' }, random: SeededRandom, traits: CrmTraits): Happening {
  const alsoIn = Array.from({ length: random.chance(0.2) ? random.int(1, 2) : 0 }, () =>
    random.int(0, traits.conversations - 1),
  )
  const isForAll = random.chance(0.2)
  const files = traits.provider === 'saleshandy' && random.chance(0.35) ? random.int(1, 2) : 0
  return {
    ...note,
    ...(alsoIn.length === 0 ? {} : { alsoIn }),
    ...(isForAll ? { isForAll } : {}),
    ...(files === 0 ? {} : { files }),
  }
}

function weightsOf(scenario: string, random: SeededRandom): Weights {
  if (scenario === 'all') {
    const mixes: readonly Weights[] = Object.values(scenarios)
    return random.pick(mixes)
  }
  const found = Object.entries(scenarios).find(([name]) => name === scenario)
  if (found === undefined) throw new RangeError(`No scenario ${scenario}; there are ${scenarioNames.join(', ')}`)
  return found[1]
}

function happeningOf(group: string, random: SeededRandom, traits: CrmTraits): HappeningKind {
  switch (group) {
    case 'user':
      return userHappening(random, traits)
    case 'network':
      return networkHappening(random)
    case 'crash':
      return crashHappening(random)
    case 'colleague':
      return colleagueHappening(random)
    case 'machine':
      return machineHappening(random)
    default:
      return accountHappening(random)
  }
}

function written(random: SeededRandom, traits: CrmTraits): HappeningKind {
  return {
    kind: 'write',
    // Few conversations, so that lanes have more than one note.
    conversation: random.int(0, Math.min(2, traits.conversations - 1)),
    text: random.weighted([
      ['plain', 60],
      ['same_as_last', 18],
      ['multi_line', 10],
      ['refused_by_crm', 8],
      ['too_long_for_crm', 4],
    ]),
    holdMs: random.chance(0.5) ? 0 : 5_000,
  }
}

function userHappening(random: SeededRandom, traits: CrmTraits): HappeningKind {
  const pick = random.next()
  const kind = random.weighted([
    ['write', 62],
    ['undo', 5],
    ['edit', 7],
    ['discard', 4],
    ['retry', 8],
    ['open_conversation', 8],
    ['sync_now', 4],
    ['network_hint', 2],
  ] as const)
  switch (kind) {
    case 'write':
      return written(random, traits)
    case 'open_conversation':
      return { kind, conversation: random.int(0, traits.conversations - 1) }
    case 'sync_now':
      return { kind }
    case 'network_hint':
      return { kind, isOnline: random.chance(0.7) }
    case 'undo':
    case 'edit':
    case 'discard':
    case 'retry':
      return { kind, pick }
  }
}

function networkHappening(random: SeededRandom): HappeningKind {
  const isOutage = random.chance(0.3)
  const match = random.weighted<RequestMatch>([
    ['create_note', 50],
    ['conversation_events', 15],
    ['list', 20],
    ['any', 15],
  ])
  return {
    kind: 'network',
    effect: effectOf(random, match),
    match: isOutage ? 'any' : match,
    times: isOutage ? 10_000 : random.int(1, 3),
    forMs: isOutage ? random.int(1_000, 3 * minuteMs) : 10 * minuteMs,
  }
}

function effectOf(random: SeededRandom, match: RequestMatch): NetworkEffect {
  const anything: readonly (readonly [() => NetworkEffect, number])[] = [
    [() => ({ kind: 'refused' }), 10],
    [() => ({ kind: 'lost_on_the_way' }), 10],
    [() => ({ kind: 'answer_lost' }), 16],
    [() => ({ kind: 'half_answer' }), 6],
    [() => ({ kind: 'hangs', commitAfterMs: random.chance(0.6) ? random.int(0, 11_000) : null }), 10],
    [() => ({ kind: 'throttled', retryAfterSeconds: random.chance(0.5) ? random.int(1, 90) : null }), 8],
    [
      () => ({
        kind: 'server_error',
        status: random.pick([500, 502, 503, 504]),
        isCommitted: random.chance(0.5),
      }),
      12,
    ],
    [() => ({ kind: 'captive_portal' }), 6],
    [() => ({ kind: 'malformed', isCommitted: true }), 6],
    [() => ({ kind: 'slow', ms: random.int(500, 11_000) }), 8],
    [() => ({ kind: 'forbidden' }), 3],
  ]
  const ofLists: readonly (readonly [() => NetworkEffect, number])[] = [
    [() => ({ kind: random.pick(['duplicate_items', 'repeat_page', 'reorder_items'] as const) }), 20],
    [() => ({ kind: random.pick(['drop_item_id', 'unknown_enum', 'empty_list'] as const) }), 20],
  ]
  return random.weighted(match === 'list' ? [...anything, ...ofLists] : anything)()
}

function crashHappening(random: SeededRandom): HappeningKind {
  if (random.chance(0.12)) return { kind: 'quit', downMs: random.int(100, 60_000) }
  return {
    kind: 'crash',
    how: random.chance(0.75) ? 'kill' : 'power_cut',
    statements: random.chance(0.3) ? 0 : random.int(1, random.chance(0.7) ? 40 : 400),
    withinMs: random.int(10, 20_000),
    downMs: random.chance(0.7) ? random.int(50, 5_000) : random.int(5_000, 5 * minuteMs),
    nextDiesAfter: random.chance(0.2) ? random.int(1, 120) : null,
    lost: random.next(),
  }
}

function colleagueHappening(random: SeededRandom): HappeningKind {
  const does = random.weighted([
    ['message', 34],
    ['note', 12],
    ['archive', 12],
    ['read', 12],
    ['restage', 8],
    ['delete_lead', 7],
    ['status', 10],
    ['new_lead', 5],
  ] as const)
  return { kind: 'colleague', does, pick: random.next() }
}

function machineHappening(random: SeededRandom): HappeningKind {
  const hourMs = 60 * minuteMs
  const kind = random.weighted([
    ['sleep', 40],
    ['wall_clock', 20],
    ['server_clock', 15],
    ['disk_full', 25],
  ] as const)
  switch (kind) {
    case 'sleep':
      return {
        kind,
        forMs: random.chance(0.6) ? random.int(1_000, 10 * minuteMs) : random.int(1, 30) * hourMs,
        countsAsUptime: random.chance(0.5),
      }
    case 'wall_clock':
      return { kind, byMs: random.int(-6, 6) * hourMs + random.int(-minuteMs, minuteMs) }
    case 'server_clock':
      return { kind, byMs: random.int(-8_000, 8_000) }
    case 'disk_full':
      return { kind, forMs: random.int(500, 2 * minuteMs) }
  }
}

function accountHappening(random: SeededRandom): HappeningKind {
  const kind = random.weighted([
    ['sign_out', 12],
    ['sign_in', 25],
    ['pause', 10],
    ['unpause', 15],
    ['credential_expires', 14],
    ['tokens_expire', 14],
    ['competitor', 10],
  ] as const)
  return kind === 'competitor' ? { kind, requests: random.int(5, 320) } : { kind }
}
