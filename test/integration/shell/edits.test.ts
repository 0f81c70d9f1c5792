import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { removeAccount } from '../../../db/accounts.ts'
import { countDrafts } from '../../../db/drafts.ts'
import { moveNote, type OutboxRow, readNote } from '../../../db/outbox.ts'
import type { KeptEdit } from '../../../electron/ipc/shapes.ts'
import { allHandlers } from '../../../electron/main/handlers/all.ts'
import type { Handlers } from '../../../electron/main/router.ts'
import { addAccount, addConversation, addOwnNote, createShellContext } from './shell-context.ts'

let shell: ReturnType<typeof createShellContext>
let handlers: Handlers
let accountId: number
let conversationId: number

beforeEach(() => {
  shell = createShellContext()
  handlers = allHandlers(shell.context)
  accountId = addAccount(shell.context, { provider: 'saleshandy' })
  conversationId = addConversation(shell.context, accountId, 'p-1')
})
afterEach(() => shell.close())

async function waitingEdit(text: string): Promise<KeptEdit & { readonly noteId: string }> {
  const saved = await handlers['note.save']({ conversationId, text: 'Call on Monday' })
  if (!saved.ok) throw new Error(saved.error.kind)
  const [note] = await handlers['outbox.list'](null)
  if (note === undefined) throw new Error('The note is not listed')
  const { noteId } = note
  const subject = { kind: 'note' as const, noteId }
  return { subject, opened: { kind: 'waiting', note }, before: note.text, text, form: null, noteId }
}

function deliveredEdit(activityId: number, text: string): KeptEdit {
  const opened = { kind: 'delivered' as const, base: '<p>Theirs</p>', pendingText: null, late: null, isHtml: true }
  return { subject: { kind: 'activity', activityId }, opened, before: 'Theirs', text, form: null }
}

function rowOf(noteId: string): OutboxRow {
  const row = readNote(shell.context.journal, noteId)
  if (row === null) throw new Error('The note is gone')
  return row
}

describe('a change of a note that was begun', () => {
  it('is listed as it was typed last, also once the note was sent', async () => {
    const { noteId, ...edit } = await waitingEdit('Call on T')
    expect(await handlers['edit.keep'](edit)).toEqual({ ok: true })
    expect(await handlers['edit.keep']({ ...edit, text: 'Call on Tues' })).toEqual({ ok: true })
    expect(await handlers['edit.list'](null)).toEqual([{ ...edit, text: 'Call on Tues' }])
    const patch = { state: 'queued' as const, heldUntilMs: null }
    moveNote(shell.context.journal, rowOf(noteId), patch, '{}', shell.clock.nowMs())
    moveNote(shell.context.journal, rowOf(noteId), { state: 'delivered' }, '{}', shell.clock.nowMs())
    expect(await handlers['edit.list'](null)).toMatchObject([{ text: 'Call on Tues' }])
  })

  it('ends with being saved, in the same moment', async () => {
    const { noteId, ...edit } = await waitingEdit('Call on Tuesday')
    await handlers['edit.keep'](edit)
    expect(await handlers['outbox.edit']({ noteId, text: 'x'.repeat(200_000) })).toMatchObject({ ok: false })
    expect(await handlers['edit.list'](null)).toHaveLength(1)
    expect(await handlers['outbox.edit']({ noteId, text: 'Call on Tuesday' })).toEqual({ ok: true })
    expect(await handlers['edit.list'](null)).toEqual([])
  })

  it('ends with being given up', async () => {
    const { noteId: _, ...edit } = await waitingEdit('Call on Tuesday')
    await handlers['edit.keep'](edit)
    expect(await handlers['edit.giveUp']({ subject: edit.subject })).toEqual({ ok: true })
    expect(await handlers['edit.giveUp']({ subject: edit.subject })).toEqual({ ok: true })
    expect(await handlers['edit.list'](null)).toEqual([])
  })

  it('of a note that only the CRM has is known by the CRM’s name for it', async () => {
    const activityId = addOwnNote(shell.context, accountId, 'p-1')
    const edit = deliveredEdit(activityId, 'Mine')
    await handlers['edit.keep'](edit)
    const { replica } = shell.context
    replica.raw.prepare('UPDATE activities SET removed_at_ms = 1 WHERE activity_key = ?').run(activityId)
    expect(await handlers['edit.list'](null)).toEqual([])
    replica.raw.prepare('UPDATE activities SET removed_at_ms = NULL WHERE activity_key = ?').run(activityId)
    expect(await handlers['edit.list'](null)).toEqual([edit])
    const change = { activityId, base: '<p>Theirs</p>', text: '<p>Mine</p>', subject: edit.subject }
    expect(await handlers['note.edit'](change)).toMatchObject({ ok: true })
    expect(await handlers['edit.list'](null)).toEqual([])
  })

  it('is refused where the note is not here', async () => {
    const { noteId: _, ...edit } = await waitingEdit('Call on Tuesday')
    const subject = { kind: 'note' as const, noteId: '019a0000-0000-7000-8000-000000000000' }
    expect(await handlers['edit.keep']({ ...edit, subject })).toMatchObject({ error: { kind: 'gone' } })
    expect(await handlers['edit.keep'](deliveredEdit(4_711, 'Mine'))).toMatchObject({ error: { kind: 'gone' } })
  })

  it('says where the conversation is now, whatever number it had', async () => {
    const { noteId: _, ...edit } = await waitingEdit('Call on Tuesday')
    if (edit.opened.kind !== 'waiting') throw new Error('It waits')
    const note = { ...edit.opened.note, conversationId: 999 }
    await handlers['edit.keep']({ ...edit, opened: { kind: 'waiting', note } })
    expect(await handlers['edit.list'](null)).toMatchObject([{ opened: { note: { conversationId } } }])
  })

  it('counts among what was begun when its account is to be removed, and goes with it', async () => {
    const { noteId: _, ...edit } = await waitingEdit('Call on Tuesday')
    const { journal } = shell.context
    expect(countDrafts(journal, accountId)).toBe(0)
    await handlers['edit.keep'](edit)
    expect(countDrafts(journal, accountId)).toBe(1)
    removeAccount(journal, accountId)
    expect(await handlers['edit.list'](null)).toEqual([])
  })

  it('that a disk has changed hides no other one', async () => {
    const { noteId: _, ...edit } = await waitingEdit('Call on Tuesday')
    await handlers['edit.keep'](edit)
    shell.context.journal.raw.exec(
      `INSERT INTO edit_drafts SELECT account_id, 'activity:x', 'x{', updated_at_ms FROM edit_drafts`,
    )
    expect(await handlers['edit.list'](null)).toEqual([edit])
  })
})
