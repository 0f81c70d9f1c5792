import type { PlainAnswer } from '../faulty-server.ts'
import { isSystemType } from './activity-types.ts'
import { BadBody, invalidInput, mandatoryMissing, ok, Refusal, written } from './answers.ts'
import { checkFields, checkMandatory, fieldPairs } from './check-fields.ts'
import { type Call, type Desk, leadFor, visibleAtMs } from './desk.ts'
import { flag, isObject, type Json, text, texts, whole } from './request-body.ts'
import { parseStamp } from './stamps.ts'
import type { ActivityType, SandboxActivity, SandboxUser } from './types.ts'

const mostInBulk = 25
const createAttributes = ['RelatedProspectId', 'ActivityEvent', 'ActivityNote', 'ActivityDateTime', 'Fields'] as const
const singleAttributes = [...createAttributes, 'ProcessFilesAsync', 'ValidateDropDownOptions', 'IncludeLeadScore']
const bulkAttributes = [...createAttributes, 'ActivityOwnerEmail', 'ValidateDropDownOptions']
const updateAttributes = [
  'ProspectActivityId',
  'ActivityEvent',
  'ActivityNote',
  'Fields',
  'ProcessFilesAsync',
  'ValidateDropDownOptions',
]

/** `Create`. Two equal calls make two activities: there is no idempotency key. */
export function createActivity(desk: Desk, { caller, body }: Call): PlainAnswer {
  flag(body, 'ProcessFilesAsync')
  const tellsScore = flag(body, 'IncludeLeadScore')
  const activity = readActivity(desk, caller, body, singleAttributes, desk.settings.activityTimeZoneMinutes)
  keep(desk, activity)
  const score = desk.state.leads.get(activity.leadId)?.score ?? 0
  return written({ Id: activity.id, ...(tellsScore ? { LeadScore: String(score) } : {}) })
}

/** `Bulk/CustomActivity/Add/ByLeadId`: each row by itself; the date-times are UTC. */
export function createActivities(desk: Desk, { caller, json }: Call): PlainAnswer {
  if (!Array.isArray(json) || json.length === 0) throw new BadBody('The body has to be a list of activities.')
  if (json.length > mostInBulk) throw invalidInput(`Not more than ${mostInBulk} activities can be posted at once.`)
  const rows = json.map((row: unknown, index) => {
    if (!isObject(row)) throw new BadBody('Every activity has to be an object.')
    try {
      const activity = readActivity(desk, caller, row, bulkAttributes, 0)
      const owner = text(row, 'ActivityOwnerEmail')
      keep(desk, owner === null ? activity : { ...activity, ownerId: userWithEmail(desk, owner).id })
      return { ProspectActivityId: activity.id, RowNumber: index + 1, ActivityCreated: true }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const { exceptionType, message } = error
      return { RowNumber: index + 1, ActivityCreated: false, ExceptionType: exceptionType, ExceptionMessage: message }
    }
  })
  return ok({ Response: rows })
}

/** `CustomActivity/Update`: what is not named stays. */
export function updateActivity(desk: Desk, { caller, body }: Call): PlainAnswer {
  rejectUnknown(desk, body, updateAttributes)
  const id = text(body, 'ProspectActivityId')
  if (id === null) throw mandatoryMissing('ProspectActivityId')
  const activity = desk.state.activities.get(id)
  if (activity === undefined || leadFor(desk, caller, activity.leadId) === null) {
    throw new Refusal('MXUnknownProspectActivityException', 'Activity does not exist.')
  }
  const code = whole(body, 'ActivityEvent')
  if (code === null) throw mandatoryMissing('ActivityEvent')
  if (code !== activity.eventCode) throw invalidInput(`ActivityEvent ${code} is not the type of the activity.`)
  const note = readNote(desk, body)
  const { custom, status } = checkFields(typeOf(desk, code), fieldPairs(body), !flag(body, 'ValidateDropDownOptions'))
  const fields = { ...activity.fields, ...custom }
  checkMandatory(typeOf(desk, code), fields)
  desk.state.changeActivity(id, visibleAtMs(desk), (row) => {
    if (note !== null) row.note = note
    if (status !== null) row.status = status
    row.fields = fields
    row.modifiedAtMs = desk.clock.stampMs()
    row.modifiedById = caller.id
  })
  return written({ Id: id })
}

