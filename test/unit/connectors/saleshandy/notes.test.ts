import { describe, expect, it } from 'vitest'
import type {
  ConnectorMemory,
  HttpReply,
  NoteEdit,
  NoteFinding,
  NoteForm,
  NoteSearch,
  Outcome,
} from '../../../../electron/connectors/connector.ts'
import { secretMark } from '../../../../electron/connectors/secret-mark.ts'
import { failureOf, json, successOf } from '../scripted-transport.ts'
import {
  error,
  nadia,
  note,
  notes,
  noteTo,
  nowMs,
  publicNote,
  routes,
  saleshandy,
  success,
  yusuf,
} from './saleshandy.ts'

const created = (results: readonly unknown[], status = 200, headers = {}) =>
  json({ message: 'Notes created successfully', payload: { results } }, status, headers)
const ours = { prospectId: 'Pr1', noteId: 'N9', success: true }
/** The key that the account has in these tests. */
const learntUnder = secretMark('key-of-nadia')

describe('creating a note', () => {
  it.each([
    [{}, { visibility: '1', status: '1' }],
    [{ visibility: 'private' }, { visibility: '2', status: '1' }],
    [{ isDraft: true }, { visibility: '1', status: '0' }],
    [{ visibility: null }, { visibility: '1', status: '1' }],
  ] as const)('of the form %j sends it for one prospect, as it was written', async (form, flags) => {
    const { connector, transport } = saleshandy(() => created([ours]))
    const text = '  Roof & 5 < 6 > 4\r\n'
    successOf(await connector.createNote(noteTo(text, { ...publicNote, ...form })))
    expect(transport.lines).toEqual(['POST /v1/notes'])
    expect(transport.bodyOf(0)).toEqual({ content: text, prospectIds: ['Pr1'], ...flags })
    expect(transport.requests[0]).toMatchObject({ isWrite: true, priority: 'push' })
  })

  it.each([
    ['plain', 'Roof <b>south</b>', '<p>Roof &lt;b&gt;south&lt;/b&gt;</p>'],
    ['plain', 'Write to <maria@example.com>\nor call', '<p>Write to &lt;maria@example.com&gt;</p><p>or call</p>'],
    ['plain', 'R&amp;D', '<p>R&amp;amp;D</p>'],
    ['plain', 'a <!-- b --> c', '<p>a &lt;!-- b --&gt; c</p>'],
    ['plain', '<script>x</script>', '<p>&lt;script&gt;x&lt;/script&gt;</p>'],
    ['html', 'Roof <b>south</b> &amp; west', 'Roof <b>south</b> &amp; west'],
  ] as const)('in %s sends %j so that it is read as it was meant', async (format, text, content) => {
    const { connector, transport } = saleshandy(() => created([ours]))
    const { activity } = successOf(await connector.createNote(noteTo(text, { ...publicNote, format })))
    expect(transport.bodyOf(0)).toMatchObject({ content })
    if (format === 'plain') expect(activity.summary).toBe(text)
    await expectFinding(look(notes([note('N1', content)]), { text, form: { ...publicNote, format } }), found('N1'))
  })

  it('names its files only where there are some', async () => {
    const { connector, transport } = saleshandy(() => created([ours]))
    successOf(await connector.createNote(noteTo('x', publicNote, ['F1', 'F2'])))
    expect(transport.bodyOf(0)).toMatchObject({ attachmentIds: ['F1', 'F2'] })
  })

  it.each([200, 201])('answered with %i gives the note as it will look', async (status) => {
    const headers = { date: 'Sat, 21 Nov 2026 09:59:58 GMT' }
    const { connector, remembered } = saleshandy(() => created([ours], status, headers), {
      memory: { member: 'Nadia@northgate.example', dialect: 'x' },
    })
    const form: NoteForm = { ...publicNote, visibility: 'private' }
    const { activity, leadScore } = successOf(await connector.createNote(noteTo('two\n<lines>', form)))
    expect(leadScore).toBeNull()
    expect(activity).toEqual({
      remoteId: 'N9',
      conversationRemoteId: 'Pr1',
      leadRemoteId: 'Pr1',
      type: 'Note',
      category: 'Notes',
      direction: null,
      status: 'Private',
      statusReason: null,
      summary: 'two\n<lines>',
      description: '<p>two</p><p>&lt;lines&gt;</p>',
      authorId: 'nadia@northgate.example',
      authorName: null,
      trafficType: null,
      scheduledForMs: null,
      canceledAtMs: null,
      createdAtMs: Date.parse(headers.date),
      isHtml: true,
      isPartial: true,
      extra: { visibility: '2', status: '1' },
    })
    expect(remembered).toEqual([{ member: 'nadia@northgate.example', unseenNote: 'N9', learntUnder }])
  })

  it('takes our own clock where the answer tells no time', async () => {
    const { activity } = successOf(await saleshandy(() => created([ours])).connector.createNote(noteTo('x')))
    expect(activity.createdAtMs).toBe(nowMs)
  })

  it('is refused where our prospect failed, though the request as a whole did not', async () => {
    const results = [{ prospectId: 'Pr1', noteId: null, success: false }]
    const failure = failureOf(await saleshandy(() => created(results)).connector.createNote(noteTo('x')))
    expect(failure).toMatchObject({ kind: 'rejected', reason: expect.stringContaining('gave no reason') })
  })

  it.each([
    [[]],
    [[{ prospectId: 'Other', noteId: 'N1', success: true }]],
    [[{ prospectId: 'Pr1', noteId: null, success: true }]],
    [[{ prospectId: 'Pr1', success: true }]],
    [[{ prospectId: 'Pr1', noteId: 'N1', success: false }]],
    [['Pr1']],
  ])('is in doubt where the entries %j neither confirm nor deny it', async (results) => {
    const failure = failureOf(await saleshandy(() => created(results)).connector.createNote(noteTo('x')))
    expect(failure).toMatchObject({ kind: 'contract', mayHaveLanded: true })
  })
})

