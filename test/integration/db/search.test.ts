import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ingestPages } from '../../../db/ingest.ts'
import { search } from '../../../db/queries/search.ts'
import type { Highlighted } from '../../../db/queries/shapes.ts'
import { insertNote } from '../../support/insert-note.ts'
import {
  activity,
  addAccount,
  conversation,
  lead,
  page,
  startMs,
  stream,
  type Workspace,
  workspace,
} from './support.ts'

function find({ replica, journal }: Workspace, text: string, accountId: number | null = null) {
  return search(replica, journal, { text, accountId, cursor: null, limit: 50 }).rows
}

const plain = (pieces: Highlighted) => pieces.map(({ text, isMatch }) => (isMatch ? `[${text}]` : text)).join('')

function prepared(): Workspace {
  const space = workspace()
  ingestPages(space.replica, [
    page(space.accountId, {
      conversations: [
        conversation('c1', {
          firstName: 'Zoë',
          lastName: 'Müller',
          phone: '+49 151 2345678',
          snippet: 'Danke, bis Montag',
          lastEventAtMs: startMs + 10,
        }),
        conversation('c2', {
          firstName: 'Amal',
          lastName: "O'Brien",
          email: 'amal@harbor.test',
          lastEventAtMs: startMs + 30,
        }),
      ],
      leads: [lead('l9', { firstName: 'Lonely', lastName: 'Müllerova', updatedAtMs: startMs + 40 })],
      activities: [
        activity('a1', { summary: 'Sent the Crème brochure', authorName: 'Robin', createdAtMs: startMs + 20 }),
        activity('a2', {
          description: 'Müller asked for a quote',
          createdAtMs: startMs + 35,
          conversationRemoteId: 'c2',
        }),
      ],
    }),
  ])
  insertNote(space.journal, {
    noteId: '01900000-0000-7000-8000-000000000001',
    accountId: space.accountId,
    conversationRemoteId: 'c1',
    leadRemoteId: null,
    conversationName: 'Zoë Müller',
    text: 'Quote for the muller account',
    heldUntilMs: null,
    nowMs: startMs + 38,
  })
  return space
}

