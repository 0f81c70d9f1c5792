import { afterEach, describe, expect, it } from 'vitest'
import { isObject, type Json } from './client.ts'
import { ask, closeSandboxes, createNote, keyOf, payloadOf, rowsOf, someProspect, start } from './saleshandy-running.ts'

afterEach(closeSandboxes)

/** The documented answer, as the vendor prints it. */
const documentedAnswer = `{
"message": "Notes created successfully",
"payload": {
"results": [
{
"prospectId": "Pr9xQ2Lm",
"noteId": "Nt7Yp4Za",
"success": true
},
{
"prospectId": "Pr4Kb8Qw",
"noteId": "Nt4Kb8Qw",
"success": true
},
{
"prospectId": "INVALIDxx",
"noteId": null,
"success": false
}
]
}
}`

const seedPeople = {
  presetProspects: [{ id: 'Pr9xQ2Lm' }, { id: 'Pr4Kb8Qw' }, { id: '8PvBmrB7P7' }],
  nextNoteIds: ['Nt7Yp4Za', 'Nt4Kb8Qw'],
}

describe('creating a note', () => {
  it('answers the documented example byte for byte', async () => {
    const sandbox = await start(seedPeople)
    const reply = await ask(sandbox, 'POST', '/notes', {
      content: 'Follow up with this prospect next week regarding the demo.',
      visibility: '1',
      prospectIds: ['Pr9xQ2Lm', 'Pr4Kb8Qw', 'INVALIDxx'],
    })
    expect(reply.status).toBe(200)
    expect(reply.text).toBe(JSON.stringify(JSON.parse(documentedAnswer)))
    expect(sandbox.state.notesFromApi().map((note) => [note.id, note.prospectId, note.authorId])).toEqual([
      ['Nt7Yp4Za', 'Pr9xQ2Lm', sandbox.state.team.me.id],
      ['Nt4Kb8Qw', 'Pr4Kb8Qw', sandbox.state.team.me.id],
    ])
  })

  it('takes the documented request for one prospect, published unless said otherwise', async () => {
    const sandbox = await start({ ...seedPeople, nextNoteIds: [] })
    const body =
      '{\n"content": "Follow up with this prospect next week regarding the demo.",\n"visibility": "1",\n"prospectIds": [\n"8PvBmrB7P7"\n]\n}'
    const created = rowsOf(await ask(sandbox, 'POST', '/notes', body))
    expect(created).toEqual([{ prospectId: '8PvBmrB7P7', noteId: expect.any(String), success: true }])
    const [listed] = rowsOf(await ask(sandbox, 'GET', '/prospects/8PvBmrB7P7/notes'))
    const { firstName, lastName, email } = sandbox.state.team.me
    expect(listed).toEqual({
      id: created[0]?.noteId,
      prospectId: '8PvBmrB7P7',
      visibility: '1',
      status: '1',
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
      updatedAt: listed?.createdAt,
      author: { firstName, lastName, email },
      content: '<p>Follow up with this prospect next week regarding the demo.</p>',
    })
  })

  it('makes two notes of two equal requests', async () => {
    const sandbox = await start()
    const id = someProspect(sandbox)
    await createNote(sandbox, id, 'same')
    await createNote(sandbox, id, 'same')
    expect(sandbox.state.notesFromApi().map((note) => note.sentContent)).toEqual(['same', 'same'])
  })

  it('answers 201 where the setting says so, and a whole 400 where no prospect is known', async () => {
    const sandbox = await start({ createdStatus: 201, allInvalidProspects: 'whole_request' })
    expect((await createNote(sandbox, someProspect(sandbox), 'x')).status).toBe(201)
    const refused = await createNote(sandbox, 'INVALIDxx', 'x')
    expect(refused.status).toBe(400)
    expect(refused.json).toEqual({ message: 'invalid prospect id', code: 1001 })
    sandbox.settings.errorShape = 'nested'
    expect((await createNote(sandbox, 'INVALIDxx', 'x')).json).toEqual({
      error: { message: 'invalid prospect id', code: 1001 },
    })
    sandbox.settings.allInvalidProspects = 'entries'
    expect((await createNote(sandbox, 'INVALIDxx', 'x')).json).toMatchObject({
      payload: { results: [{ success: false }] },
    })
    expect(sandbox.state.notesFromApi()).toHaveLength(1)
  })

  it.each<[string, unknown, string]>([
    ['no content', { visibility: '1', prospectIds: ['a'] }, 'content'],
    ['an empty content', { content: ' \n', visibility: '1', prospectIds: ['a'] }, 'content'],
    ['nothing but a script', { content: '<script>alert(1)</script>', visibility: '1', prospectIds: ['a'] }, 'content'],
    ['no visibility', { content: 'x', prospectIds: ['a'] }, 'visibility'],
    ['a visibility that is a number', { content: 'x', visibility: 1, prospectIds: ['a'] }, 'visibility'],
    ['an unknown visibility', { content: 'x', visibility: '3', prospectIds: ['a'] }, 'visibility'],
    ['an unknown status', { content: 'x', visibility: '1', status: '2', prospectIds: ['a'] }, 'status'],
    ['no prospects', { content: 'x', visibility: '1' }, 'prospectIds'],
    ['an empty list of prospects', { content: 'x', visibility: '1', prospectIds: [] }, 'prospectIds'],
    ['one prospect outside a list', { content: 'x', visibility: '1', prospectId: 'a' }, 'prospectIds'],
    [
      'an unknown attachment',
      { content: 'x', visibility: '1', prospectIds: ['a'], attachmentIds: ['Aw83gqRXvk'] },
      'attachment',
    ],
    ['too long a content', { content: 'x'.repeat(20_001), visibility: '1', prospectIds: ['a'] }, '20000'],
    ['a forbidden word', { content: 'x [refuse]', visibility: '1', prospectIds: ['a'] }, '[refuse]'],
    ['a body that is not JSON', '{"content": "half', 'JSON'],
  ])('refuses %s with a 400 and makes nothing', async (_, body, hint) => {
    const sandbox = await start({ refuseNotesContaining: ['[refuse]'], presetProspects: [{ id: 'a' }] })
    const reply = await ask(sandbox, 'POST', '/notes', body)
    expect(reply.status).toBe(400)
    expect(reply.json).toMatchObject({ code: 4000, message: expect.stringContaining(hint) })
    expect(sandbox.state.notesFromApi()).toHaveLength(0)
  })

  it.each<[string, string, string]>([
    ['plain text', 'a < b & "c" &amp; d', '<p>a &lt; b &amp; "c" &amp; d</p>'],
    ['lines', 'one\r\ntwo\n\nthree', '<p>one</p><p>two</p><p><br></p><p>three</p>'],
    ['inline HTML', '<b onclick="x()">bold</b> &nbsp;text', '<p><b>bold</b> &nbsp;text</p>'],
    ['block HTML', '<p class="x">one</p><ul><li>two</li></ul>', '<p>one</p><ul><li>two</li></ul>'],
    ['scripts and comments', '<!-- ref:7 --><p>a<script>alert(1)</script><style>p{}</style>b</p>', '<p>ab</p>'],
    [
      'links',
      '<a href="https://example.com/?a=1" target="_blank">in</a><a href="javascript:x()">out</a>',
      '<p><a href="https://example.com/?a=1">in</a><a>out</a></p>',
    ],
    ['unknown tags', '<font color="red">red</font><img src=x onerror=alert(1)>', '<p>red</p>'],
    ['tags left open', '<p><b>bold', '<p><b>bold</b></p>'],
  ])('keeps %s as sanitised HTML and what was sent beside it', async (_, sent, kept) => {
    const sandbox = await start()
    const id = someProspect(sandbox)
    await createNote(sandbox, id, sent)
    expect(sandbox.state.notesFromApi()[0]).toMatchObject({ content: kept, sentContent: sent })
  })

  it('breaks lines in other ways where the setting says so', async () => {
    const sandbox = await start({ plainTextAs: 'breaks', escapeQuotes: true })
    const id = someProspect(sandbox)
    await createNote(sandbox, id, 'one\n"two"')
    sandbox.settings.plainTextAs = 'as_is'
    await createNote(sandbox, id, "one\nit's")
    expect(sandbox.state.notesFromApi().map((note) => note.content)).toEqual([
      '<p>one<br>&quot;two&quot;</p>',
      '<p>one\nit&#39;s</p>',
    ])
  })

  it('keeps a note out of the list until the delay is over', async () => {
    let wallMs = nowAnd(0)
    const sandbox = await start({ readAfterWriteDelayMs: 3_000, wallMs: () => wallMs })
    const id = someProspect(sandbox)
    const count = async () => rowsOf(await ask(sandbox, 'GET', `/prospects/${id}/notes?take=100`)).length
    const before = await count()
    await createNote(sandbox, id, 'late')
    await createNote(sandbox, id, 'late draft', { status: '0' })
    expect(await count()).toBe(before)
    expect(payloadOf(await ask(sandbox, 'GET', `/prospects/${id}/notes`))).toMatchObject({ draftNote: null })
    wallMs = nowAnd(3_000)
    expect(await count()).toBe(before + 1)
    expect(payloadOf(await ask(sandbox, 'GET', `/prospects/${id}/notes`))).toMatchObject({
      draftNote: { content: '<p>late draft</p>' },
    })
  })
})

