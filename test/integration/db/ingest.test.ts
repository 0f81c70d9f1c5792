import { describe, expect, it } from 'vitest'
import { adoptDelivered, ingestPages, saveEventDetail } from '../../../db/ingest.ts'
import { conversationById } from '../../../db/queries/conversation.ts'
import { eventDetailOf } from '../../../db/queries/event-detail.ts'
import { inboxPage } from '../../../db/queries/inbox.ts'
import { quarantineCount } from '../../../db/queries/quarantine.ts'
import { search } from '../../../db/queries/search.ts'
import {
  activityTarget,
  conversationIdOf,
  conversationTarget,
  countRows,
  prefetchCandidates,
  removalOfAccountRows,
  removeAccountRows,
  someActivityRemoteId,
} from '../../../db/queries/targets.ts'
import { timelinePage } from '../../../db/queries/timeline.ts'
import { declareStreams, readStreamState } from '../../../db/streams.ts'
import {
  activity,
  addAccount,
  contentOf,
  conversation,
  detail,
  lead,
  page,
  startMs,
  stream,
  type Workspace,
  workspace,
} from './support.ts'

const all = { accountId: null, cursor: null, limit: 50 }

function idOf({ replica, accountId }: Workspace, remoteId: string): number {
  const id = conversationIdOf(replica, accountId, remoteId)
  if (id === null) throw new Error(`${remoteId} is not in the replica`)
  return id
}

function timelineOf(space: Workspace, remoteId: string) {
  return timelinePage(space.replica, space.journal, { conversationId: idOf(space, remoteId), cursor: null, limit: 50 })
    .rows
}

function hits(space: Workspace, text: string): string[] {
  return search(space.replica, space.journal, { ...all, text }).rows.map(({ kind, key, activityId }) => {
    const target = activityId === null ? null : activityTarget(space.replica, activityId)
    return target === null ? key : `${kind}:${target.remoteId}`
  })
}

const samplePage = (accountId: number) =>
  page(accountId, {
    leads: [lead('l1', { firstName: 'Ada', lastName: 'Byron', email: 'ada@engine.test', extra: { score: 3 } })],
    conversations: [
      conversation('c1', { leadRemoteId: 'l1', snippet: 'See you on Monday', isUnread: true, extra: { tags: ['a'] } }),
      conversation('c2', { firstName: 'Grace', lastEventAtMs: null }),
    ],
    activities: [
      activity('a1', { summary: 'Sent the offer' }),
      activity('a2', { summary: 'Called back', createdAtMs: startMs + 1, conversationRemoteId: 'c2' }),
    ],
  })

