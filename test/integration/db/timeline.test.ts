import { describe, expect, it } from 'vitest'
import { adoptDelivered, ingestPages } from '../../../db/ingest.ts'
import { insertEdit, insertEntry, moveNote, type NotePatch, type OutboxRow } from '../../../db/outbox.ts'
import type { TimelineRow } from '../../../db/queries/shapes.ts'
import { conversationIdOf } from '../../../db/queries/targets.ts'
import { timelinePage } from '../../../db/queries/timeline.ts'
import { type NoteForm, plainNote } from '../../../db/records.ts'
import { activity, conversation, page, startMs, stream, type Workspace, workspace } from './support.ts'

const minuteMs = 60_000
const noteId = (index: number) => `01900000-0000-7000-8000-00000000000${index}`

function prepared(activities = [activity('a1', { summary: 'Hello', createdAtMs: startMs - minuteMs })]): Workspace {
  const space = workspace()
  ingestPages(space.replica, [page(space.accountId, { conversations: [conversation('c1')], activities })])
  return space
}

const target = ({ accountId }: Workspace, index: number) => ({
  noteId: noteId(index),
  accountId,
  conversationRemoteId: 'c1',
  leadRemoteId: null,
  conversationName: 'Ada',
})

function write(space: Workspace, index: number, text: string, nowMs = startMs, form = plainNote): OutboxRow {
  const targets = [target(space, index)]
  const entry = { entryId: noteId(index), targets, text, form, draftOf: null, heldUntilMs: null, nowMs }
  const [row] = insertEntry(space.journal, entry)
  if (row === undefined) throw new Error('an entry without a note')
  return row
}

function edit(space: Workspace, index: number, editsRemoteId: string, text: string): OutboxRow {
  const change = { editsRemoteId, editBase: 'as it is', text, form: plainNote, heldUntilMs: null, nowMs: startMs + 1 }
  return insertEdit(space.journal, { ...target(space, index), ...change })
}

function move({ journal }: Workspace, row: OutboxRow, patch: NotePatch): OutboxRow {
  expect(moveNote(journal, row, patch, '{}', startMs)).toBe(true)
  return { ...row, ...patch, revision: row.revision + 1 }
}

function read({ replica, journal, accountId }: Workspace, cursor: string | null = null, limit = 50) {
  const conversationId = conversationIdOf(replica, accountId, 'c1') ?? -1
  return timelinePage(replica, journal, { conversationId, cursor, limit })
}

const told = (rows: readonly TimelineRow[]) =>
  rows.map((row) =>
    row.kind === 'note' ? `note ${row.note.text}` : `${row.summary}${row.noteId === null ? '' : ' (ours)'}`,
  )

const sentNote = (remoteId: string, text: string, createdAtMs = startMs + 2_000) =>
  activity(remoteId, { type: 'Note', summary: text, createdAtMs })

