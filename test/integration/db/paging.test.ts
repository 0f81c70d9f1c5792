import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ingestPages } from '../../../db/ingest.ts'
import { type InboxFilter, inboxCounts, inboxPage } from '../../../db/queries/inbox.ts'
import type { InboxRow, TimelineRow } from '../../../db/queries/shapes.ts'
import { conversationIdOf, removeAccountRows } from '../../../db/queries/targets.ts'
import { timelinePage } from '../../../db/queries/timeline.ts'
import { activity, addAccount, conversation, page, startMs, workspace } from './support.ts'

/** Few distinct times, so that many rows share one. */
const anyTime = fc.oneof(
  fc.constant(null),
  fc.integer({ min: 0, max: 12 }).map((step) => startMs + step * 1_000),
)
const anyConversation = fc.record({
  atMs: anyTime,
  isUnread: fc.boolean(),
  isArchived: fc.boolean(),
  isSecond: fc.boolean(),
})

function walk<Row>(read: (cursor: string | null) => { rows: Row[]; next: string | null }): Row[] {
  const rows: Row[] = []
  let cursor: string | null = null
  for (let pages = 0; pages < 200; pages += 1) {
    const answer = read(cursor)
    rows.push(...answer.rows)
    if (answer.next === null) return rows
    cursor = answer.next
  }
  throw new Error('the pages do not end')
}

const isDescending = (times: readonly (number | null)[]) =>
  times.every((time, index) => index === 0 || (time ?? -1) <= (times[index - 1] ?? -1))

describe('paging', () => {
  it('of the inbox gives every row once, latest first, those without an event last, for each filter and account', () => {
    const space = workspace()
    const { replica, journal, accountId } = space
    const second = addAccount(space, 'user-2')
    fc.assert(
      fc.property(fc.array(anyConversation, { maxLength: 60 }), fc.integer({ min: 1, max: 7 }), (kinds, limit) => {
        const made = kinds.map((kind, index) => ({
          ...kind,
          remoteId: `c${index}`,
          account: kind.isSecond ? second : accountId,
        }))
        for (const account of [accountId, second]) {
          removeAccountRows(replica, account)
          const conversations = made
            .filter((each) => each.account === account)
            .map(({ remoteId, atMs, isUnread, isArchived }) =>
              conversation(remoteId, { firstName: remoteId, lastEventAtMs: atMs, isUnread, isArchived }),
            )
          ingestPages(replica, [page(account, { conversations })])
        }
        for (const account of [null, accountId, second]) {
          for (const filter of ['active', 'unread', 'archived'] as const) {
            const rows = walk<InboxRow>((cursor) =>
              inboxPage(replica, journal, { accountId: account, filter, cursor, limit }),
            )
            const expected = made.filter((each) => (account === null || each.account === account) && isIn(filter, each))
            expect(rows.map((row) => `${row.accountId}:${row.displayName}`).sort()).toEqual(
              expected.map((each) => `${each.account}:${each.remoteId}`).sort(),
            )
            expect(isDescending(rows.map(({ lastEventAtMs }) => lastEventAtMs))).toBe(true)
            expect(inboxCounts(replica, journal, { accountId: account })[filter]).toBe(expected.length)
          }
        }
      }),
      { numRuns: 25 },
    )
  })

  it('of a timeline gives every activity once, latest first, in whatever order they arrived', () => {
    const { replica, journal, accountId } = workspace()
    const anyActivities = fc.array(
      fc.integer({ min: 0, max: 6 }).map((step) => startMs + step),
      { minLength: 1, maxLength: 60 },
    )
    fc.assert(
      fc.property(anyActivities, fc.integer({ min: 1, max: 7 }), (times, limit) => {
        removeAccountRows(replica, accountId)
        const activities = times.map((createdAtMs, index) =>
          activity(`a${index}`, { createdAtMs, summary: `a${index}` }),
        )
        const half = Math.ceil(activities.length / 2)
        ingestPages(replica, [page(accountId, { activities: activities.slice(half) })])
        ingestPages(replica, [page(accountId, { activities: activities.slice(0, half) })])
        const conversationId = conversationIdOf(replica, accountId, 'c1') ?? -1
        const rows = walk<TimelineRow>((cursor) => timelinePage(replica, journal, { conversationId, cursor, limit }))
        expect(rows.map((row) => (row.kind === 'activity' ? row.summary : null)).sort()).toEqual(
          activities.map(({ summary }) => summary).sort(),
        )
        expect(isDescending(rows.map(({ atMs }) => atMs))).toBe(true)
      }),
      { numRuns: 25 },
    )
  })

  it('goes on in its place when a row it gave moves to the top', () => {
    const { replica, journal, accountId } = workspace()
    const rows = [5, 4, 3, 2, 1].map((step) =>
      conversation(`c${step}`, { lastEventAtMs: startMs + step, firstName: `c${step}` }),
    )
    ingestPages(replica, [page(accountId, { conversations: rows })])
    const query = { accountId: null, filter: 'active', limit: 2 } as const
    const first = inboxPage(replica, journal, { ...query, cursor: null })
    ingestPages(replica, [
      page(accountId, { conversations: [conversation('c4', { lastEventAtMs: startMs + 9, firstName: 'c4' })] }),
    ])
    const second = inboxPage(replica, journal, { ...query, cursor: first.next })
    expect(second.rows.map(({ displayName }) => displayName)).toEqual(['c3', 'c2'])
  })

  it('starts from the beginning with a cursor that cannot be read', () => {
    const { replica, journal, accountId } = workspace()
    ingestPages(replica, [page(accountId, { conversations: [conversation('c1')] })])
    const query = { accountId: null, filter: 'active', limit: 2 } as const
    expect(inboxPage(replica, journal, { ...query, cursor: 'nonsense' }).rows).toHaveLength(1)
  })
})

function isIn(filter: InboxFilter, { isArchived, isUnread }: { isArchived: boolean; isUnread: boolean }): boolean {
  if (filter === 'archived') return isArchived
  return !isArchived && (filter === 'active' || isUnread)
}
