import type { AttachmentFile, FileBody, HttpRequest, Priority, Transport } from '../connector.ts'
import type { Rows } from '../set-aside.ts'
import { type Answer, errorCodes, type Reader, readAnswer } from './answers.ts'
import { attachmentIdIn } from './attachment-id.ts'
import { isFields, listIn, payloadOf, readRows } from './payload.ts'
import {
  type CreatedWire,
  createdWire,
  inboxMetaWire,
  type MemberWire,
  type MessageWire,
  memberWire,
  messageWire,
  type NoteWire,
  notesPaginationWire,
  noteWire,
  type ProspectWire,
  prospectWire,
  type ThreadWire,
  threadWire,
} from './wire.ts'

/** One page of a list. `size` counts its rows, the quarantined ones too. */
interface Page<Row> extends Rows<Row> {
  readonly size: number
  /** Empty: there is none. */
  readonly firstId: string
  readonly lastId: string
  /** First and last id with the size: two pages of a list that have the same are the same page. */
  readonly mark: string
}

export interface InboxPage extends Page<ThreadWire> {
  readonly totalItems: number | null
  readonly totalPages: number | null
}

export interface NotesPage extends Page<NoteWire> {
  readonly draft: NoteWire | null
  readonly hasMore: boolean
}

interface Thread extends Rows<MessageWire> {
  /** The thread's own fields, as far as this answer has them. */
  readonly fields: Readonly<Record<string, unknown>>
}

interface InboxQuery {
  readonly page: number
  readonly limit: number
  readonly owners: readonly string[] | null
  readonly startDate: string | null
}

interface NoteBody {
  readonly content: string
  readonly visibility: '1' | '2'
  readonly prospectIds: readonly string[]
  readonly attachmentIds?: readonly string[]
  readonly status: '0' | '1'
}

export type NoteChange = Partial<Pick<NoteBody, 'content' | 'visibility' | 'status'>>

/** Each operation of the API that Fieldpost uses, one request a call. Only `createNote` must not be repeated in doubt. */
export interface SaleshandyClient {
  prospects(page: number, pageSize: number, priority: Priority): Promise<Answer<Page<ProspectWire>>>
  notes(prospectId: string, skip: number, take: number, priority: Priority): Promise<Answer<NotesPage>>
  createNote(body: NoteBody): Promise<Answer<readonly CreatedWire[]>>
  editNote(noteId: string, change: NoteChange): Promise<Answer<NoteWire | null>>
  uploadAttachment(file: AttachmentFile, onProgress: (sentBytes: number) => void): Promise<Answer<string>>
  inbox(query: InboxQuery, priority: Priority): Promise<Answer<InboxPage>>
  thread(threadId: string, priority: Priority): Promise<Answer<Thread>>
  message(threadId: string, messageId: string, priority: Priority): Promise<Answer<MessageWire>>
  members(priority: Priority): Promise<Answer<readonly MemberWire[]>>
}

interface Connection {
  readonly baseUrl: string
  readonly secret: string
  readonly transport: Transport
}

export function createSaleshandyClient(connection: Connection): SaleshandyClient {
  const segment = encodeURIComponent
  const get = <T>(path: string, read: Reader<T>, priority: Priority) =>
    ask(connection, read, { method: 'GET', path, body: null, priority, isWrite: false })
  // Without an id in it, a call has nothing to be wrong about but the key.
  const getWithoutId = async <T>(path: string, read: Reader<T>, priority: Priority) =>
    blamingKey(await get(path, read, priority))
  return {
    prospects: (page, pageSize, priority) =>
      getWithoutId(
        `/v1/prospects?${new URLSearchParams({
          page: String(page),
          pageSize: String(pageSize),
          sortBy: 'createdAt',
          sort: 'DESC',
          includeCustomFields: 'true',
        })}`,
        readProspects,
        priority,
      ),
    notes: (prospectId, skip, take, priority) =>
      get(`/v1/prospects/${segment(prospectId)}/notes?skip=${skip}&take=${take}`, readNotes, priority),
    createNote: (body) =>
      ask(connection, readCreated, {
        method: 'POST',
        path: '/v1/notes',
        body: JSON.stringify(body),
        priority: 'push',
        isWrite: true,
      }),
    // The same change made twice is one change.
    editNote: (noteId, change) =>
      ask(connection, readEdited, {
        method: 'PATCH',
        path: `/v1/notes/${segment(noteId)}`,
        body: JSON.stringify(change),
        priority: 'push',
        isWrite: false,
      }),
    // A file uploaded twice is one file that no note has.
    uploadAttachment: async (file, onProgress) => {
      const body: FileBody = { kind: 'file', partName: 'file', file, onProgress }
      const asked = { method: 'POST', path: '/v1/notes/attachments', body, priority: 'push', isWrite: false } as const
      return blamingKey(await ask(connection, readUploaded, asked))
    },
    // `owners` are ids.
    inbox: (query, priority) => {
      const { page, limit, owners, startDate } = query
      const body = JSON.stringify({
        page,
        limit,
        ...(owners === null ? {} : { owners }),
        ...(startDate === null ? {} : { startDate }),
      })
      const asked = { method: 'POST', path: '/v1/unified-inbox/emails', body, priority, isWrite: false } as const
      return ask(connection, readInbox, asked)
    },
    thread: (threadId, priority) => get(`/v1/unified-inbox/emails/${segment(threadId)}`, readThread, priority),
    message: (threadId, messageId, priority) =>
      get(`/v1/unified-inbox/emails/${segment(threadId)}/${segment(messageId)}`, readMessage, priority),
    members: (priority) => getWithoutId('/v1/user/team-member-list', readMembers, priority),
  }
}

