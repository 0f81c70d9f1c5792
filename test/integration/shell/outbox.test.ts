import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { saveActivityTypes } from '../../../db/activity-types.ts'
import { moveNote, type NotePatch, type OutboxRow, readNote, receiptsOf } from '../../../db/outbox.ts'
import { plainNote } from '../../../db/records.ts'
import { outboxNote } from '../../../electron/ipc/shapes.ts'
import { allHandlers } from '../../../electron/main/handlers/all.ts'
import type { Handlers } from '../../../electron/main/router.ts'
import { insertNote } from '../../support/insert-note.ts'
import { addAccount, addConversation, createShellContext } from './shell-context.ts'

let shell: ReturnType<typeof createShellContext>
let handlers: Handlers
let conversationId: number

beforeEach(() => {
  shell = createShellContext()
  handlers = allHandlers(shell.context)
  conversationId = addConversation(shell.context, addAccount(shell.context), 'c-1')
})
afterEach(() => shell.close())

function read(noteId: string): OutboxRow {
  const row = readNote(shell.context.journal, noteId)
  if (row === null) throw new Error('The note is gone')
  return row
}

function move(noteId: string, patch: NotePatch): void {
  if (!moveNote(shell.context.journal, read(noteId), patch, '{}', shell.clock.nowMs())) throw new Error('Not moved')
}

/** The ways a note comes to stand where the user may find it. */
const walks = {
  held: [],
  queued: [{ state: 'queued', heldUntilMs: null, notBeforeMs: Number.MAX_SAFE_INTEGER, attempts: 3 }],
  sending: [
    { state: 'queued', heldUntilMs: null },
    { state: 'sending', sentAtMs: 1 },
  ],
  in_doubt: [
    { state: 'queued', heldUntilMs: null },
    { state: 'sending', sentAtMs: 1 },
    { state: 'in_doubt', gaveUpAtMs: 2, trouble: JSON.stringify({ kind: 'timeout' }) },
  ],
  in_doubt_asked: [
    { state: 'queued', heldUntilMs: null },
    { state: 'sending', sentAtMs: 1 },
    { state: 'in_doubt', gaveUpAtMs: 2, needsAnswer: true, trouble: JSON.stringify({ kind: 'unverifiable' }) },
  ],
  rejected: [
    { state: 'queued', heldUntilMs: null },
    { state: 'sending', sentAtMs: 1 },
    { state: 'rejected', trouble: JSON.stringify({ kind: 'rejected', status: 400, reason: 'Too long' }) },
  ],
  delivered: [
    { state: 'queued', heldUntilMs: null },
    { state: 'sending', sentAtMs: 1 },
    { state: 'delivered', remoteActivityId: 'a-1' },
  ],
  discarded: [{ state: 'discarded' }],
} satisfies Record<string, NotePatch[]>
type Where = keyof typeof walks
const everywhere = [
  'held',
  'queued',
  'sending',
  'in_doubt',
  'in_doubt_asked',
  'rejected',
  'delivered',
  'discarded',
] as const

async function noteIn(where: Where, text = 'the note'): Promise<string> {
  const saved = await handlers['note.save']({ conversationId, text })
  if (!saved.ok) throw new Error(saved.error.kind)
  for (const patch of walks[where]) move(saved.noteId, patch)
  shell.posted.splice(0)
  shell.announced.splice(0)
  return saved.noteId
}

const actions: Record<string, { act: (noteId: string) => unknown; from: Partial<Record<Where, Partial<OutboxRow>>> }> =
  {
    retry: {
      act: (noteId) => handlers['outbox.retry']({ noteId }),
      from: {
        queued: { state: 'queued', notBeforeMs: null, text: 'the note' },
        rejected: { state: 'queued', notBeforeMs: null, trouble: null },
      },
    },
    edit: {
      act: (noteId) => handlers['outbox.edit']({ noteId, text: 'changed' }),
      from: {
        held: { state: 'held', text: 'changed' },
        queued: { state: 'queued', text: 'changed', notBeforeMs: null },
        rejected: { state: 'queued', text: 'changed', trouble: null },
      },
    },
    discard: {
      act: (noteId) => handlers['outbox.discard']({ noteId }),
      from: {
        held: { state: 'discarded', text: 'the note' },
        queued: { state: 'discarded' },
        rejected: { state: 'discarded' },
        in_doubt_asked: { state: 'discarded' },
      },
    },
    'resolve as there': {
      act: (noteId) => handlers['outbox.resolve']({ noteId, answer: 'is_there' }),
      from: { in_doubt_asked: { state: 'delivered', needsAnswer: false, remoteActivityId: null, trouble: null } },
    },
    'resolve by sending again': {
      act: (noteId) => handlers['outbox.resolve']({ noteId, answer: 'send_again' }),
      from: { in_doubt_asked: { state: 'queued', needsAnswer: false, notBeforeMs: null, trouble: null } },
    },
  }

