import type { SeededRandom } from '../random.ts'
import type { SandboxClock } from '../sandbox-clock.ts'
import { addressOf, addressOfMember, openThread } from './generate.ts'
import type { MailWriter } from './mail-writer.ts'
import type { NoteDesk } from './note-desk.ts'
import type { ProspectWish, ProspectWriter } from './prospect-writer.ts'
import { sanitise } from './sanitise.ts'
import type { SaleshandySettings } from './settings.ts'
import type { SaleshandyState } from './state.ts'
import type { MailThread, Member, Note, NoteStatus, Origin, Prospect, Visibility } from './types.ts'

interface ColleagueParts {
  readonly state: SaleshandyState
  readonly clock: SandboxClock
  readonly random: SeededRandom
  readonly settings: Readonly<SaleshandySettings>
  readonly desk: NoteDesk
  readonly prospects: ProspectWriter
  readonly mails: MailWriter
}

interface NoteWish {
  /** A colleague unless said; `me` is our own user at another desk. */
  readonly by?: 'colleague' | 'me'
  readonly visibility?: Visibility
  readonly status?: NoteStatus
  readonly origin?: Origin
}

/** What other people do to the CRM while our user works. Each says null or false where there is no such record. */
export class Colleagues {
  readonly #parts: ColleagueParts

  constructor(parts: ColleagueParts) {
    this.#parts = parts
  }

  addProspect(wish: ProspectWish = {}, origin: Origin = 'test'): Prospect {
    const { state, clock, prospects } = this.#parts
    const prospect = prospects.prospect(state.prospects.size, clock.stampMs(), origin, wish)
    state.addProspect(prospect)
    return prospect
  }

  /** Changes company, phone or owner. No stamp moves: prospects have none but that of their making. */
  editProspect(id: string): boolean {
    return this.#parts.state.changeProspect(id, (prospect) => this.#parts.prospects.edit(prospect))
  }

  /** The prospect and its notes leave the API; mails stay in the inbox. */
  deleteProspect(id: string): boolean {
    return this.#parts.state.changeProspect(id, (prospect) => {
      prospect.deletedAtMs = this.#parts.clock.nowMs()
    })
  }

  addNote(prospectId: string, content: string, wish: NoteWish = {}): Note | null {
    const { state, desk } = this.#parts
    if (state.listedProspect(prospectId) === null) return null
    return desk.add({
      prospectId,
      content,
      author: wish.by === 'me' ? state.team.me : this.#someColleague(),
      visibility: wish.visibility ?? '1',
      status: wish.status ?? '1',
      attachmentIds: [],
      origin: wish.origin ?? 'test',
    })
  }

  /** Another text: moves `updatedAt` and `editedAt`. */
  editNote(noteId: string, content: string): boolean {
    const { state, clock, settings } = this.#parts
    return state.changeNote(noteId, (note) => {
      note.content = sanitise(content, settings)
      note.sentContent = content
      note.updatedAtMs = clock.stampMs()
      note.editedAtMs = note.updatedAtMs
      note.editedById = this.#someColleague().id
    })
  }

  /** In the CRM's own window; the API cannot. */
  deleteNote(noteId: string): boolean {
    return this.#parts.state.changeNote(noteId, (note) => {
      note.deletedAtMs = this.#parts.clock.nowMs()
    })
  }

  /** Pins a note or takes the pin off. Moves `updatedAt`, as the documented sample shows. */
  setPinned(noteId: string, isPinned: boolean): boolean {
    return this.#parts.state.changeNote(noteId, (note) => {
      note.updatedAtMs = this.#parts.clock.stampMs()
      note.pinnedAtMs = isPinned ? note.updatedAtMs : null
    })
  }

  /** From now on only its author sees it. */
  makePrivate(noteId: string): boolean {
    return this.#parts.state.changeNote(noteId, (note) => {
      note.visibility = '2'
      note.updatedAtMs = this.#parts.clock.stampMs()
    })
  }

  /** A mail from outside into a thread, or into any; the thread becomes unread and newest. */
  inboundMail(threadId?: string, text?: string, origin: Origin = 'test'): MailThread | null {
    const { state } = this.#parts
    const listed = state.listedThreads()
    const thread =
      threadId === undefined ? (listed.length === 0 ? undefined : this.#pick(listed)) : state.threads.get(threadId)
    return thread === undefined ? null : this.#receive(thread.id, text, origin)
  }

  /** A mail from a prospect in a thread of its own. Null also where the prospect has no address. */
  newThread(prospectId: string, text?: string, origin: Origin = 'test'): MailThread | null {
    const { state, random, mails } = this.#parts
    const prospect = state.listedProspect(prospectId)
    if (prospect === null || prospect.email === null) return null
    const owner = state.team.members.find((one) => one.id === prospect.ownerId) ?? state.team.me
    const sender = addressOf(state.team, prospect)
    const thread = openThread(random, { owner, prospect, sender, subject: mails.subject() })
    state.addThread(thread)
    return this.#receive(thread.id, text, origin)
  }

  /** Moves no stamp. */
  setRead(threadId: string, isRead: boolean): boolean {
    return this.#parts.state.changeThread(threadId, (thread) => {
      thread.isRead = isRead
    })
  }

  #receive(threadId: string, text: string | undefined, origin: Origin): MailThread | null {
    const { state, clock, mails } = this.#parts
    let received: MailThread | null = null
    state.changeThread(threadId, (thread) => {
      const owner = state.team.members.find((one) => one.id === thread.ownerId) ?? state.team.me
      const atMs = clock.stampMs()
      thread.mails.push(mails.mail('inbound', addressOfMember(owner), thread.sender, atMs, origin, text))
      thread.lastMessageAtMs = Math.max(thread.lastMessageAtMs, atMs)
      thread.isRead = false
      received = thread
    })
    return received
  }

  #someColleague(): Member {
    const { team } = this.#parts.state
    const others = team.members.filter((member) => member !== team.me)
    return others.length === 0 ? team.me : this.#pick(others)
  }

  #pick<T>(items: readonly T[]): T {
    return this.#parts.random.pick(items)
  }
}
