import type { PlainAnswer, PlainRequest } from '../sandbox/faulty-server.ts'
import { createLeadpingModel, type LeadpingModel } from '../sandbox/leadping/model.ts'
import type { SandboxConversation } from '../sandbox/leadping/types.ts'
import type { ColleagueAction, CrmTraits } from './happenings.ts'
import type { SimulatedTime } from './time.ts'

const windowMs = 60_000
export const refusedMarker = 'PLEASE REFUSE'
export const longestNote = 400

/** The CRM as the simulation sees it: the sandbox's rules and data in true time, and a record of when its lists showed what. */
export class SimulatedCrm {
  readonly model: LeadpingModel
  readonly #time: SimulatedTime
  readonly #listedAtMs = new Map<string, number>()
  #keysMade = 0
  key: string
  /** Rows that were listed without their id: nobody can know what they are, until they are listed again. */
  readonly garbled = new Set<string>()
  /** 429s that the rate limit gave by itself. */
  refusedByLimit = 0
  /** Somebody else's requests count against the same limit: a 429 is then nobody's fault. */
  hasCompetitor = false

  constructor(time: SimulatedTime, seed: number, traits: CrmTraits) {
    this.#time = time
    const {
      serverSkewMs,
      requestsPerMinute,
      emptyWeekends: _,
      hasEventDetail: __,
      garblesSweep: ___,
      ...settings
    } = traits
    this.model = createLeadpingModel({
      ...settings,
      seed,
      defaultPageSize: Math.min(50, traits.maxPageSize),
      maxNoteLength: longestNote,
      refuseNotesContaining: [refusedMarker],
      nowMs: time.nowMs + serverSkewMs - 60_000,
      rateLimit: { requests: requestsPerMinute ?? 300, windowMs },
      wallMs: () => time.nowMs,
      monotonicMs: () => time.nowMs,
    })
    this.model.clock.offsetMs = serverSkewMs
    this.key = this.model.key
    this.#noteWhatIsListed()
  }

  /** The credential may see no conversation and no lead: its lists are empty, and nothing says why. */
  seesNothing = false

  /** Carries a request out, now. */
  answer(request: PlainRequest): PlainAnswer {
    const carriedOut = this.model.provider.answer(request)
    const isHidden =
      this.seesNothing && carriedOut.status === 200 && /^\/(conversations|leads)\//.test(request.url.pathname)
    const nothing = { items: [], pageSize: 50, totalCount: 0, continuationToken: null }
    const answer = isHidden && request.method === 'POST' ? { ...carriedOut, body: nothing } : carriedOut
    if (answer.status === 429) this.refusedByLimit += 1
    this.#noteWhatIsListed()
    return { ...answer, headers: { ...this.model.provider.commonHeaders(), ...answer.headers } }
  }

  /** Requests of another integration of the same organization. */
  compete(requests: number): void {
    this.hasCompetitor = true
    for (let made = 0; made < requests; made += 1) {
      const url = new URL('http://crm/users/me')
      const headers = { authorization: `Bearer ${this.key}` }
      this.model.provider.answer({ method: 'GET', url, headers, body: null })
    }
  }

  expireCredential(): void {
    this.model.credentials.revoke()
  }

  /** A new key, as the user makes one in the CRM's console. */
  newCredential(): void {
    this.#keysMade += 1
    this.key = `sk_sandbox_new_${this.#keysMade}`
    this.model.credentials.add(this.key)
  }

  /** When the event was first in a list, true time; null: not yet. */
  listedAtMs(eventId: string): number | null {
    return this.#listedAtMs.get(eventId) ?? null
  }

  /** Conversations in the order of their making, also those that lists do not show any more. */
  conversations(): readonly Readonly<SandboxConversation>[] {
    return [...this.model.state.conversations.values()]
  }

  colleague(action: ColleagueAction, pick: number): string {
    const { colleagues, state } = this.model
    const listed = state.listedConversations()
    const one = listed[Math.floor(pick * listed.length)]
    if (action === 'new_lead') return `a new lead in conversation ${colleagues.newLead().id}`
    if (one === undefined) return `${action}: nothing is left to do it to`
    switch (action) {
      case 'message':
        colleagues.inboundMessage(one.id)
        break
      case 'note':
        colleagues.note(one.id, 'Seen by a colleague.')
        break
      case 'archive':
        colleagues.setArchived(one.id, !one.isArchived)
        break
      case 'read':
        colleagues.setUnread(one.id, !one.isUnread)
        break
      case 'restage':
        colleagues.restage(one.leadId)
        break
      case 'delete_lead':
        colleagues.deleteLead(one.leadId)
        break
      case 'status':
        this.#changeStatus(one.id)
        break
      default:
        action satisfies never
    }
    return `${action} in conversation ${one.id}`
  }

  /** As a delivery report does; only of events that are young enough to be read again. */
  #changeStatus(conversationId: string): void {
    const { colleagues, state, clock } = this.model
    const youngest = state.listedEventsIn(conversationId).at(-1)
    const isYoung = youngest !== undefined && clock.nowMs() - youngest.createdAtMs < 24 * 3_600_000
    if (isYoung) colleagues.setEventStatus(youngest.id, 'Delivered')
  }

  #noteWhatIsListed(): void {
    const events = this.model.state.listedEvents()
    for (let at = events.length - 1; at >= 0; at -= 1) {
      const event = events[at]
      if (event !== undefined && !this.#listedAtMs.has(event.id)) this.#listedAtMs.set(event.id, this.#time.nowMs)
    }
  }
}
