import { describe, expect, it } from 'vitest'
import { createStore } from 'zustand/vanilla'
import type { Attachment, NoteForm } from '../../../electron/ipc/shapes.ts'
import { type DraftsPort, draftsState, type OtherTarget } from '../../../renderer/stores/drafts-state.ts'
import { FakeTime, settle } from './fake-time.ts'

const noteId = '0190a0b0-0000-7000-8000-000000000001'
const plain: NoteForm = { format: 'plain', visibility: null, isDraft: false, activity: null }
const html: NoteForm = { ...plain, format: 'html' }
const ben: OtherTarget = { conversationId: 9, displayName: 'Ben' }
const file: Attachment = {
  position: 0,
  fileName: 'roof.png',
  mediaType: 'image/png',
  bytes: 5,
  contentHash: 'abc',
  isUploaded: false,
}

function meeting(outcome: string, agenda: string): NoteForm {
  const fields = [
    { name: 'mx_1', value: outcome },
    { name: 'mx_2', value: agenda },
  ]
  return { ...plain, activity: { typeCode: '202', typeName: 'Meeting', occurredAtMs: null, fields } }
}

/** Main as the drafts see it: answers when let, keeps what it was given. */
class Main implements DraftsPort {
  readonly calls: string[] = []
  files: Attachment[] = []
  isDiskFull = false
  /** Its calls fail where they should answer. */
  isBroken = false
  isUnreadable = false
  isFormIncomplete = false
  whileSavingNote: () => void = () => undefined
  whileTakingBack: () => void = () => undefined
  whileReading: () => void = () => undefined

  alsoTo: OtherTarget[] = []

  readonly saveDraft: DraftsPort['saveDraft'] = async ({ text, form, alsoTo }) => {
    const words = form == null ? `draft "${text}"` : `draft "${text}" ${form.format}`
    this.calls.push(alsoTo === undefined ? words : `${words} also to ${alsoTo.join()}`)
    if (this.isBroken) throw new Error('Not agreed')
    return this.isDiskFull ? { ok: false, error: { kind: 'storage_full', detail: null } } : { ok: true }
  }

  readonly readDraft: DraftsPort['readDraft'] = async () => {
    this.whileReading()
    if (this.isUnreadable) throw new Error('Not agreed')
    return { text: 'taken back', form: html, alsoTo: this.alsoTo, attachments: this.files }
  }

  readonly saveNote: DraftsPort['saveNote'] = async ({ text, targets }) => {
    this.calls.push(targets === undefined ? `note "${text}"` : `note "${text}" to ${targets.join()}`)
    this.whileSavingNote()
    await Promise.resolve()
    if (this.isBroken) throw new Error('Not agreed')
    if (this.isDiskFull) return { ok: false, error: { kind: 'storage_full', detail: null } }
    if (this.isFormIncomplete) {
      const problems = [
        { fieldName: 'mx_1', problem: 'missing' as const },
        { fieldName: 'mx_2', problem: 'too_long' as const },
      ]
      return { ok: false, error: { kind: 'form_incomplete', detail: null, problems } }
    }
    return { ok: true, entryId: noteId, noteId, notes: [{ noteId, conversationId: 7 }], heldUntilMs: 5_000 }
  }

  readonly undo: DraftsPort['undo'] = async () => {
    this.calls.push('undo')
    if (this.isBroken) throw new Error('Not agreed')
    this.whileTakingBack()
    return { ok: true, text: 'taken back', conversationId: 7 }
  }

  readonly removeFile: DraftsPort['removeFile'] = async (_id, position) => {
    this.files = this.files.filter((one) => one.position !== position)
    return { ok: true }
  }
}

