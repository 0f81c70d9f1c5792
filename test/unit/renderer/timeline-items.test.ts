import { describe, expect, it } from 'vitest'
import type { OutboxNote, TimelineActivity, TimelineRow } from '../../../electron/ipc/shapes.ts'
import type { Place } from '../../../renderer/text-time.ts'
import { timelineItems } from '../../../renderer/timeline-items.ts'

const utc: Place = { locale: 'en-GB', timeZone: 'UTC' }
const noon = Date.parse('2026-11-21T12:00:00Z')
const minute = 60_000
const noteId = '0190a0b0-0000-7000-8000-000000000001'

function activity(id: number, atMs: number, change: Partial<TimelineActivity> = {}): TimelineActivity {
  return {
    kind: 'activity',
    id,
    type: 'Sms',
    category: null,
    direction: 'Inbound',
    status: 'Received',
    statusReason: null,
    summary: 'Hello',
    description: null,
    authorName: null,
    trafficType: null,
    scheduledForMs: null,
    canceledAtMs: null,
    atMs,
    noteId: null,
    isHtml: false,
    isMine: false,
    isEditable: false,
    pendingEdit: null,
    sent: null,
    ...change,
  }
}

function unsent(atMs: number): TimelineRow {
  const note: OutboxNote = {
    noteId,
    entryId: noteId,
    kind: 'create',
    accountId: 1,
    conversationId: 1,
    conversationName: 'Maria',
    text: 'Call back',
    form: { format: 'plain', visibility: null, isDraft: false, activity: null },
    attachments: [],
    editsActivityId: null,
    state: 'queued',
    trouble: null,
    attempts: 0,
    createdAtMs: atMs,
    nextTryAtMs: null,
    needsAnswer: false,
    savedToFileAtMs: null,
    takenOverAtMs: null,
  }
  return { kind: 'note', atMs, note }
}

const keys = (newestFirst: TimelineRow[]) => timelineItems(newestFirst, utc).map(({ key }) => key)

describe('the timeline', () => {
  it('runs from old to new under one heading a day', () => {
    const yesterday = noon - 24 * 60 * minute
    expect(keys([activity(3, noon), activity(2, noon - minute), activity(1, yesterday)])).toEqual([
      'day-2026-11-20',
      'activity-1',
      'day-2026-11-21',
      'activity-2',
      'activity-3',
    ])
  })

  it('keeps the order of the list for entries of the same moment', () => {
    expect(keys([activity(3, noon), activity(2, noon), activity(1, noon)]).slice(1)).toEqual([
      'activity-1',
      'activity-2',
      'activity-3',
    ])
  })

  it('puts a note where it was written, whatever the order in which its neighbours came', () => {
    const rows = [activity(2, noon), activity(1, noon - 60 * minute), unsent(noon - 30 * minute)]
    expect(keys(rows).slice(1)).toEqual(['activity-1', noteId, 'activity-2'])
  })

  it('gives a note the same key before and after the CRM has it', () => {
    const before = keys([unsent(noon)])
    const after = keys([activity(9, noon, { type: 'Note', direction: null, noteId })])
    expect(after).toEqual(before)
  })

  it('is empty without entries', () => {
    expect(keys([])).toEqual([])
  })
})

describe('runs of messages', () => {
  const runs = (newestFirst: TimelineRow[]) =>
    timelineItems(newestFirst, utc).flatMap((item) =>
      item.kind === 'row'
        ? [`${item.startsRun ? '<' : ''}${item.key.replace('activity-', '')}${item.endsRun ? '>' : ''}`]
        : [],
    )

  it('join what one side says within five minutes', () => {
    const rows = [activity(3, noon), activity(2, noon - 2 * minute), activity(1, noon - 4 * minute)]
    expect(runs(rows)).toEqual(['<1', '2', '3>'])
  })

  it('end with the other side, a pause or another kind of entry', () => {
    expect(runs([activity(2, noon), activity(1, noon - minute, { direction: 'Outbound' })])).toEqual(['<1>', '<2>'])
    expect(runs([activity(2, noon), activity(1, noon - 6 * minute)])).toEqual(['<1>', '<2>'])
    expect(runs([activity(2, noon), activity(1, noon - minute, { type: 'Call' })])).toEqual(['<1>', '<2>'])
  })

  it('end with the day', () => {
    const midnight = Date.parse('2026-11-21T00:00:00Z')
    expect(runs([activity(2, midnight + 1), activity(1, midnight - 1)])).toEqual(['<1>', '<2>'])
  })
})