describe('drafts and private notes', () => {
  it('a draft stands beside the list, only for its author, and a later one takes its place', async () => {
    const sandbox = await start({ notes: 0 })
    const id = someProspect(sandbox)
    await createNote(sandbox, id, 'first', { status: '0' })
    await createNote(sandbox, id, 'second', { status: '0' })
    await createNote(sandbox, id, 'of a colleague', { status: '0' }, keyOf(sandbox, 1))
    const mine = payloadOf(await ask(sandbox, 'GET', `/prospects/${id}/notes`))
    expect(mine).toMatchObject({ notes: [], draftNote: { content: '<p>second</p>', status: '0' } })
    const theirs = payloadOf(await ask(sandbox, 'GET', `/prospects/${id}/notes`, undefined, keyOf(sandbox, 1)))
    expect(theirs).toMatchObject({ notes: [], draftNote: { content: '<p>of a colleague</p>' } })
    expect(sandbox.state.notesFromApi().map((note) => note.deletedAtMs === null)).toEqual([false, true, true])
  })

  it("a private note is its author's alone", async () => {
    const sandbox = await start({ notes: 0 })
    const id = someProspect(sandbox)
    const created = rowsOf(await createNote(sandbox, id, 'for me', { visibility: '2' }))
    expect(rowsOf(await ask(sandbox, 'GET', `/prospects/${id}/notes`))).toMatchObject([{ visibility: '2' }])
    expect(rowsOf(await ask(sandbox, 'GET', `/prospects/${id}/notes`, undefined, keyOf(sandbox, 2)))).toEqual([])
    const edit = await ask(sandbox, 'PATCH', `/notes/${created[0]?.noteId}`, { content: 'x' }, keyOf(sandbox, 2))
    expect(edit.status).toBe(400)
    expect(edit.json).toEqual({ message: 'note not found or access denied', code: 1001 })
  })
})

