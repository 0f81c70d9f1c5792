import type { StateCreator } from 'zustand'
import type { Output } from '../../electron/ipc/contract.ts'
import { type Debounced, debounce, type Schedule } from '../schedule.ts'
import type { StoreFailure } from '../text-failure.ts'

/** What of main the drafts need. */
export interface DraftsPort {
  readonly saveDraft: (conversationId: number, text: string) => Promise<Output<'draft.save'>>
  readonly saveNote: (conversationId: number, text: string) => Promise<Output<'note.save'>>
  readonly undo: (noteId: string) => Promise<Output<'note.undo'>>
}

interface Draft {
  readonly text: string
  /** What the journal holds; `text` differs from it until the next save. */
  readonly kept: string
  readonly failure: StoreFailure | null
}

export interface DraftsState {
  readonly byConversation: Readonly<Record<number, Draft>>
  /** Takes the draft that the journal holds; what is being typed here wins over it. */
  readonly adopt: (conversationId: number, kept: string) => void
  readonly type: (conversationId: number, text: string) => void
  readonly flush: (conversationId: number) => Promise<void>
  readonly saveNote: (conversationId: number) => Promise<Output<'note.save'>>
  readonly undo: (conversationId: number, noteId: string) => Promise<Output<'note.undo'>>
}

const saveDelayMs = 300

/**
 * The text in progress of each conversation. It reaches the journal shortly after the last key, and at once when the user
 * turns away; while the journal cannot take it, it stays here and every further key tries again.
 */
export function draftsState(port: DraftsPort, schedule: Schedule): StateCreator<DraftsState> {
  return (set, get) => {
    const waiting = new Map<number, Debounced>()
    const writing = new Map<number, Promise<void>>()

    function put(conversationId: number, change: Partial<Draft>) {
      set(({ byConversation }) => {
        const draft = byConversation[conversationId] ?? { text: '', kept: '', failure: null }
        return { byConversation: { ...byConversation, [conversationId]: { ...draft, ...change } } }
      })
    }

    async function writeOnce(conversationId: number): Promise<void> {
      const draft = get().byConversation[conversationId]
      if (draft === undefined || draft.text === draft.kept) return
      const { text } = draft
      const answer = await port.saveDraft(conversationId, text)
      put(conversationId, answer.ok ? { kept: text, failure: null } : { failure: answer.error })
    }

    /** One write at a time, in order: an older text must never land after a newer one. */
    function write(conversationId: number): Promise<void> {
      const before = writing.get(conversationId) ?? Promise.resolve()
      const now = before.then(() => writeOnce(conversationId))
      const settled = now.catch(() => undefined)
      writing.set(conversationId, settled)
      return now
    }

    function delayed(conversationId: number): Debounced {
      const known = waiting.get(conversationId)
      if (known !== undefined) return known
      const made = debounce(() => void write(conversationId), saveDelayMs, schedule)
      waiting.set(conversationId, made)
      return made
    }

    async function flush(conversationId: number): Promise<void> {
      delayed(conversationId).cancel()
      await write(conversationId)
    }

    /** Main cleared the draft with the same commit; what was typed behind the note meanwhile is a new one. */
    function leaveTypedSince(conversationId: number, saved: string): void {
      const typed = get().byConversation[conversationId]?.text ?? ''
      const rest = typed.startsWith(saved) ? typed.slice(saved.length) : typed
      put(conversationId, { text: rest, kept: '', failure: null })
      if (rest !== '') delayed(conversationId).request()
    }

    return {
      byConversation: {},
      adopt(conversationId, kept) {
        const draft = get().byConversation[conversationId]
        if (draft !== undefined && draft.text !== draft.kept) return
        if (draft?.text !== kept) put(conversationId, { text: kept, kept, failure: null })
      },
      type(conversationId, text) {
        put(conversationId, { text })
        delayed(conversationId).request()
      },
      flush,
      async saveNote(conversationId) {
        await flush(conversationId)
        const text = get().byConversation[conversationId]?.text ?? ''
        const answer = await port.saveNote(conversationId, text)
        if (!answer.ok) put(conversationId, { failure: answer.error })
        else leaveTypedSince(conversationId, text)
        return answer
      },
      async undo(conversationId, noteId) {
        await flush(conversationId)
        const answer = await port.undo(noteId)
        if (answer.ok) put(conversationId, { text: answer.text, kept: answer.text, failure: null })
        return answer
      },
    }
  }
}
