import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { saveActivityTypes } from '../../../db/activity-types.ts'
import { notesOfEntry, readNote } from '../../../db/outbox.ts'
import type { ActivityTypeRecord } from '../../../db/records.ts'
import type { NoteForm } from '../../../electron/ipc/shapes.ts'
import { allHandlers } from '../../../electron/main/handlers/all.ts'
import type { Handlers } from '../../../electron/main/router.ts'
import { addAccount, addConversation, addOwnNote, createShellContext } from './shell-context.ts'

let shell: ReturnType<typeof createShellContext>
let handlers: Handlers

beforeEach(() => {
  shell = createShellContext()
  handlers = allHandlers(shell.context)
})
afterEach(() => shell.close())

const plain: NoteForm = { format: 'plain', visibility: null, isDraft: false, activity: null }

const call: ActivityTypeRecord = {
  code: '206',
  name: 'Phone call',
  isWritable: true,
  fields: [
    {
      name: 'mx_Custom_1',
      label: 'Outcome',
      kind: 'dropdown',
      options: ['Interested', 'Not now'],
      isMandatory: true,
      maxCharacters: null,
      isReference: false,
    },
  ],
}

function conversationAt(provider: string, remoteId: string) {
  const accountId = addAccount(shell.context, { provider, baseUrl: `https://${provider}.example.com` })
  return {
    accountId,
    conversationId: addConversation(shell.context, accountId, remoteId, { email: 'grace@example.com' }),
  }
}

describe('a note as its CRM can have it', () => {
  it('is made as the CRM’s notes are where the user says nothing but its text', async () => {
    const { conversationId } = conversationAt('saleshandy', 'p-1')
    const saved = await handlers['note.save']({ conversationId, text: 'Called.' })
    if (!saved.ok) throw new Error(saved.error.kind)
    const [note] = notesOfEntry(shell.context.journal, saved.entryId)
    expect(note?.form).toMatchObject({ visibility: 'public', isDraft: false, activity: null })
    expect(saved).toMatchObject({ notes: [{ noteId: saved.noteId, conversationId }] })
  })

  it.each([
    ['private', { ...plain, visibility: 'private' as const }],
    ['a draft', { ...plain, isDraft: true }],
    ['formatted', { ...plain, format: 'html' as const }],
  ])('is refused where it would be %s and the CRM knows no such note, with nothing saved', async (_what, form) => {
    const { conversationId } = conversationAt('leadping', 'c-1')
    expect(await handlers['note.save']({ conversationId, text: 'Secret.', form })).toEqual({
      ok: false,
      error: { kind: 'not_supported', detail: null },
    })
    expect(await handlers['outbox.list'](null)).toEqual([])
  })

  it('keeps the draft’s form beside its text, until another is said', async () => {
    const { conversationId } = conversationAt('saleshandy', 'p-1')
    const form = { ...plain, visibility: 'private' as const }
    await handlers['draft.save']({ conversationId, text: 'Half', form })
    await handlers['draft.save']({ conversationId, text: 'Half a note' })
    expect(await handlers['draft.get']({ conversationId })).toEqual({
      text: 'Half a note',
      form,
      alsoTo: [],
      attachments: [],
    })
    expect(await handlers['conversation.get']({ conversationId })).toMatchObject({ draftForm: form })
    await handlers['draft.save']({ conversationId, text: '', form: null })
    expect(await handlers['draft.get']({ conversationId })).toEqual({
      text: '',
      form: null,
      alsoTo: [],
      attachments: [],
    })
  })
})

