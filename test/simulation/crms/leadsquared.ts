import type { HttpRequest, NoteForm, StreamName } from '../../../electron/connectors/connector.ts'
import { capabilities } from '../../../electron/connectors/leadsquared/capabilities.ts'
import type { PlainAnswer, PlainRequest } from '../../sandbox/faulty-server.ts'
import { createLeadsquaredModel, type LeadsquaredModel } from '../../sandbox/leadsquared/model.ts'
import type { SandboxActivity } from '../../sandbox/leadsquared/types.ts'
import {
  type CrmNote,
  type ListedActivity,
  type ListedRow,
  type ListedRows,
  longestNote,
  refusedMarker,
  type SimulatedCrm,
  type SpoilingKind,
  type UnlistedRow,
} from '../crm.ts'
import type { ColleagueAction, LeadsquaredTraits, RequestMatch } from '../happenings.ts'
import type { SimulatedTime } from '../time.ts'
import { streamsOf } from './answers.ts'
import { FirstListed, folded } from './first-listed.ts'

const leadLists = /\/Leads\.RecentlyModified$/
const activityLists = /\/(CustomActivity\/RetrieveByActivityEvent|RetrieveRecentlyModified)$/

/** A LeadSquared: stamps of whole seconds, windows over the time of modification, refusals under 500. */
export class SimulatedLeadsquared implements SimulatedCrm {
  readonly provider = 'leadsquared'
  readonly streams = streamsOf(capabilities)
  readonly abilities = capabilities.note
  readonly overwritten = []
  readonly account: SimulatedCrm['account']
  readonly garbled = new Set<string>()
  readonly #model: LeadsquaredModel
  readonly #time: SimulatedTime
  readonly #firstListed = new FirstListed()
  /** The account's leads in the order of their making, also those that are no more. */
  readonly #targets: string[] = []
  #keysMade = 0
  secret: string
  refusedByLimit = 0
  hasCompetitor = false
  seesNothing = false

