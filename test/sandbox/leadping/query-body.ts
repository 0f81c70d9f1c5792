import { createHash } from 'node:crypto'
import { z } from 'zod'
import { BadRequest } from './problem.ts'

const int32 = 2 ** 31 - 1
/** Documented as an integer (dialect B) and as a string of digits (dialect A); either is taken from anyone. */
const pageSize = z.union([
  z.int().max(int32),
  z
    .string()
    .regex(/^-?(?:0|[1-9]\d*)$/, 'must be a whole number')
    .transform(Number),
])
const bound = z.union([z.string(), z.number(), z.boolean()]).nullish()

const queryBody = z.object({
  pageSize: pageSize.nullish(),
  continuationToken: z.string().nullish(),
  orderBy: z.array(z.object({ field: z.string(), direction: z.string().nullish() })).nullish(),
  includeCount: z.boolean().nullish(),
  search: z.string().nullish(),
  searchFields: z.array(z.string()).nullish(),
  filters: z.array(z.object({ field: z.string(), value: z.unknown() })).nullish(),
  rangeFilters: z
    .array(
      z.object({
        field: z.string(),
        greaterThan: bound,
        greaterThanOrEqual: bound,
        lessThan: bound,
        lessThanOrEqual: bound,
      }),
    )
    .nullish(),
})
export type QueryBody = z.infer<typeof queryBody>

/** The query body of every list. @throws BadRequest where it does not keep to the contract. */
export function parseQuery(body: unknown): QueryBody {
  const parsed = queryBody.safeParse(body ?? {})
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new BadRequest(`The query is not valid at '${issue?.path.join('.') ?? ''}': ${issue?.message ?? 'unknown'}.`)
}

/** All that decides which rows a walk sees and in which order; the page size may change on the way. */
export function fingerprintOf(scopeName: string, query: QueryBody): string {
  const { orderBy, search, searchFields, filters, rangeFilters } = query
  const decisive = [scopeName, orderBy, search, searchFields, filters, rangeFilters].map((part) => part ?? null)
  return createHash('sha256').update(JSON.stringify(decisive)).digest('base64url').slice(0, 16)
}

/** ISO 8601 with a time, as ms UTC; without an offset it is UTC. Null where it is no such thing. */
export function parseInstant(text: string): number | null {
  const match = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/.exec(text)
  if (match === null) return null
  const atMs = Date.parse(match[3] === undefined ? `${text}Z` : text)
  return Number.isNaN(atMs) ? null : atMs
}