describe('ingest', () => {
  it('writes nothing and announces nothing when the same page comes again', () => {
    const { replica, accountId } = workspace()
    const first = ingestPages(replica, [samplePage(accountId)])
    expect(first).toMatchObject({ inserted: 5, updated: 0, unchanged: 0 })
    const before = contentOf(replica)
    const written = replica.raw.prepare<[], { n: number }>('SELECT total_changes() AS n').get()
    const again = ingestPages(replica, [samplePage(accountId)])
    expect(again).toEqual({ topics: [], inserted: 0, updated: 0, unchanged: 5 })
    expect(replica.raw.prepare('SELECT total_changes() AS n').get()).toEqual(written)
    expect(contentOf(replica)).toEqual(before)
  })

  it('announces the inbox and exactly the conversations that changed', () => {
    const space = workspace()
    const { replica, accountId } = space
    ingestPages(replica, [samplePage(accountId)])
    const changed = activity('a1', { summary: 'Sent the offer', status: 'Delivered' })
    expect(ingestPages(replica, [page(accountId, { activities: [changed] })]).topics).toEqual([
      { kind: 'conversation', accountId, conversationId: idOf(space, 'c1') },
    ])
    const moved = conversation('c2', { firstName: 'Grace', lastEventAtMs: startMs + 5 })
    expect(ingestPages(replica, [page(accountId, { conversations: [moved] })]).topics).toEqual([
      { kind: 'inbox', accountId },
      { kind: 'conversation', accountId, conversationId: idOf(space, 'c2') },
    ])
  })

  it('keeps unknown fields that a later answer leaves out, and takes those that it brings', () => {
    const { replica, accountId } = workspace()
    const extras = () => replica.raw.prepare('SELECT extra FROM activities').pluck().all()
    ingestPages(replica, [page(accountId, { activities: [activity('a1', { extra: { x: 1, y: { z: 2 } } })] })])
    ingestPages(replica, [page(accountId, { activities: [activity('a1', { extra: { x: 5, w: null } })] })])
    expect(extras().map((text) => JSON.parse(String(text)))).toEqual([{ x: 5, y: { z: 2 }, w: null }])
    ingestPages(replica, [page(accountId, { activities: [activity('a1')] })])
    expect(extras().map((text) => JSON.parse(String(text)))).toEqual([{ x: 5, y: { z: 2 }, w: null }])
    // A disk that changed bytes inside the text takes nothing but them along.
    replica.raw.prepare('UPDATE activities SET extra = \'{"x":\u0001\'').run()
    ingestPages(replica, [page(accountId, { activities: [activity('a1', { extra: { x: 6 } })] })])
    expect(extras().map((text) => JSON.parse(String(text)))).toEqual([{ x: 6 }])
  })

  it('lets an activity come before its conversation and its lead', () => {
    const space = workspace()
    const { replica, journal, accountId } = space
    const early = activity('a1', { summary: 'Missed call', leadRemoteId: 'l9', conversationRemoteId: 'c9' })
    ingestPages(replica, [page(accountId, { activities: [early] })])
    expect(inboxPage(replica, journal, { ...all, filter: 'active' }).rows).toEqual([])
    expect(countRows(replica, accountId)).toEqual({ conversations: 0, activities: 1, leads: 0 })
    const id = idOf(space, 'c9')
    ingestPages(replica, [
      page(accountId, {
        conversations: [conversation('c9', { leadRemoteId: 'l9' })],
        leads: [lead('l9', { firstName: 'Mary', lastName: 'Jackson' })],
      }),
    ])
    expect(idOf(space, 'c9')).toBe(id)
    expect(inboxPage(replica, journal, { ...all, filter: 'active' }).rows).toMatchObject([
      { id, displayName: 'Mary Jackson' },
    ])
    expect(timelineOf(space, 'c9')).toMatchObject([{ summary: 'Missed call' }])
    expect(conversationTarget(replica, id)).toEqual({
      accountId,
      remoteId: 'c9',
      leadRemoteId: 'l9',
      displayName: 'Mary Jackson',
    })
  })

  it('moves an activity whose time changes, with its note, its detail and its place in search', () => {
    const space = workspace()
    const { replica, accountId } = space
    ingestPages(replica, [page(accountId, { activities: [activity('a1', { summary: 'quarterly' }), activity('a2')] })])
    adoptDelivered(replica, accountId, activity('a1', { summary: 'quarterly' }), 'note-1', startMs)
    saveEventDetail(replica, accountId, detail('a1', { description: 'all about turbines' }), startMs)
    const later = activity('a1', { summary: 'quarterly', createdAtMs: startMs + 60_000 })
    ingestPages(replica, [page(accountId, { activities: [later] })])
    const [newest] = timelineOf(space, 'c1')
    expect(newest).toMatchObject({ summary: 'quarterly', atMs: startMs + 60_000, noteId: 'note-1' })
    if (newest?.kind !== 'activity') throw new Error('expected an activity')
    expect(eventDetailOf(replica, newest.id)?.description).toBe('all about turbines')
    expect(hits(space, 'turbines')).toEqual(['activity:a1'])
    expect(hits(space, 'quarterly')).toEqual(['activity:a1'])
    expect(countRows(replica, accountId).activities).toBe(2)
  })

  it('forgets in search what a text no longer says', () => {
    const space = workspace()
    const { replica, accountId } = space
    ingestPages(replica, [page(accountId, { activities: [activity('a1', { summary: 'first wording' })] })])
    ingestPages(replica, [page(accountId, { activities: [activity('a1', { summary: 'second wording' })] })])
    expect(hits(space, 'first ')).toEqual([])
    expect(hits(space, 'second ')).toEqual(['activity:a1'])
  })

  it('takes the last of a row that one page holds twice', () => {
    const space = workspace()
    const twice = [activity('a1', { summary: 'old' }), activity('a1', { summary: 'new' })]
    expect(ingestPages(space.replica, [page(space.accountId, { activities: twice })]).inserted).toBe(1)
    expect(timelineOf(space, 'c1')).toMatchObject([{ summary: 'new' }])
  })

  it('leaves neither rows nor cursor behind when a transaction breaks off', () => {
    const { replica, accountId } = workspace()
    ingestPages(replica, [
      page(accountId, { activities: [activity('a0')], streamState: stream('activities', { backfillCursor: 'one' }) }),
    ])
    const before = contentOf(replica)
    const unstorable = { ...activity('a2'), type: Symbol('not a value') as unknown as string }
    const pages = [
      page(accountId, { activities: [activity('a1')], streamState: stream('activities', { backfillCursor: 'two' }) }),
      page(accountId, { activities: [unstorable], streamState: stream('activities', { backfillCursor: 'three' }) }),
    ]
    expect(() => ingestPages(replica, pages)).toThrow()
    expect(contentOf(replica)).toEqual(before)
    expect(readStreamState(replica, accountId, 'activities')?.backfillCursor).toBe('one')
    expect(ingestPages(replica, pages.slice(0, 1)).inserted).toBe(1)
  })

  it('keeps the rows of two accounts apart even where the CRM ids are equal', () => {
    const space = workspace()
    const { replica, accountId } = space
    const other = addAccount(space, 'user-2')
    ingestPages(replica, [
      page(accountId, {
        conversations: [conversation('c1', { firstName: 'One' })],
        activities: [activity('a1', { summary: 'mine' })],
      }),
      page(other, {
        conversations: [conversation('c1', { firstName: 'Two' })],
        activities: [activity('a1', { summary: 'theirs' })],
      }),
    ])
    expect(timelineOf(space, 'c1')).toMatchObject([{ summary: 'mine' }])
    removeAccountRows(replica, accountId)
    expect(countRows(replica, accountId)).toEqual({ conversations: 0, activities: 0, leads: 0 })
    expect(countRows(replica, other)).toEqual({ conversations: 1, activities: 1, leads: 0 })
    expect(hits(space, 'mine ')).toEqual([])
    expect(hits(space, 'theirs ')).toEqual(['activity:a1'])
  })

  it('deletes an account in steps, between which others may write', () => {
    const space = workspace()
    const { replica, accountId } = space
    const many = Array.from({ length: 2_500 }, (_, index) => activity(`a${index}`, { summary: 'mine' }))
    ingestPages(replica, [page(accountId, { conversations: [conversation('c1')], activities: many })])
    const other = addAccount(space, 'user-2')
    let steps = 0
    for (const _ of removalOfAccountRows(replica, accountId)) {
      steps += 1
      expect(replica.raw.inTransaction).toBe(false)
      ingestPages(replica, [page(other, { activities: [activity(`b${steps}`, { summary: 'theirs' })] })])
    }
    expect(steps).toBe(3)
    expect(countRows(replica, accountId)).toEqual({ conversations: 0, activities: 0, leads: 0 })
    expect(hits(space, 'mine ')).toEqual([])
    expect(hits(space, 'theirs ').toSorted()).toEqual(['activity:b1', 'activity:b2', 'activity:b3'])
    expect(hits(space, 'theirs ')).toHaveLength(countRows(replica, other).activities)
  })

  it('what an answer does not tell of an activity stays as it was told before', () => {
    const space = workspace()
    const { replica, accountId } = space
    const whole = activity('a1', { summary: 'Called', authorId: 'u-1', authorName: 'Maya', direction: 'Outbound' })
    ingestPages(replica, [page(accountId, { activities: [whole] })])
    const partial = { ...whole, summary: 'Called twice', authorId: null, authorName: null, direction: null }
    ingestPages(replica, [page(accountId, { activities: [{ ...partial, isPartial: true }] })])
    expect(timelineOf(space, 'c1')).toMatchObject([
      { summary: 'Called twice', authorName: 'Maya', direction: 'Outbound' },
    ])
    ingestPages(replica, [page(accountId, { activities: [partial] })])
    expect(timelineOf(space, 'c1')).toMatchObject([{ summary: 'Called twice', authorName: null, direction: null }])
  })

  it('keeps text with NUL bytes, emoji and right-to-left writing as it is', () => {
    const space = workspace()
    const summary = 'a\u0000b 😀 שלום \u202E end'
    ingestPages(space.replica, [page(space.accountId, { activities: [activity('a1', { summary })] })])
    expect(timelineOf(space, 'c1')).toMatchObject([{ summary }])
    expect(hits(space, 'שלום')).toEqual(['activity:a1'])
  })
})

