import {
  type LeadsquaredSandbox,
  type LeadsquaredSandboxOptions,
  startLeadsquaredSandbox,
} from '../../sandbox/leadsquared/sandbox.ts'
import { isObject, type Json, type Reply } from './client.ts'

/** Where the generated history of these tests ends. */
export const nowMs = Date.UTC(2026, 10, 20, 12)

export const activities = '/v2/ProspectActivity.svc'
export const leadCalls = '/v2/LeadManagement.svc'

const running: LeadsquaredSandbox[] = []

/** A small account without limits, closed by `closeAccounts`. */
export async function startAccount(options: Partial<LeadsquaredSandboxOptions> = {}): Promise<LeadsquaredSandbox> {
  const sandbox = await startLeadsquaredSandbox({
    seed: 7,
    leads: 60,
    activities: 900,
    nowMs,
    wallMs: () => nowMs,
    rateLimit: null,
    ...options,
  })
  running.push(sandbox)
  return sandbox
}

export async function closeAccounts(): Promise<void> {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()))
}

interface Target {
  readonly url: string
  readonly key: string
}

/** A call with the keys in the headers; with a body it is a POST. */
export async function call({ url, key }: Target, path: string, body?: unknown): Promise<Reply> {
  const [accessKey = '', secretKey = ''] = key.split(':')
  const headers = {
    'x-LSQ-AccessKey': accessKey,
    'x-LSQ-SecretKey': secretKey,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  }
  const response = await fetch(`${url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: parse(text) }
}

export function create(sandbox: Target, body: unknown): Promise<Reply> {
  return call(sandbox, `${activities}/Create`, body)
}

/** Activities of one type, by default of a window that holds them all, oldest first. */
export function byEvent(
  sandbox: Target,
  eventCode: number,
  paging: Json = { PageIndex: 1, PageSize: 1_000 },
  parameter: Json = {},
): Promise<Reply> {
  return call(sandbox, `${activities}/CustomActivity/RetrieveByActivityEvent`, {
    Parameter: {
      FromDate: '2020-01-01 00:00:00',
      ToDate: '2030-01-01 00:00:00',
      ActivityEvent: eventCode,
      ...parameter,
    },
    Paging: paging,
    Sorting: { ColumnName: 'ModifiedOn', Direction: 0 },
  })
}

/** The rows of an answer under a name; an answer without the list has none. @throws where the call failed. */
export function rowsOf(reply: Reply, name: string): readonly Json[] {
  if (reply.status !== 200 || !isObject(reply.json)) throw new Error(`Not a list: ${reply.status} ${reply.text}`)
  const list = reply.json[name] ?? []
  return Array.isArray(list) ? list.filter(isObject) : []
}

export function listOf(reply: Reply): readonly Json[] {
  return rowsOf(reply, 'List')
}

/** The id in the envelope of a write. @throws where the write failed. */
export function idOf(reply: Reply): string {
  const message = isObject(reply.json) ? reply.json.Message : null
  if (!isObject(message) || typeof message.Id !== 'string')
    throw new Error(`Not written: ${reply.status} ${reply.text}`)
  return message.Id
}

/** The n-th lead of the account. */
export function leadOf(sandbox: LeadsquaredSandbox, index = 0): string {
  const lead = [...sandbox.state.leads.values()][index]
  if (lead === undefined) throw new Error(`The account has no lead ${index}`)
  return lead.id
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
