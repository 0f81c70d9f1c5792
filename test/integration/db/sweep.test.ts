import { describe, expect, it } from 'vitest'
import { ingestPages } from '../../../db/ingest.ts'
import { inboxCounts, inboxPage } from '../../../db/queries/inbox.ts'
import { search } from '../../../db/queries/search.ts'
import { conversationIdOf, countRows, removeAccountRows } from '../../../db/queries/targets.ts'
import {
  finishSweep,
  forgetSweepMarks,
  heldBack,
  hideHeldBack,
  keepHeldBack,
  purgeRemoved,
  readStreamState,
  type StreamName,
} from '../../../db/streams.ts'
import { activity, conversation, lead, page, startMs, stream, type Workspace, workspace } from './support.ts'

const dayMs = 24 * 3_600_000
const names = (count: number) => Array.from({ length: count }, (_, index) => `c${index + 1}`)

function fill(space: Workspace, remoteIds: readonly string[]) {
  return ingestPages(space.replica, [
    page(space.accountId, { conversations: remoteIds.map((id) => conversation(id, { firstName: id })) }),
  ])
}

/** One sweep of the conversations that meets exactly these. */
function sweep(space: Workspace, generation: number, remoteIds: readonly string[], between: () => void = () => {}) {
  const { replica, accountId } = space
  const state = { generation, cursor: null, startedAtMs: startMs, seen: remoteIds.length }
  ingestPages(replica, [
    page(accountId, {
      conversations: remoteIds.map((id) => conversation(id, { firstName: id })),
      streamState: stream('conversations', { sweep: state, sweepGeneration: generation }),
      sweptStream: 'conversations',
      sweepGeneration: generation,
    }),
  ])
  between()
  return finishSweep(replica, accountId, 'conversations', generation, startMs + generation)
}

function shown({ replica, journal }: Workspace): number {
  return inboxPage(replica, journal, { accountId: null, filter: 'active', cursor: null, limit: 100 }).rows.length
}

