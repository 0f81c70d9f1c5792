import type { PlainAnswer, PlainRequest } from '../faulty-server.ts'
import type { SandboxClock } from '../sandbox-clock.ts'
import { BadRequest, failure, success } from './answers.ts'
import type { ChosenIds } from './ids.ts'
import { oneOf, type SaleshandyLists } from './lists.ts'
import type { NoteDesk } from './note-desk.ts'
import type { SaleshandySettings } from './settings.ts'
import type { SaleshandyState } from './state.ts'
import type { Member } from './types.ts'
import { upload } from './uploads.ts'
import type { SaleshandyWire } from './wire.ts'
import type { InboxWire } from './wire-inbox.ts'

interface RouteParts {
  readonly state: SaleshandyState
  readonly clock: SandboxClock
  readonly attachmentIds: ChosenIds
  readonly settings: Readonly<SaleshandySettings>
  readonly wire: SaleshandyWire
  readonly inboxWire: InboxWire
  readonly lists: SaleshandyLists
  readonly desk: NoteDesk
}

/** A request that found its route. */
interface Call {
  readonly request: PlainRequest
  readonly member: Member
  /** Of the path, decoded. */
  readonly first: string
  readonly second: string
}

interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly path: RegExp
  readonly answer: (call: Call) => PlainAnswer
}

/** Finds who carries a request out. */
export class SaleshandyRoutes {
  readonly #routes: readonly Route[]
  readonly #settings: Readonly<SaleshandySettings>

  constructor(parts: RouteParts) {
    this.#settings = parts.settings
    this.#routes = [...noteRoutes(parts), ...prospectRoutes(parts), ...inboxRoutes(parts), ...accountRoutes(parts)]
  }

  /** What the request would be answered with, for a member; null where nothing is mounted at its path. */
  find(request: PlainRequest): ((member: Member) => PlainAnswer) | null {
    for (const route of this.#routes) {
      const match = route.method === request.method ? route.path.exec(request.url.pathname) : null
      if (match === null) continue
      const [first, second] = [match[1], match[2]].map((part) => decoded(part ?? ''))
      return (member) =>
        this.#guarded(() => route.answer({ request, member, first: first ?? '', second: second ?? '' }))
    }
    return null
  }

  #guarded(answer: () => PlainAnswer): PlainAnswer {
    try {
      return answer()
    } catch (error) {
      if (error instanceof BadRequest) return failure(this.#settings, 400, error.code, error.message)
      throw error
    }
  }
}

function noteRoutes({ desk, lists, state, clock, attachmentIds, settings }: RouteParts): Route[] {
  return [
    { method: 'POST', path: /^\/v1\/notes$/, answer: ({ request, member }) => desk.create(member, jsonOf(request)) },
    {
      method: 'POST',
      path: /^\/v1\/notes\/attachments$/,
      answer: ({ request, member }) =>
        upload({ state, clock, attachmentIds, settings }, member, request.headers['content-type'], bytesOf(request)),
    },
    {
      method: 'PATCH',
      path: /^\/v1\/notes\/([^/]+)$/,
      answer: ({ request, member, first }) => desk.edit(member, first, jsonOf(request)),
    },
    {
      method: 'GET',
      path: /^\/v1\/prospects\/([^/]+)\/notes$/,
      answer: ({ request, member, first }) => lists.notes(member, first, request.url.searchParams),
    },
  ]
}

function prospectRoutes({ lists, state, wire }: RouteParts): Route[] {
  return [
    { method: 'GET', path: /^\/v1\/prospects$/, answer: ({ request }) => lists.prospects(request.url.searchParams) },
    {
      method: 'GET',
      path: /^\/v1\/prospects\/attribute$/,
      answer: ({ request }) => {
        const search = request.url.searchParams
        const field = state.team.fields.find((one) => one.id === search.get('attributeId'))
        if (field === undefined) throw new BadRequest(4000, 'invalid attribute id')
        const prospect = state.listedProspect(search.get('prospectId') ?? '')
        if (prospect === null) throw new BadRequest(1001, 'invalid prospect id')
        return success('Attribute fetched successfully', wire.attribute(field, prospect.values.get(field.id) ?? null))
      },
    },
    {
      method: 'GET',
      path: /^\/v1\/prospects\/([^/]+)\/minimal\/sequences$/,
      answer: ({ first }) => {
        if (state.listedProspect(first) === null) throw new BadRequest(1001, 'invalid prospect id')
        const used = new Set(
          state.listedThreads().flatMap((thread) => (thread.prospectId === first ? [thread.sequenceId] : [])),
        )
        return success(
          'Sequences fetched successfully',
          state.team.sequences.filter((sequence) => used.has(sequence.id)).map((sequence) => ({ ...sequence })),
        )
      },
    },
  ]
}

function inboxRoutes({ lists, state, inboxWire }: RouteParts): Route[] {
  const threadById = (id: string) => {
    const thread = state.threads.get(id)
    if (thread === undefined) throw new BadRequest(4000, 'email thread not found')
    return thread
  }
  return [
    { method: 'POST', path: /^\/v1\/unified-inbox\/emails$/, answer: ({ request }) => lists.inbox(jsonOf(request)) },
    {
      method: 'GET',
      path: /^\/v1\/unified-inbox\/emails\/([^/]+)$/,
      answer: ({ first }) => success('Email thread fetched successfully', inboxWire.thread(threadById(first))),
    },
    {
      method: 'GET',
      path: /^\/v1\/unified-inbox\/emails\/([^/]+)\/([^/]+)$/,
      answer: ({ first, second }) => {
        const thread = threadById(first)
        const mail = thread.mails.find((one) => one.id === second)
        if (mail === undefined) throw new BadRequest(4000, 'email not found')
        return success('Email fetched successfully', inboxWire.mail(thread, mail))
      },
    },
    {
      method: 'GET',
      path: /^\/v1\/unified-inbox\/unread-email-threads-count$/,
      answer: () =>
        success('Count fetched successfully', { count: state.listedThreads().filter((one) => !one.isRead).length }),
    },
  ]
}

function accountRoutes({ state, wire }: RouteParts): Route[] {
  return [
    {
      method: 'GET',
      path: /^\/v1\/fields$/,
      answer: ({ request }) => {
        const withSystem = oneOf(request.url.searchParams, 'systemFields', ['true', 'false'] as const, null) === 'true'
        const fields = state.team.fields.filter((field) => withSystem || !field.isSystem)
        return success(
          'Fields fetched successfully',
          fields.map((field) => wire.field(field)),
        )
      },
    },
    {
      method: 'GET',
      path: /^\/v1\/unibox\/categories$/,
      answer: () => success('Categories fetched successfully', wire.categories()),
    },
    {
      method: 'GET',
      path: /^\/v1\/user\/team-member-list$/,
      answer: () => success('Team members fetched successfully', wire.members()),
    },
  ]
}

function bytesOf(request: PlainRequest): Uint8Array | null {
  if (request.bytes !== undefined) return request.bytes
  return request.body === null ? null : Buffer.from(request.body, 'utf8')
}

function jsonOf(request: PlainRequest): unknown {
  if (request.body === null || request.body.trim() === '') return {}
  try {
    return JSON.parse(request.body)
  } catch {
    throw new BadRequest(4000, 'The body is not valid JSON.')
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