describe.each(Object.entries(actions))('to %s', (_name, { act, from }) => {
  it.each(everywhere)('a note that is %s', async (where) => {
    const noteId = await noteIn(where)
    const before = read(noteId)
    const expected = from[where]
    const answer = await act(noteId)
    if (expected === undefined) {
      expect(answer).toEqual({ ok: false, error: { kind: 'wrong_state', detail: null } })
      expect(read(noteId)).toEqual(before)
      expect(shell.posted).toEqual([])
      return
    }
    expect(answer).toEqual({ ok: true })
    expect(read(noteId)).toMatchObject(expected)
    expect(receiptsOf(shell.context.journal, noteId).at(-1)?.cause).toContain('"kind":"user"')
    expect(shell.posted).toEqual([{ kind: 'outbox_changed' }])
    expect(shell.announced.map(({ kind }) => kind)).toEqual(['outbox', 'inbox', 'conversation'])
  })

  it('a note that does not exist', async () => {
    const answer = await act('019a0000-0000-7000-8000-000000000000')
    expect(answer).toEqual({ ok: false, error: { kind: 'gone', detail: null } })
  })
})

describe('an outbox with more notes than the list shows', () => {
  it('says how many more there are, and forgets none of them', async () => {
    const { journal } = shell.context
    const accountId = addAccount(shell.context)
    const base = { accountId, leadRemoteId: null, conversationName: 'Ada', text: 'Hello', nowMs: shell.clock.nowMs() }
    journal.write(() => {
      for (let index = 0; index < 1_002; index += 1)
        insertNote(journal, { ...base, noteId: `n${index}`, conversationRemoteId: `r${index}`, heldUntilMs: 9e15 })
    })
    expect(await handlers['outbox.list'](null)).toHaveLength(1_000)
    expect(await handlers['outbox.notListed'](null)).toBe(2)
    expect(await handlers['accounts.remove']({ accountId, discardUnsent: false })).toMatchObject({
      error: { kind: 'unsent_notes', detail: '1002' },
    })
    await handlers['outbox.sendNow']({ accountId })
    expect(read('n1001').state).toBe('queued')
    await handlers['accounts.remove']({ accountId, discardUnsent: true })
    expect(read('n1001').state).toBe('discarded')
    expect(await handlers['outbox.notListed'](null)).toBe(0)
  })
})

describe('editing', () => {
  it.each([
    ['empty', '  '],
    ['too_long', 'x'.repeat(100_001)],
  ])('refuses a text that is %s and leaves the note as it is', async (kind, text) => {
    const noteId = await noteIn('rejected')
    expect(await handlers['outbox.edit']({ noteId, text })).toMatchObject({ ok: false, error: { kind } })
    expect(read(noteId)).toMatchObject({ state: 'rejected', text: 'the note' })
  })
})

describe('the outbox', () => {
  it('lists every note that the CRM has not confirmed, with its trouble and its next try', async () => {
    await noteIn('delivered')
    await noteIn('discarded')
    const rejected = await noteIn('rejected')
    const queued = await noteIn('queued')
    const held = await noteIn('held')
    const list = await handlers['outbox.list'](null)
    for (const note of list) expect(outboxNote.safeParse(note).error).toBeUndefined()
    expect(list.map(({ noteId }) => noteId)).toEqual([rejected, queued, held])
    expect(list).toMatchObject([
      { trouble: { kind: 'rejected', status: 400, reason: 'Too long' }, nextTryAtMs: null, conversationId },
      { trouble: null, nextTryAtMs: Number.MAX_SAFE_INTEGER, attempts: 3 },
      { trouble: null, nextTryAtMs: shell.clock.nowMs() + 5_000 },
    ])
  })

  it('shows a note whose trouble it cannot read', async () => {
    const noteId = await noteIn('rejected')
    move(noteId, { trouble: '{"kind":"from a later version"}' })
    expect(await handlers['outbox.list'](null)).toMatchObject([{ noteId, trouble: null }])
  })
})