describe('a sweep', () => {
  it('leaves the activities of a conversation alone that it could not read', () => {
    const space = workspace()
    const { replica, accountId } = space
    fill(space, ['read', 'unread'])
    const activities = Array.from({ length: 40 }, (_, index) =>
      activity(`a${index}`, { conversationRemoteId: index < 2 ? (index === 0 ? 'read' : 'unread') : 'read' }),
    )
    ingestPages(replica, [page(accountId, { activities })])
    const hidden = () =>
      replica.prepare('SELECT remote_id FROM activities WHERE removed_at_ms IS NOT NULL').pluck().all()
    for (const generation of [1, 2]) {
      const state = { generation, cursor: null, startedAtMs: startMs, seen: 0 }
      ingestPages(replica, [
        page(accountId, {
          activities: activities.slice(2),
          unreadConversations: ['unread', 'nobody has heard of'],
          streamState: stream('activities', { sweep: state, sweepGeneration: generation }),
          sweptStream: 'activities',
          sweepGeneration: generation,
        }),
      ])
      finishSweep(replica, accountId, 'activities', generation, startMs + generation)
    }
    expect(hidden()).toEqual(['a0'])
    expect(conversationIdOf(replica, accountId, 'nobody has heard of')).toBeNull()
  })

  it.each([
    ['met nothing, and somebody is here', { people: ['p1'], seen: 0 }, startMs - dayMs],
    ['met nothing, and nobody is here', { people: [], seen: 0 }, startMs],
    ['met people who have nothing', { people: ['p1'], seen: 2 }, startMs],
  ])('of a stream without a watermark that %s says how fresh that is', (_what, { people, seen }, freshAsOfMs) => {
    const space = workspace()
    const { replica, accountId } = space
    fill(space, people)
    const state = { generation: 1, cursor: null, startedAtMs: startMs, seen }
    ingestPages(replica, [
      page(accountId, {
        streamState: stream('activities', { sweep: state, sweepGeneration: 1, freshAsOfMs: startMs - dayMs }),
        sweptStream: 'activities',
        sweepGeneration: 1,
      }),
    ])
    finishSweep(replica, accountId, 'activities', 1, startMs + 1, { saysHowFresh: true })
    expect(readStreamState(replica, accountId, 'activities')).toMatchObject({ freshAsOfMs, lastSweepAtMs: startMs + 1 })
  })

  it('removes a row only when two in a row missed it, and hides it everywhere', () => {
    const space = workspace()
    const { replica, journal, accountId } = space
    fill(space, names(20))
    const kept = names(20).filter((name) => name !== 'c7')
    expect(sweep(space, 1, kept)).toMatchObject({ kind: 'done', removed: 0, missedOnce: 1, topics: [] })
    expect(shown(space)).toBe(20)
    const goneId = conversationIdOf(replica, accountId, 'c7')
    expect(sweep(space, 2, kept)).toEqual({
      kind: 'done',
      removed: 1,
      missedOnce: 0,
      topics: [
        { kind: 'inbox', accountId },
        { kind: 'conversation', accountId, conversationId: goneId },
      ],
    })
    expect(shown(space)).toBe(19)
    expect(inboxCounts(replica, journal, { accountId })).toMatchObject({ active: 19 })
    expect(countRows(replica, accountId).conversations).toBe(19)
    expect(conversationIdOf(replica, accountId, 'c7')).toBeNull()
    expect(search(replica, journal, { text: 'c7 ', accountId: null, cursor: null, limit: 5 }).rows).toEqual([])
  })

  it('leaves its marks to be deleted later, a few at once, and no later sweep takes them for its own', () => {
    const space = workspace()
    const { replica, accountId } = space
    const marks = () => replica.raw.prepare('SELECT count(*) FROM sweep_seen').pluck().get()
    const forget = (generation: number) => forgetSweepMarks(replica, accountId, 'conversations', generation)
    const all = names(6_000)
    fill(space, all)
    expect(sweep(space, 1, all)).toMatchObject({ kind: 'done', missedOnce: 0 })
    expect(marks()).toBe(6_000)
    const kept = all.slice(1)
    expect(sweep(space, 2, kept)).toMatchObject({ removed: 0, missedOnce: 1 })
    expect(sweep(space, 3, kept, () => expect(forget(2)).toBe(true))).toMatchObject({ removed: 1, missedOnce: 0 })
    expect(marks()).toBe(5_999)
    expect(forget(3)).toBe(false)
    expect(marks()).toBe(999)
    expect(forget(3)).toBe(true)
    expect(marks()).toBe(0)
    expect(sweep(space, 4, kept)).toMatchObject({ removed: 0, missedOnce: 0 })
  })

  it('counts afresh for a row that came back between two sweeps', () => {
    const space = workspace()
    fill(space, names(20))
    const kept = names(19)
    sweep(space, 1, kept)
    fill(space, ['c20'])
    expect(sweep(space, 2, kept)).toMatchObject({ removed: 0, missedOnce: 1 })
    expect(sweep(space, 3, kept)).toMatchObject({ removed: 1 })
  })

  it('does not take a row for deleted that arrived while it was under way', () => {
    const space = workspace()
    fill(space, names(20))
    for (const generation of [1, 2, 3]) {
      const arrives = () => fill(space, [`new${generation}`, ...names(20).slice(-1)])
      const met = [...names(19), ...[1, 2].filter((each) => each < generation).map((each) => `new${each}`)]
      expect(sweep(space, generation, met, arrives)).toMatchObject({ kind: 'done', removed: 0, missedOnce: 0 })
    }
    expect(shown(space)).toBe(23)
  })

  it('that did not finish removes nothing, and its marks do not count for the next', () => {
    const space = workspace()
    const { replica, accountId } = space
    fill(space, names(20))
    sweep(space, 1, names(19))
    ingestPages(replica, [
      page(accountId, {
        conversations: [conversation('c20', { firstName: 'c20' })],
        sweptStream: 'conversations',
        sweepGeneration: 2,
      }),
    ])
    expect(shown(space)).toBe(20)
    expect(sweep(space, 3, names(19))).toMatchObject({ removed: 0, missedOnce: 1 })
  })

  it('that missed more than a tenth takes nothing, says so, and does not count as one of two', () => {
    const space = workspace()
    fill(space, names(20))
    expect(sweep(space, 1, names(17))).toEqual({ kind: 'braked', missed: 3, of: 20, topics: [] })
    expect(sweep(space, 2, [])).toMatchObject({ kind: 'braked', missed: 20, of: 20 })
    expect(sweep(space, 3, names(18))).toMatchObject({ kind: 'done', removed: 0, missedOnce: 2 })
    expect(sweep(space, 4, [])).toMatchObject({ kind: 'braked', missed: 20, of: 20 })
    expect(shown(space)).toBe(20)
    expect(sweep(space, 5, names(18))).toMatchObject({ kind: 'done', removed: 2 })
  })

  it('ends itself in the state of its stream', () => {
    const space = workspace()
    fill(space, names(3))
    sweep(space, 5, names(3))
    expect(readStreamState(space.replica, space.accountId, 'conversations')).toMatchObject({
      sweep: null,
      lastSweepAtMs: startMs + 5,
      sweepGeneration: 5,
    })
  })

  it('brings a removed row back as it was when the CRM shows it again', () => {
    const space = workspace()
    const { replica, journal, accountId } = space
    fill(space, names(20))
    const id = conversationIdOf(replica, accountId, 'c20')
    sweep(space, 1, names(19))
    sweep(space, 2, names(19))
    expect(shown(space)).toBe(19)
    expect(fill(space, ['c20'])).toMatchObject({ updated: 1 })
    expect(conversationIdOf(replica, accountId, 'c20')).toBe(id)
    expect(search(replica, journal, { text: 'c20', accountId: null, cursor: null, limit: 5 }).rows).toHaveLength(1)
  })

  it.each<{ swept: StreamName }>([{ swept: 'activities' }, { swept: 'leads' }])(
    'works on $swept alike',
    ({ swept }) => {
      const { replica, journal, accountId } = workspace()
      const rows = (count: number) => {
        const ids = Array.from({ length: count }, (_, index) => `r${index}`)
        return swept === 'leads'
          ? { leads: ids.map((id) => lead(id, { firstName: `name-${id}` })) }
          : { activities: ids.map((id) => activity(id, { summary: `name-${id}` })) }
      }
      ingestPages(replica, [page(accountId, rows(20))])
      for (const generation of [1, 2]) {
        ingestPages(replica, [page(accountId, { ...rows(19), sweptStream: swept, sweepGeneration: generation })])
        expect(finishSweep(replica, accountId, swept, generation, startMs)).toMatchObject({ removed: generation - 1 })
      }
      expect(countRows(replica, accountId)[swept]).toBe(19)
      expect(search(replica, journal, { text: 'r19 ', accountId: null, cursor: null, limit: 5 }).rows).toEqual([])
      ingestPages(replica, [page(accountId, rows(20))])
      expect(search(replica, journal, { text: 'r19 ', accountId: null, cursor: null, limit: 5 }).rows).toHaveLength(1)
    },
  )
})