describe('HTML', () => {
  it('is kept as the CRM gave it, and found by what it says and not by its tags', () => {
    const space = workspace()
    const { replica, journal, accountId } = space
    const description = '<div class="fancy">Lunch on <b>Friday</b></div>'
    const note = activity('n1', { summary: 'Lunch on Friday', description, isHtml: true })
    ingestPages(replica, [page(accountId, { activities: [note] })])
    expect(timelineOf(space, 'c1')).toMatchObject([{ description, summary: 'Lunch on Friday', isHtml: true }])
    expect(hits(space, 'friday')).toEqual(['activity:n1'])
    expect(hits(space, 'fancy ')).toEqual([])
    ingestPages(replica, [page(accountId, { activities: [{ ...note, isHtml: false }] })])
    expect(hits(space, 'fancy ')).toEqual(['activity:n1'])
    ingestPages(replica, [page(accountId, { activities: [note] })])
    saveEventDetail(replica, accountId, detail('n1', { description: 'detailed' }), startMs)
    expect(hits(space, 'fancy ')).toEqual([])
    expect(hits(space, 'detailed ')).toEqual(['activity:n1'])
    const [hit] = search(replica, journal, { ...all, text: 'friday' }).rows
    expect(hit?.body.map(({ text }) => text).join('')).toBe('Lunch on Friday')
  })
})

