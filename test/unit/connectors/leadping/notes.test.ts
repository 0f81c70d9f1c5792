import { describe, expect, it } from 'vitest'
import type { HttpReply, HttpRequest, NoteSearch } from '../../../../electron/connectors/connector.ts'
import { secretMark } from '../../../../electron/connectors/secret-mark.ts'
import { plainNoteTo } from '../../../support/note-to-send.ts'
import { failureOf, json, page, pathOf, problem, successOf } from '../scripted-transport.ts'
import { leadping, noteRowInA, noteRowInB, secretOfDana } from './leadping.ts'

const note = plainNoteTo('c-1', 'l-1', 'Roof faces south-west')
/** What is remembered of a note's author, learnt under this secret. */
const named = (noteAuthor: string, secret = secretOfDana) => ({ noteAuthor, noteAuthorUnder: secretMark(secret) })
const pathInA = 'POST /activities/conversations/c-1/notes'
const pathInB = 'POST /events/conversations/c-1/notes'

describe('creating a note', () => {
  it.each([
    { dialect: 'activity', path: pathInA, row: noteRowInA, author: 'Dana Petrov' },
    { dialect: 'timeline', path: pathInB, row: noteRowInB, author: 'u-1' },
  ])('posts its text once, on the path of the known dialect: $dialect', async ({ dialect, path, row, author }) => {
    const { connector, transport, remembered } = leadping(() => json(row), { memory: { dialect } })
    expect(successOf(await connector.createNote(note))).toMatchObject({
      activity: { remoteId: 'e-1', type: 'Note', conversationRemoteId: 'c-1' },
    })
    expect(transport.lines).toEqual([path])
    expect(transport.bodyOf(0)).toEqual({ text: note.text })
    expect(transport.requests[0]).toMatchObject({ priority: 'push', isWrite: true })
    expect(remembered).toEqual([{ dialect, ...named(author) }])
  })

  it("fills in what the documents' sample answer leaves out", async () => {
    const sparse = { id: 'e-1', createdAt: '2026-11-20T17:10:00Z' }
    const { connector } = leadping(() => json(sparse), { memory: { dialect: 'activity' } })
    expect(successOf(await connector.createNote(note))).toMatchObject({
      activity: { type: 'Note', conversationRemoteId: 'c-1', leadRemoteId: 'l-1' },
    })
  })

  it.each(['emoji 👩‍🚒', 'עברית', 'a\u0000b', 'lone \ud800', 'x'.repeat(100_000)])(
    'sends any text as it is',
    async (text) => {
      const { connector, transport } = leadping(() => json(noteRowInB), { memory: { dialect: 'timeline' } })
      successOf(await connector.createNote({ ...note, text }))
      expect(transport.bodyOf(0)).toEqual({ text })
    },
  )

  it('finds out the dialect by reading before it writes', async () => {
    const { connector, transport } = leadping((asked) => {
      if (pathOf(asked) === '/events/all/my') return page([noteRowInB])
      return asked.method === 'GET' ? json({ id: 'e-1' }) : json(noteRowInB)
    })
    successOf(await connector.createNote(note))
    expect(transport.lines).toEqual(['POST /events/all/my', 'GET /events/detail/e-1', pathInB])
  })

  it('does not write where that read failed for want of a network', async () => {
    const { connector, transport } = leadping(() => ({ kind: 'cut', reason: 'timeout' }))
    expect(failureOf(await connector.createNote(note))).toMatchObject({ kind: 'timeout', mayHaveLanded: false })
    expect(transport.requests.some((request) => request.isWrite)).toBe(false)
  })

  it('with the dialect unknown, goes to the other path after a 404 and remembers it', async () => {
    const { connector, transport, remembered } = leadping((asked) => {
      if (pathOf(asked) === '/events/all/my') return page([])
      return `POST ${pathOf(asked)}` === pathInB ? json(noteRowInB) : problem(404)
    })
    successOf(await connector.createNote(note))
    expect(transport.lines).toEqual(['POST /events/all/my', pathInA, pathInB])
    expect(remembered).toEqual([{ dialect: 'timeline', ...named('u-1') }])
  })

  it('with the dialect unknown and both paths 404, is refused', async () => {
    const { connector } = leadping((asked) => (pathOf(asked) === '/events/all/my' ? page([]) : problem(404, 'Gone.')))
    expect(failureOf(await connector.createNote(note))).toEqual({ kind: 'rejected', status: 404, reason: 'Gone.' })
  })

  describe('with the dialect known, after a 404', () => {
    const detailPaths = { activity: '/events/e-1/detail', timeline: '/events/detail/e-1' } as const
    /** A server of this dialect, which an account remembers otherwise or not. */
    const serverOf = (dialect: 'activity' | 'timeline', remembered: string, creates: HttpReply) =>
      leadping(
        (asked) => {
          const path = pathOf(asked)
          if (path === '/events/all/my') return page([dialect === 'activity' ? noteRowInA : noteRowInB])
          if (path === detailPaths[dialect]) return json({ id: 'e-1' })
          return `POST ${path}` === (dialect === 'activity' ? pathInA : pathInB)
            ? creates
            : problem(404, 'No such path.')
        },
        { memory: { dialect: remembered } },
      )
    const writes = ({ requests }: { readonly requests: readonly HttpRequest[] }) =>
      requests.filter((request) => request.isWrite)

    it.each([
      { from: 'activity', to: 'timeline', first: pathInA, second: pathInB, row: noteRowInB },
      { from: 'timeline', to: 'activity', first: pathInB, second: pathInA, row: noteRowInA },
    ] as const)('goes to the other path where a read shows that the server moved to $to', async (moved) => {
      const { connector, transport, remembered } = serverOf(moved.to, moved.from, json(moved.row))
      expect(successOf(await connector.createNote(note))).toMatchObject({ activity: { remoteId: 'e-1' } })
      expect(transport.lines.at(0)).toBe(moved.first)
      expect(transport.lines.at(-1)).toBe(moved.second)
      expect(writes(transport)).toHaveLength(2)
      expect(remembered.at(-1)).toMatchObject({ dialect: moved.to })
    })

    it('is refused where the server speaks it still: the conversation is gone', async () => {
      const { connector, transport } = serverOf('activity', 'activity', problem(404, 'Gone.'))
      expect(failureOf(await connector.createNote(note))).toEqual({ kind: 'rejected', status: 404, reason: 'Gone.' })
      expect(writes(transport)).toHaveLength(1)
    })

    it('is refused where nothing can be read that would tell', async () => {
      const { connector, transport } = leadping(() => problem(404, 'Gone.'), { memory: { dialect: 'activity' } })
      expect(failureOf(await connector.createNote(note))).toEqual({ kind: 'rejected', status: 404, reason: 'Gone.' })
      expect(writes(transport)).toHaveLength(1)
    })

    it('is not refused yet where the network left before that could be read', async () => {
      const { connector, transport } = leadping(
        (asked) => (asked.isWrite ? problem(404) : { kind: 'cut', reason: 'reset' }),
        { memory: { dialect: 'activity' } },
      )
      expect(failureOf(await connector.createNote(note))).toMatchObject({ kind: 'timeout', mayHaveLanded: false })
      expect(writes(transport)).toHaveLength(1)
    })

    it('is in doubt where the answer of the other path was lost, and is sent no third time', async () => {
      const { connector, transport } = serverOf('timeline', 'activity', { kind: 'cut', reason: 'reset' })
      expect(failureOf(await connector.createNote(note))).toMatchObject({ kind: 'timeout', mayHaveLanded: true })
      expect(writes(transport)).toHaveLength(2)
    })
  })

  const doubtful: readonly (readonly [string, HttpReply])[] = [
    ['a lost answer', { kind: 'cut', reason: 'reset' }],
    ['a 500', problem(500)],
    ['a 502', problem(502)],
    ['an answer without an id', json({ ...noteRowInB, id: undefined })],
    ['a web page', { kind: 'answer', status: 200, headers: {}, body: '<html></html>' }],
  ]
  it.each(doubtful)('after %s is in doubt and never sent again, known dialect or not', async (_, reply) => {
    for (const memory of [{}, { dialect: 'timeline' }]) {
      const { connector, transport } = leadping((asked) => (asked.isWrite ? reply : page([])), { memory })
      expect(failureOf(await connector.createNote(note))).toMatchObject({ mayHaveLanded: true })
      expect(transport.requests.filter((request) => request.isWrite)).toHaveLength(1)
    }
  })

  it.each([400, 403, 422])('after a %i is refused with the reason given, and not sent elsewhere', async (status) => {
    const { connector, transport } = leadping((asked) => (asked.isWrite ? problem(status, 'Too long.') : page([])))
    expect(failureOf(await connector.createNote(note))).toEqual({ kind: 'rejected', status, reason: 'Too long.' })
    expect(transport.requests.filter((request) => request.isWrite)).toHaveLength(1)
  })
})