describe('editing a note', () => {
  it('answers the note with who edited it and when, and moves its stamps', async () => {
    let wallMs = nowAnd(0)
    const sandbox = await start({ notes: 0, wallMs: () => wallMs })
    const id = someProspect(sandbox)
    const noteId = String(rowsOf(await createNote(sandbox, id, 'first'))[0]?.noteId)
    wallMs = nowAnd(60_000)
    const edited = payloadOf(await ask(sandbox, 'PATCH', `/notes/${noteId}`, { content: 'second' }, keyOf(sandbox, 1)))
    const [, colleague] = sandbox.state.team.members
    expect(edited).toEqual({
      id: noteId,
      prospectId: id,
      visibility: '1',
      status: '1',
      content: '<p>second</p>',
      createdAt: new Date(nowAnd(0)).toISOString(),
      updatedAt: new Date(nowAnd(60_000)).toISOString(),
      editedAt: new Date(nowAnd(60_000)).toISOString(),
      editedBy: { firstName: colleague?.firstName, lastName: colleague?.lastName, email: colleague?.email },
    })
    const again = payloadOf(await ask(sandbox, 'PATCH', `/notes/${noteId}`, { visibility: '2' }))
    expect(again).toMatchObject({ visibility: '2', content: '<p>second</p>' })
  })

  it('publishes a draft, and makes one of a published note', async () => {
    const sandbox = await start({ notes: 0 })
    const id = someProspect(sandbox)
    const noteId = String(rowsOf(await createNote(sandbox, id, 'draft', { status: '0' }))[0]?.noteId)
    await ask(sandbox, 'PATCH', `/notes/${noteId}`, { status: '1' })
    expect(payloadOf(await ask(sandbox, 'GET', `/prospects/${id}/notes`))).toMatchObject({
      notes: [{ id: noteId }],
      draftNote: null,
    })
    await ask(sandbox, 'PATCH', `/notes/${noteId}`, { status: '0' })
    expect(payloadOf(await ask(sandbox, 'GET', `/prospects/${id}/notes`))).toMatchObject({
      notes: [],
      draftNote: { id: noteId },
    })
  })

  it('refuses unknown and deleted notes, other words, and a flag of a note that is not ours', async () => {
    const sandbox = await start({ notes: 0 })
    const id = someProspect(sandbox)
    const noteId = String(rowsOf(await createNote(sandbox, id, 'mine'))[0]?.noteId)
    const patch = async (note: string, body: Json, member = 0) =>
      (await ask(sandbox, 'PATCH', `/notes/${note}`, body, keyOf(sandbox, member))).json
    expect(await patch('nowhere', { content: 'x' })).toMatchObject({ code: 1001 })
    expect(await patch(noteId, { visibility: 'public' })).toMatchObject({ code: 4000 })
    expect(await patch(noteId, { content: '' })).toMatchObject({ code: 4000 })
    expect(await patch(noteId, { visibility: '2' }, 1)).toMatchObject({ code: 1001 })
    sandbox.colleagues.deleteNote(noteId)
    expect(await patch(noteId, { content: 'x' })).toMatchObject({ code: 1001 })
  })
})

