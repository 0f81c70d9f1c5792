import type { Capabilities } from '../connector.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** Limits and gaps of the API as documented (leadping.md sections 7, 8, 10); the intervals are ours. */
export const capabilities: Capabilities = {
  streams: [
    {
      name: 'conversations',
      hasWatermark: true,
      overlapMs: 5 * minuteMs,
      // Read state, archiving and outcome move no watermark: recent ones are looked at again soon, all of them slowly.
      trailingWindowMs: 72 * hourMs,
      trailingEveryMs: 15 * minuteMs,
      sweepEveryMs: 6 * hourMs,
    },
    {
      name: 'activities',
      hasWatermark: true,
      overlapMs: 5 * minuteMs,
      // Delivery and cancellation change a row after its creation.
      trailingWindowMs: 72 * hourMs,
      trailingEveryMs: 15 * minuteMs,
      // Events only leave the lists together with their lead.
      sweepEveryMs: null,
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
  readBack: 'by_content',
  settlingMs: 20_000,
  rateLimit: { requests: 300, windowMs: minuteMs },
  maxNoteCharacters: null,
  note: {
    formats: ['plain'],
    visibilities: [],
    drafts: false,
    manyTargets: false,
    attachments: null,
    activityTypes: false,
    edits: false,
  },
}