function drafts() {
  const main = new Main()
  const time = new FakeTime()
  const store = createStore(draftsState(main, time.schedule))
  const state = store.getState()
  return {
    main,
    time,
    ...state,
    save: () => state.saveNote(7, plain, 7),
    draft: () => store.getState().byConversation[7],
  }
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

  it('of somebody who never pauses is saved every second all the same', async () => {
    const { main, time, type } = drafts()
    for (let key = 1; key <= 12; key += 1) {
      type(7, 'x'.repeat(key))
      await time.pass(200)
    }
    expect(main.calls.map((call) => call.length - 'draft ""'.length)).toEqual([5, 10])
    await time.pass(300)
    expect(main.calls.at(-1)).toBe(`draft "${'x'.repeat(12)}"`)
  })

  it('is on its way at once when the page goes, whatever the journal is still at', async () => {
    const { main, type, flush, saveAllNow } = drafts()
    type(7, 'Call')
    void flush(7)
    type(7, 'Call back')
    type(8, 'Another')
    saveAllNow()
    expect(main.calls).toEqual(['draft "Call back"', 'draft "Another"'])
    await settle()
    // What waited for its turn finds the newest text, and never puts an older one over it.
    expect(main.calls.slice(2).filter((call) => call === 'draft "Call"')).toEqual([])
  })

  it('that main could not take is said to be unsaved, and is saved with the next key', async () => {
    const { main, time, type, draft } = drafts()
    main.isBroken = true
    type(7, 'Call')
    await time.pass(300)
    expect(draft()).toMatchObject({ text: 'Call', failure: { kind: 'unexpected' } })
    main.isBroken = false
    type(7, 'Call!')
    await time.pass(300)
    expect(draft()).toMatchObject({ failure: null, kept: { text: 'Call!' } })
  })

  it('keeps its text where saving the note or taking one back fails on our side', async () => {
    const { main, type, save, undo, draft } = drafts()
    main.isBroken = true
    type(7, 'Important')
    expect(await save()).toMatchObject({ ok: false, error: { kind: 'unexpected' } })
    expect(await undo(7, noteId)).toMatchObject({ ok: false, error: { kind: 'unexpected' } })
    expect(draft()).toMatchObject({ text: 'Important', failure: { kind: 'unexpected' } })
  })

  it('is saved at once when the user turns away, and not again afterwards', async () => {
    const { main, time, type, flush } = drafts()
    type(7, 'Call')
    await flush(7)
    await flush(7)
    await time.pass(1_000)
    expect(main.calls).toEqual(['draft "Call"'])
  })

  it('keeps what is said besides the text, like the text', async () => {
    const { main, time, type, fill } = drafts()
    type(7, 'Call')
    fill(7, html)
    await time.pass(300)
    expect(main.calls).toEqual(['draft "Call" html'])
  })

  it('is on disk before the note is saved from it', async () => {
    const { main, type, save, draft } = drafts()
    type(7, 'Call back')
    await save()
    expect(main.calls).toEqual(['draft "Call back"', 'note "Call back"'])
    expect(draft()).toMatchObject({ text: '', form: null, files: [], failure: null })
  })

  it('keeps its text and says why when the disk is full, and works again afterwards', async () => {
    const { main, type, save, draft } = drafts()
    main.isDiskFull = true
    type(7, 'Important')
    await save()
    expect(draft()).toMatchObject({ text: 'Important', failure: { kind: 'storage_full' } })
    main.isDiskFull = false
    await save()
    expect(draft()).toMatchObject({ text: '', failure: null })
  })

  it('of what is typed while a note is being saved stays', async () => {
    const { main, time, type, save, draft } = drafts()
    type(7, 'First.')
    main.whileSavingNote = () => type(7, 'First. Second')
    await save()
    expect(draft()?.text).toBe(' Second')
    await time.pass(300)
    expect(main.calls.at(-1)).toBe('draft " Second"')
  })

  it('takes back text, form and files of an undone note, with what was typed since saved first', async () => {
    const { main, type, undo, draft } = drafts()
    main.files = [file]
    type(7, 'typed since')
    await undo(7, noteId)
    expect(main.calls).toEqual(['draft "typed since"', 'undo'])
    expect(draft()).toMatchObject({ text: 'taken back', form: html, files: [file] })
  })

  it('that is taken back keeps what is typed at that very moment', async () => {
    const { main, time, type, undo, draft } = drafts()
    main.whileTakingBack = () => type(7, 'typed')
    await undo(7, noteId)
    expect(draft()?.text).toBe('taken backtyped')
    await time.pass(300)
    expect(main.calls.at(-1)).toBe('draft "taken backtyped" html')
  })

  it('from disk never replaces what is being typed', async () => {
    const { type, adopt, flush, draft } = drafts()
    type(7, 'newer')
    adopt(7, { text: 'older', form: html, alsoTo: [] })
    expect(draft()).toMatchObject({ text: 'newer', form: null })
    await flush(7)
    await settle()
    adopt(7, { text: 'from disk', form: html, alsoTo: [ben] })
    expect(draft()).toMatchObject({ text: 'from disk', form: html, alsoTo: [ben] })
  })
})