describe('reading notes', () => {
  it('pages by skip and take to the end, and yields every visible note once', async () => {
    const sandbox = await start({ notes: 0 })
    const id = someProspect(sandbox)
    for (let count = 0; count < 45; count++) sandbox.colleagues.addNote(id, `note ${count}`)
    const pages: Json[] = []
    for (let skip = 0; skip < 60; skip += 20) {
      const page = payloadOf(await ask(sandbox, 'GET', `/prospects/${id}/notes?skip=${skip}&take=20`))
      if (isObject(page)) pages.push(page)
    }
    expect(pages.map((page) => page.pagination)).toEqual([
      { skip: 0, take: 20, hasMore: true },
      { skip: 20, take: 20, hasMore: true },
      { skip: 40, take: 20, hasMore: false },
    ])
    const contents = pages.flatMap((page) => (Array.isArray(page.notes) ? page.notes.map((note) => note.content) : []))
    expect(contents).toEqual(Array.from({ length: 45 }, (_, at) => `<p>note ${44 - at}</p>`))
    sandbox.settings.noteOrder = 'oldest_first'
    expect(rowsOf(await ask(sandbox, 'GET', `/prospects/${id}/notes?take=1`))[0]?.content).toBe('<p>note 0</p>')
  })

  it('puts pinned notes first, newest pin first, unless the setting says otherwise', async () => {
    const sandbox = await start({ notes: 0 })
    const id = someProspect(sandbox)
    const notes = ['a', 'b', 'c'].map((text) => sandbox.colleagues.addNote(id, text)?.id ?? '')
    sandbox.colleagues.setPinned(notes[1] ?? '', true)
    sandbox.colleagues.setPinned(notes[0] ?? '', true)
    const ids = async () => rowsOf(await ask(sandbox, 'GET', `/prospects/${id}/notes`)).map((note) => note.id)
    expect(await ids()).toEqual([notes[0], notes[1], notes[2]])
    const [first] = rowsOf(await ask(sandbox, 'GET', `/prospects/${id}/notes`))
    expect(first?.pinnedAt).toBe(first?.updatedAt)
    sandbox.settings.pinnedFirst = false
    expect(await ids()).toEqual([notes[2], notes[1], notes[0]])
  })

  it.each(['take=0', 'take=101', 'skip=-1', 'take=ten'])('refuses %s', async (query) => {
    const sandbox = await start()
    const reply = await ask(sandbox, 'GET', `/prospects/${someProspect(sandbox)}/notes?${query}`)
    expect(reply.status).toBe(400)
    expect(reply.json).toMatchObject({ code: 4000 })
  })

  it('refuses an unknown or deleted prospect with 1001', async () => {
    const sandbox = await start()
    const id = someProspect(sandbox)
    sandbox.colleagues.deleteProspect(id)
    for (const one of ['nowhere', id]) {
      expect((await ask(sandbox, 'GET', `/prospects/${one}/notes`)).json).toEqual({
        message: 'invalid prospect id',
        code: 1001,
      })
    }
  })
})

function nowAnd(ms: number): number {
  return Date.UTC(2026, 10, 21) + ms
}