describe('a timeline', () => {
  it('shows unsent notes at their place by time, newest first', () => {
    const space = prepared([
      activity('a1', { summary: 'before', createdAtMs: startMs - minuteMs }),
      activity('a2', { summary: 'after', createdAtMs: startMs + minuteMs }),
    ])
    write(space, 1, 'first')
    write(space, 2, 'second')
    expect(told(read(space).rows)).toEqual(['after', 'note second', 'note first', 'before'])
  })

  it('shows each note on exactly one of its pages', () => {
    const times = [1, 2, 3, 4, 5, 6, 7]
    const space = prepared(
      times.map((step) => activity(`a${step}`, { summary: `a${step}`, createdAtMs: startMs + step * minuteMs })),
    )
    write(space, 1, 'old', startMs)
    write(space, 2, 'middle', startMs + 3.5 * minuteMs)
    write(space, 3, 'new', startMs + 9 * minuteMs)
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const answer = read(space, cursor, 3)
      seen.push(...told(answer.rows))
      cursor = answer.next
    } while (cursor !== null)
    expect(seen).toEqual(['note new', 'a7', 'a6', 'a5', 'a4', 'note middle', 'a3', 'a2', 'a1', 'note old'])
  })

  it('shows a note in doubt whose activity was pulled as that activity, and not twice', () => {
    const space = prepared()
    const note = move(space, write(space, 1, 'Call  back\r\non Monday'), {
      state: 'sending',
      sentAtMs: startMs + 1_000,
    })
    move(space, note, { state: 'in_doubt' })
    ingestPages(space.replica, [page(space.accountId, { activities: [sentNote('a9', 'Call back\non Monday')] })])
    const { rows } = read(space)
    expect(told(rows)).toEqual(['Call back\non Monday (ours)', 'Hello'])
    expect(rows[0]).toMatchObject({ kind: 'activity', noteId: noteId(1) })
  })

  it('takes two equal notes for two activities', () => {
    const space = prepared()
    for (const index of [1, 2]) move(space, write(space, index, 'Same'), { state: 'sending', sentAtMs: startMs })
    ingestPages(space.replica, [page(space.accountId, { activities: [sentNote('a8', 'Same')] })])
    expect(told(read(space).rows)).toEqual(['Same (ours)', 'note Same', 'Hello'])
    ingestPages(space.replica, [page(space.accountId, { activities: [sentNote('a9', 'Same', startMs + 4_000)] })])
    expect(told(read(space).rows)).toEqual(['Same (ours)', 'Same (ours)', 'Hello'])
  })

  it('does not take an older, an unlike or an already matched activity for a twin', () => {
    const space = prepared()
    const first = move(space, write(space, 1, 'Same'), { state: 'sending', sentAtMs: startMs })
    move(space, first, { state: 'delivered', remoteActivityId: 'matched' })
    move(space, write(space, 2, 'Same'), { state: 'in_doubt', sentAtMs: startMs })
    ingestPages(space.replica, [
      page(space.accountId, {
        activities: [
          sentNote('matched', 'Same'),
          sentNote('older', 'Same', startMs - 6 * minuteMs),
          sentNote('unlike', 'Same but longer'),
          activity('sms', { type: 'Sms', summary: 'Same', createdAtMs: startMs + 2_000 }),
        ],
      }),
    ])
    expect(told(read(space).rows).filter((line) => line.startsWith('note'))).toEqual(['note Same'])
  })

  it('never hides a note that was not sent yet behind an equal one of a colleague', () => {
    const space = prepared()
    write(space, 1, 'Same')
    ingestPages(space.replica, [page(space.accountId, { activities: [sentNote('a9', 'Same')] })])
    expect(told(read(space).rows)).toEqual(['Same', 'note Same', 'Hello'])
  })

  it('keeps a delivered note in one piece from the adoption on, before the journal knows of it', () => {
    const space = prepared()
    const note = move(space, write(space, 1, 'Done'), { state: 'sending', sentAtMs: startMs })
    adoptDelivered(space.replica, space.accountId, sentNote('a9', 'Done.'), noteId(1), startMs)
    expect(told(read(space).rows)).toEqual(['Done. (ours)', 'Hello'])
    move(space, note, { state: 'delivered', remoteActivityId: 'a9' })
    expect(told(read(space).rows)).toEqual(['Done. (ours)', 'Hello'])
  })

  it('tells when a waiting note is tried next, and why it waits', () => {
    const space = prepared()
    const trouble = JSON.stringify({ kind: 'server', status: 503 })
    move(space, write(space, 1, 'Later'), { state: 'queued', notBeforeMs: startMs + 9, trouble, attempts: 2 })
    expect(read(space).rows[0]).toMatchObject({
      kind: 'note',
      note: { state: 'queued', nextTryAtMs: startMs + 9, attempts: 2, trouble: { kind: 'server', status: 503 } },
    })
  })

  it('takes the activity of its type, and no other, for a note that is one', () => {
    const space = prepared()
    const activityForm = { typeCode: '21', typeName: 'Site visit', occurredAtMs: startMs - 60 * minuteMs, fields: [] }
    const form: NoteForm = { ...plainNote, activity: activityForm }
    const note = move(space, write(space, 1, 'Met the owner', startMs, form), { state: 'sending', sentAtMs: startMs })
    const visit = activity('a9', { type: 'Site visit', summary: 'Met the owner', createdAtMs: startMs - 61 * minuteMs })
    ingestPages(space.replica, [page(space.accountId, { activities: [sentNote('a8', 'Met the owner')] })])
    expect(told(read(space).rows)).toContain('note Met the owner')
    ingestPages(space.replica, [page(space.accountId, { activities: [visit] })])
    expect(read(space).rows.filter((row) => row.kind === 'note')).toEqual([])
    expect(read(space).rows.find((row) => row.kind === 'activity' && row.noteId === note.noteId)).toMatchObject({
      type: 'Site visit',
    })
  })

  it('knows an activity by the time that our clock said, though the CRM’s was hours ahead when it left', () => {
    const space = prepared()
    const form: NoteForm = {
      ...plainNote,
      activity: { typeCode: '21', typeName: 'Site visit', occurredAtMs: null, fields: [] },
    }
    const sentAtMs = startMs + 180 * minuteMs
    move(space, write(space, 1, 'Nobody at home', startMs, form), { state: 'sending', sentAtMs })
    const visit = activity('a9', { type: 'Site visit', summary: 'Nobody at home', createdAtMs: startMs })
    ingestPages(space.replica, [page(space.accountId, { activities: [visit] })])
    expect(read(space).rows.filter((row) => row.kind === 'note')).toEqual([])
  })

  it('knows a formatted note by what it says, however the CRM writes its HTML', () => {
    const space = prepared()
    const html: NoteForm = { ...plainNote, format: 'html' }
    const texts = ['<p>Fish &amp; <b>chips</b></p><ul><li>two</li></ul>', '<p>Only one</p>']
    for (const [index, text] of texts.entries())
      move(space, write(space, index + 1, text, startMs, html), { state: 'in_doubt', sentAtMs: startMs })
    const theirs = activity('a9', {
      type: 'Note',
      summary: 'Fish & chips\n\ntwo',
      description: '<div class="x">Fish &amp; <strong>chips</strong><br>two</div>',
      isHtml: true,
      createdAtMs: startMs + 1_000,
    })
    ingestPages(space.replica, [page(space.accountId, { activities: [theirs] })])
    const rows = read(space).rows
    expect(rows.filter((row) => row.kind === 'note')).toMatchObject([{ note: { text: '<p>Only one</p>' } }])
    expect(rows.find((row) => row.kind === 'activity' && row.noteId === noteId(1))).toMatchObject({ isHtml: true })
  })

  it('tells of a note written here which files went along and the score after it, of others nothing', () => {
    const space = prepared([activity('a1', { type: 'Note', summary: 'With a file' }), activity('a2', { type: 'Note' })])
    const queued = write(space, 1, 'With a file')
    space.journal
      .prepare<[string]>(
        `INSERT INTO note_attachments (entry_id, position, file_name, media_type, bytes, content_hash, added_at_ms)
         VALUES (?, 1, 'roof.png', 'image/png', 5, 'hash', 0)`,
      )
      .run(queued.entryId)
    const sending = move(space, queued, { state: 'sending', sentAtMs: startMs })
    const cause = JSON.stringify({ kind: 'accepted', remoteId: 'a1', leadScore: 42 })
    const patch = { state: 'delivered', remoteActivityId: 'a1' } as const
    expect(moveNote(space.journal, sending, patch, cause, startMs)).toBe(true)
    adoptDelivered(space.replica, space.accountId, sentNote('a1', 'With a file'), noteId(1), startMs)
    const rows = read(space).rows.map((row) => row.kind === 'activity' && [row.noteId, row.sent])
    expect(rows).toContainEqual([
      noteId(1),
      { files: [{ position: 1, fileName: 'roof.png', bytes: 5 }], leadScore: 42 },
    ])
    expect(rows).toContainEqual([null, null])
  })

  it('tells what is one’s own and what of it can be changed', () => {
    const space = prepared([
      activity('a1', { type: 'Note', authorId: 'user-1', createdAtMs: startMs + 3 }),
      activity('a2', { type: 'Note', authorId: 'user-2', createdAtMs: startMs + 2 }),
      activity('a3', { type: 'Call', authorId: 'user-1', createdAtMs: startMs + 1 }),
      activity('a4', { type: 'Note', authorId: null }),
    ])
    expect(read(space).rows.map((row) => row.kind === 'activity' && [row.isMine, row.isEditable])).toEqual([
      [true, true],
      [false, false],
      [true, false],
      [false, false],
    ])
  })

  it('shows the last change of a note beside it, and by itself where the note is no more', () => {
    const space = prepared([activity('a1', { type: 'Note', summary: 'as it is', authorId: 'user-1' })])
    edit(space, 1, 'a1', 'first thought')
    edit(space, 2, 'a1', 'second thought')
    edit(space, 3, 'gone', 'of a note that is gone')
    const rows = read(space).rows
    expect(told(rows)).toEqual(['note of a note that is gone', 'as it is'])
    expect(rows[1]).toMatchObject({
      noteId: null,
      pendingEdit: { noteId: noteId(2), text: 'second thought', kind: 'edit' },
    })
  })

  it('of a thread is as complete as the threads are, which bring their messages', () => {
    const space = prepared([activity('m1', { sweptBy: 'conversations' })])
    const state = stream('conversations', { backfill: 'finished', coveredFromMs: 0 })
    ingestPages(space.replica, [page(space.accountId, { streamState: stream('activities') })])
    expect(read(space).coverage.isComplete).toBe(false)
    ingestPages(space.replica, [page(space.accountId, { streamState: state })])
    expect(read(space).coverage).toEqual({ isComplete: true, completeSinceMs: 0 })
  })

  it('says since when it is complete', () => {
    const space = prepared()
    expect(read(space).coverage).toEqual({ isComplete: false, completeSinceMs: null })
    const state = stream('activities', { coveredFromMs: startMs - 5 })
    ingestPages(space.replica, [page(space.accountId, { streamState: state })])
    expect(read(space).coverage).toEqual({ isComplete: false, completeSinceMs: startMs - 5 })
    ingestPages(space.replica, [page(space.accountId, { streamState: { ...state, backfill: 'finished' } })])
    expect(read(space).coverage.isComplete).toBe(true)
  })

  it('of a conversation that is not here is empty', () => {
    const { replica, journal } = workspace()
    expect(timelinePage(replica, journal, { conversationId: 77, cursor: null, limit: 5 }).rows).toEqual([])
  })
})
