import { z } from 'zod'
import { plainNote } from '../../../db/records.ts'
import type { HttpRequest, NoteForm, StreamName } from '../../../electron/connectors/connector.ts'
import { capabilities } from '../../../electron/connectors/leadping/capabilities.ts'
import type { PlainAnswer, PlainRequest } from '../../sandbox/faulty-server.ts'
import { createLeadpingModel, type LeadpingModel } from '../../sandbox/leadping/model.ts'
import { spoil } from '../../sandbox/spoil.ts'
import { crmRows } from '../../support/replica-equals-crm.ts'
import { requestBody } from '../../support/request-body.ts'
import {
  type CrmNote,
  type ListedActivity,
  type ListedRows,
  longestNote,
  refusedMarker,
  type SimulatedCrm,
  type SpoilingKind,
  type UnlistedRow,
} from '../crm.ts'
import type { ColleagueAction, LeadpingTraits, RequestMatch } from '../happenings.ts'
import type { SimulatedTime } from '../time.ts'
import { streamsOf } from './answers.ts'

const windowMs = 60_000
const ownStream = { conversation: 'conversations', activity: 'activities', lead: 'leads' } as const
const emptyPage = { items: [], pageSize: 50, totalCount: 0, continuationToken: null }
/** Events this old are not read again by themselves: what is garbled in them now stays so. */
const oldestMs = 20 * 3_600_000

export class SimulatedLeadping implements SimulatedCrm {
  readonly provider = 'leadping'
  readonly streams = streamsOf(capabilities)
  readonly abilities = capabilities.note
  readonly overwritten = []
  readonly account: SimulatedCrm['account']
  readonly garbled = new Set<string>()
  readonly #model: LeadpingModel
  readonly #dialect: 'A' | 'B'
  readonly #givesAuthorIds: boolean
  readonly #time: SimulatedTime
  readonly #listedAtMs = new Map<string, number>()
  #keysMade = 0
  secret: string
  refusedByLimit = 0
  hasCompetitor = false
  seesNothing = false

  constructor(time: SimulatedTime, seed: number, traits: LeadpingTraits) {
    this.#time = time
    this.#dialect = traits.dialect
    this.#givesAuthorIds = traits.createdBy === 'id'
    const {
      provider: _,
      serverSkewMs,
      requestsPerMinute,
      emptyWeekends: __,
      hasEventDetail: ___,
      garblesSweep: ____,
      ...settings
    } = traits
    this.#model = createLeadpingModel({
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
    this.#model.clock.offsetMs = serverSkewMs
    this.secret = this.#model.key
    const { me, organization } = this.#model.state.team
    this.account = {
      userRemoteId: me.id,
      userName: me.name,
      userEmail: me.email,
      organizationName: organization.name,
      memory: {},
    }
    this.#noteWhatIsListed()
  }

