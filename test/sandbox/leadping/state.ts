import type { GeneratedData } from './generate.ts'
import { noteLastEvent } from './generate-leads.ts'
import type { Team } from './team.ts'
import type { SandboxConversation, SandboxEvent, SandboxLead } from './types.ts'

/** Bumped by every change to a collection, so that sorted views know when they are out of date. */
export interface Versions {
  conversations: number
  events: number
  leads: number
}

/**
 * The CRM's data and its indexes. The maps hold everything, also what the API no longer lists (leads deleted softly and
 * what hangs on them); `listed…` hold what it does.
 */
export class LeadpingState {
  readonly team: Team
  readonly versions: Versions = { conversations: 0, events: 0, leads: 0 }
  readonly #leads = new Map<string, SandboxLead>()
  readonly #conversations = new Map<string, SandboxConversation>()
  readonly #events = new Map<string, SandboxEvent>()
  readonly #timelines = new Map<string, SandboxEvent[]>()
  readonly #eventsOfLead = new Map<string, SandboxEvent[]>()
  readonly #conversationsOfLead = new Map<string, SandboxConversation[]>()
  /** Events by time, as lists serve them: a late-indexed one joins in `settleIndex`. */
  readonly #indexed: SandboxEvent[] = []
  #awaitingIndex: { readonly event: SandboxEvent; readonly dueMs: number }[] = []
  #deletedLeads = 0

  constructor(data: GeneratedData) {
    this.team = data.team
    for (const lead of data.leads) this.addLead(lead)
    for (const conversation of data.conversations) this.addConversation(conversation)
    for (const event of data.events.toSorted((one, other) => one.createdAtMs - other.createdAtMs)) {
      this.#hold(event)
      this.#index(event)
    }
  }

  get leads(): ReadonlyMap<string, Readonly<SandboxLead>> {
    return this.#leads
  }

  get conversations(): ReadonlyMap<string, Readonly<SandboxConversation>> {
    return this.#conversations
  }

  get events(): ReadonlyMap<string, Readonly<SandboxEvent>> {
    return this.#events
  }

  /** Everything in one conversation, oldest first, also what lists do not show yet. */
  timelineOf(conversationId: string): readonly Readonly<SandboxEvent>[] {
    return this.#timelines.get(conversationId) ?? []
  }

  notesOf(conversationId: string): readonly Readonly<SandboxEvent>[] {
    return this.timelineOf(conversationId).filter((event) => event.type === 'Note')
  }

