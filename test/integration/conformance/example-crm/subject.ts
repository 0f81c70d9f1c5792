import { plainNote } from '../../../../db/records.ts'
import type { StreamName } from '../../../../electron/connectors/connector.ts'
import {
  type ConformanceSubject,
  type CrmUnderTest,
  type ExpectedRow,
  type NotesUnderTest,
  rowKey,
} from '../subject.ts'
import { capabilities, createCorkboardConnector } from './connector.ts'
import { type Board, type Card, type Entry, key, me, startBoard } from './server.ts'

/** The Corkboard as the shared suite asks for it: all that a further CRM has to say of itself to be proved. */
export const corkboard: ConformanceSubject = {
  title: 'the Corkboard',
  capabilities,
  createConnector: createCorkboardConnector,
  refusals: [404, 422].map((status) => ({
    name: `HTTP ${status}`,
    fault: { kind: 'status' as const, status, detail: 'No.' },
    read: { kind: 'rejected' as const, status, reason: 'No.' },
    note: { kind: 'rejected' as const, status, reason: 'No.' },
  })),
  async start({ people, activities, clock, isLimited }) {
    const { board, server } = await startBoard({
      cards: people,
      entries: activities,
      nowMs: clock.nowMs() - 60_000,
      wallMs: () => clock.nowMs(),
      monotonicMs: () => clock.monotonicMs(),
      rateLimit: isLimited ? capabilities.rateLimit : null,
    })
    const network = {
      url: server.url,
      faults: server.faults,
      requests: server.requests,
      setOffline: (offline: boolean) => server.setOffline(offline),
      close: () => server.setOffline(true),
    }
    return { ...network, ...underTest(board) }
  },
}

function underTest(board: Board): Omit<CrmUnderTest, 'url' | 'faults' | 'requests' | 'setOffline' | 'close'> {
  const entries = () => [...board.entries.values()].toSorted(byRevision)
  const cards = () => [...board.cards.values()].toSorted(byRevision)
  const firstCard = () => [...board.cards.values()].find((card) => card.id === 'card-1') ?? cards()[0]
  return {
    secret: key,
    wrongSecret: 'another-key',
    memory: {},
    identity: { remoteUserId: me, displayName: 'Robin', email: null, organizationName: 'The Corkboard' },
    abilities: [{ what: 'read_people', answer: 'yes' }],
    clock: board.clock,
    revoke() {
      board.isLocked = true
    },
    paths: { list: { leads: '^/cards$', activities: '^/entries$' }, createNote: '^/cards/[^/]+/entries$' },
    rows: (stream) => rowsOf(board, stream),
    add(stream) {
      const atMs = board.clock.stampMs()
      if (stream === 'leads') return keysOf(board.putCard(atMs))
      const entry = board.putEntry({ cardId: firstCard()?.id ?? '', text: 'Hello', author: 'sam', kind: 'call', atMs })
      return [rowKey('activities', entry.id)]
    },
    remove(stream) {
      if (stream === 'leads') board.cards.delete(cards().at(-1)?.id ?? '')
      else board.entries.delete(entries().at(-1)?.id ?? '')
    },
    touch(stream) {
      const atMs = board.clock.stampMs()
      if (stream === 'leads') return keysOf(board.putCard(atMs, cards()[0]))
      const [oldest] = entries()
      if (oldest === undefined) return null
      return [rowKey('activities', board.putEntry({ ...oldest, text: `${oldest.text}, again`, atMs }).id)]
    },
    changeQuietly: () => null,
    timeline() {
      const cardId = firstCard()?.id ?? ''
      const own = entries().filter((entry) => entry.cardId === cardId)
      return { conversationRemoteId: cardId, keys: own.map((entry) => rowKey('activities', entry.id)) }
    },
    opened() {
      const card = firstCard()
      return { leadRemoteId: card?.id ?? '', rows: new Map(card === undefined ? [] : cardRows(card)) }
    },
    detail: () => ({ activityRemoteId: '', unknownRemoteId: '', fields: {} }),
    notes: notesOf(board),
  }
}

function notesOf(board: Board): NotesUnderTest {
  const cardId = [...board.cards.keys()][1] ?? [...board.cards.keys()][0] ?? ''
  return {
    target: { conversationRemoteId: cardId, leadRemoteId: cardId },
    unknownTarget: { conversationRemoteId: 'no-such-card', leadRemoteId: 'no-such-card' },
    forms: [{ name: 'plain', form: plainNote }],
    kept: () =>
      board.fromApi.flatMap((id) => {
        const entry = board.entries.get(id)
        if (entry === undefined) return []
        const nothing = { visibility: null, isDraft: false, files: [], typeCode: null, fields: {} }
        return [{ remoteId: id, target: entry.cardId, text: entry.text, ...nothing }]
      }),
    writeElsewhere(text, _, by) {
      const author = by === 'me' ? me : 'sam'
      return board.putEntry({ cardId, text, author, kind: 'note', atMs: board.clock.stampMs() }).id
    },
    change: () => undefined,
    remove: (remoteId) => void board.entries.delete(remoteId),
    delayReads(ms) {
      board.listDelayMs = ms
    },
    refuse(marker) {
      board.refused = marker
    },
  }
}

function rowsOf(board: Board, stream: StreamName): ReadonlyMap<string, ExpectedRow> {
  switch (stream) {
    case 'conversations':
      return new Map()
    case 'leads':
      return new Map([...board.cards.values()].flatMap(cardRows))
    case 'activities':
      return new Map([...board.entries.values()].map(entryRow))
  }
}

function cardRows(card: Card): readonly (readonly [string, ExpectedRow])[] {
  const row = { item: card.id, stampMs: card.changedAtMs, fields: { firstName: card.name, email: card.email } }
  return keysOf(card).map((each) => [each, row] as const)
}

function keysOf({ id }: Card): readonly string[] {
  return [rowKey('leads', id), rowKey('conversations', id)]
}

function entryRow(entry: Entry): readonly [string, ExpectedRow] {
  const fields = { conversationRemoteId: entry.cardId, summary: entry.text, authorId: entry.author }
  return [rowKey('activities', entry.id), { item: entry.id, stampMs: entry.changedAtMs, fields }]
}

function byRevision(one: { readonly revision: number }, other: { readonly revision: number }): number {
  return one.revision - other.revision
}