  answer(request: PlainRequest): PlainAnswer {
    const carriedOut = this.#model.provider.answer(request)
    const isHidden =
      this.seesNothing && carriedOut.status === 200 && /^\/(conversations|leads)\//.test(request.url.pathname)
    const answer = isHidden && request.method === 'POST' ? { ...carriedOut, body: emptyPage } : carriedOut
    if (answer.status === 429) this.refusedByLimit += 1
    this.#noteWhatIsListed()
    return { ...answer, headers: { ...this.#model.provider.commonHeaders(), ...answer.headers } }
  }

  readonly earlierPage = null

  isOf(match: RequestMatch, request: HttpRequest): boolean {
    const { pathname } = new URL(request.url)
    switch (match) {
      case 'any':
        return true
      case 'create_note':
        return request.isWrite
      // Its notes have none, and are not changed.
      case 'upload_file':
      case 'change_note':
        return false
      case 'conversation_events':
        return request.method === 'POST' && !request.isWrite && /^\/events\/conversations\//.test(pathname)
      case 'list':
        return request.method === 'POST' && !request.isWrite && /\/my$/.test(pathname)
      default:
        return match satisfies never
    }
  }

  spoil(kind: SpoilingKind, answer: PlainAnswer, request: HttpRequest): PlainAnswer {
    const spoilt = spoiled(kind, answer, request, this.#model.clock.nowMs())
    const left = new Set(idsIn(spoilt.body))
    if (kind === 'drop_item_id') for (const id of idsIn(answer.body)) if (!left.has(id)) this.garbled.add(id)
    return spoilt
  }

  compete(requests: number): void {
    this.hasCompetitor = true
    for (let made = 0; made < requests; made += 1) {
      const url = new URL('http://crm/users/me')
      const headers = { authorization: `Bearer ${this.secret}` }
      this.#model.provider.answer({ method: 'GET', url, headers, body: null })
    }
  }

  expireCredential(): void {
    this.#model.credentials.revoke()
  }

  acceptsSecret(): boolean {
    return this.#model.credentials.accept(`Bearer ${this.secret}`)
  }

  newCredential(): void {
    this.#keysMade += 1
    this.secret = `sk_sandbox_new_${this.#keysMade}`
    this.#model.credentials.add(this.secret)
  }

  expireCursors(): void {
    this.#model.expireTokens()
  }

  moveClock(byMs: number): void {
    this.#model.clock.offsetMs += byMs
  }

  targets(): readonly string[] {
    return [...this.#model.state.conversations.keys()]
  }

  formOf(): NoteForm {
    return plainNote
  }

  notesFromApi(): readonly CrmNote[] {
    return this.#model.state
      .notesFromApi()
      .map(({ id, conversationId, text }) => ({ remoteId: id, conversation: conversationId ?? '', text }))
  }

  noteById(remoteId: string): CrmNote | null {
    const event = this.#model.state.events.get(remoteId)
    return event === undefined ? null : { remoteId, conversation: event.conversationId ?? '', text: event.text }
  }

  spelling(text: string): string {
    return text
  }

  isNote(type: string): boolean {
    return type === 'Note'
  }

  isGone(target: string): boolean {
    const { state } = this.#model
    return state.isDeleted(state.conversations.get(target)?.leadId ?? null)
  }

  listed(): ListedRows {
    const rows = crmRows(this.#model, this.#dialect)
    if (this.#givesAuthorIds) return rows
    // Of an author only the name is given: the id that belongs to it nobody knows.
    return {
      ...rows,
      activities: rows.activities.map(({ author_id: _, ...row }) => ({ ...row, remote_id: row.remote_id })),
    }
  }

  listedActivities(): readonly ListedActivity[] {
    return this.#model.state.listedEvents().map(({ id, createdAtMs }) => ({
      remoteId: id,
      createdAtMs,
      listedAtMs: this.#listedAtMs.get(id) ?? null,
    }))
  }

  /** An activity leaves the lists only with its lead. */
  wasDeleted({ kind, remoteId, lead }: UnlistedRow): boolean {
    return this.#model.state.isDeleted(kind === 'lead' ? remoteId : lead)
  }

  sweptBy(kind: UnlistedRow['kind']): StreamName {
    return ownStream[kind]
  }

  colleague(action: ColleagueAction, pick: number): string {
    const { colleagues, state } = this.#model
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
    const { colleagues, state, clock } = this.#model
    const youngest = state.listedEventsIn(conversationId).at(-1)
    const isYoung = youngest !== undefined && clock.nowMs() - youngest.createdAtMs < 24 * 3_600_000
    if (isYoung) colleagues.setEventStatus(youngest.id, 'Delivered')
  }

  #noteWhatIsListed(): void {
    const events = this.#model.state.listedEvents()
    for (let at = events.length - 1; at >= 0; at -= 1) {
      const event = events[at]
      if (event !== undefined && !this.#listedAtMs.has(event.id)) this.#listedAtMs.set(event.id, this.#time.nowMs)
    }
  }
}

const page = z.object({ items: z.array(z.object({ id: z.string().optional(), createdAt: z.string().optional() })) })

function idsIn(body: unknown): string[] {
  const parsed = page.safeParse(body)
  return parsed.success ? parsed.data.items.flatMap(({ id }) => id ?? []) : []
}

function hasOldRows(body: unknown, nowMs: number): boolean {
  const parsed = page.safeParse(body)
  if (!parsed.success) return false
  const stamps = parsed.data.items.flatMap(({ createdAt }) => (createdAt === undefined ? [] : [Date.parse(createdAt)]))
  return stamps.some((stamp) => nowMs - stamp > oldestMs)
}

function spoiled(kind: SpoilingKind, answer: PlainAnswer, request: HttpRequest, nowMs: number): PlainAnswer {
  if (answer.status !== 200) return answer
  const garbles = kind === 'drop_item_id' || kind === 'unknown_enum'
  const isEvents = /\/events\//.test(request.url)
  if (garbles && isEvents && hasOldRows(answer.body, nowMs)) return answer
  // What is called complete can only be as complete as the answers were.
  if (kind === 'empty_list' && isEvents) return answer
  if (kind === 'empty_list') return { ...answer, body: emptyPage }
  const token = /"continuationToken":"([^"]+)"/.exec(requestBody(request).text ?? '')?.[1] ?? null
  return { ...answer, body: spoil({ kind }, answer.body, token) }
}
