import { describe, expect, it } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { type DraftsPort, draftsState } from '../../../renderer/stores/drafts-state.ts'
import { FakeTime, settle } from './fake-time.ts'

const noteId = '0190a0b0-0000-7000-8000-000000000001'

/** Main as the drafts see it: answers when let, keeps what it was given. */
class Main implements DraftsPort {
  readonly calls: string[] = []
  isDiskFull = false
  whileSavingNote: () => void = () => undefined

  readonly saveDraft: DraftsPort['saveDraft'] = async (_id, text) => {
    this.calls.push(`draft "${text}"`)
    return this.isDiskFull ? { ok: false, error: { kind: 'storage_full', detail: null } } : { ok: true }
  }

  readonly saveNote: DraftsPort['saveNote'] = async (_id, text) => {
    this.calls.push(`note "${text}"`)
    this.whileSavingNote()
    await Promise.resolve()
    return this.isDiskFull
      ? { ok: false, error: { kind: 'storage_full', detail: null } }
      : { ok: true, noteId, heldUntilMs: 5_000 }
  }

  readonly undo: DraftsPort['undo'] = async () => {
    this.calls.push('undo')
    return { ok: true, text: 'taken back' }
  }
}

function drafts() {
  const main = new Main()
  const time = new FakeTime()
  const store = createStore(draftsState(main, time.schedule))
  return { main, time, ...store.getState(), draft: () => store.getState().byConversation[7] }
}

describe('a draft', () => {
  it('is saved once the user pauses, not at every key', async () => {
    const { main, time, type } = drafts()
    for (const text of ['C', 'Ca', 'Cal', 'Call']) {
      type(7, text)
      await time.pass(100)
    }
    expect(main.calls).toEqual([])
    await time.pass(300)
    expect(main.calls).toEqual(['draft "Call"'])
  })

  it('is saved at once when the user turns away, and not again afterwards', async () => {
    const { main, time, type, flush } = drafts()
    type(7, 'Call')
    await flush(7)
    await flush(7)
    await time.pass(1_000)
    expect(main.calls).toEqual(['draft "Call"'])
  })

  it('is on disk before the note is saved from it', async () => {
    const { main, type, saveNote, draft } = drafts()
    type(7, 'Call back')
    await saveNote(7)
    expect(main.calls).toEqual(['draft "Call back"', 'note "Call back"'])
    expect(draft()).toEqual({ text: '', kept: '', failure: null })
  })

  it('keeps its text and says why when the disk is full, and works again afterwards', async () => {
    const { main, type, saveNote, draft } = drafts()
    main.isDiskFull = true
    type(7, 'Important')
    await saveNote(7)
    expect(draft()).toMatchObject({ text: 'Important', failure: { kind: 'storage_full' } })
    main.isDiskFull = false
    await saveNote(7)
    expect(draft()).toMatchObject({ text: '', failure: null })
  })

  it('of what is typed while a note is being saved stays', async () => {
    const { main, time, type, saveNote, draft } = drafts()
    type(7, 'First.')
    main.whileSavingNote = () => type(7, 'First. Second')
    await saveNote(7)
    expect(draft()?.text).toBe(' Second')
    await time.pass(300)
    expect(main.calls.at(-1)).toBe('draft " Second"')
  })

  it('takes back the text of an undone note, with what was typed since saved first', async () => {
    const { main, type, undo, draft } = drafts()
    type(7, 'typed since')
    await undo(7, noteId)
    expect(main.calls).toEqual(['draft "typed since"', 'undo'])
    expect(draft()?.text).toBe('taken back')
  })

  it('from disk never replaces what is being typed', async () => {
    const { type, adopt, flush, draft } = drafts()
    type(7, 'newer')
    adopt(7, 'older')
    expect(draft()?.text).toBe('newer')
    await flush(7)
    await settle()
    adopt(7, 'from disk')
    expect(draft()?.text).toBe('from disk')
  })
})