describe('an answer that tells a row only in part', () => {
  it('leaves what is stored of it, its HTML and its place in search among them', () => {
    const space = workspace()
    const { replica, accountId } = space
    const description = '<p class="fancy">Lunch</p>'
    const content = { summary: 'Lunch', description, isHtml: true, authorName: 'Robin' }
    ingestPages(replica, [page(accountId, { activities: [activity('n1', content)] })])
    const before = contentOf(replica)
    const partial = activity('n1', { summary: 'Lunch', isPartial: true })
    expect(ingestPages(replica, [page(accountId, { activities: [partial] })])).toMatchObject({
      unchanged: 1,
      topics: [],
    })
    expect(contentOf(replica)).toEqual(before)
    const reworded = activity('n1', { summary: 'Dinner', description: '<p>Dinner</p>', isPartial: true })
    ingestPages(replica, [page(accountId, { activities: [reworded] })])
    expect(timelineOf(space, 'c1')).toMatchObject([{ isHtml: false, summary: 'Dinner', authorName: 'Robin' }])
  })
})

describe('a score', () => {
  it('is kept where an answer leaves it out, and gone where the CRM says there is none', () => {
    const space = workspace()
    const { replica, journal, accountId } = space
    const score = () => conversationById(replica, journal, idOf(space, 'c1'))?.lead?.score
    const rows = { conversations: [conversation('c1', { leadRemoteId: 'l1' })] }
    ingestPages(replica, [page(accountId, { ...rows, leads: [lead('l1', { score: 7 })] })])
    expect(score()).toBe(7)
    expect(ingestPages(replica, [page(accountId, { leads: [lead('l1')] })])).toMatchObject({ unchanged: 1 })
    expect(score()).toBe(7)
    const { topics } = ingestPages(replica, [page(accountId, { leads: [lead('l1', { score: null })] })])
    expect(topics).toContainEqual({ kind: 'conversation', accountId, conversationId: idOf(space, 'c1') })
    expect(score()).toBeNull()
  })
})

