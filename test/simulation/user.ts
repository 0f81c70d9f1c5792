import { listAttachments } from '../../db/attachments.ts'
import type { Databases } from '../../db/open.ts'
import { type OutboxRow, readNote } from '../../db/outbox.ts'
import { troubleOf } from '../../db/queries/outbox-note.ts'
import { type ConversationTarget, conversationIdOf, conversationTarget } from '../../db/queries/targets.ts'
import { maxNoteCharacters } from '../../electron/ipc/limits.ts'
import {
  discardNote,
  editNote,
  type NoteTarget,
  resolveNote,
  retryNote,
  undoNote,
  writeEntry,
} from '../../electron/sync/outbox/user-actions.ts'
import type { AppProcess } from './app-process.ts'
import { longestNote, refusedMarker, type SimulatedCrm } from './crm.ts'
import { UsersDesk } from './desk.ts'
import type { HappeningKind, NoteText } from './happenings.ts'
import type { KnownUploads } from './known-uploads.ts'
import { type ToldNote, UserMemory } from './memory.ts'
import { NoteChanger } from './note-changer.ts'
import type { Trace } from './trace.ts'

type WrittenNote = Extract<HappeningKind, { kind: 'write' }>

interface UserOptions {
  readonly accountId: number
  readonly crm: SimulatedCrm
  readonly uploads: KnownUploads
  readonly trace: Trace
}

/** Who writes notes and deals with their troubles; remembers every word that the app said it keeps. */
export class SimulatedUser {
  readonly memory = new UserMemory()
  readonly #options: UserOptions
  readonly #changer: NoteChanger
  readonly #desk: UsersDesk
  readonly #lastText = new Map<string, string>()
  #written = 0
  #questions = 0

  constructor(options: UserOptions) {
    this.#options = options
    this.#changer = new NoteChanger({ ...options, memory: this.memory })
    this.#desk = new UsersDesk(options)
  }

  /** Doubts that the app could not settle itself and asked about. */
  get questions(): number {
    return this.#questions
  }

  /** Notes of their own that the user was told are saved. */
  get notes(): number {
    return [...this.memory.told.values()].filter(({ changes }) => changes === null).length
  }

  /** `others`: of accounts in which one conversation each gets the note too. */
  write(app: AppProcess, wish: WrittenNote, others: readonly SimulatedUser[]): void {
    const conversation = this.#options.crm.targets()[wish.conversation]
    if (conversation === undefined) return
    const text = this.#textOf(wish.text, conversation)
    const files = others.length === 0 && this.#options.crm.abilities.attachments !== null ? (wish.files ?? 0) : 0
    const saved = app.attemptToWrite(({ replica, journal }, engine) => {
      const target = this.#targetAt(replica, wish.conversation)
      if (target === null) return null
      const form = this.#options.crm.formOf(this.#written)
      const alsoIn = (wish.alsoIn ?? []).flatMap((index) => this.#targetAt(replica, index) ?? [])
      // Nor does what lies ready from before.
      const isBare = this.#desk.filesOf(conversation)?.length === 0
      const elsewhere = (isBare ? others : []).flatMap((other) => other.#asTarget(replica, wish.conversation) ?? [])
      for (let index = 0; index < files; index += 1)
        this.#desk.attach(app, journal, conversation, `Offer ${this.#written}-${index}`)
      const written = this.#writtenIn(conversation)
      const { clock, random } = app
      const targets = eachOnce([target, ...alsoIn, ...elsewhere])
      const surroundings = { journal, clock, random, maxNoteCharacters }
      const result = this.#desk.taken(conversation, () =>
        writeEntry(surroundings, { targets, text, form }, wish.holdMs),
      )
      if (!result.ok) throw new Error(`The app would not take a note: ${result.problem}`)
      engine.handle({ kind: 'outbox_changed' })
      return result.notes.map((note, index) => ({
        note: { ...note, text, conversationRemoteId: targets[index]?.remoteId ?? '' },
        written,
      }))
    })
    if (saved == null) {
      this.#options.trace.add(() => `user: could not write in ${conversation}`)
      return
    }
    this.#lastText.set(conversation, text)
    this.#options.trace.add(() => {
      const where = saved.map(({ note }) => `${note.noteId} in ${note.conversationRemoteId}`)
      return `user: wrote ${where.join(', ')}: ${JSON.stringify(text.slice(0, 60))}`
    })
    const users = [this, ...others]
    for (const { note, written } of saved) {
      const itsUser = users.find((each) => each.#options.accountId === note.accountId)
      // What goes to other CRMs as well has no files.
      itsUser?.memory.keep(note, itsUser === this ? written : { inConversation: note.conversationRemoteId, files: [] })
    }
  }

  change(app: AppProcess, pick: number, holdMs: number): void {
    this.#written += 1
    this.#changer.change(app, pick, `#${this.#written} changed: they have signed.`, holdMs)
  }

