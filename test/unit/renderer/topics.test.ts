import { describe, expect, it } from 'vitest'
import type { Topic } from '../../../electron/ipc/shapes.ts'
import { withLingering } from '../../../renderer/lingering.ts'
import { isTouchedBy } from '../../../renderer/topics.ts'

const inboxOf = (accountId: number): Topic => ({ kind: 'inbox', accountId })
const conversation = (conversationId: number): Topic => ({ kind: 'conversation', accountId: 1, conversationId })

describe('a live query', () => {
  it('of one account ignores the others', () => {
    expect(isTouchedBy('inbox.page', { accountId: 1 }, inboxOf(1))).toBe(true)
    expect(isTouchedBy('inbox.page', { accountId: 1 }, inboxOf(2))).toBe(false)
    expect(isTouchedBy('inbox.page', { accountId: null }, inboxOf(2))).toBe(true)
  })

  it('of one conversation ignores the others', () => {
    expect(isTouchedBy('conversation.get', { conversationId: 7 }, conversation(7))).toBe(true)
    expect(isTouchedBy('conversation.get', { conversationId: 7 }, conversation(8))).toBe(false)
    expect(isTouchedBy('timeline.page', { conversationId: 7 }, inboxOf(1))).toBe(false)
  })

  it('that shows notes follows the outbox', () => {
    const outbox: Topic = { kind: 'outbox' }
    expect(isTouchedBy('timeline.page', { conversationId: 7 }, outbox)).toBe(true)
    expect(isTouchedBy('inbox.counts', { accountId: null }, outbox)).toBe(true)
    expect(isTouchedBy('outbox.list', null, outbox)).toBe(true)
    expect(isTouchedBy('accounts.list', null, outbox)).toBe(false)
  })

  it('of the same person follows the inboxes of all accounts: the others may be in any of them', () => {
    expect(isTouchedBy('conversation.people', { conversationId: 7 }, inboxOf(2))).toBe(true)
    expect(isTouchedBy('conversation.people', { conversationId: 7 }, conversation(7))).toBe(true)
    expect(isTouchedBy('conversation.people', { conversationId: 7 }, conversation(8))).toBe(false)
  })

  it('of whom a draft goes to follows the inboxes: people come and go in them', () => {
    expect(isTouchedBy('draft.absent', { conversationId: 7 }, inboxOf(2))).toBe(true)
    expect(isTouchedBy('draft.absent', { conversationId: 7 }, conversation(7))).toBe(false)
  })

  it('of kinds of activity follows the accounts', () => {
    expect(isTouchedBy('activityTypes.list', { accountId: 1 }, { kind: 'accounts' })).toBe(true)
    expect(isTouchedBy('activityTypes.list', { accountId: 1 }, inboxOf(1))).toBe(false)
  })

  it('is asked again when everything changed', () => {
    const everything: Topic = { kind: 'everything' }
    expect(isTouchedBy('settings.get', null, everything)).toBe(true)
    expect(isTouchedBy('conversation.get', { conversationId: 7 }, everything)).toBe(true)
  })
})

describe('a row that no longer fits the filter', () => {
  const rows = [{ id: 1 }, { id: 2 }, { id: 3 }]

  it('stays where it was while the user looks at it', () => {
    expect(withLingering(rows, { row: { id: 9 }, index: 1 }).map(({ id }) => id)).toEqual([1, 9, 2, 3])
  })

  it('is at the end where the list became shorter', () => {
    expect(withLingering([{ id: 1 }], { row: { id: 9 }, index: 5 }).map(({ id }) => id)).toEqual([1, 9])
  })

  it('is not shown twice when it fits again', () => {
    expect(withLingering(rows, { row: { id: 2 }, index: 0 })).toBe(rows)
    expect(withLingering(rows, null)).toBe(rows)
  })
})
