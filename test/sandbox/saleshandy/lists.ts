import { z } from 'zod'
import type { PlainAnswer } from '../faulty-server.ts'
import type { SandboxClock } from '../sandbox-clock.ts'
import { BadRequest, success } from './answers.ts'
import { fieldValue } from './generate.ts'
import { parsed } from './note-desk.ts'
import type { SaleshandySettings } from './settings.ts'
import type { SaleshandyState } from './state.ts'
import { fieldLabels } from './team.ts'
import type { MailThread, Member, Note, Prospect } from './types.ts'
import type { SaleshandyWire } from './wire.ts'
import type { InboxWire } from './wire-inbox.ts'

const dayMs = 86_400_000
const pageSizes: readonly number[] = [10, 20, 50, 100]

const inboxBody = z.object({
  page: z.int('page must be an integer').min(1, 'page must not be less than 1').default(1),
  limit: z.int('limit must be an integer').min(1, 'limit must not be less than 1').default(20),
  owners: z.array(z.string(), 'owners must be an array').optional(),
  search: z.string().default(''),
  categoryIds: z.array(z.string()).default([]),
  sentiment: z.enum(['Positive', 'Negative', 'Neutral', 'Uncategorized'], 'sentiment is not valid').optional(),
  sequenceIds: z.array(z.string()).default([]),
  emailAccountIds: z.array(z.string()).default([]),
  startDate: z.string('startDate must be a string').optional(),
  endDate: z.string('endDate must be a string').optional(),
  isRead: z.union([z.literal(0), z.literal(1)], 'isRead must be 0 or 1').optional(),
  clientIds: z.array(z.string()).default([]),
  type: z.enum(['system', 'external'], 'type is not valid').optional(),
})

interface ListParts {
  readonly state: SaleshandyState
  readonly clock: SandboxClock
  readonly settings: Readonly<SaleshandySettings>
  readonly wire: SaleshandyWire
  readonly inboxWire: InboxWire
}

/** The lists of the API (saleshandy.md sections 3, 5 and 7). */
export class SaleshandyLists {
  readonly #parts: ListParts
  /** The other orders of all prospects, until these change. */
  #sorted: { readonly of: readonly Readonly<Prospect>[]; readonly byOrder: Map<string, readonly Readonly<Prospect>[]> }

  constructor(parts: ListParts) {
    this.#parts = parts
    this.#sorted = { of: [], byOrder: new Map() }
  }

  /** `GET /v1/prospects`: a bare list without any word on how many there are. */
  prospects(search: URLSearchParams): PlainAnswer {
    const page = numberIn(search, 'page', 1, 1, null)
    const pageSize = this.#pageSize(search)
    const direction = oneOf(search, 'sort', ['ASC', 'DESC'] as const, 'DESC')
    const sortBy = oneOf(search, 'sortBy', ['createdAt', 'owner'] as const, 'createdAt')
    const withCustom = oneOf(search, 'includeCustomFields', ['true', 'false'] as const, 'false') === 'true'
    const sorted = this.#sortedProspects(sortBy, direction)
    const wanted = search.get('search')?.trim().toLowerCase() ?? ''
    const matching = wanted === '' ? sorted : sorted.filter((prospect) => this.#isLike(prospect, wanted))
    const rows = matching.slice((page - 1) * pageSize, page * pageSize)
    return success(
      'Prospects fetched successfully',
      rows.map((row) => this.#parts.wire.prospect(row, withCustom)),
    )
  }

  /** `GET /v1/prospects/{prospectId}/notes`, as the member sees them. */
  notes(member: Member, prospectId: string, search: URLSearchParams): PlainAnswer {
    const { state, clock, wire, settings } = this.#parts
    const skip = numberIn(search, 'skip', 0, 0, null)
    const take = numberIn(search, 'take', 20, 1, 100)
    if (state.listedProspect(prospectId) === null) throw new BadRequest(1001, 'invalid prospect id')
    const made = state.listedNotes(prospectId, member.id, clock.nowMs())
    const byTime = settings.noteOrder === 'newest_first' ? made.toReversed() : made
    const ordered = settings.pinnedFirst ? [...byTime].sort(pinnedFirst) : byTime
    const draft = state.draftOf(prospectId, member.id)
    const isDraftShown = draft !== null && draft.listedFromMs <= clock.nowMs()
    return success('Notes fetched successfully', {
      notes: ordered.slice(skip, skip + take).map((note) => wire.note(note)),
      draftNote: isDraftShown ? wire.note(draft) : null,
      pagination: { skip, take, hasMore: skip + take < ordered.length },
    })
  }

  /** `POST /v1/unified-inbox/emails`. */
  inbox(body: unknown): PlainAnswer {
    const { state, settings, inboxWire } = this.#parts
    const query = parsed(inboxBody, body ?? {})
    if (query.owners === undefined && settings.ownersRequired) throw new BadRequest(4000, 'owners must be an array')
    const accepts = this.#inboxFilter(query)
    const newestFirst = state.listedThreads().filter(accepts)
    const rows = settings.inboxOrder === 'newest_first' ? newestFirst : newestFirst.toReversed()
    const limit = Math.min(query.limit, settings.maxInboxLimit)
    return success('Emails fetched successfully', {
      items: rows.slice((query.page - 1) * limit, query.page * limit).map((row) => inboxWire.threadInList(row)),
      meta: {
        totalItems: rows.length,
        currentPage: query.page,
        itemsPerPage: limit,
        totalPages: Math.ceil(rows.length / limit),
      },
    })
  }

  #inboxFilter(query: z.output<typeof inboxBody>): (thread: Readonly<MailThread>) => boolean {
    const { settings } = this.#parts
    const startMs =
      query.startDate === undefined ? Number.NEGATIVE_INFINITY : instantOf('startDate', query.startDate).fromMs
    const endMs = query.endDate === undefined ? Number.POSITIVE_INFINITY : instantOf('endDate', query.endDate).untilMs
    const owners = query.owners ?? []
    const isEveryone = owners.length === 0 && (query.owners === undefined || settings.emptyOwnersMean === 'everyone')
    const wanted = query.search.trim().toLowerCase()
    const within = (ids: readonly string[], id: string | null): boolean =>
      ids.length === 0 || (id !== null && ids.includes(id))
    return (thread) => {
      const shownMs = Math.floor(thread.lastMessageAtMs / settings.stampResolutionMs) * settings.stampResolutionMs
      return (
        (isEveryone || owners.includes(thread.ownerId)) &&
        shownMs >= startMs &&
        shownMs <= endMs &&
        (query.isRead === undefined || thread.isRead === (query.isRead === 1)) &&
        (query.sentiment === undefined || thread.sentiment === query.sentiment) &&
        (query.type === undefined || (query.type === 'system') === (thread.sequenceId !== null)) &&
        within(query.categoryIds, thread.categoryKey) &&
        within(query.sequenceIds, thread.sequenceId) &&
        within(query.emailAccountIds, thread.emailAccountId) &&
        within(query.clientIds, null) &&
        (wanted === '' ||
          `${thread.subject}\n${thread.sender.email}\n${thread.sender.name}`.toLowerCase().includes(wanted))
      )
    }
  }

  #sortedProspects(sortBy: 'createdAt' | 'owner', direction: 'ASC' | 'DESC'): readonly Readonly<Prospect>[] {
    const newestFirst = this.#parts.state.listedProspects()
    if (this.#sorted.of !== newestFirst) this.#sorted = { of: newestFirst, byOrder: new Map() }
    const name = `${sortBy} ${direction}`
    const kept = this.#sorted.byOrder.get(name)
    if (kept !== undefined) return kept
    const sorted = sortBy === 'createdAt' ? newestFirst : this.#byOwner(newestFirst)
    const made = direction === 'DESC' ? sorted : sorted.toReversed()
    this.#sorted.byOrder.set(name, made)
    return made
  }

  #byOwner(prospects: readonly Readonly<Prospect>[]): readonly Readonly<Prospect>[] {
    const names = new Map(this.#parts.state.team.members.map((one) => [one.id, `${one.firstName} ${one.lastName}`]))
    const nameOf = (prospect: Readonly<Prospect>): string => names.get(prospect.ownerId) ?? ''
    return prospects.toSorted((one, other) =>
      nameOf(one) === nameOf(other) ? 0 : nameOf(one) > nameOf(other) ? -1 : 1,
    )
  }

  #isLike(prospect: Readonly<Prospect>, wanted: string): boolean {
    const { team } = this.#parts.state
    const firstName = fieldValue(team, prospect, fieldLabels.firstName) ?? ''
    const lastName = fieldValue(team, prospect, fieldLabels.lastName) ?? ''
    return [firstName, lastName, prospect.email ?? ''].some((text) => text.toLowerCase().includes(wanted))
  }