describe('words put behind a draft', () => {
  it('follow what the journal has of a conversation that is not open, and are on disk before it says so', async () => {
    const { main, append, draft } = drafts()
    expect(await append(7, 'left over', plain)).toEqual({ ok: true })
    expect(main.calls).toEqual(['draft "taken back\n\nleft over" html'])
    expect(draft()).toMatchObject({ text: 'taken back\n\nleft over', form: html })
  })

  it('are said once, however often the disk had no room for them', async () => {
    const { main, type, append, draft } = drafts()
    type(7, 'begun')
    main.isDiskFull = true
    expect(await append(7, 'left over', plain)).toMatchObject({ ok: false, error: { kind: 'storage_full' } })
    main.isDiskFull = false
    expect(await append(7, 'left over', plain)).toEqual({ ok: true })
    expect(draft()?.text).toBe('begun\n\nleft over')
  })
})

describe('the targets of a note', () => {
  it('are said only where there are several, the one it is written to first', async () => {
    const { main, type, save, sendAlsoTo, draft } = drafts()
    type(7, 'For both')
    sendAlsoTo(7, [ben])
    await save()
    expect(main.calls.at(-1)).toBe('note "For both" to 7,9')
    expect(draft()?.alsoTo).toEqual([])
  })

  it('are on disk like the text, and named only where they were changed', async () => {
    const { main, time, type, sendAlsoTo } = drafts()
    type(7, 'For both')
    sendAlsoTo(7, [ben])
    await time.pass(300)
    type(7, 'For both!')
    await time.pass(300)
    sendAlsoTo(7, [])
    await time.pass(300)
    expect(main.calls).toEqual(['draft "For both" also to 9', 'draft "For both!"', 'draft "For both!" also to '])
  })
})

describe('the targets of a note that come or go in the CRM', () => {
  const dora = { conversationId: 12, displayName: 'Dora' }

  it('are the draft’s as the journal has them, and the words stay', async () => {
    const { main, type, sendAlsoTo, readOthers, save, draft } = drafts()
    type(7, 'For all')
    sendAlsoTo(7, [ben])
    main.alsoTo = [ben, dora]
    await readOthers(7)
    expect(draft()).toMatchObject({ text: 'For all', alsoTo: [ben, dora] })
    await save()
    expect(main.calls).toEqual(['draft "For all" also to 9', 'note "For all" to 7,9,12'])
  })

  it('get a note that is saved right after they came back', async () => {
    const { main, type, readOthers, save } = drafts()
    type(7, 'For all')
    main.alsoTo = [dora]
    await Promise.all([readOthers(7), save()])
    expect(main.calls.at(-1)).toBe('note "For all" to 7,12')
  })

  it('are the same as before where nobody came or went: nothing is drawn again', async () => {
    const { main, type, sendAlsoTo, readOthers, draft } = drafts()
    type(7, 'For both')
    sendAlsoTo(7, [ben])
    main.alsoTo = [ben]
    await readOthers(7)
    const before = draft()
    await readOthers(7)
    expect(draft()).toBe(before)
  })

  it('are not taken over where the user has changed them meanwhile', async () => {
    const { main, type, sendAlsoTo, readOthers, draft } = drafts()
    type(7, 'For all')
    main.alsoTo = [ben, dora]
    main.whileReading = () => sendAlsoTo(7, [])
    await readOthers(7)
    expect(draft()?.alsoTo).toEqual([])
  })

  it('cannot be read where main fails: that is said, and the words stay', async () => {
    const { main, type, readOthers, draft } = drafts()
    type(7, 'For all')
    main.isUnreadable = true
    await readOthers(7)
    expect(draft()).toMatchObject({ text: 'For all', failure: { kind: 'unexpected' } })
  })
})

