import type { Databases } from '../../db/open.ts'
import { type OutboxRow, readNote } from '../../db/outbox.ts'
import { conversationIdOf, conversationTarget } from '../../db/queries/targets.ts'
import { maxNoteCharacters } from '../../electron/ipc/limits.ts'
import type { Engine } from '../../electron/sync/engine.ts'
import {
  discardNote,
  editNote,
  resolveNote,
  retryNote,
  undoNote,
  writeNote,
} from '../../electron/sync/outbox/user-actions.ts'
import type { AppProcess } from './app-process.ts'
import { longestNote, refusedMarker, type SimulatedCrm } from './crm.ts'
import type { NoteText } from './happenings.ts'
import type { Trace } from './trace.ts'

/** A note that the user was told is saved. */
export interface ToldNote {
  readonly noteId: string
  readonly conversationRemoteId: string
  /** The user settled a doubt about it, or gave it up: how often it is in the CRM was then their word. */
  hasUserAnswered: boolean
  /** What it said before the user changed it: it may have left with these words. */
  readonly earlierTexts: string[]
}

interface UserOptions {
  readonly accountId: number
  readonly crm: SimulatedCrm
  readonly trace: Trace
}

/** Who writes notes and deals with their troubles; remembers every word that the app said it keeps. */
export class SimulatedUser {
  readonly told = new Map<string, ToldNote>()
  readonly #options: UserOptions
  readonly #lastText = new Map<string, string>()
  #written = 0
  #questions = 0

  constructor(options: UserOptions) {
    this.#options = options
  }

  /** Doubts that the app could not settle itself and asked about. */
  get questions(): number {
    return this.#questions
  }

