import type { z } from 'zod'
import type { Failure, HttpRequest, Outcome, Priority, QuarantinedItem, StreamName, Transport } from '../connector.ts'
import { serverDateOf } from '../server-date.ts'
import { readRows } from '../set-aside.ts'
import { readAnswer } from './answers.ts'
import { idOf } from './item-id.ts'
import { ownHostOf } from './own-host.ts'
import { formatStamp } from './timestamps.ts'
import {
  type ActivityTypeWire,
  activityTypeWire,
  type CreatedWire,
  createdWire,
  type FieldsWire,
  fieldsWire,
  type LeadActivityWire,
  type LeadWire,
  type ListedActivityWire,
  leadActivityWire,
  leadWire,
  listedActivityWire,
  listWire,
  optionsWire,
  type RecentActivityWire,
  recentActivityWire,
  type UserWire,
  userWire,
} from './wire.ts'

/** One page of a list: the rows that parsed, and those that did not with the reasons. */
export interface Page<Wire> {
  readonly rows: readonly Wire[]
  readonly quarantined: readonly QuarantinedItem[]
  /** How many rows the answer had, whatever became of them. */
  readonly size: number
  /** What the list says it counts: the window or just this page, as the list likes. */
  readonly recordCount: number | null
}

/** A window on ModifiedOn, ms UTC. Whether rows stamped exactly as a bound are inside is not documented. */
export interface WindowCall {
  readonly fromMs: number
  readonly toMs: number
  /** From 1. */
  readonly pageIndex: number
  readonly pageSize: number
  readonly priority: Priority
}

/** Each operation of the API that Fieldpost uses, one request a call. Only `create` changes anything. */
export interface LeadsquaredClient {
  user(priority: Priority): Promise<Outcome<UserWire>>
  /** Activities of one type, newest ModifiedOn first. */
  activitiesByEvent(code: number, call: WindowCall): Promise<Outcome<Page<ListedActivityWire>>>
  /** Activities of all types together, without their fields; it does not work on every account. */
  recentActivities(call: WindowCall): Promise<Outcome<Page<RecentActivityWire>>>
  /** Leads, newest ModifiedOn first. */
  recentLeads(call: WindowCall, namesFields: boolean): Promise<Outcome<Page<LeadWire>>>
  /** The lead that was created first, as the account shows it today; none in an empty account. */
  oldestLead(priority: Priority): Promise<Outcome<Page<LeadWire>>>
  /** One lead's activities of all types, newest first. `page` counts from 0 or from 1, as the server likes. */
  activitiesOfLead(leadId: string, page: number, priority: Priority): Promise<Outcome<Page<LeadActivityWire>>>
  leadById(leadId: string, priority: Priority): Promise<Outcome<Page<LeadWire>>>
  activityDetails(activityId: string, priority: Priority): Promise<Outcome<FieldsWire>>
  activityTypes(priority: Priority): Promise<Outcome<Page<ActivityTypeWire>>>
  activitySetting(code: number, priority: Priority): Promise<Outcome<FieldsWire>>
  dropdownOptions(code: number, schemaName: string, priority: Priority): Promise<Outcome<readonly string[]>>
  create(body: Readonly<Record<string, unknown>>): Promise<Outcome<CreatedWire>>
}

interface Connection {
  readonly baseUrl: string
  readonly secret: string
  readonly transport: Transport
  /** The CRM's own clock, as an answer told it, ms UTC. */
  readonly onServerTime: (atMs: number) => void
}

const activities = '/v2/ProspectActivity.svc'
const leads = '/v2/LeadManagement.svc'
/** Rows of a lead's own list: more are not given, whatever is asked. */
export const leadListRows = 25