describe('the notes of a prospect right before an attempt', () => {
  it('are all of them, each once, the draft and unreadable ones too', async () => {
    const { connector, transport } = saleshandy(
      routes({
        'GET /v1/prospects/Pr1/notes?skip=0': notes([note('N1'), note('N2', 'x', { createdAt: 'never' })], {
          hasMore: true,
          draft: note('D', 'x', { status: '0' }),
        }),
        'GET /v1/prospects/Pr1/notes?skip=1': notes([note('N2', 'x', { createdAt: 'never' }), note('N1'), note('N3')]),
      }),
    )
    const ids = successOf((await connector.snapshotNotes?.(noteTo('x'))) ?? missing())
    expect([...ids].sort()).toEqual(['D', 'N1', 'N2', 'N3'])
    // Each page begins with the last row of the one before, and the first comes once more, to see that nothing moved meanwhile.
    expect(transport.lines.map((line) => /skip=(\d+)/.exec(line)?.[1])).toEqual(['0', '1', '0'])
    expect(transport.requests.every((request) => request.priority === 'push')).toBe(true)
  })

  it('are read again where the list changed under the reading', async () => {
    const { connector } = saleshandy(
      routes({
        'GET /v1/prospects/Pr1/notes?skip=0': [
          notes([note('N1'), note('N2')], { hasMore: true }),
          notes([note('N4'), note('N1')], { hasMore: true }),
        ],
        // N4 was pinned while the second page was read, and is in neither.
        'GET /v1/prospects/Pr1/notes?skip=1': [
          notes([note('N2'), note('N3')]),
          notes([note('N1'), note('N2'), note('N3')]),
        ],
      }),
    )
    const ids = successOf((await connector.snapshotNotes?.(noteTo('x'))) ?? missing())
    expect([...ids].sort()).toEqual(['N1', 'N2', 'N3', 'N4'])
  })

  it('are read again where a row went between two pages, though the first page is as it was', async () => {
    const { connector } = saleshandy(
      routes({
        'GET /v1/prospects/Pr1/notes?skip=0': notes([note('N1'), note('N2')], { hasMore: true }),
        // N3 stood behind N2, which was deleted and came back: what follows is N4.
        'GET /v1/prospects/Pr1/notes?skip=1': [
          notes([note('N3'), note('N4')]),
          notes([note('N2'), note('N3'), note('N5')]),
        ],
      }),
    )
    const ids = successOf((await connector.snapshotNotes?.(noteTo('x'))) ?? missing())
    expect([...ids].sort()).toEqual(['N1', 'N2', 'N3', 'N4', 'N5'])
  })

  it('that go on changing are a failure, and never a shorter list', async () => {
    const { connector, transport } = saleshandy((request, number) =>
      request.url.includes('skip=0')
        ? notes([note(`N${number}`), note('N')], { hasMore: true })
        : notes([note('N'), note('Last')]),
    )
    expect(failureOf((await connector.snapshotNotes?.(noteTo('x'))) ?? missing())).toMatchObject({
      kind: 'contract',
      mayHaveLanded: false,
    })
    expect(transport.requests).toHaveLength(9)
  })

  it('that never end are a breach of contract', async () => {
    const { connector, transport } = saleshandy(() => notes([note('N1')], { hasMore: true }))
    expect(failureOf((await connector.snapshotNotes?.(noteTo('x'))) ?? missing())).toMatchObject({ kind: 'contract' })
    expect(transport.requests.length).toBeLessThanOrEqual(200)
  })

  it('cannot be had of a prospect that is gone: the note has not left then', async () => {
    const { connector } = saleshandy(
      routes({
        'GET /v1/prospects/Pr1/notes': error(400, 1001, 'invalid prospect id'),
        'GET /v1/prospects?': success([]),
      }),
    )
    expect(failureOf((await connector.snapshotNotes?.(noteTo('x'))) ?? missing())).toMatchObject({ kind: 'rejected' })
  })
})

