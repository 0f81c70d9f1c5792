import type { SeededRandom } from '../random.ts'
import type { SandboxClock } from '../sandbox-clock.ts'
import { addNote, type NoteDesk } from './create-note.ts'
import type { EventWriter } from './generate-events.ts'
import type { LeadWriter } from './generate-leads.ts'
import type { LeadpingState } from './state.ts'
import type { EventOrigin, SandboxConversation, SandboxEvent, SandboxLead } from './types.ts'

/** What other people do to the CRM while our user works: leads that answer, colleagues who tidy up. */
export class Colleagues {
  readonly #desk: NoteDesk
  readonly #state: LeadpingState
  readonly #clock: SandboxClock
  readonly #random: SeededRandom
  readonly #events: EventWriter
  readonly #leads: LeadWriter

  constructor(desk: NoteDesk, writers: { readonly events: EventWriter; readonly leads: LeadWriter }) {
    this.#desk = desk
    this.#state = desk.state
    this.#clock = desk.clock
    this.#random = desk.random
    this.#events = writers.events
    this.#leads = writers.leads
  }

  /** A message from a lead; it makes the conversation unread. Null where there is no such conversation. */
  inboundMessage(conversationId?: string, text?: string, origin: EventOrigin = 'test'): SandboxEvent | null {
    const target = this.#target(conversationId)
    if (target === null) return null
    const wish = { type: 'Sms', direction: 'Inbound', ...(text === undefined ? {} : { text }) } as const
    const event = this.#events.inConversation(target.lead, target.id, this.#clock.stampMs(), origin, wish)
    this.#state.addEvent(event)
    this.#state.changeConversation(target.id, (conversation) => {
      conversation.isUnread = true
    })
    return event
  }

  /** Anything that can happen in a conversation, by whomever. */
  anyEvent(conversationId?: string, origin: EventOrigin = 'test'): SandboxEvent | null {
    const target = this.#target(conversationId)
    if (target === null) return null
    const event = this.#events.inConversation(target.lead, target.id, this.#clock.stampMs(), origin)
    this.#state.addEvent(event)
    return event
  }

  /** A note written elsewhere: by a colleague, or by our own user at another desk. Null as above. */
  note(conversationId: string, text: string, by: 'colleague' | 'me' = 'colleague'): SandboxEvent | null {
    const target = this.#target(conversationId)
    if (target === null) return null
    const { me, colleagues } = this.#state.team
    return addNote(this.#desk, target.id, text, by === 'me' ? me : this.#random.pick(colleagues), 'test')
  }

  /** A new lead with a conversation and its first message. */
  newLead(origin: EventOrigin = 'test'): SandboxConversation {
    const atMs = this.#clock.stampMs()
    const lead = this.#leads.lead(this.#state.leads.size, atMs)
    const conversation = this.#leads.conversation(lead)
    this.#state.addLead(lead)
    this.#state.addConversation(conversation)
    this.#state.addEvent(this.#events.aboutLead(lead, atMs, origin, 'LeadCreated'))
    this.inboundMessage(conversation.id, undefined, origin)
    return conversation
  }

  /** Reads or unreads a conversation. Moves no stamp. */
  setUnread(conversationId: string, isUnread: boolean): boolean {
    return this.#state.changeConversation(conversationId, (conversation) => {
      conversation.isUnread = isUnread
    })
  }

  /** Archives a conversation or brings it back. Does not move `lastEventAt`. */
  setArchived(conversationId: string, isArchived: boolean): boolean {
    return this.#state.changeConversation(conversationId, (conversation) => {
      conversation.isArchived = isArchived
      conversation.archivedAtMs = isArchived ? this.#clock.nowMs() : null
      conversation.archiveReason = isArchived ? this.#random.int(0, 9) : null
    })
  }

  /** Moves a lead to another stage, and with it what its conversations show. */
  restage(leadId: string): boolean {
    return this.#state.changeLead(leadId, (lead) => this.#leads.restage(lead, this.#clock.stampMs()))
  }

  /** Deletes a lead softly: it, its conversations and their events leave the lists. */
  deleteLead(leadId: string): boolean {
    const by = this.#random.pick(this.#state.team.colleagues)
    return this.#state.deleteLead(leadId, by.id, this.#clock.stampMs())
  }

  /** Changes an event in place, as a delivery report does: no stamp shows it in lists. */
  setEventStatus(eventId: string, status: NonNullable<SandboxEvent['status']>): boolean {
    return this.#state.changeEvent(eventId, (event) => {
      event.status = status
      event.modifiedAtMs = this.#clock.nowMs()
    })
  }

  #target(conversationId?: string): { readonly id: string; readonly lead: SandboxLead } | null {
    const conversation =
      conversationId === undefined ? this.#someConversation() : this.#state.conversations.get(conversationId)
    if (conversation === undefined) return null
    const lead = this.#state.leads.get(conversation.leadId)
    return lead === undefined || lead.deletedAtMs !== null ? null : { id: conversation.id, lead }
  }

  #someConversation(): Readonly<SandboxConversation> | undefined {
    const active = this.#state.listedConversations().filter((one) => !one.isArchived)
    return active.length === 0 ? undefined : this.#random.pick(active)
  }
}