  meetColleague(app: AppProcess, pick: number): void {
    this.#changer.meetColleague(app, pick)
  }

  /** After a crash: notes that were on disk before the user could be told. From now on the app shows them, and so promises them. */
  lookAround(app: AppProcess): void {
    const rows = app.unwatched(() =>
      app.databases.journal
        .prepare<
          [number],
          { noteId: string; conversationRemoteId: string; editsRemoteId: string | null; text: string }
        >(
          `SELECT note_id AS noteId, conversation_remote_id AS conversationRemoteId, edits_remote_id AS editsRemoteId, text
           FROM notes_outbox WHERE account_id = ?`,
        )
        .all(this.#options.accountId),
    )
    for (const row of rows) this.memory.keep(row)
  }

  act(app: AppProcess, kind: 'undo' | 'edit' | 'discard' | 'retry', pick: number): void {
    const noteId = this.#pickNote(app, kind, pick)
    if (noteId === null) return
    const result = app.attemptToWrite(({ journal }, engine) => {
      const surroundings = { journal, clock: app.clock, maxNoteCharacters }
      const done = this.#carryOut(kind, { ...surroundings, random: app.random }, noteId)
      engine.handle({ kind: 'outbox_changed' })
      return done
    })
    this.#options.trace.add(() => `user: ${kind} ${noteId}: ${result === undefined ? 'died' : JSON.stringify(result)}`)
  }

  /** Answers every question that the outbox asks, by what is to be seen in the CRM. */
  answerQuestions(app: AppProcess): void {
    for (const told of this.memory.told.values()) {
      const note = app.attempt(({ journal }) => readNote(journal, told.noteId))
      if (note == null || !note.needsAnswer) continue
      const answer = this.#isInCrm(app, note) ? 'is_there' : 'send_again'
      const result = app.attemptToWrite(({ journal }, engine) => {
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
        return this.#takesBack(noteId, () => undoNote(surroundings, noteId).ok)
      case 'retry': {
        this.#triesAgain(surroundings.journal, noteId)
        return retryNote(surroundings, noteId).ok
      }
      case 'edit': {
        this.#written += 1
        const text = `#${this.#written} edited: they will call back.`
        const before = readNote(surroundings.journal, noteId)
        return before !== null && this.memory.reworded(before, text, () => editNote(surroundings, noteId, text).ok)
      }
      case 'discard': {
        const result = discardNote(surroundings, noteId)
        const told = this.memory.told.get(noteId)
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
    const fitting = [...this.memory.told.keys()].filter((noteId) => {
      const note = app.attempt(({ journal }) => readNote(journal, noteId))
      return note != null && !settled.includes(note.state)
    })
    return fitting[Math.floor(pick * fitting.length)] ?? null
  }

  /** Its files are the draft's again. */
  #takesBack(noteId: string, undo: () => boolean): boolean {
    const told = this.memory.told.get(noteId)
    // A change has no draft, and no files.
    if (told === undefined || told.changes !== null) return undo()
    if (told.written !== null) return this.#desk.givenBack(told.written.inConversation, told.written.files, undo)
    this.#desk.isKnown = false
    return undo()
  }

  #writtenIn(conversation: string): ToldNote['written'] {
    const files = this.#desk.filesOf(conversation)
    return files === null ? null : { inConversation: conversation, files }
  }

  /** A refused note goes out anew, with its files and over what the app showed to stand there. */
  #triesAgain(journal: Databases['journal'], noteId: string): void {
    const note = readNote(journal, noteId)
    if (note?.state !== 'rejected') return
    for (const { contentHash } of listAttachments(journal, note.entryId)) this.#options.uploads.forget(contentHash)
    const trouble = troubleOf(note.trouble)
    if (note.editsRemoteId !== null && trouble?.kind === 'conflict') this.memory.saw(note.editsRemoteId, trouble.theirs)
  }

  #targetAt(replica: Databases['replica'], index: number): ConversationTarget | null {
    const conversation = this.#options.crm.targets()[index]
    const id = conversation === undefined ? null : conversationIdOf(replica, this.#options.accountId, conversation)
    return id === null ? null : conversationTarget(replica, id)
  }

  /** For a note that was written in another account, in the form of this one. */
  #asTarget(replica: Databases['replica'], index: number): NoteTarget | null {
    const target = this.#targetAt(replica, index)
    return target === null ? null : { ...target, form: this.#options.crm.formOf(this.#written) }
  }

  /** A note of ours with this text that no other note of ours is. */
  #isInCrm(app: AppProcess, note: OutboxRow): boolean {
    const others = new Set<string>()
    for (const { noteId } of this.memory.told.values()) {
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

/** In their order. */
function eachOnce(targets: readonly NoteTarget[]): NoteTarget[] {
  const isSame = (one: NoteTarget, other: NoteTarget) =>
    one.accountId === other.accountId && one.remoteId === other.remoteId
  return targets.filter((target, index) => targets.findIndex((each) => isSame(each, target)) === index)
}