describe('a note that is an activity', () => {
  const activity = { typeCode: '206', typeName: 'Phone call', occurredAtMs: null, fields: [] }

  function setUp() {
    const at = conversationAt('leadsquared', 'l-1')
    saveActivityTypes(shell.context.replica, at.accountId, [call], shell.clock.nowMs())
    return at
  }

  it('is offered the account’s types with their fields', async () => {
    const { accountId } = setUp()
    expect(await handlers['activityTypes.list']({ accountId })).toEqual([call])
    expect(await handlers['activityTypes.list']({ accountId: 99 })).toEqual([])
  })

  it('says which mandatory field is missing before anything is queued', async () => {
    const { conversationId } = setUp()
    const save = (fields: { name: string; value: string }[]) =>
      handlers['note.save']({ conversationId, text: 'Called.', form: { ...plain, activity: { ...activity, fields } } })
    const incomplete = (problem: string) => ({
      ok: false,
      error: { kind: 'form_incomplete', detail: null, problems: [{ fieldName: 'mx_Custom_1', problem }] },
    })
    expect(await save([])).toEqual(incomplete('missing'))
    expect(await save([{ name: 'mx_Custom_1', value: 'Maybe' }])).toEqual(incomplete('not_an_option'))
    expect(await handlers['outbox.list'](null)).toEqual([])
    expect(await save([{ name: 'mx_Custom_1', value: 'Interested' }])).toMatchObject({ ok: true })
  })

  it('needs a type, and one that the account has', async () => {
    const { conversationId } = setUp()
    const problemOf = async (form: NoteForm) => {
      const answer = await handlers['note.save']({ conversationId, text: 'Called.', form })
      return answer.ok ? null : answer.error
    }
    expect(await problemOf(plain)).toMatchObject({ kind: 'form_incomplete', problems: [{ problem: 'missing' }] })
    expect(await problemOf({ ...plain, activity: { ...activity, typeCode: '999' } })).toMatchObject({
      problems: [{ problem: 'not_an_option' }],
    })
  })
})