describe('a note for several', () => {
  async function saveForTwo(): Promise<readonly [string, string]> {
    const { accountId } = read(await noteIn('delivered'))
    const other = addConversation(shell.context, accountId, 'c-2')
    const saved = await handlers['note.save']({ conversationId, targets: [conversationId, other], text: 'For both' })
    if (!saved.ok) throw new Error(saved.error.kind)
    const [one, two] = saved.notes.map(({ noteId }) => noteId)
    if (one === undefined || two === undefined) throw new Error('Not two notes')
    return [one, two]
  }

  it('is listed whole, in the order of its targets, until the last of them is through', async () => {
    const [one, two] = await saveForTwo()
    for (const patch of walks.delivered) move(one, patch)
    const listed = async () => (await handlers['outbox.list'](null)).map(({ noteId, state }) => [noteId, state])
    expect(await listed()).toEqual([
      [one, 'delivered'],
      [two, 'held'],
    ])
    for (const patch of walks.delivered) move(two, patch)
    expect(await listed()).toEqual([])
  })

  it('leaves out what the user discarded of it', async () => {
    const [one, two] = await saveForTwo()
    await handlers['outbox.discard']({ noteId: one })
    expect((await handlers['outbox.list'](null)).map(({ noteId }) => noteId)).toEqual([two])
  })
})

describe('the form of a note that was refused', () => {
  const outcome = { name: 'mx_1', label: 'Outcome', kind: 'dropdown', isMandatory: true, isReference: false } as const
  const form = (value: string) => ({
    ...plainNote,
    activity: {
      typeCode: '202',
      typeName: 'Meeting',
      occurredAtMs: null,
      fields: value === '' ? [] : [{ name: 'mx_1', value }],
    },
  })

  async function refused(): Promise<string> {
    const accountId = addAccount(shell.context, { provider: 'leadsquared', userRemoteId: 'u-2' })
    const type = {
      code: '202',
      name: 'Meeting',
      isWritable: true,
      fields: [{ ...outcome, options: ['Signed'], maxCharacters: null }],
    }
    saveActivityTypes(shell.context.replica, accountId, [type], shell.clock.nowMs())
    const id = addConversation(shell.context, accountId, 'lead-1')
    const saved = await handlers['note.save']({ conversationId: id, text: 'Met them', form: form('Signed') })
    if (!saved.ok) throw new Error(saved.error.kind)
    for (const patch of walks.rejected) move(saved.noteId, patch)
    return saved.noteId
  }

  it('can be changed with its text, and goes out with both', async () => {
    const noteId = await refused()
    expect(await handlers['outbox.edit']({ noteId, text: 'Met', form: form('Signed') })).toEqual({ ok: true })
    expect(read(noteId)).toMatchObject({ state: 'queued', text: 'Met', form: form('Signed') })
  })

  it.each([
    ['missing', ''],
    ['not_an_option', 'Removed meanwhile'],
  ])('says at its field what is %s, and leaves the note as it is', async (problem, value) => {
    const noteId = await refused()
    expect(await handlers['outbox.edit']({ noteId, text: 'Met', form: form(value) })).toEqual({
      ok: false,
      error: { kind: 'form_incomplete', detail: null, problems: [{ fieldName: 'mx_1', problem }] },
    })
    expect(read(noteId)).toMatchObject({ state: 'rejected', text: 'Met them' })
  })
})

describe('sending without a file', () => {
  it('is for a note whose file is gone, and takes the file out of it', async () => {
    const accountId = addAccount(shell.context, { provider: 'saleshandy', userRemoteId: 'u-3' })
    const id = addConversation(shell.context, accountId, 'prospect-1')
    const bytes = new Uint8Array([1, 2, 3])
    await handlers['attachment.add']({ conversationId: id, name: 'roof.png', mediaType: 'image/png', bytes })
    const saved = await handlers['note.save']({ conversationId: id, text: 'With a picture' })
    if (!saved.ok) throw new Error(saved.error.kind)
    const { noteId } = saved
    const position = (await handlers['outbox.list'](null))[0]?.attachments[0]?.position ?? -1
    const asked = () => handlers['outbox.sendWithoutFile']({ noteId, position })
    expect(await asked()).toMatchObject({ ok: false, error: { kind: 'wrong_state' } })
    for (const patch of walks.rejected) move(noteId, patch)
    move(noteId, { trouble: JSON.stringify({ kind: 'attachment_missing', fileName: 'roof.png' }) })
    expect(await asked()).toEqual({ ok: true })
    expect(read(noteId).state).toBe('queued')
    expect(await handlers['outbox.list'](null)).toMatchObject([{ noteId, attachments: [] }])
  })
})
