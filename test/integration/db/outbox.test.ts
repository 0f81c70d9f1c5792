import { describe, expect, it } from 'vitest'
import { readDraft, saveDraft } from '../../../db/drafts.ts'
import { adoptDelivered, ingestPages } from '../../../db/ingest.ts'
import {
  countOpenNotes,
  deliveredNotesInReplica,
  firstOpenNotes,
  laneNotes,
  listOpenNotes,
  matchedRemoteIds,
  moveNote,
  noteCountsByConversation,
  openNotesOf,
  openNotesOfAccount,
  readNote,
  receiptsOf,
} from '../../../db/outbox.ts'
import { inboxCounts, inboxPage } from '../../../db/queries/inbox.ts'
import { insertNote, type NewNote } from '../../support/insert-note.ts'
import { activity, addAccount, conversation, page, startMs, workspace } from './support.ts'

function note(accountId: number, noteId: string, content: Partial<NewNote> = {}): NewNote {
  return {
    noteId,
    accountId,
    conversationRemoteId: 'c1',
    leadRemoteId: 'l1',
    conversationName: 'Ada Byron',
    text: `text of ${noteId}`,
    heldUntilMs: null,
    nowMs: startMs,
    ...content,
  }
}

describe('an outbox with more notes than a list shows', () => {
  it('leaves none out where it counts, by account or for all', () => {
    const space = workspace()
    const { journal, accountId } = space
    const other = addAccount(space, 'user-2')
    journal.write(() => {
      for (let index = 1; index <= 1_000; index += 1) insertNote(journal, note(accountId, `n${index}`))
      for (let index = 1; index <= 3; index += 1) insertNote(journal, note(other, `other${index}`))
    })
    const last = readNote(journal, 'other3')
    if (last === null) throw new Error('expected the note')
    moveNote(journal, last, { state: 'rejected' }, '{}', startMs)
    expect(firstOpenNotes(journal)).toHaveLength(1_000)
    expect(firstOpenNotes(journal).at(-1)?.noteId).toBe('n1000')
    expect(listOpenNotes(journal)).toHaveLength(1_003)
    expect(openNotesOfAccount(journal, other).map(({ noteId }) => noteId)).toEqual(['other1', 'other2', 'other3'])
    expect(countOpenNotes(journal)).toEqual({ pending: 1_002, troubled: 1 })
  })
})

describe('saving a note', () => {
  it('stores it with its first receipt and ends the draft it was', () => {
    const { journal, accountId } = workspace()
    saveDraft(journal, accountId, 'c1', 'text of', startMs)
    saveDraft(journal, accountId, 'c2', 'another', startMs)
    const row = insertNote(journal, note(accountId, 'n1', { heldUntilMs: startMs + 5_000 }))
    expect(row).toMatchObject({ state: 'held', heldUntilMs: startMs + 5_000, attempts: 0, revision: 1 })
    expect(readNote(journal, 'n1')).toEqual(row)
    expect(receiptsOf(journal, 'n1')).toEqual([
      { atMs: startMs, from: null, to: 'held', cause: expect.stringContaining('"kind":"written"') },
    ])
    expect(readDraft(journal, accountId, 'c1')).toBeNull()
    expect(readDraft(journal, accountId, 'c2')?.text).toBe('another')
  })

  it('without an undo window queues it at once', () => {
    const { journal, accountId } = workspace()
    expect(insertNote(journal, note(accountId, 'n1')).state).toBe('queued')
  })

  it('a second time under the same identity changes nothing', () => {
    const { journal, accountId } = workspace()
    saveDraft(journal, accountId, 'c1', 'kept', startMs)
    const first = insertNote(journal, note(accountId, 'n1', { conversationRemoteId: 'c2' }))
    expect(() => insertNote(journal, note(accountId, 'n1'))).toThrow(/UNIQUE/)
    expect(readNote(journal, 'n1')).toEqual(first)
    expect(receiptsOf(journal, 'n1')).toHaveLength(1)
    expect(readDraft(journal, accountId, 'c1')?.text).toBe('kept')
  })

  it('keeps the text byte for byte', () => {
    const { journal, accountId } = workspace()
    const text = 'NUL \u0000, 😀, \u202Eright to left\u202C,\r\nlines\t'
    insertNote(journal, note(accountId, 'n1', { text }))
    expect(readNote(journal, 'n1')?.text).toBe(text)
  })
})

