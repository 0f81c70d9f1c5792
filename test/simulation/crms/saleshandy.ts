import type { HttpRequest, NoteForm, StreamName } from '../../../electron/connectors/connector.ts'
import { capabilities } from '../../../electron/connectors/saleshandy/capabilities.ts'
import type { PlainAnswer, PlainRequest } from '../../sandbox/faulty-server.ts'
import { createSaleshandyModel, type SaleshandyModel } from '../../sandbox/saleshandy/model.ts'
import type { Note } from '../../sandbox/saleshandy/types.ts'
import {
  type CrmNote,
  type ListedActivity,
  type ListedRow,
  type ListedRows,
  longestNote,
  type NoteInCrm,
  refusedMarker,
  type SentWhen,
  type SimulatedCrm,
  type SpoilingKind,
  type UnlistedRow,
} from '../crm.ts'
import type { ColleagueAction, RequestMatch, SaleshandyTraits } from '../happenings.ts'
import type { SimulatedTime } from '../time.ts'
import { streamsOf } from './answers.ts'
import { FirstListed, folded } from './first-listed.ts'
import { NoteChanges } from './note-changes.ts'
import { colleagueActs } from './saleshandy-colleague.ts'
import { listedRowsOf, stampOf } from './saleshandy-rows.ts'

const listPaths = /^\/v1\/(prospects|unified-inbox\/emails)$/
const notesPath = /^\/v1\/prospects\/([^/]+)\/notes$/
const createPath = '/v1/notes'
const uploadPath = '/v1/notes/attachments'
const notePath = /^\/v1\/notes\/([^/]+)$/

/** A Saleshandy: nobody can ask it what changed, and its notes are listed one prospect at a time. */
export class SimulatedSaleshandy implements SimulatedCrm {
  readonly provider = 'saleshandy'
  readonly streams = streamsOf(capabilities)
  readonly abilities = capabilities.note
  readonly account: SimulatedCrm['account']
  readonly garbled = new Set<string>()
  readonly #model: SaleshandyModel
  readonly #time: SimulatedTime
  readonly #hasTightLimit: boolean
  readonly #firstListed = new FirstListed()
  readonly #changes = new NoteChanges()
  /** Notes that were refused for their uploads: which of these it was the answer does not say. */
  readonly #refused: string[] = []
  #keysMade = 0
  secret: string
  refusedByLimit = 0
  hasCompetitor = false
  seesNothing = false