describe('a note for several records', () => {
  it('is one entry with one note each, each record once, and is taken back whole', async () => {
    const here = conversationAt('leadping', 'c-1')
    const there = conversationAt('saleshandy', 'p-1')
    const { conversationId } = here
    await handlers['draft.save']({ conversationId, text: 'For both' })
    const targets = [conversationId, there.conversationId, conversationId]
    const saved = await handlers['note.save']({ conversationId, targets, text: 'For both', form: plain })
    if (!saved.ok) throw new Error(saved.error.kind)
    expect(saved.notes.map((note) => note.conversationId)).toEqual([conversationId, there.conversationId])
    expect(await handlers['outbox.list'](null)).toMatchObject([
      { entryId: saved.entryId, accountId: here.accountId },
      { entryId: saved.entryId, accountId: there.accountId },
    ])
    expect(await handlers['draft.get']({ conversationId })).toMatchObject({ text: '' })
    const second = saved.notes[1]?.noteId ?? ''
    expect(await handlers['note.undo']({ noteId: second })).toEqual({
      ok: true,
      text: 'For both',
      conversationId,
    })
    expect(await handlers['outbox.list'](null)).toEqual([])
    expect(await handlers['draft.get']({ conversationId })).toMatchObject({
      text: 'For both',
      alsoTo: [{ conversationId: there.conversationId, displayName: 'Grace Hopper' }],
    })
  })

  it('is a draft for all of them until it is saved, by the CRM’s names for them', async () => {
    const here = conversationAt('saleshandy', 'p-1')
    const there = addConversation(shell.context, here.accountId, 'p-2')
    const { conversationId } = here
    await handlers['draft.save']({ conversationId, text: 'For', alsoTo: [there, 4_711] })
    await handlers['draft.save']({ conversationId, text: 'For both' })
    const alsoTo = [{ conversationId: there, displayName: 'Grace Hopper' }]
    expect(await handlers['draft.get']({ conversationId })).toMatchObject({ text: 'For both', alsoTo })
    expect(await handlers['conversation.get']({ conversationId })).toMatchObject({ draftAlsoTo: alsoTo })
    const show = (removedAtMs: number | null) =>
      shell.context.replica.raw
        .prepare('UPDATE conversations SET removed_at_ms = ? WHERE id = ?')
        .run(removedAtMs, there)
    show(1)
    expect(await handlers['draft.get']({ conversationId })).toMatchObject({ alsoTo: [] })
    await handlers['draft.save']({ conversationId, text: 'For both of them' })
    show(null)
    expect(await handlers['draft.get']({ conversationId })).toMatchObject({ alsoTo })
    await handlers['draft.save']({ conversationId, text: '', form: null, alsoTo: [] })
    expect(await handlers['draft.get']({ conversationId })).toMatchObject({ text: '', alsoTo: [] })
  })

  it('waits for those of them who are not here at the moment, whoever else is chosen, until they are left out', async () => {
    const here = conversationAt('saleshandy', 'p-1')
    const away = addConversation(shell.context, here.accountId, 'p-2', { firstName: 'Away' })
    const third = addConversation(shell.context, here.accountId, 'p-3', { firstName: 'Third' })
    const { conversationId } = here
    const show = (removedAtMs: number | null) =>
      shell.context.replica.raw
        .prepare('UPDATE conversations SET removed_at_ms = ? WHERE id = ?')
        .run(removedAtMs, away)
    const absent = () => handlers['draft.absent']({ conversationId })
    const alsoTo = async () => {
      const draft = await handlers['draft.get']({ conversationId })
      return draft.alsoTo.map((one) => one.conversationId)
    }
    expect(await absent()).toEqual([])
    await handlers['draft.save']({ conversationId, text: '', form: plain, alsoTo: [away] })
    expect(await absent()).toEqual([])
    show(1)
    expect(await absent()).toEqual(['Away Hopper'])
    await handlers['draft.save']({ conversationId, text: '', alsoTo: [third] })
    expect(await absent()).toEqual(['Away Hopper'])
    show(null)
    expect(await absent()).toEqual([])
    expect(await alsoTo()).toEqual([third, away])
    show(1)
    shell.announced.length = 0
    expect(await handlers['draft.leaveOutAbsent']({ conversationId })).toEqual({ ok: true })
    expect(shell.announced).toContainEqual({ kind: 'inbox', accountId: here.accountId })
    show(null)
    expect(await alsoTo()).toEqual([third])
    expect(await handlers['draft.get']({ conversationId })).toMatchObject({ form: plain })
  })

  it('that is taken back goes to those as well who were chosen since', async () => {
    const here = conversationAt('saleshandy', 'p-1')
    const second = addConversation(shell.context, here.accountId, 'p-2', { firstName: 'Second' })
    const third = addConversation(shell.context, here.accountId, 'p-3', { firstName: 'Third' })
    const { conversationId } = here
    const saved = await handlers['note.save']({
      conversationId,
      targets: [conversationId, second],
      text: 'x',
      form: plain,
    })
    if (!saved.ok) throw new Error(saved.error.kind)
    await handlers['draft.save']({ conversationId, text: 'Since', alsoTo: [second, third] })
    await handlers['note.undo']({ noteId: saved.noteId })
    const { alsoTo } = await handlers['draft.get']({ conversationId })
    expect(alsoTo.map((one) => one.conversationId)).toEqual([second, third])
  })

  it('is refused whole where one of the CRMs cannot have it', async () => {
    const here = conversationAt('saleshandy', 'p-1')
    const there = conversationAt('leadping', 'c-1')
    const { conversationId } = here
    const form = { ...plain, visibility: 'private' as const }
    const targets = [conversationId, there.conversationId]
    expect(await handlers['note.save']({ conversationId, targets, text: 'x', form })).toMatchObject({
      error: { kind: 'not_supported' },
    })
    expect(await handlers['outbox.list'](null)).toEqual([])
  })
})

