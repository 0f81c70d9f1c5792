import type { Capabilities } from '../connector.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** Limits and gaps of the API as documented (leadsquared.md sections 8 to 10); the intervals are ours. */
export const capabilities: Capabilities = {
  streams: [
    {
      name: 'activities',
      hasWatermark: true,
      // Stamps are whole seconds, bounds may or may not be inside, and how late a row may show in lists is not documented.
      overlapMs: 5 * minuteMs,
      trailingWindowMs: null,
      trailingEveryMs: null,
      // Deleted activities leave no trace, and a merge of leads moves theirs without a stamp.
      sweepEveryMs: 24 * hourMs,
    },
    {
      name: 'leads',
      hasWatermark: true,
      overlapMs: 5 * minuteMs,
      trailingWindowMs: null,
      trailingEveryMs: null,
      sweepEveryMs: 24 * hourMs,
    },
  ],
  hasEventDetail: true,
  readBack: 'by_reference',
  // How soon a new activity shows in lists is not documented: absence is believed after minutes only.
  settlingMs: 2 * minuteMs,
  rateLimit: { requests: 25, windowMs: 5_000 },
  maxNoteCharacters: null,
  note: {
    formats: ['plain'],
    visibilities: [],
    drafts: false,
    manyTargets: false,
    attachments: null,
    activityTypes: true,
    edits: false,
  },
}