/** `DeleteActivities`: queued, and then everything of those types on that lead is gone. */
export function deleteActivities(desk: Desk, { caller, body }: Call): PlainAnswer {
  const leadId = text(body, 'ProspectId')
  const given = body.ActivityEventList
  if (leadId === null) throw mandatoryMissing('ProspectId')
  const listed = Array.isArray(given) ? given.map(Number) : texts(body, 'ActivityEventList')?.map(Number)
  if (listed === undefined || listed.length === 0) throw mandatoryMissing('ActivityEventList')
  if (leadFor(desk, caller, leadId) === null) throw unknownLead(leadId)
  const bound = (name: string, fallback: number): number => {
    const stamp = text(body, name)
    const atMs = stamp === null ? fallback : parseStamp(stamp)
    if (atMs === null) throw invalidInput(`${name} value is not correct.`)
    return atMs
  }
  const fromMs = bound('FromDate', Number.NEGATIVE_INFINITY)
  const toMs = bound('ToDate', Number.POSITIVE_INFINITY)
  const codes = new Set(listed)
  const { state, clock, settings, wire } = desk
  const concerns = (activity: Readonly<SandboxActivity>): boolean =>
    codes.has(activity.eventCode) && wire.createdMs(activity) >= fromMs && wire.createdMs(activity) <= toMs
  state.queueDeletion(leadId, concerns, clock.nowMs() + settings.deletionDelayMs)
  return written({ Id: desk.random.uuid(), Info: 'Your request has been queued.' })
}

/** Puts an activity into the account: its lead's score grows, and by setting its ModifiedOn moves. */
export function keep(desk: Desk, activity: SandboxActivity): void {
  desk.state.addActivity(activity, visibleAtMs(desk))
  desk.state.changeLead(activity.leadId, (lead) => {
    lead.score += desk.state.types.get(activity.eventCode)?.score ?? 0
    if (desk.settings.activityTouchesLead) lead.modifiedAtMs = activity.modifiedAtMs
  })
}

function readActivity(
  desk: Desk,
  caller: Readonly<SandboxUser>,
  body: Json,
  attributes: readonly string[],
  zoneMinutes: number,
): SandboxActivity {
  rejectUnknown(desk, body, attributes)
  const leadId = text(body, 'RelatedProspectId')
  const code = whole(body, 'ActivityEvent')
  const givenTime = text(body, 'ActivityDateTime')
  const pairs = fieldPairs(body)
  const skipsOptions = flag(body, 'ValidateDropDownOptions')
  const note = readNote(desk, body) ?? ''
  if (leadId === null) throw mandatoryMissing('RelatedProspectId')
  if (code === null) throw mandatoryMissing('ActivityEvent')
  if (leadFor(desk, caller, leadId) === null) throw unknownLead(leadId)
  const type = typeOf(desk, code)
  if (isSystemType(code) && code !== 21 && code !== 22) {
    throw invalidInput(`ActivityEvent ${code} is written by the system only.`)
  }
  const happenedAtMs = givenTime === null ? null : readTime(desk, givenTime, zoneMinutes)
  const { custom, status } = checkFields(type, pairs, !skipsOptions)
  checkMandatory(type, custom)
  const writtenAtMs = desk.clock.stampMs()
  return {
    id: desk.random.uuid(),
    leadId,
    eventCode: code,
    note,
    status: status ?? 'Active',
    fields: custom,
    happenedAtMs: happenedAtMs ?? writtenAtMs,
    writtenAtMs,
    modifiedAtMs: writtenAtMs,
    createdById: caller.id,
    modifiedById: caller.id,
    ownerId: caller.id,
    deletedAtMs: null,
    origin: 'api',
  }
}

function readNote({ settings }: Desk, body: Json): string | null {
  const note = text(body, 'ActivityNote')
  if (note === null) return null
  if (note.length > settings.maxNoteLength) {
    throw invalidInput(`ActivityNote can not be longer than ${settings.maxNoteLength}.`)
  }
  const marker = settings.refuseNotesContaining.find((one) => note.includes(one))
  if (marker !== undefined) throw invalidInput(`ActivityNote may not contain "${marker}".`)
  return note
}

function readTime({ settings, clock }: Desk, given: string, zoneMinutes: number): number {
  const local = parseStamp(given)
  if (local === null) throw invalidInput('ActivityDateTime value is not correct.')
  const atMs = local - zoneMinutes * 60_000
  if (settings.futureActivityTimes === 'reject' && atMs > clock.nowMs()) {
    throw invalidInput("ActivityDateTime can't be in the future.")
  }
  return atMs
}

function typeOf({ state }: Desk, code: number): ActivityType {
  const type = state.types.get(code)
  if (type === undefined) throw invalidInput(`ActivityEvent ${code} does not exist.`)
  return type
}

function unknownLead(leadId: string): Refusal {
  return invalidInput(`RelatedProspectId ${leadId}: lead does not exist.`)
}

function userWithEmail({ state }: Desk, email: string): Readonly<SandboxUser> {
  const { me, salesUser, colleagues } = state.team
  const user = [me, salesUser, ...colleagues].find((one) => one.email === email)
  if (user === undefined) throw invalidInput(`ActivityOwnerEmail ${email} does not exist.`)
  return user
}

function rejectUnknown({ settings }: Desk, body: Json, known: readonly string[]): void {
  if (settings.unknownAttributes === 'ignore') return
  const unknown = Object.keys(body).find((name) => !known.includes(name))
  if (unknown !== undefined) throw new BadBody(`The attribute ${unknown} is not known.`)
}
