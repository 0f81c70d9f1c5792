import type { OutboxRow } from '../../db/outbox.ts'
import type { NoteFiles } from './desk.ts'

/** A note, or the change of one, that the user was told is saved. */
export interface ToldNote {
  readonly noteId: string
  readonly conversationRemoteId: string
  /** Of a change: the note in the CRM; null: it is a note of its own. */
  readonly changes: string | null
  /** Where it was written, and the files that went along; null: not known, the process died over it. */
  readonly written: { readonly inConversation: string; readonly files: NoteFiles } | null
  /** What it says; two where the process died over a change of its words. */
  texts: ReadonlySet<string>
  /** The user settled a doubt about it, or gave it up: how often it is in the CRM was then their word. */
  hasUserAnswered: boolean
  /** What it said before the user changed it: it may have left with these words. */
  readonly earlierTexts: string[]
}

type KeptRow = Pick<OutboxRow, 'noteId' | 'conversationRemoteId' | 'editsRemoteId' | 'text'>

/** Every word that the app said it keeps, and what it showed to be overwritten. */
export class UserMemory {
  readonly told = new Map<string, ToldNote>()
  /** By note in the CRM: what the user saw there before they wrote over it. */
  readonly seen = new Map<string, Set<string>>()

  keep({ noteId, conversationRemoteId, editsRemoteId, text }: KeptRow, written: ToldNote['written'] = null): void {
    if (this.told.has(noteId)) return
    this.told.set(noteId, {
      noteId,
      conversationRemoteId,
      changes: editsRemoteId,
      written,
      texts: new Set([text]),
      hasUserAnswered: false,
      earlierTexts: [],
    })
  }

  /** `reword` says whether it was done. It may not come to say so: then the note says one or the other. */
  reworded({ noteId, text }: OutboxRow, to: string, reword: () => boolean): boolean {
    const told = this.told.get(noteId)
    if (told !== undefined) {
      told.earlierTexts.push(text)
      told.texts = new Set([text, to])
    }
    const isDone = reword()
    if (told !== undefined) told.texts = new Set([isDone ? to : text])
    return isDone
  }

  saw(noteRemoteId: string, content: string): void {
    this.seen.set(noteRemoteId, new Set([...(this.seen.get(noteRemoteId) ?? []), content]))
  }
}
