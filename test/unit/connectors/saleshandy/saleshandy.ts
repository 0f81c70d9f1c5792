import { plainNote } from '../../../../db/records.ts'
import type {
  Connector,
  ConnectorMemory,
  HttpReply,
  NoteForm,
  NoteToSend,
  PullRequest,
} from '../../../../electron/connectors/connector.ts'
import { createSaleshandyConnector } from '../../../../electron/connectors/saleshandy/connector.ts'
import { type Answerer, json, pathOf, type ScriptedTransport, scriptedTransport } from '../scripted-transport.ts'

export interface ScriptedSaleshandy {
  readonly connector: Connector
  readonly transport: ScriptedTransport
  /** Everything that was remembered, oldest first. */
  readonly remembered: readonly ConnectorMemory[]
}

export const nowMs = Date.parse('2026-11-21T10:00:00Z')

/** A Saleshandy account whose server is a function. */
export function saleshandy(
  answer: Answerer,
  given: { memory?: ConnectorMemory; secret?: string; clockSkewMs?: number; nowMs?: () => number } = {},
): ScriptedSaleshandy {
  const transport = scriptedTransport(answer)
  const remembered: ConnectorMemory[] = []
  const connector = createSaleshandyConnector({
    baseUrl: 'https://open-api.saleshandy.test',
    secret: given.secret ?? 'key-of-nadia',
    transport,
    memory: given.memory ?? {},
    remember: (memory) => remembered.push(memory),
    clockSkewMs: given.clockSkewMs ?? 60_000,
    nowMs: given.nowMs ?? (() => nowMs),
    monotonicMs: () => 0,
  })
  return { connector, transport, remembered }
}

/** Routes by the beginning of "METHOD /path". What nothing is said about is a 404. */
export function routes(
  table: Readonly<Record<string, HttpReply | readonly HttpReply[] | ((path: string, number: number) => HttpReply)>>,
): Answerer {
  const asked = new Map<string, number>()
  return (request) => {
    const line = `${request.method} ${pathOf(request)}`
    const key = Object.keys(table)
      .filter((beginning) => line.startsWith(beginning))
      .sort((one, other) => other.length - one.length)[0]
    const answer = key === undefined ? undefined : table[key]
    if (key === undefined || answer === undefined) return error(404, null, `Cannot ${line}`)
    const number = asked.get(key) ?? 0
    asked.set(key, number + 1)
    if (typeof answer === 'function') return answer(pathOf(request), number)
    if (!isList(answer)) return answer
    return answer[Math.min(number, answer.length - 1)] ?? error(404, null, 'no answer left')
  }
}

function isList(answer: HttpReply | readonly HttpReply[]): answer is readonly HttpReply[] {
  return Array.isArray(answer)
}

export function success(payload: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): HttpReply {
  return json({ message: 'Done', payload }, status, headers)
}

export function error(
  status: number,
  code: number | null,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): HttpReply {
  return json({ message, ...(code === null ? {} : { code }) }, status, headers)
}

export const nadia = { firstName: 'Nadia', lastName: 'Okafor', email: 'Nadia@northgate.example' }
export const yusuf = { firstName: 'Yusuf', lastName: 'Demir', email: 'yusuf@northgate.example' }

export function prospect(id: string, createdAt = '2026-11-20T10:00:00.000Z', more: object = {}) {
  return {
    id,
    createdAt,
    email: `${id.toLowerCase()}@example.com`,
    verificationStatus: 'Valid',
    attributes: [
      { id: 'a1', key: 'First Name', value: 'Maria' },
      { id: 'a2', key: 'Last Name', value: 'Delgado' },
      { id: 'a3', key: 'Phone Number', value: '+1 512 555 0100' },
      { id: 'a4', key: 'Company', value: 'Delgado Roofing' },
      { id: 'a5', key: 'Budget', value: '12,000' },
    ],
    ...more,
  }
}

export function note(id: string, content = '<p>Roof faces south-west</p>', more: object = {}) {
  return {
    id,
    prospectId: 'Pr1',
    visibility: '1',
    status: '1',
    createdAt: '2026-11-21T09:30:00.000Z',
    updatedAt: '2026-11-21T09:30:00.000Z',
    author: nadia,
    content,
    ...more,
  }
}

export function notes(rows: readonly unknown[], given: { draft?: unknown; hasMore?: boolean } = {}): HttpReply {
  return success({
    notes: rows,
    draftNote: given.draft ?? null,
    pagination: { skip: 0, take: 100, hasMore: given.hasMore ?? false },
  })
}

export function ask(
  stream: PullRequest['stream'],
  mode: PullRequest['mode'],
  given: Partial<PullRequest> = {},
): PullRequest {
  return { stream, mode, cursor: null, sinceMs: null, pageSize: 200, priority: 'backfill', ...given }
}

export const publicNote: NoteForm = { ...plainNote, visibility: 'public' }

export function noteTo(
  text: string,
  form: NoteForm = publicNote,
  attachmentRemoteIds: readonly string[] = [],
): NoteToSend {
  return {
    noteId: '01922f4a-5f00-7000-8000-000000000001',
    conversationRemoteId: 'Pr1',
    leadRemoteId: 'Pr1',
    text,
    form,
    attachmentRemoteIds,
    writtenAtMs: nowMs,
  }
}
