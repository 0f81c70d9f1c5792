import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adoptDelivered, ingestPages } from '../../../db/ingest.ts'
import { inboxPage } from '../../../db/queries/inbox.ts'
import { search } from '../../../db/queries/search.ts'
import { conversationIdOf } from '../../../db/queries/targets.ts'
import type { ActivityRecord, ConversationRecord } from '../../../db/records.ts'
import { finishSweep, readStreamState } from '../../../db/streams.ts'
import { activity, contentOf, conversation, page, startMs, stream, type Workspace, workspace } from './support.ts'

const prospect = (remoteId: string, content: Partial<ConversationRecord> = {}) =>
  conversation(remoteId, { lastEventFrom: 'timeline', sweptBy: 'leads', lastEventAtMs: startMs, ...content })

function inbox({ replica, journal }: Workspace) {
  return inboxPage(replica, journal, { accountId: null, filter: 'active', cursor: null, limit: 50 }).rows
}

function found({ replica, journal }: Workspace, text: string) {
  return search(replica, journal, { text, accountId: null, cursor: null, limit: 20 })
    .rows.filter(({ kind }) => kind === 'conversation')
    .map(({ conversationId }) => conversationId)
}

function idOf({ replica, accountId }: Workspace, remoteId: string): number {
  return conversationIdOf(replica, accountId, remoteId) ?? -1
}