  #pageSize(search: URLSearchParams): number {
    const asked = numberIn(search, 'pageSize', 100, 1, null)
    if (asked >= 100) return 100
    if (pageSizes.includes(asked) || this.#parts.settings.oddPageSizes === 'accept') return asked
    throw new BadRequest(4000, `pageSize must be one of the following values: ${pageSizes.join(', ')}`)
  }
}

function pinnedFirst(one: Readonly<Note>, other: Readonly<Note>): number {
  return (other.pinnedAtMs ?? Number.NEGATIVE_INFINITY) === (one.pinnedAtMs ?? Number.NEGATIVE_INFINITY)
    ? 0
    : (other.pinnedAtMs ?? Number.NEGATIVE_INFINITY) > (one.pinnedAtMs ?? Number.NEGATIVE_INFINITY)
      ? 1
      : -1
}

/** A whole number in the query string. @throws BadRequest where it is none, or beyond the bounds. */
function numberIn(search: URLSearchParams, name: string, absent: number, min: number, max: number | null): number {
  const given = search.get(name)
  if (given === null || given === '') return absent
  const value = /^-?\d+$/.test(given) ? Number(given) : Number.NaN
  if (Number.isNaN(value)) throw new BadRequest(4000, `${name} must be an integer number`)
  if (value < min) throw new BadRequest(4000, `${name} must not be less than ${min}`)
  if (max !== null && value > max) throw new BadRequest(4000, `${name} must not be greater than ${max}`)
  return value
}

/** One of the documented words in the query string. @throws BadRequest where it is another. */
export function oneOf<Word extends string>(
  search: URLSearchParams,
  name: string,
  words: readonly Word[],
  absent: Word | null,
): Word {
  const given = search.get(name)
  const word = given === null || given === '' ? absent : words.find((one) => one === given)
  if (word === null || word === undefined) {
    throw new BadRequest(4000, `${name} must be one of the following values: ${words.join(', ')}`)
  }
  return word
}

/** A date or a date with time and zone; a bare date is the whole of that day in UTC. Neither is documented. */
function instantOf(name: string, text: string): { readonly fromMs: number; readonly untilMs: number } {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text)
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text)
  const fromMs = isDay || isInstant ? Date.parse(text) : Number.NaN
  if (Number.isNaN(fromMs)) throw new BadRequest(4000, `${name} must be a valid ISO 8601 date string`)
  return { fromMs, untilMs: isDay ? fromMs + dayMs - 1 : fromMs }
}
