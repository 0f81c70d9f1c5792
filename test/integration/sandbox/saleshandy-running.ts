import {
  type SaleshandySandbox,
  type SaleshandySandboxOptions,
  startSaleshandySandbox,
} from '../../sandbox/saleshandy/sandbox.ts'
import { isObject, type Json, type Reply, send } from './client.ts'

/** Where the generated history of these tests ends. */
export const nowMs = Date.UTC(2026, 10, 20, 12)

const running: SaleshandySandbox[] = []

/** A small sandbox without rate limit, closed by `closeSandboxes`. */
export async function start(options: Partial<SaleshandySandboxOptions> = {}): Promise<SaleshandySandbox> {
  const sandbox = await startSaleshandySandbox({
    seed: 7,
    prospects: 130,
    notes: 400,
    threads: 60,
    nowMs,
    rateLimit: null,
    ...options,
  })
  running.push(sandbox)
  return sandbox
}

export async function closeSandboxes(): Promise<void> {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()))
}

/** Asks the API with the first key, or another. */
export function ask(
  sandbox: SaleshandySandbox,
  method: string,
  path: string,
  body?: unknown,
  key = sandbox.key,
): Promise<Reply> {
  return send(sandbox, method, `/v1${path}`, body, { 'x-api-key': key })
}

/** The payload of a success. @throws where it is none, with what it was. */
export function payloadOf(reply: Reply): unknown {
  if (reply.status !== 200 || !isObject(reply.json)) throw new Error(`Not a success: ${reply.status} ${reply.text}`)
  return reply.json.payload
}

/** The rows of a page, wherever its payload has them. */
export function rowsOf(reply: Reply): Json[] {
  const payload = payloadOf(reply)
  const rows = isObject(payload)
    ? (payload.notes ?? payload.items ?? payload.results ?? payload.emails ?? payload.messages)
    : payload
  if (!Array.isArray(rows)) throw new Error(`No rows: ${reply.text}`)
  return rows.filter(isObject)
}

/** The first prospect of the list. */
export function someProspect(sandbox: SaleshandySandbox): string {
  const id = sandbox.state.listedProspects()[0]?.id
  if (id === undefined) throw new Error('The sandbox has no prospects')
  return id
}

/** The key of the nth member; 0 is our user. */
export function keyOf(sandbox: SaleshandySandbox, member: number): string {
  const one = sandbox.credentials.keys()[member]
  if (one === undefined) throw new Error(`No member ${member} has a key`)
  return one.key
}

export function createNote(
  sandbox: SaleshandySandbox,
  prospectId: string,
  content: string,
  more: Json = {},
  key?: string,
): Promise<Reply> {
  return ask(sandbox, 'POST', '/notes', { content, visibility: '1', prospectIds: [prospectId], ...more }, key)
}

/** Uploads bytes as the multipart part `file`. */
export async function uploadFile(
  sandbox: SaleshandySandbox,
  fileName: string,
  bytes: Uint8Array<ArrayBuffer>,
  part = 'file',
): Promise<Reply> {
  const form = new FormData()
  form.append(part, new Blob([bytes], { type: 'application/octet-stream' }), fileName)
  const response = await fetch(`${sandbox.url}/v1/notes/attachments`, {
    method: 'POST',
    headers: { 'x-api-key': sandbox.key },
    body: form,
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: JSON.parse(text) }
}