/** As a CRM whose people are conversations, and whose threads are too: leads bring both rows, threads bring their messages. */
const people = (ids: readonly number[]) => ({
  leads: ids.map((id) => lead(`p${id}`, { firstName: `person ${id}` })),
  conversations: ids.map((id) => conversation(`p${id}`, { leadRemoteId: `p${id}`, sweptBy: 'leads' })),
})
const threads = (ids: readonly number[], messages: readonly number[] = ids) => ({
  conversations: ids.map((id) => conversation(`thread:${id}`)),
  activities: messages.map((id) =>
    activity(`message:${id}`, { conversationRemoteId: `thread:${id}`, sweptBy: 'conversations' }),
  ),
})
const notes = (ids: readonly number[]) => ({
  activities: ids.map((id) => activity(`note:${id}`, { conversationRemoteId: `p${id}`, type: 'Note' })),
})
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

function sweptOnce(space: Workspace, swept: StreamName, generation: number, content: Parameters<typeof page>[1]) {
  const { replica, accountId } = space
  const state = stream(swept, {
    sweep: { generation, cursor: null, startedAtMs: startMs, seen: 1 },
    sweepGeneration: generation,
  })
  const met = { ...content, streamState: state, sweptStream: swept, sweepGeneration: generation }
  ingestPages(replica, [page(accountId, met)])
  return finishSweep(replica, accountId, swept, generation, startMs)
}

