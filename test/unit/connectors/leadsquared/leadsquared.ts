import type { Connector, ConnectorMemory } from '../../../../electron/connectors/connector.ts'
import { createLeadsquaredConnector } from '../../../../electron/connectors/leadsquared/connector.ts'
import { type Answerer, json, pathOf, type ScriptedTransport, scriptedTransport } from '../scripted-transport.ts'

export const nowMs = Date.parse('2026-11-21T10:00:00Z')

interface ScriptedLeadsquared {
  readonly connector: Connector
  readonly transport: ScriptedTransport
  readonly remembered: readonly ConnectorMemory[]
}

/** A LeadSquared account whose server is a function. */
export function leadsquared(
  answer: Answerer,
  given: {
    readonly memory?: ConnectorMemory
    readonly secret?: string
    readonly baseUrl?: string
    readonly nowMs?: () => number
    readonly monotonicMs?: () => number
  } = {},
): ScriptedLeadsquared {
  const transport = scriptedTransport(answer)
  const remembered: ConnectorMemory[] = []
  const connector = createLeadsquaredConnector({
    baseUrl: given.baseUrl ?? 'https://api.leadsquared.com',
    secret: given.secret ?? 'access:secret',
    transport,
    memory: given.memory ?? { userId: 'u-1', userName: 'Maya Lindqvist' },
    remember: (memory) => remembered.push(memory),
    clockSkewMs: 60_000,
    nowMs: given.nowMs ?? (() => nowMs),
    monotonicMs: given.monotonicMs ?? given.nowMs ?? (() => nowMs),
  })
  return { connector, transport, remembered }
}

export const typesPath = '/v2/ProspectActivity.svc/ActivityTypes.Get'
export const userPath = '/v2/Authentication.svc/UserByAccessKey.Get'

export interface FieldLike {
  readonly SchemaName: string
  readonly DisplayName?: string
  readonly DataType?: string
  readonly OptionSet?: unknown
  readonly IsMandatory?: unknown
  readonly MaxFieldLength?: unknown
}

/** The answers about types: each code with its fields. Null: the request is about something else. */
function answerTypes(path: string, types: Readonly<Record<number, readonly FieldLike[]>>): ReturnType<Answerer> | null {
  if (path === typesPath) {
    const rows = Object.keys(types).map((code) => ({ ActivityEvent: code, ActivityEventName: `Type ${code}` }))
    return json(rows)
  }
  const asked = /GetActivitySetting\?code=(\d+)$/.exec(path)?.[1]
  if (asked === undefined) return null
  return json({ Name: `Type ${asked}`, Fields: types[Number(asked)] ?? [] })
}

/** A server that knows these types and answers the rest as told. */
export function withTypes(types: Readonly<Record<number, readonly FieldLike[]>>, rest: Answerer): Answerer {
  return (request, number) => answerTypes(pathOf(request), types) ?? rest(request, number)
}

export function failure(exceptionType: string, status = 500, message = 'No.'): ReturnType<Answerer> {
  return json({ Status: 'Error', ExceptionType: exceptionType, ExceptionMessage: message }, status)
}
