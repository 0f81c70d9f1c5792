import type { Databases } from '../../db/open.ts'
import { type OutboxRow, readNote } from '../../db/outbox.ts'
import { ownNote } from '../../db/queries/own-note.ts'
import { activityIdOf, conversationTarget } from '../../db/queries/targets.ts'
import { plainNote } from '../../db/records.ts'
import { maxNoteCharacters } from '../../electron/ipc/limits.ts'
import { type WrittenEdit, writeEdit } from '../../electron/sync/outbox/write-note.ts'
import type { AppProcess } from './app-process.ts'
import type { SimulatedCrm } from './crm.ts'
import type { UserMemory } from './memory.ts'
import type { Trace } from './trace.ts'

interface ChangerOptions {
  readonly accountId: number
  readonly crm: SimulatedCrm
  readonly memory: UserMemory
  readonly trace: Trace
}

/** Changes of notes that the CRM has: the user's, and those of a colleague whom they meet there. */
export class NoteChanger {
  readonly #options: ChangerOptions

  constructor(options: ChangerOptions) {
    this.#options = options
  }

  /** From what is to be seen of the note here. */
  change(app: AppProcess, pick: number, text: string, holdMs: number): void {
    const { crm, memory, trace } = this.#options
    const noteRemoteId = crm.abilities.edits ? this.#pickDelivered(app, pick) : null
    if (noteRemoteId === null) return
    const saved = app.attemptToWrite((databases, engine) => {
      const edit = this.#editOf(databases, noteRemoteId, text)
      if (edit === null) return null
      // Before it is done: a process may die between the commit and its word on it.
      memory.saw(noteRemoteId, edit.base)
      const note = this.#write(app, databases, edit, holdMs)
      engine.handle({ kind: 'outbox_changed' })
      return note
    })
    if (saved == null) {
      trace.add(() => `user: could not change ${noteRemoteId}`)
      return
    }
    memory.keep(saved)
    trace.add(() => `user: changed ${noteRemoteId} by ${saved.noteId}: ${JSON.stringify(text)}`)
  }

  /** A colleague changes a note of ours that the app knows to be in the CRM: what is looked for still has its own words. */
  meetColleague(app: AppProcess, pick: number): void {
    const { crm, trace } = this.#options
    const noteRemoteId = this.#pickDelivered(app, pick)
    if (noteRemoteId === null || crm.changeByColleague?.(noteRemoteId) !== true) return
    trace.add(() => `colleague: changed our note ${noteRemoteId}`)
  }

  #write(app: AppProcess, { journal }: Databases, edit: WrittenEdit, holdMs: number): OutboxRow {
    const { clock, random } = app
    const write = (): OutboxRow => {
      const result = writeEdit({ journal, clock, random, maxNoteCharacters }, edit, holdMs)
      if (!result.ok) throw new Error(`The app would not take a change: ${result.problem}`)
      return result.note
    }
    const waiting = this.#waitingChange(journal, edit.noteRemoteId)
    if (waiting === null) return { ...write(), text: edit.text }
    let written = waiting
    this.#options.memory.reworded(waiting, edit.text, () => {
      written = write()
      return written.noteId === waiting.noteId
    })
    return { ...written, text: edit.text }
  }

  #editOf({ replica, journal }: Databases, noteRemoteId: string, text: string): WrittenEdit | null {
    const activityId = activityIdOf(replica, this.#options.accountId, noteRemoteId)
    const note = activityId === null ? null : ownNote(replica, journal, activityId)
    const target = note === null ? null : conversationTarget(replica, note.conversationId)
    if (note === null || target === null) return null
    const form = { ...plainNote, format: note.isHtml ? 'html' : 'plain' } as const
    return { target, noteRemoteId, base: note.content, text, form }
  }

  /** The change of the note that a new one takes the place of. */
  #waitingChange(journal: Databases['journal'], noteRemoteId: string): OutboxRow | null {
    const changes = [...this.#options.memory.told.values()].filter(({ changes }) => changes === noteRemoteId)
    const rows = changes.flatMap(({ noteId }) => readNote(journal, noteId) ?? [])
    return rows.findLast(({ state }) => state === 'held' || state === 'queued' || state === 'rejected') ?? null
  }

  #pickDelivered(app: AppProcess, pick: number): string | null {
    const ids = [...this.#options.memory.told.keys()].flatMap((noteId) => {
      const note = app.attempt(({ journal }) => readNote(journal, noteId))
      return note?.state === 'delivered' && note.remoteActivityId !== null ? [note.remoteActivityId] : []
    })
    return ids[Math.floor(pick * ids.length)] ?? null
  }
}