describe('the targets of a note that is taken back', () => {
  it('are the draft’s again, wherever it was taken back', async () => {
    const { main, sendAlsoTo, undo, draft } = drafts()
    const dora = { conversationId: 12, displayName: 'Dora' }
    main.whileTakingBack = () => {
      main.alsoTo = [ben, dora]
    }
    sendAlsoTo(7, [dora])
    await undo(9, noteId)
    // Main joins them with those of the draft that was begun since, which has to be on disk by then.
    expect(main.calls).toEqual(['draft "" also to 12', 'undo'])
    expect(draft()).toMatchObject({ text: 'taken back', alsoTo: [ben, dora] })
  })
})

describe('what is wrong with a form', () => {
  it('is told at its field until the field is changed', async () => {
    const { main, type, fill, save, draft } = drafts()
    main.isFormIncomplete = true
    type(7, 'Met them')
    fill(7, meeting('', 'x'))
    await save()
    expect(draft()?.problems.map(({ fieldName }) => fieldName)).toEqual(['mx_1', 'mx_2'])
    fill(7, meeting('Signed', 'x'))
    expect(draft()?.problems).toEqual([{ fieldName: 'mx_2', problem: 'too_long' }])
  })

  it('goes with the kind of activity that it is about', async () => {
    const { main, type, fill, save, draft } = drafts()
    main.isFormIncomplete = true
    type(7, 'Met them')
    fill(7, meeting('', ''))
    await save()
    fill(7, plain)
    expect(draft()?.problems).toEqual([])
  })
})

describe('the files of a draft', () => {
  it('are what main has, and those it refused are named until the next are added', async () => {
    const { main, addFiles, draft } = drafts()
    const refused = { fileName: 'film.mp4', problem: 'too_large' as const }
    await addFiles(7, async () => {
      main.files = [file]
      return [{ ok: true, added: [file], refused: [refused] }]
    })
    expect(draft()).toMatchObject({ files: [file], refused: [refused] })
    await addFiles(7, async () => [])
    expect(draft()?.refused).toEqual([])
  })

  it('are in before a note is saved', async () => {
    const { main, addFiles, type, save } = drafts()
    type(7, 'With a file')
    let finish = () => {}
    const adding = addFiles(7, async () => {
      await new Promise<void>((resolve) => {
        finish = resolve
      })
      main.calls.push('added')
      return [{ ok: true, added: [file], refused: [] }]
    })
    const saving = save()
    await settle()
    expect(main.calls).toEqual([])
    finish()
    await Promise.all([adding, saving])
    expect(main.calls).toEqual(['added', 'draft "With a file"', 'note "With a file"'])
  })

  it('can be taken out again', async () => {
    const { main, adopt, removeFile, draft } = drafts()
    main.files = [file]
    adopt(7, { text: '', form: null, alsoTo: [] })
    await settle()
    expect(draft()?.files).toEqual([file])
    await removeFile(7, 0)
    expect(draft()?.files).toEqual([])
  })

  it('that could not even be asked for say so, and a note can be saved', async () => {
    const { addFiles, type, save, draft } = drafts()
    type(7, 'Text')
    await addFiles(7, () => Promise.reject(new Error('Not agreed')))
    expect(draft()).toMatchObject({ text: 'Text', failure: { kind: 'unexpected' } })
    expect(await save()).toMatchObject({ ok: true })
  })

  it('that could not be kept say why, and the text stays', async () => {
    const { addFiles, type, draft } = drafts()
    type(7, 'Text')
    await addFiles(7, async () => [{ ok: false, error: { kind: 'storage_full', detail: null } }])
    expect(draft()).toMatchObject({ text: 'Text', failure: { kind: 'storage_full' } })
  })
})