function shownIds({ replica }: Workspace, table: StreamName): string[] {
  return replica.raw
    .prepare<[], string>(`SELECT remote_id FROM ${table} WHERE removed_at_ms IS NULL ORDER BY remote_id`)
    .pluck()
    .all()
}

describe('sweeps of streams that bring rows of one table', () => {
  function filled(): Workspace {
    const space = workspace()
    const { replica, accountId } = space
    ingestPages(replica, [
      page(accountId, people(upTo(20))),
      page(accountId, threads(upTo(20))),
      page(accountId, notes(upTo(20))),
    ])
    return space
  }

  it('decide each over its own rows only', () => {
    const space = filled()
    for (const generation of [1, 2]) {
      expect(sweptOnce(space, 'leads', generation, people(upTo(19)))).toMatchObject({
        kind: 'done',
        removed: generation === 1 ? 0 : 2,
        missedOnce: generation === 1 ? 2 : 0,
      })
    }
    expect(shownIds(space, 'leads')).toHaveLength(19)
    expect(shownIds(space, 'conversations')).toHaveLength(39)
    expect(shownIds(space, 'conversations')).not.toContain('p20')
    expect(shownIds(space, 'activities')).toHaveLength(40)
    for (const generation of [1, 2]) sweptOnce(space, 'conversations', generation, threads(upTo(19)))
    expect(shownIds(space, 'conversations')).not.toContain('thread:20')
    expect(shownIds(space, 'activities').filter((id) => id.startsWith('message:'))).toHaveLength(19)
    expect(shownIds(space, 'activities').filter((id) => id.startsWith('note:'))).toHaveLength(20)
    for (const generation of [1, 2]) sweptOnce(space, 'activities', generation, notes(upTo(18)))
    expect(shownIds(space, 'activities').filter((id) => id.startsWith('note:'))).toHaveLength(18)
    expect(shownIds(space, 'activities').filter((id) => id.startsWith('message:'))).toHaveLength(19)
  })

  it('count their generations apart: equal ones do not vouch for each other, nor do their misses add up', () => {
    const space = filled()
    sweptOnce(space, 'conversations', 1, threads(upTo(19)))
    expect(sweptOnce(space, 'leads', 1, people(upTo(19)))).toMatchObject({ removed: 0, missedOnce: 2 })
    expect(sweptOnce(space, 'activities', 1, notes(upTo(19)))).toMatchObject({ removed: 0, missedOnce: 1 })
    expect(shownIds(space, 'conversations')).toHaveLength(40)
    expect(shownIds(space, 'activities')).toHaveLength(40)
    expect(sweptOnce(space, 'conversations', 2, threads(upTo(19)))).toMatchObject({ removed: 2, missedOnce: 0 })
    expect(shownIds(space, 'leads')).toHaveLength(20)
  })

  it('are braked whole by one table of theirs, whatever the other tables hold', () => {
    const space = filled()
    sweptOnce(space, 'conversations', 1, threads(upTo(19)))
    expect(sweptOnce(space, 'conversations', 2, threads(upTo(19), upTo(17)))).toEqual({
      kind: 'braked',
      missed: 3,
      of: 20,
      topics: [],
    })
    expect(shownIds(space, 'conversations')).toHaveLength(40)
    expect(shownIds(space, 'activities')).toHaveLength(40)
    // An answer without any thread misses all messages too; rows of other streams do not thin the share that is missed.
    expect(sweptOnce(space, 'conversations', 3, {})).toMatchObject({ kind: 'braked', missed: 20, of: 20 })
    expect(sweptOnce(space, 'conversations', 4, threads(upTo(19)))).toMatchObject({ kind: 'done', removed: 2 })
  })

  it('follow a row that another stream takes over', () => {
    const space = filled()
    const { replica, accountId } = space
    sweptOnce(space, 'conversations', 1, threads(upTo(19), upTo(20)))
    ingestPages(replica, [page(accountId, { conversations: [conversation('thread:20', { sweptBy: 'leads' })] })])
    expect(sweptOnce(space, 'conversations', 2, threads(upTo(19), upTo(20)))).toMatchObject({
      removed: 0,
      missedOnce: 0,
    })
    expect(sweptOnce(space, 'leads', 1, people(upTo(20)))).toMatchObject({ removed: 0, missedOnce: 1 })
    expect(sweptOnce(space, 'leads', 2, people(upTo(20)))).toMatchObject({ removed: 1 })
    expect(shownIds(space, 'conversations')).not.toContain('thread:20')
  })
})