const sentAtMs = Date.parse('2026-11-20T17:10:00Z')
const search: NoteSearch = {
  ...note,
  snapshot: null,
  sentAtMs,
  gaveUpAtMs: sentAtMs + 30_000,
  authorRemoteId: 'u-1',
  authorName: 'Dana Petrov',
  excludeRemoteIds: new Set(),
}

/** A server that lists these rows in the conversation, and has these details. */
function withRows(
  rows: readonly object[],
  given: { details?: Record<string, object>; memory?: object; secret?: string } = {},
) {
  return leadping(
    (asked) => {
      if (asked.method === 'POST') return page(rows)
      const id = pathOf(asked).split('/').at(-1) ?? ''
      const detail = given.details?.[id]
      return detail === undefined ? problem(404) : json({ id, ...detail })
    },
    {
      memory: { dialect: 'timeline', ...given.memory },
      ...(given.secret === undefined ? {} : { secret: given.secret }),
    },
  )
}

describe('looking for a note whose answer was lost', () => {
  it("asks for the conversation's newest rows since before it was sent", async () => {
    const { connector, transport } = withRows([noteRowInB])
    expect(successOf(await connector.findNote(search))).toMatchObject({ kind: 'found', activity: { remoteId: 'e-1' } })
    expect(transport.lines).toEqual(['POST /events/conversations/c-1'])
    expect(transport.bodyOf(0)).toEqual({
      pageSize: 100,
      orderBy: [{ field: 'createdAt', direction: 'desc' }],
      rangeFilters: [{ field: 'createdAt', greaterThanOrEqual: '2026-11-20T17:09:00.000Z' }],
    })
    expect(transport.requests[0]).toMatchObject({ priority: 'push', isWrite: false })
  })

  it.each([
    ['another conversation', { conversationId: 'c-2' }],
    ['another lead', { leadId: 'l-2' }],
    ['another type', { timelineType: 'Sms' }],
    ['before the window', { createdAt: '2026-11-20T17:08:59Z' }],
    ['after the window', { createdAt: '2026-11-20T17:11:31Z' }],
    ['another author', { actorUserId: 'u-2', actorDisplayName: 'Sam', createdBy: 'Sam' }],
    ['another text', { summary: 'Roof faces north', description: 'Roof faces north' }],
  ])('does not take a row of %s', async (_, fields) => {
    const { connector } = withRows([{ ...noteRowInB, ...fields }])
    expect(successOf(await connector.findNote(search))).toEqual({ kind: 'absent' })
  })

  it('takes a row whose type is a word that nobody knows yet: a renamed type must not make a note look absent', async () => {
    const { connector } = withRows([{ ...noteRowInB, timelineType: 'InternalComment' }])
    expect(successOf(await connector.findNote(search)).kind).toBe('found')
  })

  it.each(['2026-11-20T17:09:00Z', '2026-11-20T17:11:30Z'])('allows for clocks that differ: %s', async (createdAt) => {
    const { connector } = withRows([{ ...noteRowInB, createdAt }])
    expect(successOf(await connector.findNote(search)).kind).toBe('found')
  })

  it('does not match what belongs to another note already', async () => {
    const twin = { ...noteRowInB, id: 'e-2' }
    const { connector } = withRows([noteRowInB, twin])
    expect(successOf(await connector.findNote({ ...search, excludeRemoteIds: new Set(['e-1']) }))).toMatchObject({
      kind: 'found',
      activity: { remoteId: 'e-2' },
    })
  })

  it('asks the user where two could be it', async () => {
    const { connector } = withRows([noteRowInB, { ...noteRowInB, id: 'e-2' }])
    const finding = successOf(await connector.findNote(search))
    expect(finding.kind === 'ambiguous' && finding.candidates.map((each) => each.remoteId)).toEqual(['e-1', 'e-2'])
  })

  describe('that another machine may have sent', () => {
    const sam = { actorUserId: 'u-2', actorDisplayName: 'Sam', createdBy: 'Sam' }
    const shared = (copies: number, authors: { remoteId: string | null; name: string | null }[] = []) => ({
      ...search,
      handedOver: { authors, copies },
    })

    it('takes the oldest of two for it where two of ours may be there, and asks where only one may', async () => {
      const later = { ...noteRowInB, id: 'e-2', createdAt: '2026-11-20T17:10:30Z' }
      const { connector } = withRows([later, noteRowInB])
      expect(successOf(await connector.findNote(shared(2)))).toMatchObject({
        kind: 'found',
        activity: { remoteId: 'e-1' },
      })
      expect(successOf(await connector.findNote(shared(1))).kind).toBe('ambiguous')
    })

    it('takes it under the name of whoever wrote it', async () => {
      const { connector } = withRows([{ ...noteRowInB, ...sam }])
      expect(successOf(await connector.findNote(shared(1, [{ remoteId: 'u-2', name: 'Sam' }]))).kind).toBe('found')
    })

    it("takes a stranger's for it only where two people would not have written the same", async () => {
      const { connector } = withRows([{ ...noteRowInB, ...sam }])
      expect(successOf(await connector.findNote(shared(1))).kind).toBe('ambiguous')
      const text = 'Roof faces south-west, wants the battery as well'
      const long = withRows([{ ...noteRowInB, ...sam, summary: text, description: text }]).connector
      expect(successOf(await long.findNote({ ...shared(1), text })).kind).toBe('found')
      const different = withRows([{ ...noteRowInB, ...sam }]).connector
      const another = 'Wants a wallbox before the roof is even discussed'
      expect(successOf(await different.findNote({ ...shared(1), text: another })).kind).toBe('absent')
    })
  })

  it('counts a row once that two pages show', async () => {
    const { connector } = leadping((_, number) => page([noteRowInB], number === 0 ? 't' : null), {
      memory: { dialect: 'timeline' },
    })
    expect(successOf(await connector.findNote(search)).kind).toBe('found')
  })

  it('reads on over empty pages, and stops at the first page that is all older', async () => {
    const old = { ...noteRowInB, id: 'e-0', createdAt: '2026-11-20T16:00:00Z' }
    const pages = [
      page([], 't1'),
      page([{ ...noteRowInB, id: 'e-7' }, old], 't2'),
      page([old], 't3'),
      page([noteRowInB], 't4'),
    ]
    const { connector, transport } = leadping((_, number) => pages[number] ?? problem(500), {
      memory: { dialect: 'timeline' },
    })
    expect(successOf(await connector.findNote(search))).toMatchObject({ kind: 'found', activity: { remoteId: 'e-7' } })
    expect(transport.requests).toHaveLength(3)
  })

  it.each([
    ['oldest first', ['2026-11-20T15:00:00Z', '2026-11-20T16:00:00Z']],
    ['in no order', ['2026-11-20T16:00:00Z', '2026-11-20T15:00:00Z', '2026-11-20T15:30:00Z']],
    ['all made at one moment', ['2026-11-20T16:00:00Z', '2026-11-20T16:00:00Z']],
  ])('reads on behind a page of older rows where the server lists them %s', async (_, stamps) => {
    const older = stamps.map((createdAt, index) => ({ ...noteRowInB, id: `old-${index}`, createdAt }))
    const pages = [page(older, 't1'), page([noteRowInB])]
    const { connector } = leadping((_asked, number) => pages[number] ?? problem(500), {
      memory: { dialect: 'timeline' },
    })
    expect(successOf(await connector.findNote(search))).toMatchObject({ kind: 'found', activity: { remoteId: 'e-1' } })
  })

  it('recognises a shortened summary, and prefers the row that has the whole text', async () => {
    const text = 'Bill is 240 in summer, roof eight years old, wants a battery as well'
    const cut = { ...noteRowInB, summary: 'Bill is 240 in summer, roof…', description: null }
    expect(successOf(await withRows([cut]).connector.findNote({ ...search, text })).kind).toBe('found')
    const whole = { ...noteRowInB, id: 'e-2', summary: text, description: null }
    expect(successOf(await withRows([cut, whole]).connector.findNote({ ...search, text }))).toMatchObject({
      kind: 'found',
      activity: { remoteId: 'e-2' },
    })
  })

  it('fetches the detail where the row does not settle it', async () => {
    const text = 'Called, no answer'
    const row = { ...noteRowInB, summary: 'Called', description: 'Note added' }
    const same = withRows([row], { details: { 'e-1': { description: 'Called,\r\nno answer ' } } })
    expect(successOf(await same.connector.findNote({ ...search, text })).kind).toBe('found')
    const payload = withRows([row], { details: { 'e-1': { payload: { noteText: text } } } })
    expect(successOf(await payload.connector.findNote({ ...search, text })).kind).toBe('found')
    const nothing = withRows([row])
    expect(successOf(await nothing.connector.findNote({ ...search, text })).kind).toBe('ambiguous')
  })

  it('asks where nothing of a row says more than that there is a note; of a colleague it is absent all the same', async () => {
    const row = { ...noteRowInB, summary: 'Note added', description: null }
    const ours = withRows([row], { details: { 'e-1': { description: 'Dana Petrov added a note' } } })
    expect(successOf(await ours.connector.findNote(search)).kind).toBe('ambiguous')
    const told = withRows([row], { details: { 'e-1': { description: note.text } } })
    expect(successOf(await told.connector.findNote(search)).kind).toBe('found')
    const colleague = withRows([{ ...row, actorUserId: 'u-2', actorDisplayName: 'Sam', createdBy: 'Sam' }])
    expect(successOf(await colleague.connector.findNote(search)).kind).toBe('absent')
  })

  it('does not conclude anything from a detail that could not be fetched for want of a network', async () => {
    const { connector } = leadping(
      (asked) =>
        asked.method === 'POST'
          ? page([{ ...noteRowInB, summary: 'Roof', description: null }])
          : { kind: 'cut', reason: 'reset' },
      { memory: { dialect: 'timeline' } },
    )
    expect(failureOf(await connector.findNote(search)).kind).toBe('timeout')
  })

  it.each(['Dana Petrov', 'dana petrov ', 'u-1'])('knows the author of the older dialect as %j', async (createdBy) => {
    const { connector } = withRows([{ ...noteRowInA, createdBy }], { memory: { dialect: 'activity' } })
    expect(successOf(await connector.findNote(search)).kind).toBe('found')
  })

  it('asks where the older dialect names someone in a form of its own, unless it named us otherwise before', async () => {
    const row = { ...noteRowInA, createdBy: 'D. Petrov (Brightside)' }
    const unsure = withRows([row], { memory: { dialect: 'activity' } })
    expect(successOf(await unsure.connector.findNote(search)).kind).toBe('ambiguous')
    const ours = withRows([row], { memory: { dialect: 'activity', ...named('D. Petrov (Brightside)') } })
    expect(successOf(await ours.connector.findNote(search)).kind).toBe('found')
    const others = withRows([row], { memory: { dialect: 'activity', ...named('Fieldpost key') } })
    expect(successOf(await others.connector.findNote(search)).kind).toBe('absent')
  })

  it("cannot rule out a strange author under an organization's key before the first note has told", async () => {
    const row = { ...noteRowInB, actorUserId: 'service-7', actorDisplayName: 'API key' }
    const first = withRows([row], { secret: 'sk_live_1' })
    expect(successOf(await first.connector.findNote(search)).kind).toBe('ambiguous')
    const later = withRows([row], { secret: 'sk_live_1', memory: named('service-7', 'sk_live_1') })
    expect(successOf(await later.connector.findNote(search)).kind).toBe('found')
  })

  it('holds what it learnt of its author against nobody once another key is used', async () => {
    const row = { ...noteRowInB, actorUserId: 'service-8', actorDisplayName: 'Other API key' }
    const found = async (memory: object) =>
      successOf(await withRows([row], { secret: 'sk_live_2', memory }).connector.findNote(search)).kind
    expect(await found(named('service-7', 'sk_live_2'))).toBe('absent')
    expect(await found(named('service-7', 'sk_live_1'))).toBe('ambiguous')
    expect(await found({ noteAuthor: 'service-7' })).toBe('ambiguous')
  })

  it('learns its author anew under another key, without keeping the key itself', async () => {
    const answer = { ...noteRowInB, actorUserId: 'service-8' }
    const next = leadping(() => json(answer), {
      secret: 'sk_live_2',
      memory: { dialect: 'timeline', ...named('service-7', 'sk_live_1') },
    })
    successOf(await next.connector.createNote(note))
    expect(next.remembered.at(-1)).toEqual({ dialect: 'timeline', ...named('service-8', 'sk_live_2') })
    expect(JSON.stringify(next.remembered)).not.toContain('sk_live_2')
  })

  it('knows its author where the list names it in another field than the answer to the note did', async () => {
    const row = { ...noteRowInB, actorUserId: 'service-7', actorDisplayName: 'API key', createdBy: 'Fieldpost key' }
    const { connector } = withRows([row], { secret: 'sk_1', memory: named('Fieldpost key', 'sk_1') })
    expect(successOf(await connector.findNote(search)).kind).toBe('found')
  })

  it('asks where only createdBy has an id: of what kind it is nobody says', async () => {
    const createdBy = '0f8fad5b-d9cb-469f-a165-70867728950e'
    const { connector } = withRows([{ ...noteRowInA, createdBy }], { memory: { dialect: 'activity' } })
    expect(successOf(await connector.findNote(search)).kind).toBe('ambiguous')
  })

  it('never says absent while a row that may be it cannot be read', async () => {
    const unreadable = { ...noteRowInB, summary: 42 }
    const inDoubt = withRows([unreadable])
    expect(failureOf(await inDoubt.connector.findNote(search))).toMatchObject({
      kind: 'contract',
      mayHaveLanded: false,
    })
    for (const harmless of [{ timelineType: 'Sms' }, { createdAt: '2026-11-19T00:00:00Z' }]) {
      const { connector } = withRows([{ ...unreadable, ...harmless }])
      expect(successOf(await connector.findNote(search))).toEqual({ kind: 'absent' })
    }
    const beside = withRows([unreadable, { ...noteRowInB, id: 'e-2' }])
    expect(successOf(await beside.connector.findNote(search)).kind).toBe('found')
  })

  it('gives up on a list that does not end, rather than call the note absent', async () => {
    const sms = { ...noteRowInB, timelineType: 'Sms' }
    const { connector } = leadping((_, number) => page([sms], `t${number}`), { memory: { dialect: 'timeline' } })
    expect(failureOf(await connector.findNote(search))).toMatchObject({ kind: 'contract' })
  })
})