const text = 'The roof faces south-west, eight years old'
const html = `<p>${text}</p>`
const sentAtMs = Date.parse('2026-11-21T09:30:00Z')

function searchOf(given: Partial<NoteSearch> = {}): NoteSearch {
  return {
    ...noteTo(text),
    snapshot: ['Old'],
    sentAtMs,
    gaveUpAtMs: sentAtMs + 30_000,
    authorRemoteId: 'nadia@northgate.example',
    authorName: 'Nadia Okafor',
    excludeRemoteIds: new Set(),
    ...given,
  }
}

function look(rows: HttpReply, given: Partial<NoteSearch> = {}, memory: ConnectorMemory = {}) {
  return saleshandy(() => rows, { memory }).connector.findNote(searchOf(given))
}

const found = (remoteId: string) => ({ kind: 'found', activity: { remoteId } })
const absent = { kind: 'absent' }
async function expectFinding(finding: Promise<Outcome<NoteFinding>>, expected: object) {
  expect(successOf(await finding)).toMatchObject(expected)
}

describe('looking for a note whose answer was lost', () => {
  it.each([
    ['the one new note', notes([note('N1', html), note('Old', html)]), {}, found('N1')],
    ['nothing where all were there before', notes([note('Old', html)]), {}, absent],
    ['nothing where there is nothing', notes([]), {}, absent],
    ['nothing in another text', notes([note('N1', '<p>Called</p>')]), {}, absent],
    [
      'one of another visibility that only the user can judge',
      notes([note('N1', html, { visibility: '2' })]),
      {},
      { kind: 'ambiguous' },
    ],
    [
      'one of another status that only the user can judge',
      notes([note('N1', html, { status: '0' })]),
      {},
      { kind: 'ambiguous' },
    ],
    [
      'the one of the kind that was sent rather than one of another',
      notes([note('N1', html, { visibility: '2' }), note('N2', html)]),
      {},
      found('N2'),
    ],
    [
      'nothing of another kind that was made long before',
      notes([note('N1', html, { visibility: '2', createdAt: '2026-11-20T09:30:00.000Z' })]),
      {},
      absent,
    ],
    [
      'nothing of another kind that is only similar',
      notes([note('N1', `${html}<p>and a lot more words</p>`, { status: '0' })]),
      {},
      absent,
    ],
    ['one with numbers for flags', notes([note('N1', html, { visibility: 1, status: 1 })]), {}, found('N1')],
    ['one without flags', notes([note('N1', html, { visibility: null, status: null })]), {}, found('N1')],
    ['no note of ours that is known', notes([note('N1', html)]), { excludeRemoteIds: new Set(['N1']) }, absent],
    [
      'the other of two where one is known',
      notes([note('N1', html), note('N2', html)]),
      { excludeRemoteIds: new Set(['N1']) },
      found('N2'),
    ],
    [
      'only the user can choose of two new ones',
      notes([note('N1', html), note('N2', html)]),
      {},
      { kind: 'ambiguous' },
    ],
    ['one note that came twice', notes([note('N1', html), note('N1', html)]), {}, found('N1')],
    [
      'a note made long before is doubted, though it is new',
      notes([note('N1', html, { createdAt: '2026-11-20T09:30:00.000Z' })]),
      {},
      { kind: 'ambiguous' },
    ],
    [
      'what a sanitiser left of it is doubted',
      notes([note('N1', `${html}<p>and a lot more words</p>`)]),
      {},
      { kind: 'ambiguous' },
    ],
    [
      'a note that a clock off by a minute made',
      notes([note('N1', html, { createdAt: '2026-11-21T09:29:00.000Z' })]),
      {},
      found('N1'),
    ],
    ['short words too', notes([note('N1', '<p>Called</p>')]), { text: 'Called' }, found('N1')],
    ['no empty note', notes([note('N1', '')]), { text: ' ' }, { kind: 'ambiguous' }],
  ] as const)('with a snapshot finds %s', async (_, rows, given, expected) => {
    await expectFinding(look(rows, given), expected)
  })

  it.each([
    [
      'the one in the window',
      notes([note('N1', html), note('Old', html, { createdAt: '2026-11-20T09:30:00.000Z' })]),
      {},
      found('N1'),
    ],
    ['nothing before the window', notes([note('N1', html, { createdAt: '2026-11-21T09:28:50.000Z' })]), {}, absent],
    ['nothing after the window', notes([note('N1', html, { createdAt: '2026-11-21T09:31:31.000Z' })]), {}, absent],
    [
      'one cut to the second at its edge',
      notes([note('N1', html, { createdAt: '2026-11-21T09:29:00.000Z' })]),
      { sentAtMs: sentAtMs + 900 },
      found('N1'),
    ],
    ['nothing of another kind', notes([note('N1', html, { visibility: '2' })]), {}, absent],
    ['nothing that is only similar', notes([note('N1', `${html}<p>and a lot more words</p>`)]), {}, absent],
    ['only the user can choose of two', notes([note('N1', html), note('N2', html)]), {}, { kind: 'ambiguous' }],
  ] as const)('without a snapshot finds %s', async (_, rows, given, expected) => {
    await expectFinding(look(rows, { snapshot: null, ...given }), expected)
  })

  it('looks for a draft beside the list', async () => {
    const draft = note('D', html, { status: '0' })
    const form: NoteForm = { ...publicNote, isDraft: true }
    await expectFinding(look(notes([], { draft }), { form }), { ...found('D') })
    await expectFinding(look(notes([], { draft })), { kind: 'ambiguous' })
    await expectFinding(look(notes([draft]), { form }), found('D'))
    await expectFinding(look(notes([draft], { draft }), { form }), found('D'))
    await expectFinding(look(notes([], { draft }), { form, snapshot: ['D'] }), absent)
    // Published since, or by the server.
    await expectFinding(look(notes([note('N1', html)]), { form }), { kind: 'ambiguous' })
  })

  it('knows our address in any case, and a colleague’s for sure once Saleshandy has named ours', async () => {
    const colleague = notes([note('N1', html, { author: yusuf })])
    await expectFinding(look(notes([note('N1', html, { author: nadia })])), found('N1'))
    await expectFinding(look(colleague, {}, { noteAuthor: 'nadia@northgate.example', learntUnder }), absent)
    // The user may have chosen the wrong one of the team; what is sent again then would be there twice.
    await expectFinding(look(colleague), { kind: 'ambiguous' })
    await expectFinding(look(colleague, {}, { noteAuthor: 'yusuf@northgate.example', learntUnder }), found('N1'))
    // Learnt under an earlier key, which may have been another's, or sent under it by whom the user chose.
    const earlier = { noteAuthor: 'nadia@northgate.example', learntUnder: secretMark('key-of-yusuf') }
    await expectFinding(look(colleague, {}, earlier), { kind: 'ambiguous' })
    await expectFinding(look(colleague, {}, { noteAuthor: 'nadia@northgate.example' }), { kind: 'ambiguous' })
    const chosen = { authorRemoteId: 'yusuf@northgate.example' }
    const named = { noteAuthor: 'nadia@northgate.example', learntUnder }
    await expectFinding(look(colleague, chosen, named), { kind: 'ambiguous' })
    await expectFinding(look(colleague, { authorRemoteId: null }, { member: 'yusuf@northgate.example' }), found('N1'))
  })

  it('without any name to go by takes a new note in the window for ours', async () => {
    const rows = notes([note('N1', html, { author: null })])
    await expectFinding(look(rows), found('N1'))
    await expectFinding(look(rows, { authorRemoteId: '' }), found('N1'))
    await expectFinding(look(notes([note('N1', html, { author: yusuf })]), { authorRemoteId: null }), found('N1'))
    await expectFinding(look(rows, { snapshot: null }), found('N1'))
    const short = notes([note('N1', '<p>Called</p>', { author: null })])
    await expectFinding(look(short, { snapshot: null, text: 'Called' }), { kind: 'ambiguous' })
  })

  it('that was handed over finds it under whoever may have sent it', async () => {
    const handedOver = { authors: [{ remoteId: 'Yusuf@northgate.example', name: null }], copies: 2 }
    const memory = { noteAuthor: 'nadia@northgate.example', learntUnder }
    const given = { snapshot: null, handedOver }
    await expectFinding(look(notes([note('N1', html, { author: yusuf })]), given, memory), found('N1'))
    const stranger = { firstName: 'Grace', lastName: 'Teo', email: 'grace@northgate.example' }
    await expectFinding(look(notes([note('N1', html, { author: stranger })]), given, memory), found('N1'))
    const short = notes([note('N1', '<p>Called</p>', { author: stranger })])
    await expectFinding(look(short, { ...given, text: 'Called' }, memory), { kind: 'ambiguous' })
    const twice = notes([
      note('N2', html, { createdAt: '2026-11-21T09:30:20.000Z' }),
      note('N1', html, { createdAt: '2026-11-21T09:30:10.000Z' }),
    ])
    await expectFinding(look(twice, given), found('N1'))
    const { handedOver: _, ...alone } = given
    await expectFinding(look(twice, alone), { kind: 'ambiguous' })
  })

  it('does not call absent what it could not read', async () => {
    const spoilt = note('N1', html, { createdAt: 'never' })
    expect(failureOf(await look(notes([spoilt])))).toMatchObject({ kind: 'contract', mayHaveLanded: false })
    await expectFinding(look(notes([spoilt]), { snapshot: ['N1'] }), absent)
    await expectFinding(look(notes([spoilt, note('N2', html)])), found('N2'))
    const { id: _, ...nameless } = spoilt
    expect(failureOf(await look(notes([nameless]), { snapshot: ['N1'] }))).toMatchObject({ kind: 'contract' })
  })

  it('fails where reading fails', async () => {
    expect(failureOf(await look(error(500, 5001, 'later')))).toMatchObject({ kind: 'server', mayHaveLanded: false })
    expect(failureOf(await look({ kind: 'cut', reason: 'reset' }))).toMatchObject({
      kind: 'timeout',
      mayHaveLanded: false,
    })
  })

  it('learns from a note that it made whom Saleshandy takes us for', async () => {
    const world = saleshandy(
      routes({
        'POST /v1/notes': created([ours]),
        'GET /v1/prospects/Pr1/notes': notes([note('N9', html, { author: yusuf })]),
      }),
    )
    successOf(await world.connector.createNote(noteTo(text)))
    expect(world.remembered.at(-1)).toEqual({ unseenNote: 'N9', learntUnder })
    successOf(await world.connector.pullConversation('Pr1', null, 'on_demand'))
    expect(world.remembered.at(-1)).toEqual({ noteAuthor: 'yusuf@northgate.example', learntUnder })
  })
})

