import { z } from 'zod'
import type { Field, Fields } from './fields.ts'
import { BadRequest } from './problem.ts'
import { fingerprintOf, parseQuery, type QueryBody } from './query-body.ts'
import { accepts, type Conditions, conditionsOf, type RangeCondition } from './query-conditions.ts'
import { comparator, firstBehind, type Identified, positionOf, type SortKey, windowOf } from './sorted-view.ts'

/** What of paging is left open by the documents and can be chosen. */
export interface PagingChoices {
  defaultPageSize: number
  maxPageSize: number
  /** `uneven`: like the store behind the API, pages are now and then short or empty and still carry a token. */
  pages: 'full' | 'uneven'
  /** Whether an unknown name to sort, filter or search by is a 400 or is passed over. */
  unknownQueryFields: 'reject' | 'ignore'
}

/** What a route lists: its rows and the conditions of path and query string. */
export interface ListScope<Row> {
  /** Tells this list's tokens from all others'; rows and conditions follow from it alone. */
  readonly name: string
  /** Name of the rows' source and a number that changes whenever they do: sorted views are kept under these. */
  readonly source: string
  readonly version: number
  readonly rows: () => readonly Row[]
  readonly fields: Fields<Row>
  readonly defaultOrder: { readonly field: string; readonly direction: 'asc' | 'desc' }
  readonly accepts?: (row: Row) => boolean
  readonly ranges?: readonly RangeCondition<Row>[]
}

export interface ListPage<Row> {
  readonly rows: readonly Row[]
  readonly pageSize: number
  readonly totalCount: number | null
  readonly continuationToken: string | null
}

const tokenBody = z.object({
  epoch: z.int(),
  query: z.string(),
  /** Null: before the first row. */
  after: z
    .object({ keys: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])), id: z.string() })
    .nullable(),
})
type Token = z.infer<typeof tokenBody>

const keptViews = 64

/** Runs list queries: filter, sort, page. A token is a place in the order, so rows that move are met twice or missed. */
export class QueryRunner {
  readonly #choices: Readonly<PagingChoices>
  readonly #shorten: () => number
  readonly #views = new Map<string, { readonly version: number; readonly rows: readonly unknown[] }>()
  readonly #counts = new Map<string, { readonly version: number; readonly count: number }>()
  #epoch = 1

  /** `shorten` is uniform in [0, 1): how much of an uneven page is served. */
  constructor(choices: Readonly<PagingChoices>, shorten: () => number) {
    this.#choices = choices
    this.#shorten = shorten
  }

  /** From now on every token handed out so far is unknown. */
  expireTokens(): void {
    this.#epoch += 1
  }