  write(app: AppProcess, conversationIndex: number, kind: NoteText, holdMs: number): void {
    const conversation = this.#options.crm.targets()[conversationIndex]
    if (conversation === undefined) return
    const text = this.#textOf(kind, conversation)
    const saved = this.#withStorage(app, ({ replica, journal }, engine) => {
      const id = conversationIdOf(replica, this.#options.accountId, conversation)
      const target = id === null ? null : conversationTarget(replica, id)
      if (target === null) return null
      const { clock, random } = app
      const result = writeNote(
        { journal, clock, random, maxNoteCharacters },
        target,
        text,
        holdMs,
        this.#options.crm.formOf(this.#written),
      )
      if (!result.ok) throw new Error(`The app would not take a note: ${result.problem}`)
      engine.handle({ kind: 'outbox_changed' })
      return result.note
    })
    if (saved == null) {
      this.#options.trace.add(() => `user: could not write in ${conversation}`)
      return
    }
    this.#lastText.set(conversation, text)
    const { noteId } = saved
    this.told.set(noteId, { noteId, conversationRemoteId: conversation, hasUserAnswered: false, earlierTexts: [] })
    this.#options.trace.add(() => `user: wrote ${noteId} in ${conversation}: ${JSON.stringify(text.slice(0, 60))}`)
  }

  /** After a crash: notes that were on disk before the user could be told. From now on the app shows them, and so promises them. */
  lookAround(app: AppProcess): void {
    const rows = app.unwatched(() =>
      app.databases.journal
        .prepare<[number], { noteId: string; conversation: string }>(
          'SELECT note_id AS noteId, conversation_remote_id AS conversation FROM notes_outbox WHERE account_id = ?',
        )
        .all(this.#options.accountId),
    )
    for (const { noteId, conversation } of rows) {
      if (this.told.has(noteId)) continue
      this.told.set(noteId, { noteId, conversationRemoteId: conversation, hasUserAnswered: false, earlierTexts: [] })
    }
  }

  act(app: AppProcess, kind: 'undo' | 'edit' | 'discard' | 'retry', pick: number): void {
    const noteId = this.#pickNote(app, kind, pick)
    if (noteId === null) return
    const result = this.#withStorage(app, ({ journal }, engine) => {
      const surroundings = { journal, clock: app.clock, maxNoteCharacters }
      const done = this.#carryOut(kind, { ...surroundings, random: app.random }, noteId)
      engine.handle({ kind: 'outbox_changed' })
      return done
    })
    this.#options.trace.add(() => `user: ${kind} ${noteId}: ${result === undefined ? 'died' : JSON.stringify(result)}`)
  }

  /** Answers every question that the outbox asks, by what is to be seen in the CRM. */
  answerQuestions(app: AppProcess): void {
    for (const told of this.told.values()) {
      const note = app.attempt(({ journal }) => readNote(journal, told.noteId))
      if (note == null || !note.needsAnswer) continue
      const answer = this.#isInCrm(app, note) ? 'is_there' : 'send_again'
      const result = this.#withStorage(app, ({ journal }, engine) => {
        const done = resolveNote({ journal, clock: app.clock, maxNoteCharacters }, note.noteId, answer)
        engine.handle({ kind: 'outbox_changed' })
        return done
      })
      if (result?.ok === true) {
        told.hasUserAnswered = true
        this.#questions += 1
      }
      this.#options.trace.add(() => `user: answers ${answer} for ${note.noteId}`)
    }
  }

  #carryOut(kind: 'undo' | 'edit' | 'discard' | 'retry', surroundings: Parameters<typeof undoNote>[0], noteId: string) {
    switch (kind) {
      case 'undo':
        return undoNote(surroundings, noteId).ok
      case 'retry':
        return retryNote(surroundings, noteId).ok
      case 'edit': {
        this.#written += 1
        // Before it is done: a process may die between the commit and its word on it.
        const before = readNote(surroundings.journal, noteId)?.text
        if (before !== undefined) this.told.get(noteId)?.earlierTexts.push(before)
        return editNote(surroundings, noteId, `#${this.#written} edited: they will call back.`).ok
      }
      case 'discard': {
        const result = discardNote(surroundings, noteId)
        const told = this.told.get(noteId)
        if (result.ok && result.note.needsAnswer && told !== undefined) told.hasUserAnswered = true
        return result.ok
      }
      default:
        return kind satisfies never
    }
  }

  #pickNote(app: AppProcess, kind: 'undo' | 'edit' | 'discard' | 'retry', pick: number): string | null {
    // Also where the app must say no: it is to say so, and change nothing.
    const settled =
      kind === 'undo' ? ['queued', 'in_doubt', 'delivered', 'rejected', 'discarded'] : ['delivered', 'discarded']
    const fitting = [...this.told.keys()].filter((noteId) => {
      const note = app.attempt(({ journal }) => readNote(journal, noteId))
      return note != null && !settled.includes(note.state)
    })
    return fitting[Math.floor(pick * fitting.length)] ?? null
  }

  /** A note of ours with this text that no other note of ours is. */
  #isInCrm(app: AppProcess, note: OutboxRow): boolean {
    const others = new Set<string>()
    for (const { noteId } of this.told.values()) {
      if (noteId === note.noteId) continue
      const other = app.attempt(({ journal }) => readNote(journal, noteId))
      if (other?.remoteActivityId != null) others.add(other.remoteActivityId)
    }
    const { crm } = this.#options
    const text = crm.spelling(note.text)
    return crm
      .notesFromApi()
      .some(
        (there) =>
          there.conversation === note.conversationRemoteId &&
          crm.spelling(there.text) === text &&
          !others.has(there.remoteId),
      )
  }

  /** A full disk refuses the user's word too; then nothing was promised. */
  #withStorage<T>(app: AppProcess, task: (databases: Databases, engine: Engine) => T): T | undefined {
    try {
      return app.attempt<T>(task)
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'SQLITE_FULL') return undefined
      throw error
    }
  }

  #textOf(kind: NoteText, conversationId: string): string {
    this.#written += 1
    const number = `#${this.#written}`
    switch (kind) {
      case 'plain':
        return `${number} met them at the door; interested.`
      case 'same_as_last':
        return this.#lastText.get(conversationId) ?? `${number} nobody at home.`
      case 'multi_line':
        return `${number} Besuch bei Zoë:\r\n- Dach: süd, 30°\n\n  Preis genannt\t(über 9 000 €)  \n`
      case 'refused_by_crm':
        return `${number} ${refusedMarker}`
      case 'too_long_for_crm':
        return `${number} ${'long '.repeat(longestNote / 4)}`
      default:
        return kind satisfies never
    }
  }
}