describe('editing a note', () => {
  const editOf = (given: Partial<NoteEdit> = {}): NoteEdit => ({
    noteRemoteId: 'N1',
    conversationRemoteId: 'Pr1',
    leadRemoteId: 'Pr1',
    text: 'New words',
    form: { ...publicNote, visibility: null },
    base: '<p>Old words</p>',
    ...given,
  })
  const edited = success({ ...note('N1', '<p>New words</p>'), author: undefined, editedAt: '2026-11-21T10:00:00.000Z' })
  async function edit(there: HttpReply, given: Partial<NoteEdit> = {}, answer: HttpReply = edited) {
    const world = saleshandy(
      routes({ 'GET /v1/prospects/Pr1/notes': there, 'PATCH /v1/notes/N1': answer, 'GET /v1/prospects?': success([]) }),
    )
    const outcome = (await world.connector.editNote?.(editOf(given))) ?? missing()
    const patch = world.transport.requests.find((request) => request.method === 'PATCH')
    return { outcome, patch: patch === undefined ? null : JSON.parse(String(patch.body)), isWrite: patch?.isWrite }
  }
  const old = notes([note('N1', '<p>Old words</p>')])

  it('writes over what the user saw, and keeps the author that the answer leaves out', async () => {
    const { outcome, patch, isWrite } = await edit(old)
    expect(patch).toEqual({ content: 'New words' })
    expect(isWrite).toBe(false)
    expect(successOf(outcome)).toMatchObject({
      kind: 'edited',
      activity: {
        remoteId: 'N1',
        summary: 'New words',
        authorId: 'nadia@northgate.example',
        extra: { editedAt: expect.any(String) },
      },
    })
  })

  it.each(['Old words', '<p>Old   words</p>', '<p>Old words</p>\n'])(
    'takes the base %j for what is there',
    async (base) => {
      expect((await edit(old, { base })).patch).toEqual({ content: 'New words' })
    },
  )

  it('writes nothing where it is done already', async () => {
    const { outcome, patch } = await edit(notes([note('N1', '<p>New <b>words</b></p>')]))
    expect(patch).toBeNull()
    expect(successOf(outcome)).toMatchObject({ kind: 'edited', activity: { summary: 'New words' } })
  })

  it('writes nothing over a colleague, and shows what they wrote', async () => {
    const { outcome, patch } = await edit(notes([note('N1', '<p>Their words</p>', { editedBy: yusuf })]))
    expect(patch).toBeNull()
    expect(successOf(outcome)).toMatchObject({ kind: 'conflict', theirs: { summary: 'Their words' } })
  })

  it('says that a note is gone, also where others are left', async () => {
    expect(successOf((await edit(notes([note('N2')]))).outcome)).toEqual({ kind: 'gone' })
    expect(failureOf((await edit(notes([note('N1', 'x', { createdAt: 1 })]))).outcome)).toMatchObject({
      kind: 'contract',
    })
  })

  it('changes a draft', async () => {
    const draft = note('N1', '<p>Old words</p>', { status: '0' })
    expect((await edit(notes([], { draft }))).patch).toEqual({ content: 'New words' })
    expect((await edit(notes([], { draft }), { form: publicNote })).patch).toEqual({
      content: 'New words',
      status: '1',
    })
  })

  it('changes who may see it, alone or with the words', async () => {
    const form: NoteForm = { ...publicNote, visibility: 'private' }
    expect((await edit(old, { form })).patch).toEqual({ content: 'New words', visibility: '2' })
    expect((await edit(old, { form, text: 'Old words' })).patch).toEqual({ visibility: '2' })
    expect((await edit(notes([note('N1', '<p>New words</p>', { visibility: '2' })]), { form })).patch).toBeNull()
  })

  it('sends new markup for the same words once', async () => {
    const given = {
      text: '<p>Old <b>words</b></p>',
      form: { ...publicNote, format: 'html', visibility: null },
    } as const
    expect((await edit(old, given)).patch).toEqual({ content: given.text })
    expect((await edit(notes([note('N1', '<p>Old <strong>words</strong></p>')]), given)).patch).toBeNull()
  })

  it('mends a gap between words, and does not take it for done', async () => {
    const there = notes([note('N1', '<p>He is not able</p>')])
    const given = { text: 'He is notable', base: '<p>He is not able</p>' }
    expect((await edit(there, given)).patch).toEqual({ content: 'He is notable' })
    expect((await edit(there, { ...given, base: 'He is not able' })).patch).toEqual({ content: 'He is notable' })
    expect((await edit(notes([note('N1', '<p>He is notable</p>')]), given)).patch).toBeNull()
    expect(
      (await edit(old, { text: '<p>Old words</p>', form: { ...publicNote, format: 'html', visibility: null } })).patch,
    ).toBeNull()
  })

  it('is done where the answer to the change shows no note', async () => {
    const { outcome } = await edit(old, {}, success({ updated: true }))
    expect(successOf(outcome)).toMatchObject({ kind: 'edited', activity: { remoteId: 'N1', summary: 'New words' } })
  })

  it.each([
    [
      error(400, 1001, 'note not found or access denied'),
      { kind: 'rejected', reason: 'note not found or access denied' },
    ],
    [error(400, 4000, 'operation failed'), { kind: 'rejected' }],
    [error(500, 5001, 'later'), { kind: 'server', mayHaveLanded: false }],
    [
      { kind: 'cut', reason: 'reset' },
      { kind: 'timeout', mayHaveLanded: false },
    ],
  ] as const)('answered with %j can be repeated', async (answer, failure) => {
    expect(failureOf((await edit(old, {}, answer)).outcome)).toMatchObject(failure)
  })
})

