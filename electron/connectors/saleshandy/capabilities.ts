import type { Capabilities } from '../connector.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** Of one attachment (saleshandy.md section 6). */
const maxAttachmentBytes = 20 * 1024 * 1024

/**
 * Limits and gaps of the API (saleshandy.md sections 4 to 8); the intervals are ours. General rate limits are not documented:
 * one request a second on average is what the notes call safe to begin with, and the limiter learns from every 429.
 */
export const capabilities: Capabilities = {
  streams: [
    {
      name: 'leads',
      hasWatermark: true,
      // Prospects have no stamp but that of their making, and imports commit late.
      overlapMs: 10 * minuteMs,
      trailingWindowMs: null,
      trailingEveryMs: null,
      // Edits and deletions move no stamp; a hundred prospects are one request.
      sweepEveryMs: 3 * hourMs,
    },
    {
      name: 'conversations',
      hasWatermark: true,
      // The boundaries of the date filter and its time zone are not documented.
      overlapMs: 10 * minuteMs,
      // Read state and sentiment change in place. Each thread of the window costs a request.
      trailingWindowMs: 24 * hourMs,
      trailingEveryMs: 30 * minuteMs,
      sweepEveryMs: 24 * hourMs,
    },
    {
      // Notes can only be listed a prospect at a time.
      name: 'activities',
      hasWatermark: false,
      overlapMs: 0,
      trailingWindowMs: null,
      trailingEveryMs: null,
      sweepEveryMs: 6 * hourMs,
    },
  ],
  hasEventDetail: true,
  readBack: 'by_snapshot',
  // How soon a new note is listed is not documented.
  settlingMs: 2 * minuteMs,
  rateLimit: { requests: 5, windowMs: 5_000 },
  maxNoteCharacters: null,
  note: {
    formats: ['plain', 'html'],
    visibilities: ['public', 'private'],
    drafts: true,
    manyTargets: true,
    attachments: { maxBytes: maxAttachmentBytes, mediaTypes: null },
    activityTypes: false,
    edits: true,
  },
}