export function createLeadsquaredClient(connection: Connection): LeadsquaredClient {
  const asker = createAsker(connection)
  const get = <T>(path: string, schema: z.ZodType<T>, priority: Priority) =>
    asker(schema, { method: 'GET', path, body: null, priority, isWrite: false })
  const post = <T>(path: string, body: unknown, schema: z.ZodType<T>, priority: Priority) =>
    asker(schema, { method: 'POST', path, body: JSON.stringify(body), priority, isWrite: false })
  const paged = async <Wire>(
    asked: Promise<Outcome<z.infer<typeof listWire>>>,
    stream: StreamName,
    schema: z.ZodType<Wire>,
  ) => {
    const answer = await asked
    return answer.ok ? { ok: true as const, value: readPage(answer.value, stream, schema) } : answer
  }
  const segment = encodeURIComponent
  return {
    user: (priority) => get(userPath, userWire, priority),
    activitiesByEvent: (code, call) => {
      const body = { Parameter: { ...bounds(call), ActivityEvent: code }, ...newestFirst, ...paging(call) }
      const path = `${activities}/CustomActivity/RetrieveByActivityEvent`
      return paged(post(path, body, listWire, call.priority), 'activities', listedActivityWire)
    },
    recentActivities: (call) => {
      const body = { Parameter: { ...bounds(call), IncludeCustomFields: 0 }, ...newestFirst, ...paging(call) }
      const path = `${activities}/RetrieveRecentlyModified`
      return paged(post(path, body, listWire, call.priority), 'activities', recentActivityWire)
    },
    recentLeads: (call, namesFields) => {
      const columns = namesFields ? { Columns: { Include_CSV: leadFields } } : {}
      const body = { Parameter: bounds(call), ...columns, ...newestFirst, ...paging(call) }
      return paged(post(`${leads}/Leads.RecentlyModified`, body, listWire, call.priority), 'leads', leadWire)
    },
    oldestLead: (priority) => {
      const body = {
        Parameter: { LookupName: 'CreatedOn', LookupValue: formatStamp(0), SqlOperator: '>' },
        Columns: { Include_CSV: 'ProspectID,CreatedOn' },
        Sorting: { ColumnName: 'CreatedOn', Direction: '0' },
        Paging: { PageIndex: 1, PageSize: 1 },
      }
      return paged(post(`${leads}/Leads.Get`, body, listWire, priority), 'leads', leadWire)
    },
    activitiesOfLead: (leadId, page, priority) => {
      const body = { Parameter: {}, Paging: { Offset: String(page), RowCount: String(leadListRows) } }
      const path = `${activities}/Retrieve?leadId=${segment(leadId)}`
      return paged(post(path, body, listWire, priority), 'activities', leadActivityWire)
    },
    leadById: (leadId, priority) =>
      paged(get(`${leads}/Leads.GetById?id=${segment(leadId)}`, listWire, priority), 'leads', leadWire),
    activityDetails: (activityId, priority) =>
      get(`${activities}/GetActivityDetails?activityId=${segment(activityId)}`, fieldsWire, priority),
    activityTypes: (priority) =>
      paged(get(`${activities}/ActivityTypes.Get`, listWire, priority), 'activities', activityTypeWire),
    activitySetting: (code, priority) =>
      get(`${activities}/CustomActivity/GetActivitySetting?code=${code}`, fieldsWire, priority),
    dropdownOptions: (code, schemaName, priority) => {
      const body = { Parameter: { ActivityEventCode: code, SchemaName: schemaName } }
      return post(`${activities}/ActivityField/Dropdown/Options/Get`, body, optionsWire, priority)
    },
    create: (body) =>
      asker(createdWire, {
        method: 'POST',
        path: `${activities}/Create`,
        body: JSON.stringify(body),
        priority: 'push',
        isWrite: true,
      }),
  }
}

const leadFields =
  'ProspectID,ProspectAutoId,FirstName,LastName,EmailAddress,Phone,Mobile,ProspectStage,Source,Score,OwnerId,CreatedOn,ModifiedOn'
const userPath = '/v2/Authentication.svc/UserByAccessKey.Get'
const newestFirst = { Sorting: { ColumnName: 'ModifiedOn', Direction: 1 } }
const bounds = ({ fromMs, toMs }: WindowCall) => ({ FromDate: formatStamp(fromMs), ToDate: formatStamp(toMs) })
const paging = ({ pageIndex, pageSize }: WindowCall) => ({ Paging: { PageIndex: pageIndex, PageSize: pageSize } })

interface Ask extends Pick<HttpRequest, 'method' | 'body' | 'priority' | 'isWrite'> {
  readonly path: string
}

type Asker = <T>(schema: z.ZodType<T>, asked: Ask) => Promise<Outcome<T>>

