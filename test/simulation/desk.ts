import { addAttachment } from '../../db/attachments.ts'
import type { Databases } from '../../db/open.ts'
import { maxAttachmentsOfNote } from '../../electron/ipc/limits.ts'
import { newNoteId } from '../../electron/sync/outbox/new-note-id.ts'
import type { AppProcess } from './app-process.ts'
import type { NoteInCrm, SimulatedCrm } from './crm.ts'

export type NoteFiles = NoteInCrm['files']

/** Largest file that the app may take here, bytes. */
const maxBytes = 1_000

/** What lies ready for the next note of each conversation; null: the process died over it, and it may be there or not. */
export class UsersDesk {
  readonly #options: { readonly accountId: number; readonly crm: SimulatedCrm }
  readonly #files = new Map<string, NoteFiles | null>()
  /** False once a note was taken back of which nobody knows where it was written. */
  isKnown = true

  constructor(options: { readonly accountId: number; readonly crm: SimulatedCrm }) {
    this.#options = options
  }

  /** Puts a file to the conversation's draft; no other is the same. */
  attach(app: AppProcess, journal: Databases['journal'], conversationRemoteId: string, name: string): void {
    const { accountId, crm } = this.#options
    const nowMs = app.clock.nowMs()
    const fileName = `${name}.pdf`
    const bytes = new TextEncoder().encode(`${name} of ${accountId}.`)
    const before = this.filesOf(conversationRemoteId)
    this.#files.set(conversationRemoteId, null)
    const added = addAttachment(
      journal,
      app.attachments,
      { accountId, conversationRemoteId },
      { fileName, mediaType: 'application/pdf', source: { bytes } },
      {
        limits: {
          maxCount: maxAttachmentsOfNote,
          maxBytes,
          mediaTypes: crm.abilities.attachments?.mediaTypes ?? null,
        },
        newEntryId: newNoteId(nowMs, app.random),
        nowMs,
      },
    )
    if (!added.ok) throw new Error(`The app would not take a file: ${added.problem}`)
    const { contentHash } = added.attachment
    this.#files.set(conversationRemoteId, before === null ? null : [...before, { fileName, contentHash }])
  }

  filesOf(conversationRemoteId: string): NoteFiles | null {
    const files = this.#files.get(conversationRemoteId)
    if (!this.isKnown) return null
    return files === undefined ? [] : files
  }

  /** Takes the files along, if `write` comes to its end. */
  taken<T>(conversationRemoteId: string, write: () => T): T {
    this.#files.set(conversationRemoteId, null)
    const result = write()
    this.#files.delete(conversationRemoteId)
    return result
  }

  /** A note was taken back, to where it was written; `isDone` false: it could not be. */
  givenBack(conversationRemoteId: string, files: NoteFiles, takeBack: () => boolean): boolean {
    const before = this.filesOf(conversationRemoteId)
    this.#files.set(conversationRemoteId, null)
    const isDone = takeBack()
    const after = before === null ? null : [...before, ...files]
    this.#files.set(conversationRemoteId, isDone ? after : before)
    return isDone
  }
}