describe('what the inbox claims', () => {
  const coverage = ({ replica, journal, accountId }: Workspace) =>
    inboxPage(replica, journal, { ...all, accountId, filter: 'active' }).coverage
  const finished = (name: 'conversations' | 'leads') => stream(name, { backfill: 'finished', coveredFromMs: 0 })

  it('follows the stream of conversations where no other brings any', () => {
    const space = workspace()
    ingestPages(space.replica, [page(space.accountId, { streamState: finished('leads') })])
    expect(coverage(space)).toEqual({ isComplete: false, completeSinceMs: null })
    ingestPages(space.replica, [page(space.accountId, { streamState: finished('conversations') })])
    expect(coverage(space).isComplete).toBe(true)
  })

  it('follows the leads where they bring the conversations, and both where both do', () => {
    const space = workspace()
    const { replica, accountId } = space
    declareStreams(replica, accountId, ['activities', 'leads'])
    const rows = { conversations: [conversation('p1', { sweptBy: 'leads' })] }
    ingestPages(replica, [page(accountId, { ...rows, streamState: stream('leads', { backfillCursor: 'x' }) })])
    expect(coverage(space).isComplete).toBe(false)
    ingestPages(replica, [page(accountId, { streamState: finished('leads') })])
    expect(coverage(space).isComplete).toBe(true)
    declareStreams(replica, accountId, ['leads', 'conversations'])
    expect(coverage(space).isComplete).toBe(false)
    expect(readStreamState(replica, accountId, 'leads')?.backfill).toBe('finished')
    ingestPages(replica, [page(accountId, { streamState: finished('conversations') })])
    expect(coverage(space).isComplete).toBe(true)
  })
})

describe('event details', () => {
  it('are kept, found by search, and offered for prefetch no more', () => {
    const space = workspace()
    const { replica, accountId } = space
    ingestPages(replica, [samplePage(accountId)])
    expect(prefetchCandidates(replica, accountId, 10).map(({ remoteId }) => remoteId)).toEqual(['a2', 'a1'])
    const [first] = prefetchCandidates(replica, accountId, 1)
    if (!first) throw new Error('expected a candidate')
    const topics = saveEventDetail(replica, accountId, detail('a2', { description: 'The whole story' }), startMs + 9)
    expect(topics).toEqual([{ kind: 'conversation', accountId, conversationId: idOf(space, 'c2') }])
    expect(eventDetailOf(replica, first.activityId)).toMatchObject({
      description: 'The whole story',
      keptAtMs: startMs + 9,
    })
    expect(activityTarget(replica, first.activityId)).toMatchObject({ remoteId: 'a2', hasDetail: true })
    expect(hits(space, 'whole sto')).toEqual(['activity:a2'])
    expect(prefetchCandidates(replica, accountId, 10).map(({ remoteId }) => remoteId)).toEqual(['a1'])
    expect(saveEventDetail(replica, accountId, detail('a2', { description: 'The whole story' }), startMs + 10)).toEqual(
      [],
    )
    expect(eventDetailOf(replica, first.activityId)?.keptAtMs).toBe(startMs + 10)
  })

  it('of an activity that is not here are not kept', () => {
    const { replica, accountId } = workspace()
    expect(saveEventDetail(replica, accountId, detail('nowhere'), startMs)).toEqual([])
    expect(someActivityRemoteId(replica, accountId)).toBeNull()
  })
})