function createAsker(connection: Connection): Asker {
  const keys = keysOf(connection.secret)
  const baseUrl = connection.baseUrl.replace(/\/+$/, '')
  let hasLookedElsewhere = false

  async function ask<T>(schema: z.ZodType<T>, asked: Ask): Promise<Outcome<T>> {
    if (typeof keys === 'string') return { ok: false, failure: { kind: 'unauthorized', detail: keys } }
    const reply = await connection.transport.send({
      method: asked.method,
      url: baseUrl + asked.path,
      headers: {
        // Never in the query, where they would stand in every log on the way.
        'x-lsq-accesskey': keys.accessKey,
        'x-lsq-secretkey': keys.secretKey,
        accept: 'application/json',
        ...(asked.body === null ? {} : { 'content-type': 'application/json' }),
      },
      body: asked.body,
      priority: asked.priority,
      isWrite: asked.isWrite,
    })
    const date = serverDateOf(reply)
    if (date.kind === 'told') connection.onServerTime(date.atMs)
    const outcome = readAnswer(reply, schema, asked.isWrite)
    if (outcome.ok || outcome.failure.kind !== 'unauthorized') return outcome
    if (asked.path === userPath) return { ok: false, failure: { kind: 'unauthorized', detail: wrongKeys } }
    if (reply.kind === 'answer' && reply.status !== 401) {
      return { ok: false, failure: await whatIsRefused(reply.status, outcome.failure.detail, asked.priority) }
    }
    return { ok: false, failure: { kind: 'unauthorized', detail: await whyRefused(asked.priority) } }
  }

  /** Only 401 says that it is the keys. Where they are taken for their user's own data, what was asked for is what they may not have. */
  async function whatIsRefused(status: number, detail: string | null, priority: Priority): Promise<Failure> {
    const user = await askForUser(priority)
    if (!user.ok) return user.failure
    const ownHost = ownHostOf(user.value, baseUrl)
    if (ownHost !== null) return { kind: 'unauthorized', detail: elsewhere(ownHost) }
    return { kind: 'rejected', status, reason: detail ?? `HTTP ${status}` }
  }

  function askForUser(priority: Priority): Promise<Outcome<UserWire>> {
    return ask(userWire, { method: 'GET', path: userPath, body: null, priority, isWrite: false })
  }

  function elsewhere(ownHost: string): string {
    return `These keys belong to an account at ${ownHost}, not at ${baseUrl}: sign in again with that address.`
  }

  /** The right keys at the wrong address are refused as wrong ones are; the one call that works anywhere tells them apart. */
  async function whyRefused(priority: Priority): Promise<string> {
    if (priority !== 'on_demand' || hasLookedElsewhere) return refusedKeys
    hasLookedElsewhere = true
    const user = await askForUser(priority)
    if (!user.ok) return user.failure.kind === 'unauthorized' ? wrongKeys : refusedKeys
    const ownHost = ownHostOf(user.value, baseUrl)
    if (ownHost === null) return 'LeadSquared knows these keys, but their user may not do this.'
    return elsewhere(ownHost)
  }

  return ask
}

const wrongKeys = 'LeadSquared does not accept these keys: one of them is wrong, or their user was deactivated.'
const refusedKeys =
  'LeadSquared does not accept these keys: they are wrong, their user was deactivated, or the account lives in another region.'

/** The two keys, or what is wrong with the secret. An access key has no colon; a secret key may. */
function keysOf(secret: string): { readonly accessKey: string; readonly secretKey: string } | string {
  const text = secret.trim()
  const colon = text.indexOf(':')
  if (colon <= 0 || colon === text.length - 1) {
    return 'LeadSquared needs two keys, the access key and the secret key, as accessKey:secretKey.'
  }
  const [accessKey, secretKey] = [text.slice(0, colon).trim(), text.slice(colon + 1).trim()]
  // Anything else cannot be an HTTP header; the keys were mistyped or pasted with text around them.
  const isHeader = [accessKey, secretKey].every((key) => /^[\x21-\x7e]+$/.test(key))
  return isHeader ? { accessKey, secretKey } : 'The keys contain characters that no key has.'
}

function readPage<Wire>(list: z.infer<typeof listWire>, stream: StreamName, schema: z.ZodType<Wire>): Page<Wire> {
  return { ...readRows(list.rows, stream, schema, idOf), size: list.rows.length, recordCount: list.recordCount }
}