function blamingKey<T>(answer: Answer<T>): Answer<T> {
  if (answer.ok || answer.code !== errorCodes.invalidOrDenied || answer.failure.kind !== 'rejected') return answer
  return { ok: false, failure: { kind: 'unauthorized', detail: answer.failure.reason }, code: answer.code }
}

interface Ask extends Pick<HttpRequest, 'method' | 'body' | 'priority' | 'isWrite'> {
  readonly path: string
}

async function ask<T>(connection: Connection, read: Reader<T>, asked: Ask): Promise<Answer<T>> {
  const secret = connection.secret.trim()
  // Anything else cannot be an HTTP header; the credential was mistyped or pasted with text around it.
  if (!/^[\x21-\x7e]+$/.test(secret)) {
    const detail = 'The key contains characters that no key has.'
    return { ok: false, failure: { kind: 'unauthorized', detail }, code: null }
  }
  const reply = await connection.transport.send({
    method: asked.method,
    url: connection.baseUrl.replace(/\/+$/, '') + asked.path,
    headers: {
      'x-api-key': secret,
      accept: 'application/json',
      ...(typeof asked.body === 'string' ? { 'content-type': 'application/json' } : {}),
    },
    body: asked.body,
    priority: asked.priority,
    isWrite: asked.isWrite,
  })
  return readAnswer(reply, read, asked.isWrite)
}

function pageOf<Row>(items: readonly unknown[], rows: Rows<Row>): Page<Row> {
  const idOf = (item: unknown) => (isFields(item) ? String(item.id) : '')
  const [firstId, lastId] = [idOf(items[0]), idOf(items.at(-1))]
  return { ...rows, size: items.length, firstId, lastId, mark: `${items.length} ${firstId} ${lastId}` }
}

const readProspects: Reader<Page<ProspectWire>> = (body) => {
  const list = listIn(body, ['prospects', 'items', 'results'])
  return list.ok ? { ok: true, value: pageOf(list.value, readRows(list.value, 'leads', prospectWire)) } : list
}

const readNotes: Reader<NotesPage> = (body) => {
  const list = listIn(body, ['notes'])
  if (!list.ok) return list
  const payload = payloadOf(body)
  const { draftNote, pagination } = isFields(payload) ? payload : { draftNote: null, pagination: null }
  const isDraftThere = draftNote !== null && draftNote !== undefined
  const listed = readRows(list.value, 'activities', noteWire)
  const draft = readRows(isDraftThere ? [draftNote] : [], 'activities', noteWire)
  const paged = notesPaginationWire.safeParse(pagination)
  const page = pageOf(list.value, { ...listed, quarantined: [...listed.quarantined, ...draft.quarantined] })
  // Where the answer does not say whether that was all, only a page without rows is the last.
  const hasMore = page.size > 0 && (paged.success ? paged.data.hasMore : true)
  return { ok: true, value: { ...page, draft: draft.rows[0] ?? null, hasMore } }
}

const readCreated: Reader<readonly CreatedWire[]> = (body) => {
  const list = listIn(body, ['results'])
  return list.ok ? { ok: true, value: readRows(list.value, 'activities', createdWire).rows } : list
}

/** Null: the change was made, and the answer does not show the note. */
const readEdited: Reader<NoteWire | null> = (body) => {
  const parsed = noteWire.safeParse(payloadOf(body))
  return { ok: true, value: parsed.success ? parsed.data : null }
}

const readUploaded: Reader<string> = (body) => {
  const id = attachmentIdIn(body)
  return id === null ? { ok: false, issues: ['payload: expected the id of the attachment'] } : { ok: true, value: id }
}

const readInbox: Reader<InboxPage> = (body) => {
  const list = listIn(body, ['items', 'emails', 'threads'])
  if (!list.ok) return list
  const payload = payloadOf(body)
  const meta = inboxMetaWire.safeParse(isFields(payload) ? payload.meta : null)
  const { totalItems = null, totalPages = null } = meta.success ? meta.data : {}
  const page = pageOf(list.value, readRows(list.value, 'conversations', threadWire))
  return { ok: true, value: { ...page, totalItems, totalPages } }
}

const readThread: Reader<Thread> = (body) => {
  const list = listIn(body, ['emails', 'messages', 'items', 'thread'])
  if (!list.ok) return list
  const payload = payloadOf(body)
  return {
    ok: true,
    value: { ...readRows(list.value, 'conversations', messageWire), fields: isFields(payload) ? payload : {} },
  }
}

const readMessage: Reader<MessageWire> = (body) => {
  const payload = payloadOf(body)
  const fields = Array.isArray(payload) ? payload[0] : payload
  if (isFields(fields)) return { ok: true, value: isFields(fields.email) ? fields.email : fields }
  return { ok: false, issues: ['payload: expected a message'] }
}

const readMembers: Reader<readonly MemberWire[]> = (body) => {
  const list = listIn(body, ['members', 'teamMembers', 'users', 'items'])
  return list.ok ? { ok: true, value: readRows(list.value, 'leads', memberWire).rows } : list
}
