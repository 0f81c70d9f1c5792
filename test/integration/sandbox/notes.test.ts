import { afterEach, describe, expect, it } from 'vitest'
import type { Dialect } from '../../sandbox/leadping/types.ts'
import { pageOf, send } from './client.ts'
import { closeSandboxes, someConversation, start } from './running.ts'

afterEach(closeSandboxes)

const notesPath = (dialect: Dialect, conversationId: string): string =>
  `/${dialect === 'A' ? 'activities' : 'events'}/conversations/${conversationId}/notes`
const detailPath = (dialect: Dialect, eventId: string): string =>
  dialect === 'A' ? `/events/${eventId}/detail` : `/events/detail/${eventId}`

describe.each(['A', 'B'] as const)('notes in dialect %s', (dialect) => {
  const other = dialect === 'A' ? 'B' : 'A'

  it('are created with the server clock, listed first and moved to the top of the inbox', async () => {
    const sandbox = await start({ dialect })
    sandbox.clock.offsetMs = 90_000
    const id = someConversation(sandbox)
    const text = 'Zażółć 🏡\nשלום\u0000 end'
    const before = Date.now()
    const created = await send(sandbox, 'POST', notesPath(dialect, id), { text })
    expect(created.status).toBe(200)
    expect(created.json).toMatchObject({
      [dialect === 'A' ? 'activityType' : 'timelineType']: 'Note',
      conversationId: id,
      leadId: sandbox.state.conversations.get(id)?.leadId,
      summary: text,
      createdBy: sandbox.state.team.me.id,
    })
    const [note] = sandbox.state.notesFromApi()
    expect(note?.text).toBe(text)
    expect(note?.createdAtMs).toBeGreaterThanOrEqual(before + 90_000)
    expect(Date.parse(created.headers.get('date') ?? '')).toBeGreaterThanOrEqual(before + 89_000)

    const timeline = pageOf(await send(sandbox, 'POST', `/events/conversations/${id}`, { pageSize: 1 }))
    expect(timeline.items[0]?.id).toBe(note?.id)
    const inbox = pageOf(await send(sandbox, 'POST', '/conversations/my', { pageSize: 1 }))
    expect(inbox.items[0]).toMatchObject({ id, lastEventAt: new Date(note?.createdAtMs ?? 0).toISOString() })
    if (dialect === 'B') expect(inbox.items[0]).toMatchObject({ lastEventIsInternalNote: true })
    const detail = await send(sandbox, 'GET', detailPath(dialect, note?.id ?? ''))
    expect(detail.json).toMatchObject({ description: text, userId: sandbox.state.team.me.id })
  })

  it('are unknown under the path of the other dialect, and so is the detail page', async () => {
    const sandbox = await start({ dialect })
    const id = someConversation(sandbox)
    const eventId = sandbox.state.timelineOf(id)[0]?.id ?? ''
    expect((await send(sandbox, 'POST', notesPath(other, id), { text: 'x' })).status).toBe(404)
    expect((await send(sandbox, 'GET', detailPath(other, eventId))).status).toBe(404)
    expect((await send(sandbox, 'GET', detailPath(dialect, eventId))).status).toBe(200)
    expect(sandbox.state.notesFromApi()).toHaveLength(0)
  })

  it('are made twice by two equal requests', async () => {
    const sandbox = await start({ dialect })
    const id = someConversation(sandbox)
    await send(sandbox, 'POST', notesPath(dialect, id), { text: 'same' })
    await send(sandbox, 'POST', notesPath(dialect, id), { text: 'same' })
    const notes = sandbox.state.notesOf(id).slice(-2)
    expect(notes.map((note) => note.text)).toEqual(['same', 'same'])
    expect(notes[0]?.createdAtMs).toBeLessThan(notes[1]?.createdAtMs ?? 0)
  })

  it.each([
    ['no text', {}, 'required'],
    ['an empty text', { text: '  \n' }, 'required'],
    ['a text that is no string', { text: 7 }, 'required'],
    ['a text that is too long', { text: 'x'.repeat(20_001) }, '20000'],
    ['a text with a forbidden word', { text: 'please [refuse] me' }, '[refuse]'],
    ['a body that is not JSON', '{"text": "half', 'JSON'],
  ])('are refused with a sentence for %s', async (_, body, hint) => {
    const sandbox = await start({ dialect, refuseNotesContaining: ['[refuse]'] })
    const reply = await send(sandbox, 'POST', notesPath(dialect, someConversation(sandbox)), body)
    expect(reply.status).toBe(400)
    expect(reply.json).toMatchObject({ status: 400, detail: expect.stringContaining(hint) })
    expect(sandbox.state.notesFromApi()).toHaveLength(0)
  })
})