describe('search', () => {
  it('finds people, activities and unsent notes together, newest first', () => {
    const found = find(prepared(), 'mull')
    expect(found.map(({ kind, atMs }) => `${kind} ${(atMs ?? 0) - startMs}`)).toEqual([
      'lead 40',
      'note 38',
      'activity 35',
      'conversation 10',
    ])
    expect(found.map(({ title, body }) => `${plain(title)} | ${plain(body)}`)).toEqual([
      'Lonely [Müllerova] | ',
      'Zoë [Müller] | Quote for the [muller] account',
      "Amal O'Brien | [Müller] asked for a quote",
      'Zoë [Müller] | Danke, bis Montag',
    ])
  })

  it('wants every word, in any order and of any column', () => {
    const space = prepared()
    expect(find(space, 'montag zoe').map(({ kind }) => kind)).toEqual(['conversation'])
    expect(find(space, 'brochure robin creme').map(({ kind }) => kind)).toEqual(['activity'])
    expect(find(space, 'brochure zoe')).toEqual([])
  })

  it('finds a number however its parts are written, and shows it as the reason', () => {
    const space = prepared()
    for (const text of ['+49 151 2345678', '0151'.slice(1), '2345678', '5678', '151-2345']) {
      expect(
        find(space, text).map(({ kind }) => kind),
        text,
      ).toEqual(['conversation'])
    }
    expect(plain(find(space, '151-2345')[0]?.body ?? [])).toBe('+49 [151] [2345678]')
  })

  it('finds an address by its parts', () => {
    const [hit] = find(prepared(), 'amal@harb')
    expect(hit && plain(hit.body)).toBe('[amal]@[harbor].test')
  })

  it('never fails, whatever is typed', () => {
    const space = prepared()
    const nasty = [
      '"',
      '*',
      'AND',
      'a AND',
      'NEAR(',
      'a NEAR/2 b',
      'summary:x',
      '-',
      '^a',
      '(((',
      '\u0000',
      "'; DROP TABLE x",
      'x'.repeat(500),
    ]
    for (const text of nasty) expect(() => find(space, text), text).not.toThrow()
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(Array.isArray(find(space, text))).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('finds every row by any word of its own text', () => {
    const space = prepared()
    fc.assert(
      fc.property(fc.lorem({ maxCount: 8 }), fc.nat(30), (summary, pick) => {
        ingestPages(space.replica, [page(space.accountId, { activities: [activity('a1', { summary })] })])
        const words = summary.split(/[^a-z]+/i).filter((word) => word !== '')
        const word = words[pick % words.length] ?? ''
        expect(
          find(space, `${word} `).some(({ kind, body }) => kind === 'activity' && plain(body).includes(`[${word}]`)),
        ).toBe(true)
      }),
      { numRuns: 40 },
    )
  })

  it('pages through everything once, kinds mixed', () => {
    const space = workspace()
    const { replica, journal, accountId } = space
    const steps = Array.from({ length: 40 }, (_, index) => index)
    ingestPages(replica, [
      page(accountId, {
        conversations: steps.map((step) =>
          conversation(`c${step}`, { firstName: 'Kim', lastEventAtMs: startMs + (step % 5) }),
        ),
        leads: steps.map((step) => lead(`l${step}`, { firstName: 'Kim', createdAtMs: startMs + (step % 5) })),
        activities: steps.map((step) => activity(`a${step}`, { summary: 'kim', createdAtMs: startMs + (step % 5) })),
      }),
    ])
    for (const limit of [1, 7, 50]) {
      const seen: string[] = []
      const times: number[] = []
      let cursor: string | null = null
      do {
        const answer = search(replica, journal, { text: 'kim', accountId, cursor, limit })
        seen.push(...answer.rows.map(({ key }) => key))
        times.push(...answer.rows.map(({ atMs }) => atMs ?? 0))
        cursor = answer.next
      } while (cursor !== null)
      expect(seen).toHaveLength(120)
      expect(new Set(seen).size).toBe(120)
      expect(times).toEqual(times.toSorted((left, right) => right - left))
    }
  })

  it('keeps to one account where it is asked to', () => {
    const space = prepared()
    const other = addAccount(space, 'user-2')
    ingestPages(space.replica, [page(other, { activities: [activity('a1', { summary: 'brochure of others' })] })])
    expect(find(space, 'brochure')).toHaveLength(2)
    expect(find(space, 'brochure', other).map(({ accountId }) => accountId)).toEqual([other])
  })

  it('within one account walks past so many hits of the others at once, and finds everything in the end', () => {
    const space = workspace()
    const { replica, journal, accountId } = space
    const large = addAccount(space, 'user-2')
    const people = (count: number, everyMs: number) =>
      Array.from({ length: count }, (_, index) =>
        conversation(`c${index}`, { firstName: 'Kim', lastEventAtMs: startMs - index * everyMs }),
      )
    const said = (count: number, everyMs: number) =>
      Array.from({ length: count }, (_, index) =>
        activity(`a${index}`, { summary: 'kim', createdAtMs: startMs - index * everyMs }),
      )
    ingestPages(replica, [
      page(large, { conversations: people(150, 1_000), activities: said(150, 1_000) }),
      page(accountId, { conversations: people(7, 40_000), activities: said(7, 30_000) }),
      page(accountId, { leads: [lead('l1', { firstName: 'Kim', updatedAtMs: startMs - 200_000 })] }),
    ])
    insertNote(journal, {
      noteId: '01900000-0000-7000-8000-000000000002',
      accountId,
      conversationRemoteId: 'c1',
      leadRemoteId: null,
      conversationName: 'Kim',
      text: 'Hello',
      heldUntilMs: null,
      nowMs: startMs - 75_000,
    })
    for (const limit of [2, 50]) {
      const keys: string[] = []
      let cursor: string | null = null
      let pages = 0
      let short = 0
      do {
        const found = search(replica, journal, { text: 'kim', accountId, cursor, limit }, 20)
        keys.push(...found.rows.map(({ key }) => key))
        if (found.next !== null && found.rows.length < limit) short += 1
        cursor = found.next
        pages += 1
      } while (cursor !== null)
      expect(keys).toEqual(find(space, 'kim', accountId).map(({ key }) => key))
      expect(keys).toHaveLength(16)
      expect(short).toBeGreaterThan(3)
      expect(pages).toBeLessThan(30)
    }
  })

  it('walks on to the first hit of the account where nobody waits for a window', () => {
    const space = workspace()
    const large = addAccount(space, 'user-2')
    const kim = (id: string, atMs: number) => conversation(id, { firstName: 'Kim', lastEventAtMs: atMs })
    const many = Array.from({ length: 30 }, (_, index) => kim(`c${index}`, startMs + 1 + index))
    ingestPages(space.replica, [
      page(large, { conversations: many }),
      page(space.accountId, { conversations: [kim('c1', startMs)] }),
    ])
    const query = { text: 'kim', accountId: space.accountId, cursor: null, limit: 5 }
    expect(search(space.replica, space.journal, query, 20)).toMatchObject({ rows: [], next: expect.any(String) })
    expect(search(space.replica, space.journal, query, null)).toMatchObject({ rows: [{ atMs: startMs }], next: null })
  })

  it('says how complete it is: as little as the least complete stream', () => {
    const space = prepared()
    const { replica, journal, accountId } = space
    const states = [
      stream('conversations', { backfill: 'finished', coveredFromMs: startMs - 100 }),
      stream('activities', { coveredFromMs: startMs - 50 }),
    ]
    ingestPages(
      replica,
      states.map((streamState) => page(accountId, { streamState })),
    )
    const query = { text: 'x', cursor: null, limit: 5 }
    expect(search(replica, journal, { ...query, accountId }).coverage).toEqual({
      isComplete: false,
      completeSinceMs: startMs - 50,
    })
    addAccount(space, 'user-2')
    expect(search(replica, journal, { ...query, accountId: null }).coverage).toEqual({
      isComplete: false,
      completeSinceMs: null,
    })
  })
})