describe('uploading a file', () => {
  const file = { fileName: 'roof.jpg', mediaType: 'image/jpeg', bytes: new Uint8Array(5) }

  it.each([
    [{ payload: { attachmentId: 'F1' } }],
    [{ payload: { id: 'F1' } }],
    [{ payload: [{ id: 'F1' }] }],
    [{ payload: [{ id: 'X', attachmentId: 'F1' }] }],
    [{ payload: { attachments: [{ id: 'F1', name: 'roof.jpg' }] } }],
    [{ payload: { attachmentIds: ['F1'] } }],
    [{ payload: { file: { _id: 'F1' } } }],
    [{ payload: 'F1' }],
    [{ payload: ['F1'] }],
    [{ attachmentId: 'F1', id: 'request-7' }],
    [{ data: { attachment: { attachment_id: 'F1' } } }],
    [{ id: 'request-7', payload: { attachmentId: 'F1' } }],
  ])('finds its id in %j', async (body) => {
    const { connector, transport } = saleshandy(() => json({ message: 'ok', ...body }, 201))
    const sent: number[] = []
    const outcome = await connector.uploadAttachment?.(file, (bytes) => sent.push(bytes))
    expect(successOf(outcome ?? missing())).toEqual({ remoteId: 'F1' })
    expect(transport.requests[0]).toMatchObject({
      url: 'https://open-api.saleshandy.test/v1/notes/attachments',
      isWrite: false,
      body: { kind: 'file', partName: 'file', file },
    })
    expect(transport.requests[0]?.headers['content-type']).toBeUndefined()
  })

  it.each([
    [json({ message: 'ok' }), { kind: 'contract', mayHaveLanded: false }],
    [json({ message: 'ok', payload: { name: 'a b' } }), { kind: 'contract' }],
    [error(400, 4001, 'unsupported'), { kind: 'rejected', reason: 'Saleshandy does not take files of this type' }],
    [error(400, 4002, 'too big'), { kind: 'rejected', reason: expect.stringContaining('up to 20 MB') }],
    [error(413, null, ''), { kind: 'rejected', reason: expect.stringContaining('up to 20 MB') }],
    [error(400, 4000, 'upload failed'), { kind: 'rejected', reason: 'Saleshandy could not take this file' }],
    [error(400, null, 'something else'), { kind: 'rejected', reason: 'something else' }],
    [error(500, 5001, 'later'), { kind: 'server', mayHaveLanded: false }],
    [
      { kind: 'cut', reason: 'reset' },
      { kind: 'timeout', mayHaveLanded: false },
    ],
  ] as const)('answered with %j fails in plain words', async (reply, failure) => {
    const outcome = await saleshandy(() => reply).connector.uploadAttachment?.(file, () => undefined)
    expect(failureOf(outcome ?? missing())).toMatchObject(failure)
  })
})

function missing(): never {
  throw new Error('the connector can do this')
}
