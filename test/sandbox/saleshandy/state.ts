import type { Team } from './team.ts'
import type { Attachment, MailThread, Note, Prospect } from './types.ts'

export interface SaleshandyData {
  readonly team: Team
  readonly prospects: readonly Prospect[]
  readonly notes: readonly Note[]
  readonly threads: readonly MailThread[]
}

/**
 * The CRM's data. The maps hold everything that ever was, also what the API does not show any more (what is deleted, and
 * drafts that were replaced); `listed…` hold what it does.
 */
export class SaleshandyState {
  readonly team: Team
  readonly #prospects = new Map<string, Prospect>()
  readonly #notes = new Map<string, Note>()
  readonly #notesOf = new Map<string, Note[]>()
  readonly #attachments = new Map<string, Attachment>()
  readonly #threads = new Map<string, MailThread>()
  #newestProspects: readonly Prospect[] | null = null
  #newestThreads: readonly MailThread[] | null = null

  constructor(data: SaleshandyData) {
    this.team = data.team
    for (const prospect of data.prospects) this.addProspect(prospect)
    for (const note of data.notes) this.addNote(note)
    for (const thread of data.threads) this.addThread(thread)
  }

  get prospects(): ReadonlyMap<string, Readonly<Prospect>> {
    return this.#prospects
  }

  get notes(): ReadonlyMap<string, Readonly<Note>> {
    return this.#notes
  }

  /** Every upload, with what became of its bytes: name, size, SHA-256. */
  get attachments(): ReadonlyMap<string, Attachment> {
    return this.#attachments
  }

  get threads(): ReadonlyMap<string, Readonly<MailThread>> {
    return this.#threads
  }

  /** Every note of a prospect in the order of making: drafts, private and deleted ones too. */
  notesOf(prospectId: string): readonly Readonly<Note>[] {
    return this.#notesOf.get(prospectId) ?? []
  }

  /** Notes and drafts that came through the public API, in the order in which the server made them. */
  notesFromApi(): readonly Readonly<Note>[] {
    return [...this.#notes.values()].filter((note) => note.origin === 'api')
  }

  /** The prospect if the API knows it. */
  listedProspect(id: string): Readonly<Prospect> | null {
    const prospect = this.#prospects.get(id)
    return prospect === undefined || prospect.deletedAtMs !== null ? null : prospect
  }

  /** Newest first; of those made in the same moment the later made first. */
  listedProspects(): readonly Readonly<Prospect>[] {
    this.#newestProspects ??= [...this.#prospects.values()]
      .filter((prospect) => prospect.deletedAtMs === null)
      .reverse()
      .sort((one, other) => other.createdAtMs - one.createdAtMs)
    return this.#newestProspects
  }

  /** By the last message, newest first. */
  listedThreads(): readonly Readonly<MailThread>[] {
    this.#newestThreads ??= [...this.#threads.values()].sort(
      (one, other) => other.lastMessageAtMs - one.lastMessageAtMs || (one.id < other.id ? -1 : 1),
    )
    return this.#newestThreads
  }

  /** What the member sees of a prospect's published notes at `nowMs`, in the order of making. */
  listedNotes(prospectId: string, memberId: string, nowMs: number): readonly Readonly<Note>[] {
    return this.notesOf(prospectId).filter(
      (note) => note.status === '1' && isVisibleTo(note, memberId) && note.listedFromMs <= nowMs,
    )
  }

  /** The member's own draft on a prospect; there is at most one. */
  draftOf(prospectId: string, memberId: string): Readonly<Note> | null {
    return this.notesOf(prospectId).findLast((note) => isDraftOf(note, memberId)) ?? null
  }

  addProspect(prospect: Prospect): void {
    this.#prospects.set(prospect.id, prospect)
    this.#newestProspects = null
  }

  /** False where the API knows no such prospect. */
  changeProspect(id: string, change: (prospect: Prospect) => void): boolean {
    const prospect = this.#prospects.get(id)
    if (prospect === undefined || prospect.deletedAtMs !== null) return false
    change(prospect)
    this.#newestProspects = null
    return true
  }

  /** A draft takes the place of its author's earlier draft on the same prospect. */
  addNote(note: Note): void {
    if (note.status === '0') this.#discardDrafts(note)
    this.#notes.set(note.id, note)
    const notes = this.#notesOf.get(note.prospectId)
    if (notes === undefined) this.#notesOf.set(note.prospectId, [note])
    else notes.push(note)
  }

  /** False where there is no such note, or it is deleted. A note that becomes a draft takes the earlier one's place. */
  changeNote(id: string, change: (note: Note) => void): boolean {
    const note = this.#notes.get(id)
    if (note === undefined || note.deletedAtMs !== null) return false
    change(note)
    if (note.status === '0') this.#discardDrafts(note)
    return true
  }

  addAttachment(attachment: Attachment): void {
    this.#attachments.set(attachment.id, attachment)
  }

  addThread(thread: MailThread): void {
    this.#threads.set(thread.id, thread)
    this.#newestThreads = null
  }

  changeThread(id: string, change: (thread: MailThread) => void): boolean {
    const thread = this.#threads.get(id)
    if (thread === undefined) return false
    change(thread)
    this.#newestThreads = null
    return true
  }

  #discardDrafts(newer: Note): void {
    for (const draft of this.#notesOf.get(newer.prospectId) ?? []) {
      if (draft !== newer && isDraftOf(draft, newer.authorId)) draft.deletedAtMs = newer.updatedAtMs
    }
  }
}

/** A private note is its author's alone. */
export function isVisibleTo(note: Readonly<Note>, memberId: string): boolean {
  return note.deletedAtMs === null && (note.visibility === '1' || note.authorId === memberId)
}

function isDraftOf(note: Readonly<Note>, memberId: string): boolean {
  return note.status === '0' && note.authorId === memberId && note.deletedAtMs === null
}
