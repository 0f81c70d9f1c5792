import type { SeededRandom } from '../sandbox/random.ts'
import type { CrmTraits, LeadpingTraits, LeadsquaredTraits, SaleshandyTraits } from './happenings.ts'

/** How the CRMs of a day are built, drawn from its seed. */

const minuteMs = 60_000

export function threeCrms(random: SeededRandom): readonly CrmTraits[] {
  return [leadpingTraits(random), saleshandyTraits(random), leadsquaredTraits(random)].map((traits) => ({
    ...traits,
    conversations: Math.min(6, traits.conversations),
    activities: Math.min(16, traits.activities),
  }))
}

export function traitsOf(provider: CrmTraits['provider'], random: SeededRandom): CrmTraits {
  switch (provider) {
    case 'leadping':
      return leadpingTraits(random)
    case 'saleshandy':
      return saleshandyTraits(random)
    case 'leadsquared':
      return leadsquaredTraits(random)
    default:
      return provider satisfies never
  }
}

function commonTraits(random: SeededRandom) {
  return {
    conversations: random.int(1, 16),
    activities: random.int(1, 48),
    emptyWeekends: random.chance(0.15) ? 2 : 0,
    garblesSweep: random.chance(0.3),
    readAfterWriteDelayMs: random.chance(0.3) ? random.int(100, 20_000) : 0,
    sendRetryAfter: random.chance(0.7),
    hasEventDetail: random.chance(0.2),
    serverSkewMs: random.chance(0.3) ? random.int(-12 * 60, 12 * 60) * minuteMs : random.int(-30_000, 30_000),
  }
}

function saleshandyTraits(random: SeededRandom): SaleshandyTraits {
  return {
    provider: 'saleshandy',
    ...commonTraits(random),
    requestsPerMinute: random.chance(0.2) ? random.int(30, 59) : null,
    errorShape: random.pick(['flat', 'nested'] as const),
    invalidKeyStatus: random.pick([400, 401] as const),
    createdStatus: random.pick([200, 201] as const),
    allInvalidProspects: random.pick(['entries', 'whole_request'] as const),
    plainTextAs: random.pick(['paragraphs', 'breaks', 'as_is'] as const),
    escapeQuotes: random.chance(0.3),
    noteOrder: random.pick(['newest_first', 'oldest_first'] as const),
    pinnedFirst: random.chance(0.5),
    stampResolutionMs: random.pick([1, 1_000] as const),
    attributeKeys: random.pick(['label', 'camel_case'] as const),
    inboxOrder: random.pick(['newest_first', 'oldest_first'] as const),
    threadMessagesAs: random.pick(['emails', 'messages', 'list'] as const),
    attachmentReuse: true,
    attachmentLifetimeMs: null,
    maxAttachmentIds: null,
  }
}

function leadsquaredTraits(random: SeededRandom): LeadsquaredTraits {
  const maxPageSize = random.pick([3, 7, 20, 1_000])
  return {
    provider: 'leadsquared',
    ...commonTraits(random),
    requestsPerMinute: random.chance(0.2) ? random.int(60, 120) : null,
    referenceField: random.chance(0.5),
    createdOn: random.pick(['activity_time', 'write_time'] as const),
    printsMilliseconds: random.chance(0.5),
    hasHiddenFractions: random.chance(0.5),
    includesFromDate: random.chance(0.5),
    includesToDate: random.chance(0.5),
    hasUnstableTies: random.chance(0.3),
    firstOffset: random.pick([0, 1] as const),
    maxPageSize,
    // Pages up to a thousand rows are documented: a smaller ceiling can only be met by shorter pages.
    pageSizeAboveMax: maxPageSize === 1_000 ? random.pick(['reject', 'cut'] as const) : 'cut',
    validationStatus: random.pick([500, 400, 200] as const),
    throttleStatus: random.pick([429, 200] as const),
    activityTouchesLead: random.chance(0.3),
  }
}

function leadpingTraits(random: SeededRandom): LeadpingTraits {
  const maxPageSize = random.pick([3, 7, 14, 20, 200])
  // Looks for news in pages of three rows would need more than a tight limit gives.
  const isTight = maxPageSize >= 20 && random.chance(0.5)
  return {
    provider: 'leadping',
    dialect: random.pick(['A', 'B'] as const),
    conversations: random.int(1, 16),
    activities: random.int(1, 48),
    maxPageSize,
    pages: random.pick(['full', 'uneven'] as const),
    emptyWeekends: random.chance(0.15) ? 2 : 0,
    garblesSweep: random.chance(0.3),
    noteSummaryLimit: random.chance(0.2) ? 24 : null,
    createdBy: random.pick(['id', 'name'] as const),
    readAfterWriteDelayMs: random.chance(0.3) ? random.int(100, 8_000) : 0,
    sendRetryAfter: random.chance(0.7),
    deletedLead: random.pick(['not_found', 'with_deleted_at'] as const),
    unknownConversationStatus: random.pick([400, 403, 404] as const),
    hasEventDetail: random.chance(0.35),
    serverSkewMs: random.chance(0.3) ? random.int(-12 * 60, 12 * 60) * minuteMs : random.int(-30_000, 30_000),
    requestsPerMinute: isTight ? random.int(40, 90) : null,
  }
}