describe('a conversation that takes its last event from its timeline', () => {
  it('shows what the CRM gave until something newer is in its timeline, and is listed and found by that', () => {
    const space = workspace()
    const { replica, accountId } = space
    const rows = [prospect('p1', { snippet: 'given words' }), prospect('p2', { lastEventAtMs: startMs + 5 })]
    ingestPages(replica, [page(accountId, { conversations: rows })])
    expect(inbox(space).map(({ id }) => id)).toEqual([idOf(space, 'p2'), idOf(space, 'p1')])
    const note = activity('n1', { conversationRemoteId: 'p1', summary: 'fresh words', createdAtMs: startMs + 9 })
    const { topics } = ingestPages(replica, [page(accountId, { activities: [note] })])
    expect(topics).toEqual([
      { kind: 'inbox', accountId },
      { kind: 'conversation', accountId, conversationId: idOf(space, 'p1') },
    ])
    expect(inbox(space)).toMatchObject([
      { id: idOf(space, 'p1'), lastEventAtMs: startMs + 9, snippet: 'fresh words' },
      { id: idOf(space, 'p2'), lastEventAtMs: startMs + 5 },
    ])
    expect(found(space, 'fresh ')).toEqual([idOf(space, 'p1')])
    expect(found(space, 'given ')).toEqual([])
  })

  it('keeps what the CRM gave where that is newer, or the activity says nothing', () => {
    const space = workspace()
    const { replica, accountId } = space
    const older = activity('n1', { conversationRemoteId: 'p1', summary: 'older', createdAtMs: startMs - 9 })
    const silent = activity('n2', { conversationRemoteId: 'p2', createdAtMs: startMs + 3 })
    const rows = [prospect('p1', { snippet: 'given' }), prospect('p2', { snippet: 'given' })]
    ingestPages(replica, [page(accountId, { conversations: rows, activities: [older, silent] })])
    expect(inbox(space)).toMatchObject([
      { lastEventAtMs: startMs + 3, snippet: 'given' },
      { lastEventAtMs: startMs, snippet: 'given' },
    ])
  })

  it('is written no more when the same pages come again', () => {
    const { replica, accountId } = workspace()
    const pages = [
      page(accountId, { conversations: [prospect('p1')] }),
      page(accountId, { activities: [activity('n1', { conversationRemoteId: 'p1', createdAtMs: startMs + 1 })] }),
    ]
    ingestPages(replica, pages)
    const before = contentOf(replica)
    const written = () => replica.raw.prepare('SELECT total_changes() AS n').get()
    const earlier = written()
    expect(ingestPages(replica, pages)).toEqual({ topics: [], inserted: 0, updated: 0, unchanged: 2 })
    expect(written()).toEqual(earlier)
    expect(contentOf(replica)).toEqual(before)
  })

  it('follows an activity that moves to another conversation, and a note that was just delivered', () => {
    const space = workspace()
    const { replica, accountId } = space
    const note = activity('n1', { conversationRemoteId: 'p1', summary: 'moving', createdAtMs: startMs + 9 })
    ingestPages(replica, [page(accountId, { conversations: [prospect('p1'), prospect('p2')], activities: [note] })])
    ingestPages(replica, [page(accountId, { activities: [{ ...note, conversationRemoteId: 'p2' }] })])
    expect(inbox(space)).toMatchObject([
      { id: idOf(space, 'p2'), lastEventAtMs: startMs + 9, snippet: 'moving' },
      { id: idOf(space, 'p1'), lastEventAtMs: startMs, snippet: null },
    ])
    const delivered = activity('n2', { conversationRemoteId: 'p1', summary: 'sent', createdAtMs: startMs + 20 })
    adoptDelivered(replica, accountId, delivered, 'note-1', startMs)
    expect(inbox(space)[0]).toMatchObject({ id: idOf(space, 'p1'), snippet: 'sent' })
  })

  it('goes back to the activity before when a sweep removes the newest, and forth when it comes back', () => {
    const space = workspace()
    const { replica, accountId } = space
    const notes = Array.from({ length: 20 }, (_, index) =>
      activity(`n${index}`, { conversationRemoteId: 'p1', summary: `note ${index}`, createdAtMs: startMs + 1 + index }),
    )
    ingestPages(replica, [page(accountId, { conversations: [prospect('p1')], activities: notes })])
    expect(inbox(space)).toMatchObject([{ snippet: 'note 19', lastEventAtMs: startMs + 20 }])
    for (const generation of [1, 2]) {
      const met = { activities: notes.slice(0, 19), sweptStream: 'activities' as const, sweepGeneration: generation }
      ingestPages(replica, [page(accountId, met)])
      expect(finishSweep(replica, accountId, 'activities', generation, startMs)).toMatchObject({
        removed: generation - 1,
      })
    }
    expect(inbox(space)).toMatchObject([{ snippet: 'note 18', lastEventAtMs: startMs + 19 }])
    expect(found(space, 'note 19 ')).toEqual([])
    ingestPages(replica, [page(accountId, { activities: notes.slice(19) })])
    expect(inbox(space)).toMatchObject([{ snippet: 'note 19', lastEventAtMs: startMs + 20 }])
    expect(found(space, 'note 19 ')).toEqual([idOf(space, 'p1')])
  })

  it('takes what the CRM gives as it is once the CRM says it itself', () => {
    const space = workspace()
    const { replica, accountId } = space
    const note = activity('n1', { conversationRemoteId: 'p1', summary: 'newer', createdAtMs: startMs + 9 })
    ingestPages(replica, [page(accountId, { conversations: [prospect('p1')], activities: [note] })])
    ingestPages(replica, [page(accountId, { conversations: [conversation('p1', { snippet: 'said' })] })])
    expect(inbox(space)).toMatchObject([{ lastEventAtMs: startMs, snippet: 'said' }])
    ingestPages(replica, [page(accountId, { conversations: [prospect('p1')] })])
    expect(inbox(space)).toMatchObject([{ lastEventAtMs: startMs + 9, snippet: 'newer' }])
  })

  const step = fc.oneof(
    fc.record({
      kind: fc.constant('conversation' as const),
      id: fc.integer({ min: 0, max: 2 }),
      givenMs: fc.option(fc.integer({ min: 0, max: 6 })),
    }),
    fc.record({
      kind: fc.constant('activity' as const),
      id: fc.integer({ min: 0, max: 5 }),
      of: fc.integer({ min: 0, max: 2 }),
      atMs: fc.integer({ min: 0, max: 6 }),
      text: fc.option(fc.constantFrom('one', 'two', 'three')),
    }),
    fc.record({ kind: fc.constant('removal' as const), id: fc.integer({ min: 0, max: 5 }) }),
  )

  it('is the newest of what was given and what is shown, after pages in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.array(step, { maxLength: 4 }), { maxLength: 12 }), (pages) => {
        const space = workspace()
        const { replica, accountId } = space
        const given = new Map<string, ConversationRecord>()
        const shown = new Map<string, ActivityRecord>()
        for (const steps of pages) {
          const conversations: ConversationRecord[] = []
          const activities: ActivityRecord[] = []
          for (const each of steps) {
            if (each.kind === 'conversation') {
              const row = prospect(`p${each.id}`, {
                lastEventAtMs: each.givenMs === null ? null : startMs + each.givenMs,
                snippet: 'given',
              })
              conversations.push(row)
              given.set(row.remoteId, row)
            } else if (each.kind === 'activity') {
              const { id, of, atMs, text } = each
              const content = { conversationRemoteId: `p${of}`, createdAtMs: startMs + atMs, summary: text }
              const row = activity(`n${id}`, content)
              activities.push(row)
              shown.set(row.remoteId, row)
            }
          }
          ingestPages(replica, [page(accountId, { conversations, activities })])
          const removed = steps.flatMap((each) => (each.kind === 'removal' ? [`n${each.id}`] : []))
          sweepAway(space, shown, removed)
        }
        for (const [remoteId, row] of given) {
          const rows = [...shown.values()].filter((each) => each.conversationRemoteId === remoteId)
          const newestMs = rows.reduce((high, each) => Math.max(high, each.createdAtMs), Number.NEGATIVE_INFINITY)
          const isNewer = newestMs > (row.lastEventAtMs ?? Number.NEGATIVE_INFINITY)
          const [kept] = inbox(space).filter(({ id }) => id === idOf(space, remoteId))
          expect(kept?.lastEventAtMs).toBe(isNewer ? newestMs : row.lastEventAtMs)
          const texts = rows.filter((each) => each.createdAtMs === newestMs).map((each) => each.summary ?? 'given')
          expect(isNewer ? texts : ['given']).toContain(kept?.snippet)
        }
        const listed = inbox(space).map(({ lastEventAtMs }) => lastEventAtMs ?? 0)
        expect(listed).toEqual(listed.toSorted((left, right) => right - left))
        expect(found(space, 'given ')).toEqual(
          inbox(space)
            .filter(({ snippet }) => snippet === 'given')
            .map(({ id }) => id),
        )
      }),
      { numRuns: 60 },
    )
  })
})

/** Two sweeps that meet all but these; enough other rows that no brake holds them. */
function sweepAway(
  { replica, accountId }: Workspace,
  shown: Map<string, ActivityRecord>,
  remoteIds: readonly string[],
) {
  if (remoteIds.length === 0) return
  const others = Array.from({ length: 60 }, (_, index) => activity(`other${index}`, { conversationRemoteId: 'others' }))
  for (const remoteId of remoteIds) shown.delete(remoteId)
  ingestPages(replica, [page(accountId, { activities: others })])
  const last = readStreamState(replica, accountId, 'activities')?.sweepGeneration ?? 0
  for (const generation of [last + 1, last + 2]) {
    const state = stream('activities', {
      sweep: { generation, cursor: null, startedAtMs: startMs, seen: 0 },
      sweepGeneration: generation,
    })
    const activities = [...others, ...shown.values()]
    const met = { activities, streamState: state, sweptStream: 'activities' as const, sweepGeneration: generation }
    ingestPages(replica, [page(accountId, met)])
    expect(finishSweep(replica, accountId, 'activities', generation, startMs).kind).toBe('done')
  }
}