  /** @throws BadRequest where the body does not keep to the contract. */
  page<Row extends Identified>(scope: ListScope<Row>, body: unknown): ListPage<Row> {
    const query = parseQuery(body)
    const find = this.#finder(scope)
    const pageSize = this.#effectiveSize(query)
    const order = sortKeysOf(query, scope, find)
    const asked = conditionsOf(query, scope.fields, find)
    const conditions: Conditions<Row> = {
      ranges: [...(scope.ranges ?? []), ...asked.ranges],
      others: scope.accepts === undefined ? asked.others : [scope.accepts, ...asked.others],
    }
    const fingerprint = fingerprintOf(scope.name, query)
    const token = query.continuationToken == null ? null : this.#readToken(query.continuationToken, fingerprint)
    const view = this.#view(scope, order)
    const { from, to } = windowOf(view, order, conditions.ranges)

    const isUneven = this.#choices.pages === 'uneven'
    const limit = isUneven ? Math.floor(this.#shorten() * (pageSize + 1)) : pageSize
    const start = token?.after == null ? from : Math.max(from, firstBehind(view, order, token.after))
    const rows: Row[] = []
    let hasMore = false
    for (let index = start; index < to && !hasMore; index++) {
      const row = view[index]
      if (row === undefined || !accepts(row, conditions)) continue
      if (rows.length < limit) rows.push(row)
      else hasMore = true
    }
    const last = rows.at(-1)
    const goesOn = hasMore || (isUneven && last !== undefined && this.#shorten() < 0.3)
    const after = last === undefined ? (token?.after ?? null) : positionOf(last, order)
    return {
      rows,
      pageSize,
      totalCount:
        query.includeCount === true ? this.#count(scope, fingerprint, view.slice(from, to), conditions) : null,
      continuationToken: goesOn ? writeToken({ epoch: this.#epoch, query: fingerprint, after: mutable(after) }) : null,
    }
  }

  #effectiveSize(query: QueryBody): number {
    const wanted = query.pageSize ?? this.#choices.defaultPageSize
    if (wanted < 1) throw new BadRequest('pageSize must be at least 1.')
    return Math.min(wanted, this.#choices.maxPageSize)
  }

  #finder<Row>(scope: ListScope<Row>): (name: string) => Field<Row> | null {
    return (name) => {
      const field = scope.fields.get(name.toLowerCase())
      if (field !== undefined) return field
      if (this.#choices.unknownQueryFields === 'ignore') return null
      throw new BadRequest(`The field '${name}' cannot be queried on this resource.`)
    }
  }

  #view<Row extends Identified>(scope: ListScope<Row>, order: readonly SortKey<Row>[]): readonly Row[] {
    const name = `${scope.source}|${order.map((key) => `${key.name}${key.sign}`).join()}`
    const kept = this.#views.get(name)
    // A source has one type of row, so what was kept under its name is of that type.
    if (kept !== undefined && kept.version === scope.version) return kept.rows as readonly Row[]
    const rows = scope.rows().toSorted(comparator(order))
    if (this.#views.size >= keptViews) this.#views.clear()
    this.#views.set(name, { version: scope.version, rows })
    return rows
  }

  #count<Row>(scope: ListScope<Row>, fingerprint: string, rows: readonly Row[], conditions: Conditions<Row>): number {
    const kept = this.#counts.get(fingerprint)
    if (kept !== undefined && kept.version === scope.version) return kept.count
    const count = rows.reduce((sum, row) => (accepts(row, conditions) ? sum + 1 : sum), 0)
    if (this.#counts.size >= keptViews) this.#counts.clear()
    this.#counts.set(fingerprint, { version: scope.version, count })
    return count
  }

  #readToken(written: string, fingerprint: string): Token {
    const token = tokenBody.safeParse(parseJson(Buffer.from(written, 'base64url').toString()))
    if (!token.success || token.data.epoch !== this.#epoch) {
      throw new BadRequest('The continuation token is unknown or has expired.')
    }
    if (token.data.query !== fingerprint) throw new BadRequest('The continuation token belongs to another query.')
    return token.data
  }
}

function sortKeysOf<Row>(
  query: QueryBody,
  scope: ListScope<Row>,
  find: (name: string) => Field<Row> | null,
): SortKey<Row>[] {
  const keys = (query.orderBy ?? []).flatMap((one): SortKey<Row>[] => {
    const direction = one.direction?.toLowerCase() ?? 'asc'
    if (direction !== 'asc' && direction !== 'desc') {
      throw new BadRequest(`orderBy direction '${one.direction}' is neither asc nor desc.`)
    }
    const field = find(one.field)
    return field === null ? [] : [{ field, name: one.field.toLowerCase(), sign: direction === 'asc' ? 1 : -1 }]
  })
  if (keys.length > 0) return keys
  const { field: name, direction } = scope.defaultOrder
  const field = scope.fields.get(name.toLowerCase())
  if (field === undefined) throw new Error(`No field ${name} to sort by`)
  return [{ field, name: name.toLowerCase(), sign: direction === 'asc' ? 1 : -1 }]
}

function mutable(
  after: { readonly keys: readonly (string | number | boolean | null)[]; readonly id: string } | null,
): Token['after'] {
  return after === null ? null : { keys: [...after.keys], id: after.id }
}

function writeToken(token: Token): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
