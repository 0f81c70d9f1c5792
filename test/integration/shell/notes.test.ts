import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { moveNote, readNote, receiptsOf } from '../../../db/outbox.ts'
import { conversationById } from '../../../db/queries/conversation.ts'
import { writeSettings } from '../../../db/settings.ts'
import { maxNoteCharacters } from '../../../electron/ipc/contract.ts'
import { allHandlers } from '../../../electron/main/handlers/all.ts'
import type { Handlers } from '../../../electron/main/router.ts'
import { addAccount, addConversation, createShellContext } from './shell-context.ts'

let shell: ReturnType<typeof createShellContext>
let handlers: Handlers
let accountId: number
let conversationId: number

beforeEach(() => {
  shell = createShellContext()
  handlers = allHandlers(shell.context)
  accountId = addAccount(shell.context)
  conversationId = addConversation(shell.context, accountId, 'c-1')
})
afterEach(() => shell.close())

async function save(text: string): Promise<string> {
  const saved = await handlers['note.save']({ conversationId, text })
  if (!saved.ok) throw new Error(`Not saved: ${saved.error.kind}`)
  return saved.noteId
}

describe('saving a note', () => {
  it('puts it into the outbox word for word before it answers, held for the undo time', async () => {
    const text = '  NUL \0 within, עברית 👋\r\n\ttrailing  '
    const saved = await handlers['note.save']({ conversationId, text })
    if (!saved.ok) throw new Error(saved.error.kind)
    expect(saved.heldUntilMs).toBe(shell.clock.nowMs() + 5_000)
    expect(readNote(shell.context.journal, saved.noteId)).toMatchObject({
      accountId,
      conversationRemoteId: 'c-1',
      conversationName: 'Grace Hopper',
      text,
      state: 'held',
      heldUntilMs: saved.heldUntilMs,
    })
  })

  it('gives it an identity that sorts by the moment of writing', async () => {
    const first = await save('one')
    await shell.clock.advance(2)
    const second = await save('two')
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(second > first).toBe(true)
  })

  it('queues it at once where the user wants no undo time', async () => {
    writeSettings(shell.context.journal, { undoHoldMs: 0 })
    const noteId = await save('now')
    expect(readNote(shell.context.journal, noteId)).toMatchObject({ state: 'queued', heldUntilMs: null })
  })

  it('clears the draft, wakes the engine and announces every screen that shows it', async () => {
    await handlers['draft.save']({ conversationId, text: 'typed so far' })
    shell.announced.splice(0)
    await save('typed so far')
    expect(conversationById(shell.context.replica, shell.context.journal, conversationId)?.draft).toBe('')
    expect(shell.posted).toContainEqual({ kind: 'outbox_changed' })
    expect(shell.announced).toEqual([
      { kind: 'outbox' },
      { kind: 'inbox', accountId },
      { kind: 'conversation', accountId, conversationId },
    ])
  })

  it.each([
    ['empty', ' \n\t '],
    ['too_long', 'x'.repeat(maxNoteCharacters + 1)],
  ])('refuses a note that is %s, and keeps nothing of it in the outbox', async (kind, text) => {
    expect(await handlers['note.save']({ conversationId, text })).toMatchObject({ ok: false, error: { kind } })
    expect(await handlers['outbox.list'](null)).toEqual([])
    expect(shell.posted).toEqual([])
  })

  it('takes the longest note there may be', async () => {
    expect(await handlers['note.save']({ conversationId, text: 'x'.repeat(maxNoteCharacters) })).toMatchObject({
      ok: true,
    })
  })

  it('says so where the conversation is gone', async () => {
    const gone = { ok: false, error: { kind: 'gone', detail: null } }
    expect(await handlers['note.save']({ conversationId: 999_999, text: 'x' })).toEqual(gone)
    expect(await handlers['draft.save']({ conversationId: 999_999, text: 'x' })).toEqual(gone)
  })
})

describe('a draft', () => {
  it('is kept, however long, and is announced only when it appears or goes', async () => {
    const text = 'é'.repeat(10_000_000)
    await handlers['draft.save']({ conversationId, text: 'a' })
    await handlers['draft.save']({ conversationId, text })
    expect(shell.announced).toEqual([{ kind: 'inbox', accountId }])
    expect(conversationById(shell.context.replica, shell.context.journal, conversationId)?.draft).toBe(text)
    await handlers['draft.save']({ conversationId, text: '' })
    expect(shell.announced).toHaveLength(2)
  })
})

describe('a draft of a conversation that the CRM does not show any more', () => {
  it('is still there to be read and to be written on', async () => {
    await handlers['draft.save']({ conversationId, text: 'The last words.' })
    const { replica } = shell.context
    replica.raw.prepare('UPDATE conversations SET removed_at_ms = 1 WHERE id = ?').run(conversationId)
    expect(await handlers['conversation.get']({ conversationId })).toBeNull()
    expect(await handlers['draft.get']({ conversationId })).toMatchObject({ text: 'The last words.' })
    expect(await handlers['draft.save']({ conversationId, text: 'The very last.' })).toEqual({ ok: true })
    expect(await handlers['draft.get']({ conversationId })).toMatchObject({ text: 'The very last.' })
    expect(await handlers['note.save']({ conversationId, text: 'x' })).toMatchObject({ error: { kind: 'gone' } })
  })
})

describe('taking a note back', () => {
  it('gives its text back as the draft and never sends it', async () => {
    const noteId = await save('too early')
    expect(await handlers['note.undo']({ noteId })).toEqual({ ok: true, text: 'too early', conversationId })
    expect(readNote(shell.context.journal, noteId)?.state).toBe('discarded')
    expect(conversationById(shell.context.replica, shell.context.journal, conversationId)?.draft).toBe('too early')
    expect(receiptsOf(shell.context.journal, noteId).at(-1)).toMatchObject({
      from: 'held',
      to: 'discarded',
      cause: JSON.stringify({ kind: 'user', action: 'undo' }),
    })
  })

  it('keeps what was typed since', async () => {
    const noteId = await save('first')
    await handlers['draft.save']({ conversationId, text: 'second' })
    expect(await handlers['note.undo']({ noteId })).toMatchObject({ ok: true, text: 'first\n\nsecond' })
  })

  it('comes too late once it is queued', async () => {
    const noteId = await save('gone')
    const row = readNote(shell.context.journal, noteId)
    if (row === null) throw new Error('The note is gone')
    moveNote(shell.context.journal, row, { state: 'queued', heldUntilMs: null }, '{}', shell.clock.nowMs())
    expect(await handlers['note.undo']({ noteId })).toMatchObject({ ok: false, error: { kind: 'too_late' } })
    expect(readNote(shell.context.journal, noteId)?.state).toBe('queued')
  })

  it('says so where there is no such note', async () => {
    const noteId = '019a0000-0000-7000-8000-000000000000'
    expect(await handlers['note.undo']({ noteId })).toMatchObject({ ok: false, error: { kind: 'gone' } })
  })
})