describe('what the documents leave open about notes', () => {
  it('a short summary leaves the whole text in description and detail', async () => {
    const sandbox = await start({ dialect: 'B', noteSummaryLimit: 12, createdBy: 'name' })
    const text = 'A long note that does not fit into a summary'
    const created = await send(sandbox, 'POST', notesPath('B', someConversation(sandbox)), { text })
    expect(created.json).toMatchObject({
      summary: text.slice(0, 12),
      description: text,
      createdBy: sandbox.state.team.me.name,
    })
  })

  it('a new note is missing from lists until the delay is over, though it can be read by id', async () => {
    let wallMs = Date.UTC(2026, 10, 21)
    const sandbox = await start({ dialect: 'B', readAfterWriteDelayMs: 3_000, wallMs: () => wallMs })
    const id = someConversation(sandbox)
    await send(sandbox, 'POST', notesPath('B', id), { text: 'late' })
    const noteId = sandbox.state.notesFromApi()[0]?.id ?? ''
    const listed = async (path: string): Promise<boolean> => {
      const page = pageOf(await send(sandbox, 'POST', path, { pageSize: 200 }))
      return page.items.some((item) => item.id === noteId)
    }
    expect(await listed(`/events/conversations/${id}`)).toBe(false)
    expect(await listed('/events/all/my')).toBe(false)
    expect((await send(sandbox, 'GET', `/events/${noteId}`)).status).toBe(200)
    wallMs += 3_000
    expect(await listed(`/events/conversations/${id}`)).toBe(true)
    expect(await listed('/events/all/my')).toBe(true)
  })

  it.each([400, 403, 404] as const)('an unknown conversation answers %i', async (status) => {
    const sandbox = await start({ dialect: 'B', unknownConversationStatus: status })
    expect((await send(sandbox, 'POST', notesPath('B', 'nowhere'), { text: 'x' })).status).toBe(status)
  })

  it('a lead deleted softly takes its conversations and events out of every list', async () => {
    const sandbox = await start({ dialect: 'B' })
    const id = someConversation(sandbox)
    const leadId = sandbox.state.conversations.get(id)?.leadId ?? ''
    const eventId = sandbox.state.timelineOf(id)[0]?.id ?? ''
    const total = async (path: string): Promise<unknown> =>
      pageOf(await send(sandbox, 'POST', path, { pageSize: 1, includeCount: true })).totalCount
    expect(await total('/events/all/my')).toBe(1_500)
    expect((await send(sandbox, 'DELETE', `/leads/${leadId}`)).status).toBe(204)
    expect(await total('/conversations/my?archiveFilter=all')).toBe(119)
    expect(await total('/leads/all/my?archiveFilter=all')).toBe(119)
    expect(await total('/events/all/my')).toBe(
      [...sandbox.state.events.values()].filter((event) => event.leadId !== leadId).length,
    )
    expect(await total(`/events/conversations/${id}`)).toBe(0)
    expect((await send(sandbox, 'GET', `/leads/${leadId}`)).status).toBe(404)
    expect((await send(sandbox, 'GET', `/events/${eventId}`)).status).toBe(404)
    expect((await send(sandbox, 'POST', notesPath('B', id), { text: 'x' })).status).toBe(404)
    sandbox.settings.deletedLead = 'with_deleted_at'
    expect((await send(sandbox, 'GET', `/leads/${leadId}`)).json).toMatchObject({ deletedAt: expect.any(String) })
  })
})