  constructor(time: SimulatedTime, seed: number, traits: LeadsquaredTraits) {
    this.#time = time
    const { serverSkewMs, requestsPerMinute, conversations, activities, ...settings } = traits
    this.#model = createLeadsquaredModel({
      ...settings,
      seed,
      leads: conversations,
      activities,
      maxNoteLength: longestNote,
      refuseNotesContaining: [refusedMarker],
      nowMs: time.nowMs + serverSkewMs - 60_000,
      rateLimit:
        requestsPerMinute === null
          ? { requests: 25, windowMs: 5_000 }
          : { requests: requestsPerMinute, windowMs: 60_000 },
      bulkRateLimit: null,
      wallMs: () => time.nowMs,
      monotonicMs: () => time.nowMs,
    })
    this.#model.clock.offsetMs = serverSkewMs
    this.secret = this.#model.key
    const { me } = this.#model.state.team
    this.account = {
      userRemoteId: me.id,
      userName: me.name,
      userEmail: me.email,
      organizationName: null,
      memory: {},
    }
    this.#noteWhatIsListed()
  }

  answer(request: PlainRequest): PlainAnswer {
    const carriedOut = this.#model.provider.answer(request)
    const isHidden = this.seesNothing && carriedOut.status === 200 && leadLists.test(request.url.pathname)
    const answer = isHidden ? { ...carriedOut, body: { RecordCount: 0 } } : carriedOut
    if (isThrottled(answer)) this.refusedByLimit += 1
    this.#noteWhatIsListed()
    return { ...answer, headers: { ...this.#model.provider.commonHeaders(), ...answer.headers } }
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
      // Its notes have none, and are not changed.
      case 'upload_file':
      case 'change_note':
        return false
      case 'conversation_events':
        return /\/ProspectActivity\.svc\/Retrieve$/.test(pathname) || activityLists.test(pathname)
      case 'list':
        return leadLists.test(pathname) || activityLists.test(pathname)
      default:
        return match satisfies never
    }
  }

  spoil(kind: SpoilingKind, answer: PlainAnswer, request: HttpRequest): PlainAnswer {
    const url = new URL(request.url)
    if (answer.status !== 200) return answer
    // What is called complete can only be as complete as the answers were.
    if (kind === 'empty_list') return leadLists.test(url.pathname) ? { ...answer, body: { RecordCount: 0 } } : answer
    return this.#garbled(kind, answer)
  }

  compete(requests: number): void {
    this.hasCompetitor = true
    const [accessKey = '', secretKey = ''] = this.secret.split(':')
    const headers = { 'x-lsq-accesskey': accessKey, 'x-lsq-secretkey': secretKey }
    for (let made = 0; made < requests; made += 1) {
      const url = new URL('http://crm/v2/Authentication.svc/UserByAccessKey.Get')
      this.#model.provider.answer({ method: 'GET', url, headers, body: '' })
    }
  }

  expireCredential(): void {
    this.#model.credentials.revoke()
  }

  acceptsSecret(): boolean {
    const [accessKey = '', secretKey = ''] = this.secret.split(':')
    const headers = { 'x-lsq-accesskey': accessKey, 'x-lsq-secretkey': secretKey }
    return this.#model.credentials.userOf({ method: 'GET', url: new URL('http://crm/'), headers, body: '' }) !== null
  }

  newCredential(): void {
    this.#keysMade += 1
    const [accessKey, secretKey] = [`AK_new_${this.#keysMade}`, `SK_new_${this.#keysMade}`]
    this.secret = `${accessKey}:${secretKey}`
    this.#model.credentials.add(accessKey, secretKey)
  }

  /** Pages are numbered. */
  expireCursors(): void {}

  moveClock(byMs: number): void {
    this.#model.clock.offsetMs += byMs
  }

  targets(): readonly string[] {
    return this.#targets
  }

  /** Type 200 may have a field for our reference; type 201 never has. */
  formOf(count: number): NoteForm {
    const type = this.#model.state.types.get(count % 2 === 0 ? 200 : 201)
    if (type === undefined) throw new Error('The sandbox has lost its types')
    const activity = { typeCode: String(type.code), typeName: type.name, occurredAtMs: null, fields: [] }
    return { format: 'plain', visibility: null, isDraft: false, activity }
  }

  notesFromApi(): readonly CrmNote[] {
    return this.#model.state.activitiesFromApi().map(asCrmNote)
  }

  noteById(remoteId: string): CrmNote | null {
    const activity = this.#model.state.activitiesFromApi().find(({ id }) => id === remoteId)
    return activity === undefined ? null : asCrmNote(activity)
  }

  spelling(text: string): string {
    return folded(text)
  }

  /** Every type that a user makes activities of. */
  isNote(type: string): boolean {
    return [...this.#model.state.types.values()].some(({ code, name }) => code >= 200 && name === type)
  }

  isGone(target: string): boolean {
    return !this.#model.state.leads.has(target)
  }

  listed(): ListedRows {
    const { state } = this.#model
    const leads = [...state.leads.values()]
    return {
      leads: leads.map((row) => ({
        remote_id: row.id,
        first_name: row.firstName,
        last_name: row.lastName,
        email: row.email,
        created_at_ms: seconds(row.createdAtMs),
        updated_at_ms: seconds(row.modifiedAtMs),
      })),
      conversations: leads.map((row) => ({ remote_id: row.id, lead: row.id })),
      activities: state.listedActivities().map((row) => ({
        remote_id: row.id,
        conversation: row.leadId,
        lead: row.leadId,
        type: state.types.get(row.eventCode)?.name,
        // What the CRM's own activities say is packed into their note; how it reads is the connector's.
        ...(row.eventCode >= 200 ? { summary: folded(row.note) } : {}),
        author_id: row.createdById,
        created_at_ms: this.#createdAtMs(row),
      })),
    }
  }

  asCompared(row: ListedRow): ListedRow {
    return typeof row.summary === 'string' ? { ...row, summary: folded(row.summary) } : row
  }

  listedActivities(): readonly ListedActivity[] {
    return this.#model.state.listedActivities().map((row) => ({
      remoteId: row.id,
      createdAtMs: this.#createdAtMs(row),
      listedAtMs: this.#firstListed.atMs(row.id),
    }))
  }

  wasDeleted({ kind, remoteId, lead }: UnlistedRow): boolean {
    const { leads, activities } = this.#model.state
    if (kind !== 'activity') return !leads.has(remoteId)
    return !activities.has(remoteId) || (lead !== null && !leads.has(lead))
  }

  sweptBy(kind: UnlistedRow['kind']): StreamName {
    return kind === 'activity' ? 'activities' : 'leads'
  }

  colleague(action: ColleagueAction, pick: number): string {
    const { colleagues, state } = this.#model
    const leads = [...state.leads.values()]
    const one = leads[Math.floor(pick * leads.length)]
    if (action === 'new_lead') return `a new lead ${colleagues.newLead().id}`
    if (one === undefined) return `${action}: nothing is left to do it to`
    const theirs = [...state.activities.values()].filter(({ createdById }) => createdById !== state.team.me.id)
    const activity = theirs[Math.floor(pick * theirs.length)]
    switch (action) {
      case 'message':
        return `a new activity ${colleagues.newActivity({ leadId: one.id })?.id}`
      case 'note':
        return `a field note ${colleagues.newActivity({ leadId: one.id, eventCode: 200 })?.id}`
      case 'archive':
        return activity === undefined
          ? 'no activity to delete'
          : `deleted activity ${activity.id}: ${colleagues.deleteActivity(activity.id)}`
      case 'read':
        return `a back-dated activity ${colleagues.backDatedActivity({ leadId: one.id })?.id}`
      case 'restage':
        return `edited ${one.id}: ${colleagues.editLead(one.id)}`
      case 'delete_lead':
        return `deleted ${one.id}: ${colleagues.deleteLead(one.id)}`
      case 'status':
        return activity === undefined
          ? 'no activity to edit'
          : `edited activity ${activity.id}: ${colleagues.editActivity(activity.id)}`
      default:
        return action satisfies never
    }
  }

  #garbled(kind: Exclude<SpoilingKind, 'empty_list'>, answer: PlainAnswer): PlainAnswer {
    const body = this.#model.provider.spoil({ kind }, answer.body, null)
    const [before, after] = [idsIn(answer.body), new Set(idsIn(body))]
    for (const id of before) if (!after.has(id)) this.garbled.add(id)
    return { ...answer, body }
  }

  #createdAtMs(row: Readonly<SandboxActivity>): number {
    const isOfWriting = this.#model.settings.createdOn === 'write_time'
    return seconds(isOfWriting ? row.writtenAtMs : row.happenedAtMs)
  }

  #noteWhatIsListed(): void {
    const { state } = this.#model
    for (const id of state.leads.keys()) if (!this.#targets.includes(id)) this.#targets.push(id)
    this.#firstListed.note(
      state.listedActivities().map(({ id }) => id),
      this.#time.nowMs,
    )
  }
}

function asCrmNote(activity: Readonly<SandboxActivity>): CrmNote {
  return { remoteId: activity.id, conversation: activity.leadId, text: activity.note }
}

function isThrottled({ status, body }: PlainAnswer): boolean {
  return status === 429 || JSON.stringify(body ?? null).includes('MXAPIRateLimitExceededException')
}

function seconds(ms: number): number {
  return Math.floor(ms / 1_000) * 1_000
}

function idsIn(body: unknown): string[] {
  return [...JSON.stringify(body ?? null).matchAll(/"ProspectActivityId":"([^"]+)"/g)].flatMap(([, id]) => id ?? [])
}