describe('the quarantine', () => {
  const item = (remoteId: string | null, payload: string) => ({
    stream: 'activities',
    remoteId,
    issues: ['createdAt: missing'],
    payload,
  })

  it('holds a bad item once, however often it comes, and lets it go when it parses', () => {
    const { replica, accountId } = workspace()
    const quarantined = [item('a1', '{}'), item(null, '[1]'), item(null, '[2]')]
    ingestPages(replica, [page(accountId, { quarantined })])
    ingestPages(replica, [page(accountId, { quarantined })])
    expect(quarantineCount(replica, accountId)).toBe(3)
    ingestPages(replica, [page(accountId, { activities: [activity('a1')] })])
    expect(quarantineCount(replica, accountId)).toBe(2)
  })

  it('lets go of what stood in the stead of many rows once they can be read again', () => {
    const { replica, accountId } = workspace()
    ingestPages(replica, [page(accountId, { quarantined: [item('type 1', '{}'), item('type 2', '{}')] })])
    ingestPages(replica, [page(accountId, { readAgain: ['type 2', 'type 3'] })])
    expect(quarantineCount(replica, accountId)).toBe(1)
  })
})

describe('adopting a delivered note', () => {
  it('ends the same whether the pull comes before or after, and twice', () => {
    const sent = activity('a1', { type: 'Note', summary: 'hello' })
    const pulled = { ...sent, status: 'Completed' }
    const outcomes = [true, false].map((isPullFirst) => {
      const space = workspace()
      const { replica, accountId } = space
      if (isPullFirst) ingestPages(replica, [page(accountId, { activities: [pulled] })])
      const topics = adoptDelivered(replica, accountId, isPullFirst ? pulled : sent, 'note-1', startMs)
      expect(topics).toEqual([{ kind: 'conversation', accountId, conversationId: idOf(space, 'c1') }])
      ingestPages(replica, [page(accountId, { activities: [pulled] })])
      expect(adoptDelivered(replica, accountId, pulled, 'note-1', startMs)).toEqual([])
      return contentOf(replica).activities
    })
    expect(outcomes[0]).toEqual(outcomes[1])
    expect(outcomes[0]).toMatchObject([{ remote_id: 'a1', note_id: 'note-1', status: 'Completed' }])
  })
})

describe('a lead', () => {
  it('lends its name to its conversation and is found through it, once', () => {
    const space = workspace()
    const { replica, journal, accountId } = space
    ingestPages(replica, [samplePage(accountId)])
    const id = idOf(space, 'c1')
    expect(conversationById(replica, journal, id)).toMatchObject({
      displayName: 'Ada Byron',
      email: 'ada@engine.test',
      accountLabel: 'Northwind',
      lead: { displayName: 'Ada Byron', email: 'ada@engine.test' },
    })
    expect(hits(space, 'byron')).toEqual([`conversation:${id}`])
    ingestPages(replica, [page(accountId, { leads: [lead('l1', { firstName: 'Ada', lastName: 'Lovelace' })] })])
    expect(hits(space, 'byron')).toEqual([])
    expect(hits(space, 'lovelace')).toEqual([`conversation:${id}`])
  })

  it('without a conversation is found by itself, until one stands for it', () => {
    const space = workspace()
    const { replica, accountId } = space
    ingestPages(replica, [page(accountId, { leads: [lead('l1', { firstName: 'Ada', phone: '+1 555 123 4567' })] })])
    expect(hits(space, '(555) 123')).toEqual(['lead:1'])
    ingestPages(replica, [page(accountId, { conversations: [conversation('c1', { leadRemoteId: 'l1' })] })])
    expect(hits(space, '(555) 123')).toEqual([`conversation:${idOf(space, 'c1')}`])
  })
})