describe('moving a note', () => {
  it('is done by the first of two who saw the same revision', () => {
    const { journal, accountId } = workspace()
    const seen = insertNote(journal, note(accountId, 'n1'))
    expect(moveNote(journal, seen, { state: 'sending', sentAtMs: startMs + 1 }, '{"by":"engine"}', startMs + 1)).toBe(
      true,
    )
    expect(moveNote(journal, seen, { state: 'discarded' }, '{"by":"user"}', startMs + 2)).toBe(false)
    expect(readNote(journal, 'n1')).toMatchObject({ state: 'sending', sentAtMs: startMs + 1, revision: 2 })
    expect(receiptsOf(journal, 'n1').map(({ from, to, cause }) => [from, to, cause])).toEqual([
      [null, 'queued', expect.stringContaining('"kind":"written"')],
      ['queued', 'sending', '{"by":"engine"}'],
    ])
  })

  it('leaves what the patch does not name', () => {
    const { journal, accountId } = workspace()
    const row = insertNote(journal, note(accountId, 'n1', { heldUntilMs: startMs + 5 }))
    moveNote(journal, row, { needsAnswer: true, trouble: '{"kind":"unverifiable"}' }, '{}', startMs)
    expect(readNote(journal, 'n1')).toEqual({
      ...row,
      needsAnswer: true,
      trouble: '{"kind":"unverifiable"}',
      revision: 2,
    })
  })

  it('joins a surrounding transaction and is undone with it', () => {
    const { journal, accountId } = workspace()
    const row = insertNote(journal, note(accountId, 'n1'))
    expect(() =>
      journal.write(() => {
        moveNote(journal, row, { state: 'discarded' }, '{}', startMs)
        throw new Error('the rest failed')
      }),
    ).toThrow('the rest failed')
    expect(readNote(journal, 'n1')).toEqual(row)
    expect(receiptsOf(journal, 'n1')).toHaveLength(1)
  })
})

describe('the outbox', () => {
  it('lists lanes in the order of writing and lets a rejected note step aside', () => {
    const { journal, accountId } = workspace()
    const inputs = [
      ['n1', 'c2'],
      ['n2', 'c1'],
      ['n3', 'c2'],
      ['n4', 'c1'],
    ] as const
    const rows = inputs.map(([id, conversationRemoteId]) =>
      insertNote(journal, note(accountId, id, { conversationRemoteId })),
    )
    const [first] = rows
    if (!first) throw new Error('expected a note')
    moveNote(journal, first, { state: 'rejected' }, '{}', startMs)
    expect(laneNotes(journal, accountId).map(({ noteId }) => noteId)).toEqual(['n2', 'n4', 'n3'])
    expect(openNotesOf(journal, accountId, 'c2').map(({ noteId }) => noteId)).toEqual(['n1', 'n3'])
    expect(listOpenNotes(journal).map(({ noteId }) => noteId)).toEqual(['n1', 'n2', 'n3', 'n4'])
    expect(noteCountsByConversation(journal)).toEqual(
      new Map([
        [`${accountId}:c1`, { pending: 2, troubled: 0 }],
        [`${accountId}:c2`, { pending: 1, troubled: 1 }],
      ]),
    )
  })

  it('shows in the inbox, per conversation and as a whole', () => {
    const { replica, journal, accountId } = workspace()
    ingestPages(replica, [page(accountId, { conversations: [conversation('c1')] })])
    const row = insertNote(journal, note(accountId, 'n1'))
    insertNote(journal, note(accountId, 'n2'))
    moveNote(journal, row, { state: 'in_doubt', needsAnswer: true }, '{}', startMs)
    saveDraft(journal, accountId, 'c1', 'half a thou', startMs)
    const [shown] = inboxPage(replica, journal, { accountId, filter: 'active', cursor: null, limit: 5 }).rows
    expect(shown).toMatchObject({ pendingNotes: 1, troubledNotes: 1, hasDraft: true })
    expect(inboxCounts(replica, journal, { accountId: null })).toMatchObject({ outbox: 2, troubled: 1 })
    expect(inboxCounts(replica, journal, { accountId: accountId + 1 })).toMatchObject({ outbox: 0, troubled: 0 })
  })

  it('knows which activities are taken, and heals a delivery that only the replica saw', () => {
    const { replica, journal, accountId } = workspace()
    const row = insertNote(journal, note(accountId, 'n1'))
    insertNote(journal, note(accountId, 'n2'))
    adoptDelivered(replica, accountId, activity('a1', { type: 'Note' }), 'n1', startMs)
    expect(deliveredNotesInReplica(replica, ['n1', 'n2'])).toEqual(new Map([['n1', 'a1']]))
    expect(matchedRemoteIds(journal, accountId, 'c1')).toEqual(new Set())
    moveNote(journal, row, { state: 'delivered', remoteActivityId: 'a1' }, '{}', startMs)
    expect(matchedRemoteIds(journal, accountId, 'c1')).toEqual(new Set(['a1']))
    expect(matchedRemoteIds(journal, accountId, 'c2')).toEqual(new Set())
    expect(listOpenNotes(journal).map(({ noteId }) => noteId)).toEqual(['n2'])
  })
})
