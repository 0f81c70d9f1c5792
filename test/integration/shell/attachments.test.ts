import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listAttachments } from '../../../db/attachments.ts'
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
  accountId = addAccount(shell.context, { provider: 'saleshandy' })
  conversationId = addConversation(shell.context, accountId, 'p-1')
})
afterEach(() => shell.close())

function fileNamed(name: string, bytes: number): string {
  const folder = join(shell.folder, 'originals')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, name)
  writeFileSync(path, Buffer.alloc(bytes, name))
  return path
}

const dropped = { name: 'roof.png', mediaType: 'image/png', bytes: Uint8Array.from([1, 2, 3]) }

describe('files of a draft', () => {
  it('are picked in the system’s dialog, copied at once, and told with the draft', async () => {
    const original = fileNamed('quote.pdf', 2_000)
    shell.chosen.files = [original]
    const answer = await handlers['attachment.choose']({ conversationId })
    expect(answer).toMatchObject({
      ok: true,
      added: [{ position: 1, fileName: 'quote.pdf', mediaType: 'application/pdf', bytes: 2_000, isUploaded: false }],
      refused: [],
    })
    // What happens to the original afterwards is nobody's business.
    rmSync(original)
    const [file] = answer.ok ? answer.added : []
    expect(shell.context.attachments.read(file?.contentHash ?? '')).toHaveLength(2_000)
    expect(await handlers['draft.get']({ conversationId })).toMatchObject({
      text: '',
      attachments: [{ fileName: 'quote.pdf' }],
    })
    expect(shell.announced).toContainEqual({ kind: 'inbox', accountId })
  })

  it('may be dropped, and removed again; a draft of nothing is none', async () => {
    await handlers['attachment.add']({ conversationId, ...dropped })
    expect(await handlers['attachment.list']({ conversationId })).toMatchObject([
      { fileName: 'roof.png', mediaType: 'image/png', bytes: 3 },
    ])
    expect(await handlers['conversation.get']({ conversationId })).toMatchObject({ hasDraft: true })
    expect(await handlers['attachment.remove']({ conversationId, position: 1 })).toEqual({ ok: true })
    expect(await handlers['attachment.list']({ conversationId })).toEqual([])
    expect(await handlers['conversation.get']({ conversationId })).toMatchObject({ hasDraft: false })
  })

  it('are told apart: what can be added is, the rest is named with the reason', async () => {
    shell.chosen.files = [
      fileNamed('small.txt', 10),
      fileNamed('large.zip', 20 * 1024 * 1024 + 1),
      fileNamed('empty.txt', 0),
      join(shell.folder, 'is-not-there.pdf'),
    ]
    expect(await handlers['attachment.choose']({ conversationId })).toMatchObject({
      ok: true,
      added: [{ fileName: 'small.txt' }],
      refused: [
        { fileName: 'large.zip', problem: 'too_large' },
        { fileName: 'empty.txt', problem: 'empty' },
        { fileName: 'is-not-there.pdf', problem: 'unreadable' },
      ],
    })
  })

  it('have no folders in their names, whatever the page says', async () => {
    const answer = await handlers['attachment.add']({
      conversationId,
      ...dropped,
      name: 'C:\\Users\\Ada\\..\\roof.png',
    })
    expect(answer).toMatchObject({ ok: true, added: [{ fileName: 'roof.png' }] })
  })

  it('are not taken where the CRM takes none', async () => {
    const plain = addConversation(shell.context, addAccount(shell.context), 'c-1')
    shell.chosen.files = [fileNamed('quote.pdf', 10)]
    const refusal = { ok: false, error: { kind: 'not_supported', detail: null } }
    expect(await handlers['attachment.choose']({ conversationId: plain })).toEqual(refusal)
    expect(await handlers['attachment.add']({ conversationId: plain, ...dropped })).toEqual(refusal)
    expect(await handlers['attachment.add']({ conversationId: 999, ...dropped })).toMatchObject({
      error: { kind: 'gone' },
    })
  })

  it('go along with the note that is saved, and come back when it is taken back', async () => {
    await handlers['attachment.add']({ conversationId, ...dropped })
    const saved = await handlers['note.save']({ conversationId, text: 'See the picture.' })
    if (!saved.ok) throw new Error(saved.error.kind)
    expect(await handlers['attachment.list']({ conversationId })).toEqual([])
    expect(await handlers['outbox.list'](null)).toMatchObject([
      { noteId: saved.noteId, entryId: saved.entryId, attachments: [{ fileName: 'roof.png', isUploaded: false }] },
    ])
    expect(listAttachments(shell.context.journal, saved.entryId)).toHaveLength(1)
    expect(await handlers['note.undo']({ noteId: saved.noteId })).toMatchObject({ ok: true, text: 'See the picture.' })
    expect(await handlers['draft.get']({ conversationId })).toMatchObject({
      text: 'See the picture.',
      attachments: [{ fileName: 'roof.png' }],
    })
  })
})
