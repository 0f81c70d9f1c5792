import type { StateCreator } from 'zustand'
import type { Input, Output } from '../../electron/ipc/contract.ts'
import type { Attachment, Conversation, FormProblem, NoteForm, RefusedFile } from '../../electron/ipc/shapes.ts'
import { answered, type Unexpected } from '../answered.ts'
import { stillWrong } from '../note-form.ts'
import type { Schedule } from '../schedule.ts'
import type { StoreFailure } from '../text-failure.ts'
import { orderedSaves } from './ordered-saves.ts'

export type FilesAnswer = Output<'attachment.choose'>

/** What of main the drafts need. */
export interface DraftsPort {
  readonly saveDraft: (draft: Input<'draft.save'>) => Promise<Output<'draft.save'>>
  readonly readDraft: (conversationId: number) => Promise<Output<'draft.get'>>
  readonly saveNote: (note: Input<'note.save'>) => Promise<Output<'note.save'>>
  readonly undo: (noteId: string) => Promise<Output<'note.undo'>>
  readonly removeFile: (conversationId: number, position: number) => Promise<Output<'attachment.remove'>>
}

/** A conversation that gets the note besides the one it is written in. */
export type OtherTarget = NonNullable<Conversation['noteTarget']>

/** What the user has said so far. */
interface Said {
  readonly text: string
  /** Null: nothing but the text. */
  readonly form: NoteForm | null
  readonly alsoTo: readonly OtherTarget[]
}

export interface Draft extends Said {
  /** What the journal holds; the draft differs from it until the next save. */
  readonly kept: Said
  readonly files: readonly Attachment[]
  /** Files that could not be added, until the next ones are. */
  readonly refused: readonly RefusedFile[]
  /** What the last attempt to save found wrong with the form, as far as it was not changed since. */
  readonly problems: readonly FormProblem[]
  readonly failure: StoreFailure | null
}

export interface DraftsState {
  readonly byConversation: Readonly<Record<number, Draft>>
  /** Takes the draft that the journal holds; what is being typed here wins over it. */
  readonly adopt: (conversationId: number, kept: Said) => void
  readonly type: (conversationId: number, text: string) => void
  readonly fill: (conversationId: number, form: NoteForm) => void
  readonly sendAlsoTo: (conversationId: number, others: readonly OtherTarget[]) => void
  /** Takes over from the journal to whom else the draft goes: somebody of them came or went in the CRM. What the user changed stays. */
  readonly readOthers: (conversationId: number) => Promise<void>
  /** Adds files by `adding`, which says what became of them; a note is not saved while it runs. */
  readonly addFiles: (conversationId: number, adding: () => Promise<readonly FilesAnswer[]>) => Promise<void>
  readonly removeFile: (conversationId: number, position: number) => Promise<void>
  readonly flush: (conversationId: number) => Promise<void>
  /** For the page's last moment: every draft that still waits is on its way to main when this returns. */
  readonly saveAllNow: () => void
  /** `form` is the draft's as the CRM can have it; `targetId` is where notes of the conversation go. */
  readonly saveNote: (
    conversationId: number,
    form: NoteForm,
    targetId: number,
  ) => Promise<Output<'note.save'> | Unexpected>
  readonly undo: (conversationId: number, noteId: string) => Promise<Output<'note.undo'> | Unexpected>
  /** Puts words behind the draft, wherever it is open or not; `ok` means that the journal has them. `form`: of a draft that was empty. */
  readonly append: (conversationId: number, words: string, form: NoteForm) => Promise<Kept>
}

type Kept = { readonly ok: true } | { readonly ok: false; readonly error: StoreFailure }

const nothingSaid: Said = { text: '', form: null, alsoTo: [] }

export const emptyDraft: Draft = {
  ...nothingSaid,
  kept: nothingSaid,
  files: [],
  refused: [],
  problems: [],
  failure: null,
}