  constructor(time: SimulatedTime, seed: number, traits: SaleshandyTraits) {
    this.#time = time
    const { serverSkewMs, requestsPerMinute, conversations, activities, ...settings } = traits
    this.#hasTightLimit = requestsPerMinute !== null
    this.#model = createSaleshandyModel({
      ...settings,
      seed,
      prospects: conversations,
      notes: activities,
      threads: Math.ceil(conversations / 3),
      sharedPeople: Math.min(3, conversations),
      maxContentLength: longestNote,
      refuseNotesContaining: [refusedMarker],
      nowMs: time.nowMs + serverSkewMs - 60_000,
      rateLimit:
        requestsPerMinute === null
          ? { requests: 5, windowMs: 5_000 }
          : { requests: requestsPerMinute, windowMs: 60_000 },
      wallMs: () => time.nowMs,
      monotonicMs: () => time.nowMs,
    })
    this.#model.clock.offsetMs = serverSkewMs
    this.secret = this.#model.key
    const { me } = this.#model.state.team
    const email = me.email.toLowerCase()
    this.account = {
      userRemoteId: email,
      userName: `${me.firstName} ${me.lastName}`,
      userEmail: email,
      organizationName: null,
      memory: { member: email },
    }
    this.#noteWhatIsListed()
  }

  answer(request: PlainRequest, when: SentWhen): PlainAnswer {
    const carriedOut = this.#carryOut(request, when)
    const isHidden = this.seesNothing && carriedOut.status === 200 && listPaths.test(request.url.pathname)
    const answer = isHidden ? emptied(carriedOut, request.url.pathname) : carriedOut
    if (answer.status === 429) this.refusedByLimit += 1
    this.#noteWhatIsListed()
    return { ...answer, headers: { ...this.#model.provider.commonHeaders(), ...answer.headers } }
  }

  /** How long a request of the app may wait for a slot. */
  get #longestWaitMs(): number {
    if (this.refusedByLimit > 0 || this.hasCompetitor) return 5 * 60_000
    return this.#hasTightLimit ? 90_000 : 45_000
  }

  #carryOut(request: PlainRequest, when: SentWhen): PlainAnswer {
    const { provider, state } = this.#model
    const id = request.method === 'PATCH' ? (notePath.exec(request.url.pathname)?.[1] ?? null) : null
    const note = id === null ? undefined : state.notes.get(id)
    const before = note === undefined ? null : { noteRemoteId: note.id, record: note.prospectId, content: note.content }
    const answer = provider.answer(request)
    if (answer.status === 400 && request.url.pathname === createPath && textOf(answer).includes('attachment'))
      this.#refused.push(request.body ?? '')
    if (before !== null && answer.status === 200)
      this.#changes.byUs(before, this.#time.nowMs, when, this.#longestWaitMs)
    const listed = request.method === 'GET' ? notesPath.exec(request.url.pathname)?.[1] : undefined
    if (listed !== undefined && answer.status === 200) this.#changes.listed(listed, this.#time.nowMs)
    return answer
  }

  readonly earlierPage = (request: PlainRequest): PlainRequest | null =>
    this.#model.provider.earlierPage?.(request) ?? null

  isOf(match: RequestMatch, request: HttpRequest): boolean {
    const { pathname } = new URL(request.url)
    switch (match) {
      case 'any':
        return true
      case 'create_note':
        return request.isWrite
      case 'upload_file':
        return pathname === uploadPath
      case 'change_note':
        return request.method === 'PATCH' && notePath.test(pathname)
      case 'conversation_events':
        return request.method === 'GET' && notesPath.test(pathname)
      case 'list':
        return !request.isWrite && listPaths.test(pathname)
      default:
        return match satisfies never
    }
  }

  spoil(kind: SpoilingKind, answer: PlainAnswer, request: HttpRequest): PlainAnswer {
    const url = new URL(request.url)
    if (answer.status !== 200) return answer
    if (kind === 'empty_list') return emptied(answer, url.pathname)
    return { ...answer, body: this.#model.provider.spoil({ kind }, answer.body, null) }
  }

  compete(requests: number): void {
    this.hasCompetitor = true
    for (let made = 0; made < requests; made += 1) {
      const url = new URL('http://crm/v1/user/team-member-list')
      this.#model.provider.answer({ method: 'GET', url, headers: { 'x-api-key': this.secret }, body: '' })
    }
  }

  expireCredential(): void {
    this.#model.credentials.revoke()
  }

  acceptsSecret(): boolean {
    return this.#model.credentials.memberOf(this.secret) !== null
  }

  newCredential(): void {
    this.#keysMade += 1
    this.secret = `sh_sandbox_new_${this.#keysMade}`
    this.#model.credentials.add(this.secret)
  }

  /** Pages are numbered. */
  expireCursors(): void {}

  moveClock(byMs: number): void {
    this.#model.clock.offsetMs += byMs
  }

  targets(): readonly string[] {
    return [...this.#model.state.prospects.keys()]
  }

  formOf(count: number): NoteForm {
    const visibility = count % 4 === 3 ? 'private' : 'public'
    return { format: 'plain', visibility, isDraft: false, activity: null }
  }

  notesFromApi(): readonly CrmNote[] {
    return this.#model.state.notesFromApi().map(asCrmNote)
  }

  noteById(remoteId: string): CrmNote | null {
    const note = this.#model.state.notes.get(remoteId)
    return note === undefined ? null : asCrmNote(note)
  }

  noteNow(remoteId: string): NoteInCrm | null {
    const { state } = this.#model
    const note = state.notes.get(remoteId)
    if (note === undefined || note.deletedAtMs !== null) return null
    const files = note.attachmentIds.flatMap((id) => state.attachments.get(id) ?? [])
    return {
      text: note.sentContent,
      changed: this.#changes.lastOf(remoteId),
      files: files.map(({ fileName, sha256 }) => ({ fileName, contentHash: sha256 })),
    }
  }

  hasUpload(body: string): boolean {
    const { state, settings, clock } = this.#model
    const used = new Set([...state.notes.values()].flatMap(({ attachmentIds }) => attachmentIds))
    const { attachmentLifetimeMs: lifetimeMs, attachmentReuse } = settings
    const isKept = (uploadedAtMs: number) => lifetimeMs === null || uploadedAtMs + lifetimeMs > clock.nowMs()
    return [...state.attachments.values()].some(
      ({ id, uploadedAtMs }) =>
        body.includes(`"${id}"`) &&
        !this.#refused.some((asked) => asked.includes(`"${id}"`)) &&
        (used.has(id) ? attachmentReuse : isKept(uploadedAtMs)),
    )
  }

  changeByColleague(remoteId: string): boolean {
    const { colleagues, state } = this.#model
    // What is private is nobody else's to change.
    if (state.notes.get(remoteId)?.visibility !== '1') return false
    const isDone = colleagues.editNote(remoteId, `A colleague knows better, ${this.#time.nowMs}.`)
    if (isDone) this.#changes.byColleague(remoteId, this.#time.nowMs)
    return isDone
  }

  get overwritten(): SimulatedCrm['overwritten'] {
    return this.#changes.overwritten
  }

  spelling(text: string): string {
    return folded(text)
  }

  isNote(type: string): boolean {
    return type === 'Note'
  }

  isGone(target: string): boolean {
    return this.#model.state.listedProspect(target) === null
  }

  listed(): ListedRows {
    return listedRowsOf(this.#model, this.#visibleNotes())
  }

  asCompared(row: ListedRow): ListedRow {
    return typeof row.summary === 'string' ? { ...row, summary: folded(row.summary) } : row
  }

  /** Mails come with their threads, which another stream brings. */
  listedActivities(): readonly ListedActivity[] {
    return this.#visibleNotes().map(({ id, createdAtMs }) => ({
      remoteId: id,
      createdAtMs: stampOf(this.#model, createdAtMs),
      listedAtMs: this.#firstListed.atMs(id),
    }))
  }

  wasDeleted({ kind, remoteId, lead }: UnlistedRow): boolean {
    if (kind !== 'activity') return this.isGone(remoteId) && !remoteId.startsWith('thread:')
    const note = this.#model.state.notes.get(remoteId)
    if (note === undefined) return false
    return this.isGone(lead ?? note.prospectId) || !this.#visibleNotes().includes(note)
  }

  sweptBy(kind: UnlistedRow['kind'], remoteId: string): StreamName {
    if (kind === 'lead') return 'leads'
    if (kind === 'conversation') return remoteId.startsWith('thread:') ? 'conversations' : 'leads'
    return remoteId.startsWith('message:') ? 'conversations' : 'activities'
  }

  colleague(action: ColleagueAction, pick: number): string {
    return colleagueActs(this.#model, this.#visibleNotes(), action, pick)
  }

  /** Our own draft stands beside the list. */
  #visibleNotes(): readonly Readonly<Note>[] {
    const { state, clock } = this.#model
    const { me } = state.team
    const nowMs = clock.nowMs()
    return state.listedProspects().flatMap(({ id }) => {
      const draft = state.draftOf(id, me.id)
      const notes = state.listedNotes(id, me.id, nowMs)
      return draft === null || draft.listedFromMs > nowMs ? notes : [...notes, draft]
    })
  }

  #noteWhatIsListed(): void {
    this.#firstListed.note(
      this.#visibleNotes().map(({ id }) => id),
      this.#time.nowMs,
    )
  }
}

function asCrmNote(note: Readonly<Note>): CrmNote {
  return { remoteId: note.id, conversation: note.prospectId, text: note.firstContent }
}

function textOf({ body }: PlainAnswer): string {
  return typeof body === 'string' ? body : JSON.stringify(body)
}

function emptied(answer: PlainAnswer, pathname: string): PlainAnswer {
  const meta = { totalItems: 0, currentPage: 1, itemsPerPage: 100, totalPages: 0 }
  const payload = pathname.startsWith('/v1/unified-inbox') ? { items: [], meta } : []
  return { ...answer, body: { message: 'Success', payload } }
}