describe('what was removed', () => {
  it('is deleted 30 days later, and a conversation not before its activities', () => {
    const space = workspace()
    const { replica, accountId } = space
    fill(space, names(20))
    ingestPages(replica, [page(accountId, { activities: [activity('a1', { conversationRemoteId: 'c20' })] })])
    sweep(space, 1, names(18))
    sweep(space, 2, names(18))
    expect(purgeRemoved(replica, startMs + 29 * dayMs)).toBe(0)
    expect(purgeRemoved(replica, startMs + 31 * dayMs)).toBe(1)
    expect(replica.raw.prepare('SELECT remote_id FROM conversations WHERE removed_at_ms IS NOT NULL').all()).toEqual([
      { remote_id: 'c20' },
    ])
    expect(replica.raw.pragma('foreign_key_check')).toEqual([])
  })
})

describe('what sweeps missed that missed too much', () => {
  it('is asked about once two in a row missed it, and hidden at the user’s word', () => {
    const space = workspace()
    const { replica, accountId } = space
    fill(space, names(9))
    const kept = names(7)
    expect(sweep(space, 1, kept)).toMatchObject({ kind: 'braked', missed: 2, of: 9 })
    expect(heldBack(replica, accountId)).toEqual([])
    sweep(space, 2, kept)
    expect(heldBack(replica, accountId)).toEqual([{ table: 'conversations', rows: 2 }])
    expect(shown(space)).toBe(9)
    const goneId = conversationIdOf(replica, accountId, 'c9')
    const topics = hideHeldBack(replica, accountId, startMs)
    expect(topics).toContainEqual({ kind: 'conversation', accountId, conversationId: goneId })
    expect(shown(space)).toBe(7)
    expect(heldBack(replica, accountId)).toEqual([])
    expect(sweep(space, 3, kept)).toMatchObject({ kind: 'done', removed: 0, missedOnce: 0 })
    // Where the CRM shows it again it is back.
    fill(space, ['c9'])
    expect(shown(space)).toBe(8)
  })

  it('stays at the user’s word, and is not asked about again', () => {
    const space = workspace()
    const { replica, accountId } = space
    fill(space, names(9))
    sweep(space, 1, names(7))
    sweep(space, 2, names(7))
    keepHeldBack(replica, accountId)
    expect(heldBack(replica, accountId)).toEqual([])
    sweep(space, 3, names(7))
    expect(heldBack(replica, accountId)).toEqual([])
    // What is missing besides is another question.
    sweep(space, 4, names(6))
    sweep(space, 5, names(6))
    expect(heldBack(replica, accountId)).toEqual([{ table: 'conversations', rows: 1 }])
    expect(shown(space)).toBe(9)
  })

  it('is asked about no more once anything brought it, or a sweep found it', () => {
    const space = workspace()
    const { replica, accountId } = space
    fill(space, names(9))
    sweep(space, 1, names(7))
    sweep(space, 2, names(7))
    fill(space, ['c8'])
    expect(heldBack(replica, accountId)).toEqual([{ table: 'conversations', rows: 1 }])
    expect(hideHeldBack(replica, accountId, startMs)).not.toEqual([])
    expect(shown(space)).toBe(8)
    sweep(space, 3, names(6))
    sweep(space, 4, names(6))
    expect(heldBack(replica, accountId)).toEqual([{ table: 'conversations', rows: 2 }])
    sweep(space, 5, names(8))
    expect(heldBack(replica, accountId)).toEqual([])
    expect(hideHeldBack(replica, accountId, startMs)).toEqual([])
  })

  it('goes with its account', () => {
    const space = workspace()
    const { replica, accountId } = space
    fill(space, names(9))
    sweep(space, 1, [])
    sweep(space, 2, [])
    expect(heldBack(replica, accountId)).toEqual([{ table: 'conversations', rows: 9 }])
    removeAccountRows(replica, accountId)
    expect(heldBack(replica, accountId)).toEqual([])
  })
})