describe('changing a delivered note', () => {
  async function noteRow(conversationId: number) {
    const { rows } = await handlers['timeline.page']({ conversationId, cursor: null, limit: 10 })
    const [row] = rows
    if (row?.kind !== 'activity') throw new Error('There is no note')
    return row
  }

  it('goes through the outbox, and stands with the note until the CRM has it', async () => {
    const { accountId, conversationId } = conversationAt('saleshandy', 'p-1')
    addOwnNote(shell.context, accountId, 'p-1', {})
    const { id } = await noteRow(conversationId)
    const edited = await handlers['note.edit']({
      activityId: id,
      base: '<p>As it is</p>',
      text: '<p>As it was meant</p>',
    })
    if (!edited.ok) throw new Error(edited.error.kind)
    expect(await handlers['outbox.list'](null)).toMatchObject([
      {
        noteId: edited.noteId,
        kind: 'edit',
        editsActivityId: id,
        text: '<p>As it was meant</p>',
        form: { format: 'html' },
      },
    ])
    expect(await noteRow(conversationId)).toMatchObject({
      isMine: true,
      isEditable: true,
      pendingEdit: { noteId: edited.noteId },
    })
    expect(shell.posted).toContainEqual({ kind: 'outbox_changed' })
  })

  it('begins from what the user saw, not from what a colleague has made of the note while they typed', async () => {
    const { accountId, conversationId } = conversationAt('saleshandy', 'p-1')
    addOwnNote(shell.context, accountId, 'p-1', {})
    const seen = await noteRow(conversationId)
    addOwnNote(shell.context, accountId, 'p-1', { summary: 'Theirs', description: '<p>Theirs</p>' })
    const text = '<p>Mine</p>'
    const edited = await handlers['note.edit']({ activityId: seen.id, base: seen.description ?? '', text })
    if (!edited.ok) throw new Error(edited.error.kind)
    expect(readNote(shell.context.journal, edited.noteId)).toMatchObject({ editBase: '<p>As it is</p>', text })
  })

  it('is refused of somebody else’s note, and where the CRM lets no note be changed', async () => {
    const refusal = { ok: false, error: { kind: 'not_editable', detail: null } }
    const saleshandy = conversationAt('saleshandy', 'p-1')
    addOwnNote(shell.context, saleshandy.accountId, 'p-1', { authorId: 'somebody-else' })
    const theirs = await noteRow(saleshandy.conversationId)
    expect(theirs.isEditable).toBe(false)
    expect(await handlers['note.edit']({ activityId: theirs.id, base: '', text: 'x' })).toEqual(refusal)
    const leadping = conversationAt('leadping', 'c-1')
    addOwnNote(shell.context, leadping.accountId, 'c-1', {})
    const mine = await noteRow(leadping.conversationId)
    expect(mine).toMatchObject({ isMine: true, isEditable: false })
    expect(await handlers['note.edit']({ activityId: mine.id, base: '', text: 'x' })).toEqual(refusal)
    expect(await handlers['note.edit']({ activityId: 123_456, base: '', text: 'x' })).toEqual(refusal)
  })
})

describe('the same person in two CRMs', () => {
  it('is shown with each, until the user says that they are two, and again when they take it back', async () => {
    const here = conversationAt('leadping', 'c-1')
    const there = conversationAt('saleshandy', 'p-1')
    const people = () => handlers['conversation.people']({ conversationId: here.conversationId })
    const pair = { conversationId: here.conversationId, otherConversationId: there.conversationId }
    expect(await people()).toMatchObject([
      { conversationId: there.conversationId, accountId: there.accountId, matchedBy: ['email'], isSeparated: false },
    ])
    shell.announced.splice(0)
    expect(await handlers['people.separate'](pair)).toEqual({ ok: true })
    expect(await people()).toMatchObject([{ isSeparated: true }])
    expect(shell.announced).toEqual([
      { kind: 'conversation', accountId: here.accountId, conversationId: here.conversationId },
      { kind: 'conversation', accountId: there.accountId, conversationId: there.conversationId },
    ])
    expect(await handlers['people.join'](pair)).toEqual({ ok: true })
    expect(await people()).toMatchObject([{ isSeparated: false }])
    expect(await handlers['people.join']({ ...pair, otherConversationId: 999 })).toMatchObject({
      error: { kind: 'gone' },
    })
  })
})