  /** Notes that came through the public API, in the order in which the server created them. */
  notesFromApi(): readonly Readonly<SandboxEvent>[] {
    return [...this.#events.values()].filter((event) => event.type === 'Note' && event.origin === 'api')
  }

  isDeleted(leadId: string | null): boolean {
    if (this.#deletedLeads === 0 || leadId === null) return false
    return (this.#leads.get(leadId)?.deletedAtMs ?? null) !== null
  }

  listedConversations(): readonly Readonly<SandboxConversation>[] {
    return [...this.#conversations.values()].filter((one) => !this.isDeleted(one.leadId))
  }

  listedConversationsOf(leadId: string): readonly Readonly<SandboxConversation>[] {
    return this.isDeleted(leadId) ? [] : (this.#conversationsOfLead.get(leadId) ?? [])
  }

  listedEvents(): readonly Readonly<SandboxEvent>[] {
    return this.#deletedLeads === 0 ? this.#indexed : this.#indexed.filter((event) => !this.isDeleted(event.leadId))
  }

  listedEventsIn(conversationId: string): readonly Readonly<SandboxEvent>[] {
    return this.#listed(this.#timelines.get(conversationId) ?? [])
  }

  listedEventsOfLead(leadId: string): readonly Readonly<SandboxEvent>[] {
    return this.#listed(this.#eventsOfLead.get(leadId) ?? [])
  }

  listedLeads(): readonly Readonly<SandboxLead>[] {
    return [...this.#leads.values()].filter((lead) => lead.deletedAtMs === null)
  }

  /** Adds an event and moves its conversation. Lists show it from `visibleAtMs` on; reads by id at once. */
  addEvent(event: SandboxEvent, visibleAtMs: number | null = null): void {
    this.#hold(event)
    if (visibleAtMs === null) this.#index(event)
    else this.#awaitingIndex.push({ event, dueMs: visibleAtMs })
    const conversation = event.conversationId === null ? undefined : this.#conversations.get(event.conversationId)
    if (conversation === undefined) return
    noteLastEvent(conversation, event)
    this.versions.conversations += 1
  }

  /** Lets lists show the events whose delay is over by `nowMs`. */
  settleIndex(nowMs: number): void {
    if (this.#awaitingIndex.length === 0) return
    const due = this.#awaitingIndex.filter((one) => one.dueMs <= nowMs)
    this.#awaitingIndex = this.#awaitingIndex.filter((one) => one.dueMs > nowMs)
    for (const { event } of due) this.#index(event)
  }

  addLead(lead: SandboxLead): void {
    this.#leads.set(lead.id, lead)
    this.versions.leads += 1
  }

  addConversation(conversation: SandboxConversation): void {
    this.#conversations.set(conversation.id, conversation)
    listIn(this.#conversationsOfLead, conversation.leadId).push(conversation)
    this.versions.conversations += 1
  }

  /** False where there is no such conversation. */
  changeConversation(id: string, change: (conversation: SandboxConversation) => void): boolean {
    const conversation = this.#conversations.get(id)
    if (conversation === undefined) return false
    change(conversation)
    this.versions.conversations += 1
    return true
  }

  /** False where there is no such event. Its stamps of creation never change. */
  changeEvent(id: string, change: (event: SandboxEvent) => void): boolean {
    const event = this.#events.get(id)
    if (event === undefined) return false
    change(event)
    this.versions.events += 1
    return true
  }

  /** Deletes softly: the record stays, and it, its conversations and their events leave every list. */
  deleteLead(id: string, byUserId: string, atMs: number): boolean {
    const lead = this.#leads.get(id)
    if (lead === undefined || lead.deletedAtMs !== null) return false
    lead.deletedAtMs = atMs
    lead.deletedByUserId = byUserId
    this.#deletedLeads += 1
    this.#bumpAll()
    return true
  }

  changeLead(id: string, change: (lead: SandboxLead) => void): boolean {
    const lead = this.#leads.get(id)
    if (lead === undefined) return false
    change(lead)
    for (const conversation of this.#conversationsOfLead.get(id) ?? []) conversation.outcome = lead.outcome
    this.#bumpAll()
    return true
  }

  #bumpAll(): void {
    this.versions.conversations += 1
    this.versions.events += 1
    this.versions.leads += 1
  }

  #hold(event: SandboxEvent): void {
    this.#events.set(event.id, event)
    if (event.conversationId !== null) insertByTime(listIn(this.#timelines, event.conversationId), event)
    if (event.leadId !== null) insertByTime(listIn(this.#eventsOfLead, event.leadId), event)
  }

  #index(event: SandboxEvent): void {
    insertByTime(this.#indexed, event)
    this.versions.events += 1
  }

  #listed(events: readonly SandboxEvent[]): readonly SandboxEvent[] {
    const waiting = new Set(this.#awaitingIndex.map((one) => one.event))
    return events.filter((event) => !waiting.has(event) && !this.isDeleted(event.leadId))
  }
}

function listIn<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key)
  if (list !== undefined) return list
  const fresh: T[] = []
  lists.set(key, fresh)
  return fresh
}

/** Nearly always at the end; a server clock that was put back makes the exception. */
function insertByTime(events: SandboxEvent[], event: SandboxEvent): void {
  let at = events.length
  while (at > 0 && (events[at - 1]?.createdAtMs ?? 0) > event.createdAtMs) at -= 1
  if (at === events.length) events.push(event)
  else events.splice(at, 0, event)
}
