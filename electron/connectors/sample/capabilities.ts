import type { Capabilities, StreamName } from '../connector.ts'

/** Nothing is swept: what was written here lives in the replica alone once the process has ended. */
const stream = (name: StreamName) =>
  ({
    name,
    hasWatermark: true,
    overlapMs: 0,
    trailingWindowMs: null,
    trailingEveryMs: null,
    sweepEveryMs: null,
  }) as const

export const capabilities: Capabilities = {
  streams: [stream('conversations'), stream('activities'), stream('leads')],
  hasEventDetail: true,
  readBack: 'by_content',
  settlingMs: 0,
  rateLimit: { requests: 600, windowMs: 60_000 },
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
