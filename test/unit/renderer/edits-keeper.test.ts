import { describe, expect, it } from 'vitest'
import { createStore } from 'zustand/vanilla'
import type { KeptEdit } from '../../../electron/ipc/shapes.ts'
import { type EditsPort, keepEdits } from '../../../renderer/stores/edits-keeper.ts'
import { editsState } from '../../../renderer/stores/edits-state.ts'
import { FakeTime, settle } from './fake-time.ts'
import { noteId, waiting } from './waiting-note.ts'

const kept: KeptEdit = {
  subject: { kind: 'note', noteId },
  opened: { kind: 'waiting', note: waiting },
  before: 'Call on Monday',
  text: 'Call on Tues',
  form: null,
}

/** Main as the keeper sees it. */
class Main implements EditsPort {
  readonly calls: string[] = []
  trouble: 'storage_full' | 'gone' | null = null

  readonly keep: EditsPort['keep'] = async ({ text }) => {
    this.calls.push(`keep "${text}"`)
    return this.trouble === null ? { ok: true } : { ok: false, error: { kind: this.trouble, detail: null } }
  }

  readonly giveUp: EditsPort['giveUp'] = async (subject) => {
    this.calls.push(subject.kind === 'note' ? 'give up' : `give up ${subject.activityId}`)
    return { ok: true }
  }
}

function edits() {
  const main = new Main()
  const time = new FakeTime()
  const store = createStore(editsState)
  const keeper = keepEdits(store, main, time.schedule)
  return { main, time, keeper, ...store.getState(), edit: () => store.getState().byNote[noteId] }
}

describe('what is typed into the editor of a note', () => {
  it('is in the journal once the user pauses, and nothing is before a word was changed', async () => {
    const { main, time, openWaiting, type, focus } = edits()
    openWaiting(noteId, waiting)
    focus(noteId, false)
    await time.pass(2_000)
    expect(main.calls).toEqual([])
    type(noteId, 'Call on T')
    await time.pass(100)
    type(noteId, 'Call on Tues')
    await time.pass(300)
    expect(main.calls).toEqual(['keep "Call on Tues"'])
  })

  it('ends there with the editor, and where it is again what it was', async () => {
    const { main, time, openWaiting, type, close } = edits()
    openWaiting(noteId, waiting)
    type(noteId, 'Call on Tues')
    await time.pass(300)
    type(noteId, 'Call on Monday')
    await time.pass(300)
    type(noteId, 'Call on T')
    await time.pass(300)
    close(noteId)
    await settle()
    await time.pass(2_000)
    expect(main.calls).toEqual(['keep "Call on Tues"', 'give up', 'keep "Call on T"', 'give up'])
  })

  it('is on its way at once when the page goes', async () => {
    const { main, keeper, openWaiting, type } = edits()
    openWaiting(noteId, waiting)
    type(noteId, 'Call on Tues')
    keeper.saveAllNow()
    expect(main.calls).toEqual(['keep "Call on Tues"'])
  })

  it('that the journal could not take is said to be unsaved, until a further key could be', async () => {
    const { main, time, openWaiting, type, edit } = edits()
    main.trouble = 'storage_full'
    openWaiting(noteId, waiting)
    type(noteId, 'Call on Tues')
    await time.pass(300)
    expect(edit()).toMatchObject({ text: 'Call on Tues', unkept: { kind: 'storage_full' } })
    main.trouble = null
    type(noteId, 'Call on Tuesday')
    await time.pass(300)
    expect(edit()?.unkept).toBeNull()
    // The word on the trouble was no change of what is kept.
    expect(main.calls).toEqual(['keep "Call on Tues"', 'keep "Call on Tuesday"'])
  })

  it('of a note that is not here any more stays in the editor without a word on the disk', async () => {
    const { main, time, openWaiting, type, edit } = edits()
    main.trouble = 'gone'
    openWaiting(noteId, waiting)
    type(noteId, 'Call on Tues')
    await time.pass(300)
    expect(edit()).toMatchObject({ text: 'Call on Tues', unkept: null })
  })

  it('is there again in the next window, and is given up from there', async () => {
    const { main, keeper, time, edit, close } = edits()
    keeper.adopt([kept])
    await time.pass(2_000)
    expect(edit()).toMatchObject({ ...kept, failure: null, hasFocus: false })
    close(noteId)
    await settle()
    expect(main.calls.at(-1)).toBe('give up')
  })

  it('wins over what an earlier window left', () => {
    const { keeper, openWaiting, type, edit } = edits()
    openWaiting(noteId, waiting)
    type(noteId, 'Call on Friday')
    keeper.adopt([kept])
    expect(edit()?.text).toBe('Call on Friday')
  })
})