/**
 * The note in progress of each conversation. It reaches the journal shortly after the last key, and at once when the user
 * turns away; while the journal cannot take it, it stays here and every further key tries again.
 */
export function draftsState(port: DraftsPort, schedule: Schedule): StateCreator<DraftsState> {
  return (set, get) => {
    const saves = orderedSaves(writeOnce, schedule)
    const { inOrder, flush } = saves
    const adding = new Map<number, Promise<void>>()

    const draftOf = (conversationId: number) => get().byConversation[conversationId] ?? emptyDraft

    function put(conversationId: number, change: Partial<Draft>) {
      const draft = { ...draftOf(conversationId), ...change }
      set(({ byConversation }) => ({ byConversation: { ...byConversation, [conversationId]: draft } }))
    }

    async function writeOnce(conversationId: number): Promise<void> {
      const draft = draftOf(conversationId)
      if (!isDirty(draft)) return
      const { text, form, alsoTo } = draft
      // Unchanged they stay as they are: somebody of them may not be here at the moment.
      const others = alsoTo === draft.kept.alsoTo ? {} : { alsoTo: alsoTo.map(({ conversationId: id }) => id) }
      const answer = await answered(port.saveDraft({ conversationId, text, form, ...others }))
      put(conversationId, answer.ok ? { kept: { text, form, alsoTo }, failure: null } : { failure: answer.error })
    }

    const dirtyIds = () =>
      Object.keys(get().byConversation)
        .map(Number)
        .filter((id) => isDirty(draftOf(id)))

    /** Takes the draft that main has made, which was `before`; what was typed behind that meanwhile stays behind this. */
    async function takeUp(conversationId: number, before: Draft): Promise<void> {
      const read = await answered(port.readDraft(conversationId))
      // It is on disk, and read when the conversation is opened the next time.
      if ('ok' in read) return put(conversationId, { failure: read.error })
      const { attachments: files, ...kept } = read
      const { text: typed } = draftOf(conversationId)
      const isBehind = typed.startsWith(before.text)
      const since = isBehind ? typed.slice(before.text.length) : `\n\n${typed}`
      put(conversationId, { ...emptyDraft, ...kept, text: kept.text + since, kept, files })
      if (since !== '') saves.request(conversationId)
    }

    async function readFiles(conversationId: number): Promise<void> {
      const read = await answered(port.readDraft(conversationId))
      put(conversationId, 'ok' in read ? { failure: read.error } : { files: read.attachments })
    }

    async function addNow(conversationId: number, add: () => Promise<readonly FilesAnswer[]>): Promise<void> {
      put(conversationId, { refused: [], failure: null })
      const answers = await answered(add())
      for (const answer of 'ok' in answers ? [answers] : answers) {
        if (answer.ok) put(conversationId, { refused: [...draftOf(conversationId).refused, ...answer.refused] })
        else put(conversationId, { failure: answer.error })
      }
      await inOrder(conversationId, () => readFiles(conversationId))
    }

    /** Main cleared the draft with the same commit; what was typed behind the note meanwhile is a new one. */
    function leaveTypedSince(conversationId: number, saved: Draft): void {
      const { text: typed, form } = draftOf(conversationId)
      const text = typed.startsWith(saved.text) ? typed.slice(saved.text.length) : typed
      put(conversationId, { ...emptyDraft, text, form: form === saved.form ? null : form })
      if (text !== '') saves.request(conversationId)
    }

    async function appendNow(conversationId: number, words: string, formOfWords: NoteForm): Promise<void> {
      const { attachments: files, ...kept } = await port.readDraft(conversationId)
      if (!isDirty(draftOf(conversationId))) put(conversationId, { ...kept, kept, files })
      const { text, form } = draftOf(conversationId)
      const isEmpty = text === ''
      // Words that could not be kept at the first try are not said twice.
      if (text.endsWith(words)) return
      put(conversationId, { text: isEmpty ? words : `${text}\n\n${words}`, form: isEmpty ? formOfWords : form })
    }

    return {
      byConversation: {},
      adopt(conversationId, kept) {
        const draft = draftOf(conversationId)
        if (!isDirty(draft)) {
          const { text, form, alsoTo } = draft
          const isNew = JSON.stringify({ text, form, alsoTo }) !== JSON.stringify(kept)
          if (isNew) put(conversationId, { ...kept, kept, failure: null })
        }
        void inOrder(conversationId, () => readFiles(conversationId))
      },
      type(conversationId, text) {
        put(conversationId, { text })
        saves.request(conversationId)
      },
      fill(conversationId, form) {
        const { form: before, problems } = draftOf(conversationId)
        put(conversationId, { form, problems: stillWrong(problems, before, form) })
        saves.request(conversationId)
      },
      sendAlsoTo(conversationId, alsoTo) {
        put(conversationId, { alsoTo })
        saves.request(conversationId)
      },
      // One task: a note that is saved right behind it goes to those who have come back.
      readOthers: (conversationId) =>
        inOrder(conversationId, async () => {
          await writeOnce(conversationId)
          const read = await answered(port.readDraft(conversationId))
          if ('ok' in read) return put(conversationId, { failure: read.error })
          const { alsoTo } = read
          const { alsoTo: now, kept } = draftOf(conversationId)
          const isNew = JSON.stringify(alsoTo) !== JSON.stringify(now)
          if (now === kept.alsoTo && isNew) put(conversationId, { alsoTo, kept: { ...kept, alsoTo } })
        }),
      addFiles(conversationId, add) {
        const before = adding.get(conversationId) ?? Promise.resolve()
        const now = Promise.all([before, addNow(conversationId, add)]).then(() => undefined)
        adding.set(
          conversationId,
          now.catch(() => undefined),
        )
        return now
      },
      removeFile: (conversationId, position) =>
        inOrder(conversationId, async () => {
          const answer = await answered(port.removeFile(conversationId, position))
          await readFiles(conversationId)
          if (!answer.ok) put(conversationId, { failure: answer.error })
        }),
      flush,
      saveAllNow() {
        for (const id of dirtyIds()) {
          saves.cancel(id)
          // Past the queue, whose turn may never come: main takes what is sent to it in order.
          void writeOnce(id)
        }
      },
      async saveNote(conversationId, form, targetId) {
        await adding.get(conversationId)
        await flush(conversationId)
        const draft = draftOf(conversationId)
        const { text, alsoTo } = draft
        const targets =
          alsoTo.length === 0 ? {} : { targets: [targetId, ...alsoTo.map(({ conversationId }) => conversationId)] }
        const answer = await answered(port.saveNote({ conversationId, text, form, ...targets }))
        if (answer.ok) leaveTypedSince(conversationId, draft)
        else put(conversationId, { failure: answer.error, problems: problemsOf(answer.error) })
        return answer
      },
      async undo(conversationId, noteId) {
        // It becomes the draft of the conversation in which it was written, which may be another.
        await Promise.all(dirtyIds().map(flush))
        const written = { ...get().byConversation }
        const answer = await answered(port.undo(noteId))
        if (answer.ok) {
          const place = answer.conversationId ?? conversationId
          await inOrder(place, () => takeUp(place, written[place] ?? emptyDraft))
        }
        return answer
      },
      async append(conversationId, words, form) {
        const done = await answered(inOrder(conversationId, () => appendNow(conversationId, words, form)))
        if (done !== undefined) return done
        await flush(conversationId)
        const draft = draftOf(conversationId)
        return draft.failure === null ? { ok: true } : { ok: false, error: draft.failure }
      },
    }
  }
}

function isDirty({ text, form, alsoTo, kept }: Draft): boolean {
  return text !== kept.text || form !== kept.form || alsoTo !== kept.alsoTo
}

function problemsOf(failure: StoreFailure): readonly FormProblem[] {
  return failure.kind === 'form_incomplete' ? failure.problems : []
}
